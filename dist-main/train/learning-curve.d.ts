import type { Config } from '../config/config.ts';
import type { Progress } from '../progress.ts';
import { type LearningCurve } from '../run/learning-curve.ts';
export interface LearningCurveOptions {
    /** Shares of the training part's documents, above 0 and at most 1. By default a tenth, a quarter, half and all. */
    readonly shares?: readonly number[] | undefined;
    /** Seeds of training: each share is learnt from once with each. By default `training.seed`. */
    readonly seeds?: readonly number[] | undefined;
    readonly progress: Progress;
    /** Ends the training under way in order: the same call goes on from there. */
    readonly signal?: AbortSignal | undefined;
    /** Whether runs of another configuration are replaced. */
    readonly overwrite?: boolean | undefined;
    /** Samples of documents for the intervals; 10,000 unless given. */
    readonly samples?: number | undefined;
}
export declare const DEFAULT_SHARES: readonly number[];
/**
 * Trains a model for every share and seed, in `<output_dir>/learning_curve/<share>-seed<seed>`, and scores it by
 * characters. `learning_curve.json` in the run folder is written after each of them, with the points so far. A finished
 * run in the run folder itself is taken for the whole training part with its seed.
 *
 * All seeds of a share take the same documents: what differs between them is training alone.
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue
 */
export declare function learningCurve(config: Config, options: LearningCurveOptions): Promise<LearningCurve>;
