/** The names that the numbers and the scales of a quantised weight have in a model. */
export const quantizedNames = (name) => ({
    numbers: `${name}_quantized`,
    scales: `${name}_scale`,
});
/**
 * The largest number of a linear map. Processors without VNNI add two products of uint8 and int8 in 16 bits, which
 * saturate: 2 · 255 · 127 does not fit, and 2 · 255 · 64 does. With 64 the same file has the same results everywhere, as
 * with `reduce_range` of ONNX Runtime's quantisation.
 */
const LINEAR_LIMIT = 64;
/** Of a table, whose rows are multiplied with their scale alone. */
const TABLE_LIMIT = 127;
/**
 * Quantises the weights of which every use in a graph can be computed in int8; others stay as they are.
 * @param isKept those that stay as they are in any case
 */
export function quantizeWeights(graph, weights, isKept) {
    const axes = graph.nodes.map(() => new Set());
    for (const node of graph.nodes)
        for (const [position, input] of node.inputs.entries())
            axes[input].add(axisOf(node, position));
    const quantized = new Map(weights);
    for (const [place, node] of graph.nodes.entries()) {
        if (node.kind !== 'input' || isKept(node.attrs.name))
            continue;
        const weight = weights.get(node.attrs.name);
        const [axis, ...others] = axes[place];
        if (weight === undefined || weight.shape.length !== 2 || axis === undefined || others.length > 0)
            continue;
        quantized.set(node.attrs.name, axis === 0 ? quantizeTable(weight) : quantizeLinear(weight));
    }
    return quantized;
}
/** Where a weight has its scales, given how a node uses it; undefined where int8 does not do. */
function axisOf(node, position) {
    if (node.kind === 'gather' && position === 0)
        return 0;
    const isLinear = (node.kind === 'gemm' || node.kind === 'matmul') && position === 1;
    return isLinear && node.type.shape.length === 2 && node.attrs.transB && !node.attrs.transA ? 1 : undefined;
}
function quantizeTable(weight) {
    const shape = weight.shape;
    const { data, scales } = quantizeRows(weight, TABLE_LIMIT);
    return { shape, data, axis: 0, scales };
}
/** A linear map is kept as [out,in], and multiplied as [in,out]. */
function quantizeLinear(weight) {
    const [output, input] = weight.shape;
    const { data, scales } = quantizeRows(weight, LINEAR_LIMIT);
    const turned = new Int8Array(data.length);
    for (let i = 0; i < output; i++)
        for (let j = 0; j < input; j++)
            turned[j * output + i] = data[i * input + j];
    return { shape: [input, output], data: turned, axis: 1, scales };
}
/** scale = max |row| / limit, and q = row / scale, rounded. */
function quantizeRows({ shape, data }, limit) {
    const [rows, columns] = shape;
    const quantized = new Int8Array(data.length);
    const scales = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
        const begin = row * columns;
        const end = begin + columns;
        let largest = 0;
        for (let i = begin; i < end; i++)
            largest = Math.max(largest, Math.abs(data[i]));
        const scale = Math.fround(largest / limit);
        scales[row] = scale;
        // A row of zeros stays one.
        if (scale > 0)
            for (let i = begin; i < end; i++)
                quantized[i] = Math.round(data[i] / scale);
    }
    return { data: quantized, scales };
}
/** The numbers that a quantised weight stands for, as the weight was: a linear map as [out,in]. */
export function dequantize({ shape, data, axis, scales }) {
    const [rows, columns] = shape;
    const values = new Float32Array(data.length);
    if (axis === 0) {
        for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++)
                values[i * columns + j] = data[i * columns + j] * scales[i];
        return { shape, data: values };
    }
    for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
            values[j * rows + i] = data[i * columns + j] * scales[j];
    return { shape: [columns, rows], data: values };
}
