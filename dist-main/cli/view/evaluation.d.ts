/**
 * @file The evaluation of a part as text: intervals, kinds of matches and errors, groups, ancestors, what training knew,
 * calibration.
 */
import type { Evaluation } from '../../metrics/evaluation.ts';
/** Everything that is said of a part, in tables; with a run's temperature, what it has done to the calibration. */
export declare function renderEvaluation(title: string, evaluation: Evaluation, temperature?: number): string;
