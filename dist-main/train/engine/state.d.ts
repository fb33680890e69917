import { MedspanError } from '../../errors.ts';
import type { NamedTensors } from '../../nn/tensors.ts';
/** All that a run must save to continue with the same bits. */
export interface EngineState {
    /** What is trained. */
    readonly parameters: NamedTensors;
    /**
     * The optimizer's moments, by moment (`exp_avg`, `exp_avg_sq`) and parameter; and, where one is kept, `ema`, the
     * moving average of the weights.
     */
    readonly moments: Readonly<Record<string, NamedTensors>>;
    /** Updates made so far: AdamW's t. */
    readonly updates: number;
}
/** What an engine says to a state that it cannot take over. */
export declare function foreignState(reason: string): MedspanError;
/** @throws MedspanError `input` for the state of another model, before anything is changed */
export declare function restoreState(own: Pick<EngineState, 'parameters' | 'moments'>, saved: Pick<EngineState, 'parameters' | 'moments'>): void;
