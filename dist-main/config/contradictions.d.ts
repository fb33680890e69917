/**
 * @file What single values of a configuration cannot tell: settings that contradict each other.
 */
import type { Problem } from './problems.ts';
import { type Written } from './schema.ts';
/** The shares of the three parts, unless sources are assigned to them or the configuration says otherwise. */
export declare const DEFAULT_RATIOS: readonly [number, number, number];
/** What single values cannot tell: shares that do not add up, parts that nothing is assigned to. */
export declare function contradictions({ corpus, labels, model, loss, training, accelerate, slurm, }: Written): Problem[];
