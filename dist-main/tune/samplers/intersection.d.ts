/**
 * @file The parameters that all trials have in common, so that they can be drawn together.
 *
 * Optuna's `IntersectionSearchSpace`: of complete trials (and pruned ones, if wanted) those parameters that each has with
 * the same distribution. Kept beside the view and only ever made smaller by trials that are new.
 */
import { type Distributions } from '../distributions.ts';
import type { StudyView } from '../history.ts';
/** Gives a function from a view to its common parameters, by name; those of one value are left out. */
export declare function createIntersection(options: {
    readonly pruned: boolean;
}): (study: StudyView) => Distributions;
