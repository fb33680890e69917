/**
 * @file How much memory a graph takes when it is run: values live from the node that makes them to the last that
 * reads them, and the most that live at once is what an executor which frees at once needs.
 *
 * Nodes are taken in the order of the list. What an executor sets apart in advance, rounds up or cannot fit into
 * holes comes on top.
 */
import { factors } from "./ir.js";
const bytesPerElement = { float: 4, int: 4, uint: 4, bool: 1 };
/** Kinds whose result is given, written in the graph, or another view of their input. */
const without = new Set(['input', 'constant', 'vector', 'reshape']);
/** Kinds that work element by element: their result may take the place of an input that nobody reads again. */
const inPlace = new Set([
    'add',
    'sub',
    'mul',
    'div',
    'xor',
    'select',
    'neg',
    'exp',
    'log',
    'sqrt',
    'cos',
    'sin',
    'tanh',
    'sigmoid',
    'erf',
    'shiftRight',
]);
/**
 * The most bytes that intermediate values take at once. Inputs do not count, nor do outputs that are written to memory
 * of the caller's.
 * @param given names of such outputs
 */
export function liveBytes(graph, sizes, given = new Set()) {
    const owner = owners(graph);
    const lastUse = new Map();
    for (const [place, node] of graph.nodes.entries())
        for (const input of node.inputs)
            lastUse.set(owner[input], place);
    const elsewhere = new Set();
    for (const [name, place] of graph.outputs) {
        lastUse.set(owner[place], Number.POSITIVE_INFINITY);
        if (given.has(name))
            elsewhere.add(owner[place]);
    }
    const held = new Map();
    let live = 0;
    let peak = 0;
    const free = (place, { inputs }) => {
        for (const input of inputs) {
            const own = owner[input];
            if (lastUse.get(own) !== place)
                continue;
            live -= held.get(own) ?? 0;
            held.delete(own);
        }
    };
    for (const [place, node] of graph.nodes.entries()) {
        if (inPlace.has(node.kind))
            free(place, node);
        if (!without.has(node.kind) && !elsewhere.has(place) && lastUse.has(place)) {
            const bytes = bytesOf(node, sizes);
            held.set(place, bytes);
            live += bytes;
            peak = Math.max(peak, live);
        }
        free(place, node);
    }
    return peak;
}
/** The node whose memory a node's value is in: its own, or that of what it is a view of. */
function owners({ nodes }) {
    const owner = [];
    for (const [place, node] of nodes.entries())
        owner.push(node.kind === 'reshape' ? owner[node.inputs[0]] : place);
    return owner;
}
function bytesOf({ type }, sizes) {
    return type.shape.reduce((bytes, dim) => bytes * sizeOf(dim, sizes), bytesPerElement[type.dtype]);
}
function sizeOf(dim, sizes) {
    const { coefficient, symbols } = factors(dim);
    return symbols.reduce((size, symbol) => size * (sizes[symbol] ?? Number.NaN), coefficient);
}
