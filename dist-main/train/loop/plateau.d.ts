/**
 * @file `reduce_lr_on_plateau`: a learning rate that falls when an evaluation no longer improves.
 *
 * Source: PyTorch's `torch.optim.lr_scheduler.ReduceLROnPlateau`, whose names and defaults these are. As in
 * Hugging Face's Trainer it has no warm-up, and observes `metric_for_best_model` after each evaluation but that of
 * `eval_on_start`. One thing differs: Trainer leaves `mode` at `min` whatever the metric is, so that a rising F1
 * lowers its rate. Here `mode` follows `greater_is_better` unless it is given.
 */
import type { PlateauState } from '../../run/trainer-state.ts';
export interface PlateauOptions {
    /** `min`: lower is better. */
    readonly mode: 'min' | 'max';
    /** What the rate is multiplied by; 0.1 by default. */
    readonly factor?: number | undefined;
    /** Evaluations without improvement that are borne; the next one lowers the rate. 10 by default. */
    readonly patience?: number | undefined;
    /** How much better counts as better; 1e-4 by default. */
    readonly threshold?: number | undefined;
    /** Whether the threshold is a share of the best value (`rel`, the default) or a difference from it. */
    readonly threshold_mode?: 'rel' | 'abs' | undefined;
    /** Evaluations after a reduction that do not count; 0 by default. */
    readonly cooldown?: number | undefined;
    /** The lowest rate; 0 by default. */
    readonly min_lr?: number | undefined;
    /** A reduction by no more than this is left out; 1e-8 by default. */
    readonly eps?: number | undefined;
}
/** The state before the first evaluation. */
export declare function beginPlateau(learningRate: number): PlateauState;
/** The state after an evaluation has given `value`. */
export declare function observePlateau(state: PlateauState, value: number, options: PlateauOptions): PlateauState;
