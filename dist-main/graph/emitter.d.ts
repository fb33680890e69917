import { type Dim, type DType, type Graph, type Node } from './ir.ts';
import { type AttributeValue, type DataType, type OnnxGraph, type OnnxNode, type OnnxTensor } from './onnx-proto.ts';
import { type QuantizedWeight, type Weight } from './quantize.ts';
type LayerNormNode = Node<'layerNorm' | 'layerNormMean' | 'layerNormInvStd'>;
export interface EmitterOptions {
    /** What `float` becomes. */
    readonly float: DataType;
    /** What `int` becomes. */
    readonly int: DataType;
    /** Inputs of the graph that the model itself holds. */
    readonly weights: ReadonlyMap<string, Weight>;
}
/** Collects ONNX nodes and initialisers; equal constants and sizes are made once. */
export declare class Emitter {
    #private;
    nodes: OnnxNode[];
    readonly initializers: OnnxTensor[];
    constructor(graph: Graph, names: readonly string[], options: EmitterOptions);
    dataType(dtype: DType): DataType;
    /** The weight of this name, where it is one in int8: see `quantizedNames`. */
    quantized(name: string): QuantizedWeight | undefined;
    /** Adds a node and returns the name of its first output, a fresh one when none is given. */
    node(op: string, inputs: readonly string[], outputs?: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
    /** A name that nothing else has. */
    fresh(): string;
    /**
     * The graph that an operator runs, of the nodes that `build` adds. They may use what is outside. Sizes must be
     * computed outside too, because they are shared; constants may be made inside.
     */
    body(build: () => Pick<OnnxGraph, 'inputs' | 'outputs'>): OnnxGraph;
    scalar(name: string, value: number, dtype: DType): void;
    /** Numbers that the model itself holds. */
    initialize(name: string, dims: readonly number[], values: readonly number[], dataType: DataType): void;
    constant(value: number, dtype: DType): string;
    int64s(values: readonly number[]): string;
    /** A size as int64 [1]. */
    size(dim: Dim): string;
    /** A shape as int64 [rank]; one symbolic size may be left to ONNX as -1 where that is allowed. */
    shape(dims: readonly Dim[], infer: boolean): string;
    /** The three results of one LayerNormalization, emitted where the first of them is met. */
    layerNorm(node: LayerNormNode, inputs: readonly string[]): void;
    /** What `make` emits under the name that it is given, once for each key. */
    once(key: string, make: (name: string) => void): string;
}
export {};
