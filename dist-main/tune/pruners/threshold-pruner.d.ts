import type { Pruner } from './pruner.ts';
import { type StepOptions } from './pruner-options.ts';
/** At least one of `lower` and `upper`. */
export interface ThresholdPrunerOptions extends StepOptions {
    /** Less than this ends a trial. */
    readonly lower?: number;
    /** More than this ends a trial. */
    readonly upper?: number;
}
/** Ends trials by their own last report alone, whatever the direction. @throws MedspanError `config` */
export declare function createThresholdPruner(options: ThresholdPrunerOptions): Pruner;
