/**
 * @file What is used of ONNX Runtime, in any of its packages for JavaScript: onnxruntime-node, or onnxruntime-web where there
 * is no Node.
 */
import type { Graph } from '../../graph/ir.ts';
import type { Weight } from '../../graph/quantize.ts';
import type { PaddedChunks } from '../../tokenizer/align.ts';
export interface OnnxTensor {
    readonly data: unknown;
}
export interface TensorConstructor {
    new (type: 'float32', data: Float32Array | readonly number[], dims: readonly number[]): OnnxTensor;
    new (type: 'int32', data: Int32Array, dims: readonly number[]): OnnxTensor;
    new (type: 'uint32', data: Uint32Array, dims: readonly number[]): OnnxTensor;
    new (type: 'int64', data: BigInt64Array, dims: readonly number[]): OnnxTensor;
}
export type OnnxTensors = Readonly<Record<string, OnnxTensor>>;
export interface OnnxSession {
    readonly inputNames: readonly string[];
    run(feeds: OnnxTensors): Promise<OnnxTensors>;
    /** Computes those of its results that are named. */
    run(feeds: OnnxTensors, names: readonly string[]): Promise<OnnxTensors>;
    release(): Promise<void>;
}
/** A package of ONNX Runtime, such as onnxruntime-web. */
export interface OnnxRuntime {
    readonly InferenceSession: {
        create(model: Uint8Array, options?: {
            readonly enableMemPattern?: boolean;
        }): Promise<OnnxSession>;
    };
    readonly Tensor: TensorConstructor;
}
/** Results that are wanted, by name: where they are to be written, or null for memory of their own. */
export type Wanted = Readonly<Record<string, OnnxTensor | null>>;
/** A graph that can be run. */
export interface GraphSession {
    /** @param wanted all results, in memory of their own, when left out */
    run(feeds: OnnxTensors, wanted?: Wanted): Promise<OnnxTensors>;
    release(): Promise<void>;
}
/** What an engine needs of ONNX Runtime. */
export interface Backend {
    readonly Tensor: TensorConstructor;
    /** @param weights those of the graph's inputs that the session itself is to hold */
    open(graph: Graph, weights?: ReadonlyMap<string, Weight>): Promise<GraphSession>;
}
/**
 * A package whose results come in memory of their own, as those of onnxruntime-web do, which computes in WebAssembly's: they
 * are copied to where they are wanted.
 */
export declare function copyingBackend({ InferenceSession, Tensor }: OnnxRuntime): Backend;
/**
 * Runs a model that was exported: [B,T] -> [B,T,L]. It must be our own: a graph of ONNX may ask for any memory and time, so
 * that in Node those of others are read for their weights alone (`nn/weights/onnx-file.ts`).
 */
export declare function exportedLogits(session: OnnxSession, Tensor: TensorConstructor, { rows, length, inputIds, attentionMask, tokenTypeIds }: PaddedChunks): Promise<Float32Array>;
