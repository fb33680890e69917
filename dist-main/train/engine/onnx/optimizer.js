/**
 * @file Optimizers over flat arrays: they change parameters in place and own their moments.
 */
import { openElementwise } from "../../../graph/lower-wasm.js";
import { rewrite } from "../../../graph/rewrite.js";
import { adamWGraph, adamWScalars } from "../../../nn/optimizer.js";
import { viewsOf } from "../flat-parameters.js";
/** By their names in Trainer's `optim`, where AdamW is `adamw_torch`. */
export const OPTIMIZERS = ['adamw', 'adafactor'];
/** AdamW (Loshchilov and Hutter 2019), one pass over memory as WebAssembly. */
export function createAdamW({ layout, names, parameters, gradients }, options) {
    const averages = new Float32Array(layout.size);
    const squares = new Float32Array(layout.size);
    const updates = layout.groups.map(({ begin, end, isDecayed, lrMultiplier }) => {
        const own = { ...options, weightDecay: isDecayed ? options.weightDecay : 0 };
        const kernel = openElementwise(rewrite(adamWGraph(own)));
        const part = (array) => array.subarray(begin, end);
        const state = { parameter: part(parameters), exp_avg: part(averages), exp_avg_sq: part(squares) };
        const inputs = { ...state, gradient: part(gradients) };
        const outputs = Object.fromEntries(Object.entries(state).map(([name, array]) => [`new_${name}`, array]));
        return (scalars) => {
            const learningRate = scalars.learningRate * lrMultiplier;
            kernel.run(inputs, adamWScalars(own, { ...scalars, learningRate }), outputs);
        };
    });
    return {
        update(scalars) {
            for (const update of updates)
                update(scalars);
        },
        moments: { exp_avg: viewsOf(averages, layout, names), exp_avg_sq: viewsOf(squares, layout, names) },
    };
}
