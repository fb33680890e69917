/**
 * @file `--dry-run`: everything that a run does before its first step, and what it will take. Nothing is written.
 */
import { type Config, type SettledConfig } from '../config/config.ts';
import { type MappingRow } from '../corpus/labels.ts';
import type { Notice } from '../errors.ts';
import type { LossFunction } from '../nn/losses.ts';
import { type Progress } from '../progress.ts';
import { type Forecast } from './forecast/forecast.ts';
export interface DryRunOptions {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/** What a run would be; plain JSON. */
export interface DryRun extends Forecast {
    readonly runFolder: string;
    /** Every setting with its value. */
    readonly training: SettledConfig['training'];
    readonly types: readonly string[];
    /** What became of the mentions of each type, over all parts. */
    readonly mapping: readonly MappingRow[];
    /** With the weights that come of the training part. */
    readonly loss: LossFunction;
    readonly warnings: readonly Notice[];
}
/**
 * Prepares the run that a configuration describes and forecasts it. The run folder is neither read nor written.
 * @throws MedspanError for anything a user can put right; what the signal was aborted with
 */
export declare function dryRun(written: Config, options: DryRunOptions): Promise<DryRun>;
