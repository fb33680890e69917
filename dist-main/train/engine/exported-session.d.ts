/**
 * @file A model that was exported to ONNX, on whatever runs it: onnxruntime-node, or onnxruntime-web in a browser. It must
 * be our own: a graph of ONNX may ask for any memory and time, so that in Node those of others are read for their weights
 * alone (`nn/weights/onnx-file.ts`).
 */
import type { PaddedChunks } from '../../tokenizer/align.ts';
/** What is used of ONNX Runtime, in any of its packages for JavaScript. */
export interface OnnxRuntime<Tensor> {
    readonly InferenceSession: {
        create(model: Uint8Array, options?: {
            executionProviders?: string[];
        }): Promise<ExportedSession<Tensor>>;
    };
    readonly Tensor: TensorConstructor<Tensor>;
}
export type TensorConstructor<Tensor> = new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => Tensor;
export interface ExportedSession<Tensor> {
    readonly inputNames: readonly string[];
    run(feeds: Record<string, Tensor>): Promise<Record<string, {
        readonly data: unknown;
    }>>;
    release(): Promise<void>;
}
/** [B,T] -> [B,T,L] */
export declare function exportedLogits<Tensor>(session: ExportedSession<Tensor>, Tensor: TensorConstructor<Tensor>, { rows, length, inputIds, attentionMask, tokenTypeIds }: PaddedChunks): Promise<Float32Array>;
