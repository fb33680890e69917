import type { Pruner } from './pruner.ts';
import { type StepOptions } from './pruner-options.ts';
export interface MedianPrunerOptions extends StepOptions {
    /** As long as fewer trials are complete, none is ended; 5 where left out. */
    readonly startupTrials?: number;
    /** No trial is ended at a step that fewer complete trials have reported; 1 where left out. */
    readonly minTrials?: number;
}
export interface PercentilePrunerOptions extends MedianPrunerOptions {
    /** From 0 to 100: 25 keeps the best quarter. */
    readonly percentile: number;
}
/**
 * The percentile of values that may be NaN, which do not count; NaN where none is left, or where it lies at or beside an
 * infinite value, as numpy's `nanpercentile` has it.
 *
 * @param percentile from 0 to 100
 */
export declare function nanPercentile(values: readonly number[], percentile: number): number;
/**
 * Ends a trial whose best report so far is worse than the percentile of what complete trials reported at the same step. A
 * trial that reported nothing but NaN is ended.
 *
 * @throws MedspanError `config`
 */
export declare function createPercentilePruner(options: PercentilePrunerOptions): Pruner;
/** The percentile pruner at 50. @throws MedspanError `config` */
export declare function createMedianPruner(options?: MedianPrunerOptions): Pruner;
