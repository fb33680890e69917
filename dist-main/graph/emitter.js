/** @file The ONNX nodes and initialisers of a graph, as they are collected; `lower.ts` says which a primitive needs. */
import { internal } from "../errors.js";
import { factors } from "./ir.js";
import { DATA_TYPE, } from "./onnx-proto.js";
import { quantizedNames } from "./quantize.js";
function littleEndian(values, dataType) {
    const width = dataType === DATA_TYPE.double || dataType === DATA_TYPE.int64 ? 8 : 4;
    const bytes = new DataView(new ArrayBuffer(width * values.length));
    for (const [i, value] of values.entries()) {
        const at = i * width;
        if (dataType === DATA_TYPE.double)
            bytes.setFloat64(at, value, true);
        else if (dataType === DATA_TYPE.float)
            bytes.setFloat32(at, value, true);
        else if (dataType === DATA_TYPE.int64)
            bytes.setBigInt64(at, BigInt(value), true);
        else if (dataType === DATA_TYPE.uint32)
            bytes.setUint32(at, value, true);
        else
            bytes.setInt32(at, value, true);
    }
    return new Uint8Array(bytes.buffer);
}
/** Collects ONNX nodes and initialisers; equal constants and sizes are made once. */
export class Emitter {
    nodes = [];
    initializers = [];
    #graph;
    #options;
    #names;
    #shared = new Map();
    #fresh = 0;
    constructor(graph, names, options) {
        this.#graph = graph;
        this.#names = names;
        this.#options = options;
        for (const [name, weight] of options.weights)
            this.#hold(name, weight);
    }
    dataType(dtype) {
        const { float, int } = this.#options;
        return { float, int, uint: DATA_TYPE.uint32, bool: DATA_TYPE.bool }[dtype];
    }
    /** The weight of this name, where it is one in int8: see `quantizedNames`. */
    quantized(name) {
        const weight = this.#options.weights.get(name);
        return weight !== undefined && 'scales' in weight ? weight : undefined;
    }
    /** Adds a node and returns the name of its first output, a fresh one when none is given. */
    node(op, inputs, outputs = [this.fresh()], attributes = {}) {
        this.nodes.push({ op, inputs, outputs, attributes });
        return outputs[0];
    }
    /** A name that nothing else has. */
    fresh() {
        return `t${this.#fresh++}`;
    }
    /**
     * The graph that an operator runs, of the nodes that `build` adds. They may use what is outside. Sizes must be
     * computed outside too, because they are shared; constants may be made inside.
     */
    body(build) {
        const outside = this.nodes;
        this.nodes = [];
        const { inputs, outputs } = build();
        const body = { name: this.fresh(), nodes: this.nodes, inputs, outputs };
        this.nodes = outside;
        return body;
    }
    scalar(name, value, dtype) {
        if (dtype === 'bool')
            throw internal(`a constant of type ${dtype} cannot be written`);
        this.initialize(name, [], [value], this.dataType(dtype));
    }
    /** Numbers that the model itself holds. */
    initialize(name, dims, values, dataType) {
        this.initializers.push({ name, dims, dataType, bytes: littleEndian(values, dataType) });
    }
    constant(value, dtype) {
        return this.once(`constant ${dtype} ${value}`, name => this.scalar(name, value, dtype));
    }
    int64s(values) {
        return this.once(`int64s ${values}`, name => {
            this.initialize(name, [values.length], values, DATA_TYPE.int64);
        });
    }
    /** A size as int64 [1]. */
    size(dim) {
        const { coefficient, symbols } = factors(dim);
        if (symbols.length === 0)
            return this.int64s([coefficient]);
        return this.once(`size ${dim}`, name => {
            const parts = symbols.map(symbol => this.#symbol(symbol));
            if (coefficient !== 1)
                parts.push(this.int64s([coefficient]));
            const last = parts.pop();
            const rest = parts.reduce((left, part) => (left === undefined ? part : this.node('Mul', [left, part])), undefined);
            if (rest === undefined)
                this.node('Identity', [last], [name]);
            else
                this.node('Mul', [rest, last], [name]);
        });
    }
    /** A shape as int64 [rank]; one symbolic size may be left to ONNX as -1 where that is allowed. */
    shape(dims, infer) {
        const symbolic = dims.filter(dim => typeof dim === 'string').length;
        if (symbolic === 0 || (infer && symbolic === 1))
            return this.int64s(dims.map(dim => (typeof dim === 'number' ? dim : -1)));
        return this.once(`shape ${dims}`, name => this.node('Concat', dims.map(dim => this.size(dim)), [name], { axis: { int: 0 } }));
    }
    /** The three results of one LayerNormalization, emitted where the first of them is met. */
    layerNorm(node, inputs) {
        const key = (other) => `layer norm ${other.inputs} ${other.attrs.epsilon}`;
        this.once(key(node), () => {
            const name = (kind) => {
                const place = this.#graph.nodes.findIndex(other => other.kind === kind && key(other) === key(node));
                return place < 0 ? this.fresh() : this.#names[place];
            };
            const outputs = [name('layerNorm'), name('layerNormMean'), name('layerNormInvStd')];
            this.node('LayerNormalization', inputs, outputs, { epsilon: { float: node.attrs.epsilon } });
        });
    }
    #hold(name, weight) {
        const add = (own, dims, dataType, data) => {
            const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
            this.initializers.push({ name: own, dims, dataType, bytes });
        };
        if (!('scales' in weight)) {
            add(name, weight.shape, DATA_TYPE.float, weight.data);
            return;
        }
        const { numbers, scales } = quantizedNames(name);
        const column = weight.axis === 0 ? [weight.scales.length, 1] : [weight.scales.length];
        add(numbers, weight.shape, DATA_TYPE.int8, weight.data);
        add(scales, column, DATA_TYPE.float, weight.scales);
    }
    #symbol(symbol) {
        return this.once(`symbol ${symbol}`, name => {
            for (const node of this.#graph.nodes) {
                if (node.kind !== 'input')
                    continue;
                const axis = node.type.shape.indexOf(symbol);
                if (axis < 0)
                    continue;
                const [start, end] = [{ int: axis }, { int: axis + 1 }];
                this.node('Shape', [node.attrs.name], [name], { start, end });
                return;
            }
            throw internal(`no input has the size ${symbol}`);
        });
    }
    /** What `make` emits under the name that it is given, once for each key. */
    once(key, make) {
        const known = this.#shared.get(key);
        if (known !== undefined)
            return known;
        const name = this.fresh();
        this.#shared.set(key, name);
        make(name);
        return name;
    }
}
