/**
 * @file Sums of gradients over the batches of a step.
 */
import { openElementwise } from "../../../graph/lower-wasm.js";
import { add, float, mul, trace } from "../../../graph/trace.js";
/** @param stretches of memory that hold the gradients of a batch after each run */
export function createAccumulation(stretches) {
    let sums;
    const kernel = openElementwise(trace(new Map([
        ['sum', float('n')],
        ['gradient', float('n')],
        ['factor', float()],
    ]), get => ({ total: add(get('sum'), mul(get('gradient'), get('factor'))) })));
    return {
        begin() {
            sums ??= stretches.map(({ length }) => new Float32Array(length));
            for (const sum of sums)
                sum.fill(0);
        },
        add(factor) {
            for (const [i, gradient] of stretches.entries()) {
                const sum = sums[i];
                kernel.run({ sum, gradient }, { factor }, { total: sum });
            }
        },
        finish(factor) {
            let squares = 0;
            for (const [i, gradient] of stretches.entries()) {
                const sum = sums[i];
                for (let j = 0; j < sum.length; j++) {
                    const value = Math.fround(sum[j] * factor);
                    gradient[j] = value;
                    squares += value * value;
                }
            }
            return squares;
        },
    };
}
