import { type TrainerState } from '../../run/trainer-state.ts';
import type { Engine } from '../engine/engine.ts';
/**
 * Writes a checkpoint whole and returns its path; takes note in `trainer` of the engine's updates. `describe` adds what
 * makes the folder a model folder (`config.json`, the tokenizer).
 * @throws MedspanError `output` when it cannot be written; then the checkpoints that were there stand as they were,
 * and the error says from which of them the run goes on.
 */
export declare function writeCheckpoint(runFolder: string, engine: Pick<Engine, 'save' | 'savedBytes'>, trainer: TrainerState, describe?: (folder: string) => Promise<void>): Promise<string>;
export interface Checkpoint {
    /** Where the engine's state is. */
    readonly folder: string;
    readonly trainer: TrainerState;
}
/**
 * Reads a checkpoint, but for the engine's state, of which it only makes sure that it is what was written.
 * @throws MedspanError `input` naming the damaged file.
 */
export declare function readCheckpoint(runFolder: string, step: number): Promise<Checkpoint>;
type Saved = Pick<TrainerState, 'saved_steps' | 'best_global_step' | 'global_step'>;
/**
 * Which checkpoints may go: those of interruptions that a later one has made superfluous, and the oldest ones beyond
 * `limit`. The newest one and the best one always stay, and the best one counts.
 * @param steps of the checkpoints there are
 */
export declare function superfluousCheckpoints(steps: readonly number[], state: Saved, limit: number | undefined): number[];
/** Deletes what `superfluousCheckpoints` says. */
export declare function removeCheckpoints(runFolder: string, state: Saved, limit: number | undefined): Promise<void>;
export {};
