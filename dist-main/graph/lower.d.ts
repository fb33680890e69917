import { Emitter } from './emitter.ts';
import { type Graph, type Node, type OpKind } from './ir.ts';
import { type OnnxPieces } from './onnx-proto.ts';
import type { Weight } from './quantize.ts';
/** Gelu came with 20, the bitwise operators and ReduceMax's axes input with 18. */
export declare const OPSET = 20;
export interface LowerOptions {
    /** What `float` becomes; double precision is for checking derivatives. */
    readonly float?: 'float32' | 'float64';
    /** What `int` becomes; int64 is what models of Hugging Face's libraries take. */
    readonly int?: 'int32' | 'int64';
    readonly name?: string;
    /** Inputs that the model itself is to hold, by name; none by default. */
    readonly weights?: ReadonlyMap<string, Weight> | undefined;
    /** What the model says about itself. */
    readonly metadata?: Readonly<Record<string, string>> | undefined;
}
type Emit = (emitter: Emitter, out: string, inputs: readonly string[]) => void;
type Lowering<K extends OpKind> = (node: Node<K>) => Emit;
export declare const lowerings: {
    readonly [K in OpKind]: Lowering<K>;
};
/** Serialises a graph as an ONNX model whose inputs and outputs keep their names. */
export declare function lower(graph: Graph, options?: LowerOptions): Uint8Array;
/**
 * The same in pieces: weights are not copied.
 * @param location see `formatOnnx`
 */
export declare function lowerInPieces(graph: Graph, options: LowerOptions, location?: string): OnnxPieces;
export {};
