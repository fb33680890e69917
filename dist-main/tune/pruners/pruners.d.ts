/**
 * @file Every pruner by name, with its options.
 */
import { type HyperbandPrunerOptions } from './hyperband-pruner.ts';
import { type MedianPrunerOptions, type PercentilePrunerOptions } from './percentile-pruner.ts';
import { type Pruner } from './pruner.ts';
import { type SuccessiveHalvingPrunerOptions } from './successive-halving-pruner.ts';
import { type ThresholdPrunerOptions } from './threshold-pruner.ts';
/** A pruner as plain data, such as a configuration holds it. */
export type PrunerSettings = {
    readonly type: 'nop';
} | ({
    readonly type: 'median';
} & MedianPrunerOptions) | ({
    readonly type: 'percentile';
} & PercentilePrunerOptions) | ({
    readonly type: 'successive-halving';
} & SuccessiveHalvingPrunerOptions) | ({
    readonly type: 'hyperband';
} & HyperbandPrunerOptions) | ({
    readonly type: 'threshold';
} & ThresholdPrunerOptions) | {
    readonly type: 'patient';
    readonly wrapped?: PrunerSettings;
    readonly patience: number;
    readonly minDelta?: number;
};
export type PrunerName = PrunerSettings['type'];
/** The options of each pruner, by name. */
export declare const prunerOptions: Readonly<Record<PrunerName, readonly string[]>>;
/**
 * Makes the pruner that settings describe.
 *
 * @throws MedspanError `config` for a name or an option that is not there, and for options out of their ranges
 */
export declare function createPruner(settings: PrunerSettings): Pruner;
