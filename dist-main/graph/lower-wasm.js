/**
 * @file From an elementwise graph to WebAssembly: one pass over memory where ONNX Runtime makes one an operator.
 *
 * For graphs over vectors [n] and scalars [] only, such as an optimizer's update. Four elements are computed at a
 * time (WebAssembly core specification 2.0, section 2.4.3, vector instructions), in IEEE single precision and in
 * the graph's order, so that the bits are the same on every machine. Vectors pass through the module's memory in
 * slices, which fit the cache; the arrays themselves may be of any size and lie anywhere.
 */
import { internal } from "../errors.js";
import { appendAll } from "../lists.js";
/** Elements of a slice: four arrays of them are 256 KiB. A multiple of the four lanes. */
const SLICE = 16_384;
const BYTES = 4;
/** The vector instruction of each operator that is possible here; all are prefixed with 0xfd. */
const instructions = {
    neg: 0xe1,
    sqrt: 0xe3,
    add: 0xe4,
    sub: 0xe5,
    mul: 0xe6,
    div: 0xe7,
};
// ------------------------------------------------------------------------------------------ encoding
// WebAssembly core specification 2.0, chapter 5 (binary format).
const VALUE = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const SECTION = { type: 1, function: 3, memory: 5, export: 7, code: 10 };
const OP = {
    loop: 0x03,
    end: 0x0b,
    branchIf: 0x0d,
    localGet: 0x20,
    localSet: 0x21,
    localTee: 0x22,
    i32Const: 0x41,
    i32LessUnsigned: 0x49,
    i32Add: 0x6a,
    vector: 0xfd,
};
const VECTOR = { load: 0x00, store: 0x0b, constant: 0x0c, splat: 0x13 };
const NO_RESULT = 0x40;
/** LEB128 of a whole number that is not negative. */
function unsigned(value) {
    const bytes = [];
    let rest = value;
    do {
        const low = rest & 0x7f;
        rest >>>= 7;
        bytes.push(rest === 0 ? low : low | 0x80);
    } while (rest !== 0);
    return bytes;
}
const list = (items) => [...unsigned(items.length), ...items.flat()];
const sized = (bytes) => [...unsigned(bytes.length), ...bytes];
const section = (id, content) => [id, ...sized(content)];
const name = (text) => sized([...new TextEncoder().encode(text)]);
const vector = (code) => [OP.vector, ...unsigned(code)];
// ------------------------------------------------------------------------------------------ lowering
/** Serialises an elementwise graph as a module that exports `memory` and `run(length, ...scalars)`. */
export function lowerToWasm(graph) {
    const inputs = graph.nodes.filter((node) => node.kind === 'input');
    const isScalar = (node) => node.type.shape.length === 0;
    const vectors = inputs.filter(node => !isScalar(node)).map(node => node.attrs.name);
    const scalars = inputs.filter(isScalar).map(node => node.attrs.name);
    const outputs = [...graph.outputs.keys()];
    // Locals: the length and the scalars are parameters; then the offset, and a vector for each node.
    const offset = 1 + scalars.length;
    const local = (place) => offset + 1 + place;
    const get = (index) => [OP.localGet, ...unsigned(index)];
    const set = (index) => [OP.localSet, ...unsigned(index)];
    /** Alignment 2⁴, and the offset of the slice. */
    const slice = (number) => [4, ...unsigned(number * SLICE * BYTES)];
    const before = [];
    const inside = [];
    for (const [place, node] of graph.nodes.entries()) {
        if (node.type.dtype !== 'float' || node.type.shape.length > 1)
            throw internal(`${node.kind}: expected float vectors and scalars in an elementwise graph`);
        const code = isScalar(node) ? before : inside;
        if (node.kind === 'input') {
            const value = isScalar(node)
                ? [...get(1 + scalars.indexOf(node.attrs.name)), ...vector(VECTOR.splat)]
                : [...get(offset), ...vector(VECTOR.load), ...slice(vectors.indexOf(node.attrs.name))];
            appendAll(code, [...value, ...set(local(place))]);
        }
        else if (node.kind === 'constant') {
            const lane = [...new Uint8Array(Float32Array.of(node.attrs.value).buffer)];
            appendAll(code, [...vector(VECTOR.constant), ...lane, ...lane, ...lane, ...lane, ...set(local(place))]);
        }
        else {
            const instruction = instructions[node.kind];
            if (instruction === undefined)
                throw internal(`${node.kind} has no vector instruction`);
            appendAll(code, [
                ...node.inputs.flatMap(input => get(local(input))),
                ...vector(instruction),
                ...set(local(place)),
            ]);
        }
    }
    const stores = outputs.flatMap((output, i) => [
        ...get(offset),
        ...get(local(graph.outputs.get(output))),
        ...vector(VECTOR.store),
        ...slice(vectors.length + i),
    ]);
    const step = [...get(offset), OP.i32Const, 4 * BYTES, OP.i32Add, OP.localTee, ...unsigned(offset)];
    const repeat = [...step, ...get(0), OP.i32LessUnsigned, OP.branchIf, 0];
    const body = [...before, OP.loop, NO_RESULT, ...inside, ...stores, ...repeat, OP.end, OP.end];
    const locals = list([
        [1, VALUE.i32],
        [...unsigned(graph.nodes.length), VALUE.v128],
    ]);
    const parameters = list([[VALUE.i32], ...scalars.map(() => [VALUE.f32])]);
    const pages = Math.ceil(((vectors.length + outputs.length) * SLICE * BYTES) / 65_536);
    const bytes = Uint8Array.from([
        ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
        ...section(SECTION.type, list([[0x60, ...parameters, 0]])),
        ...section(SECTION.function, list([[0]])),
        ...section(SECTION.memory, list([[0, ...unsigned(pages)]])),
        ...section(SECTION.export, list([
            [...name('memory'), 2, 0],
            [...name('run'), 0, 0],
        ])),
        ...section(SECTION.code, list([sized([...locals, ...body])])),
    ]);
    return { bytes, vectors, scalars, outputs };
}
/** Compiles an elementwise graph. */
export function openElementwise(graph) {
    const { bytes, vectors, scalars, outputs } = lowerToWasm(graph);
    const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const slices = [...vectors, ...outputs].map((_, i) => new Float32Array(memory.buffer, i * SLICE * BYTES, SLICE));
    return {
        run(inputs, values, results) {
            const sources = vectors.map(item => inputs[item]);
            const targets = outputs.map(item => results[item]);
            const numbers = scalars.map(item => values[item]);
            const { length } = sources[0];
            if ([...sources, ...targets].some(array => array.length !== length) || !numbers.every(Number.isFinite))
                throw internal('an elementwise graph takes vectors of one length, and finite numbers');
            for (let begin = 0; begin < length; begin += SLICE) {
                const end = Math.min(begin + SLICE, length);
                for (const [i, source] of sources.entries())
                    slices[i].set(source.subarray(begin, end));
                run((end - begin) * BYTES, ...numbers);
                for (const [i, target] of targets.entries()) {
                    const result = slices[sources.length + i];
                    target.set(end - begin === SLICE ? result : result.subarray(0, end - begin), begin);
                }
            }
        },
    };
}
