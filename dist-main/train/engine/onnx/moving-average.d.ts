/** The name under which it is saved beside the optimizer's moments. */
export declare const AVERAGE = "ema";
export interface Average {
    /** Of the weights' layout: their average so far, at first the weights themselves. */
    readonly weights: Float32Array;
    /** Takes in the weights that the update t, from 1, has made. */
    add(update: number): void;
}
/**
 * The exponential moving average w̄ ← w̄ + (1 - d) (w - w̄) with d = min(decay, (1 + t) / (10 + t)), so that the first
 * weights are soon forgotten: as TensorFlow's `tf.train.ExponentialMovingAverage` does with `num_updates`. That averages
 * of weights are good weights is due to Polyak and Juditsky 1992.
 */
export declare function createAverage(weights: Float32Array, decay: number): Average;
/** d at update t. */
export declare function decayAt(decay: number, update: number): number;
