function scan(emitter, { out, type, reverse, initial, scanned, step }) {
    const [batch, , labels] = type.shape;
    const shape = [batch, labels];
    const value = (name, dims, isBool = false) => ({
        name,
        dataType: emitter.dataType(isBool ? 'bool' : 'float'),
        shape: dims,
    });
    const start = emitter.node('Expand', [emitter.constant(initial, 'float'), emitter.shape(shape, false)]);
    const [state, next, before] = [emitter.fresh(), emitter.fresh(), emitter.fresh()];
    const at = scanned.map(() => emitter.fresh());
    const body = emitter.body(() => {
        step(state, at, next);
        emitter.node('Identity', [state], [before]);
        return {
            inputs: [
                value(state, shape),
                ...scanned.map(({ isBool }, i) => value(at[i], [batch, isBool ? 1 : labels], isBool)),
            ],
            outputs: [value(next, shape), value(before, shape)],
        };
    });
    emitter.node('Scan', [start, ...scanned.map(({ name }) => name)], [emitter.fresh(), out], {
        body: { graph: body },
        num_scan_inputs: { int: scanned.length },
        scan_input_axes: { ints: scanned.map(() => 1) },
        scan_input_directions: { ints: scanned.map(() => Number(reverse)) },
        scan_output_axes: { ints: [1] },
        scan_output_directions: { ints: [Number(reverse)] },
    });
}
/** steps [B,T] against a number, as bool [B,T,1]. */
function compare(emitter, op, steps, value) {
    const column = emitter.node('Unsqueeze', [steps, emitter.int64s([2])]);
    return emitter.node(op, [column, emitter.constant(value, 'int')]);
}
export function lowerChainForward(emitter, out, [factors, matrix, steps], type) {
    const [starts, counts] = [compare(emitter, 'Equal', steps, 1), compare(emitter, 'Greater', steps, 0)];
    const [one, last] = [emitter.constant(1, 'float'), emitter.int64s([1])];
    scan(emitter, {
        out,
        type,
        reverse: false,
        initial: 1 / type.shape[2],
        scanned: [
            { name: factors, isBool: false },
            { name: starts, isBool: true },
            { name: counts, isBool: true },
        ],
        step: (p, [factor, isStart, isCounted], next) => {
            const reach = emitter.node('Where', [isStart, one, emitter.node('MatMul', [p, matrix])]);
            const u = emitter.node('Mul', [factor, reach]);
            const q = emitter.node('Div', [u, emitter.node('ReduceSum', [u, last])]);
            emitter.node('Where', [isCounted, q, p], [next]);
        },
    });
}
export function lowerChainBackward(emitter, out, [dy, q, g, matrix, steps], type) {
    const passes = compare(emitter, 'Equal', steps, 0);
    const transposed = emitter.node('Transpose', [matrix], undefined, { perm: { ints: [1, 0] } });
    const last = emitter.int64s([1]);
    scan(emitter, {
        out,
        type,
        reverse: true,
        initial: 0,
        scanned: [...[dy, q, g].map(name => ({ name, isBool: false })), { name: passes, isBool: true }],
        step: (h, [ownDy, ownQ, ownG, isPassed], next) => {
            const mean = emitter.node('ReduceSum', [emitter.node('Mul', [h, ownQ]), last]);
            const r = emitter.node('Mul', [emitter.node('Sub', [h, mean]), ownG]);
            const back = emitter.node('Where', [isPassed, h, emitter.node('MatMul', [r, transposed])]);
            emitter.node('Add', [ownDy, back], [next]);
        },
    });
}
