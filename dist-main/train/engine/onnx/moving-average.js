/**
 * @file A moving average of weights, which often generalises better than the last of them.
 */
import { openElementwise } from "../../../graph/lower-wasm.js";
import { add, float, mul, sub, trace } from "../../../graph/trace.js";
/** The name under which it is saved beside the optimizer's moments. */
export const AVERAGE = 'ema';
/**
 * The exponential moving average w̄ ← w̄ + (1 - d) (w - w̄) with d = min(decay, (1 + t) / (10 + t)), so that the first
 * weights are soon forgotten: as TensorFlow's `tf.train.ExponentialMovingAverage` does with `num_updates`. That averages
 * of weights are good weights is due to Polyak and Juditsky 1992.
 */
export function createAverage(weights, decay) {
    const averages = Float32Array.from(weights);
    const kernel = openElementwise(trace(new Map([
        ['average', float('n')],
        ['weight', float('n')],
        ['share', float()],
    ]), get => {
        const average = get('average');
        return { new_average: add(average, mul(sub(get('weight'), average), get('share'))) };
    }));
    return {
        weights: averages,
        add(update) {
            const share = 1 - decayAt(decay, update);
            kernel.run({ average: averages, weight: weights }, { share }, { new_average: averages });
        },
    };
}
/** d at update t. */
export function decayAt(decay, update) {
    return Math.min(decay, (1 + update) / (10 + update));
}
