/**
 * @file Tensors at rest: parameters, gradients and moments as plain arrays with a shape.
 */
/** A tensor of float32, row-major. */
export interface FloatTensor {
    readonly shape: readonly number[];
    readonly data: Float32Array;
}
/** A tensor whose numbers may be elsewhere. */
export interface TensorSpec {
    readonly shape: readonly number[];
    readonly data?: Float32Array | undefined;
}
/** Tensors by the names that Hugging Face's checkpoints use (`bert.encoder.layer.0.attention.self.query.weight`). */
export type NamedTensors = ReadonlyMap<string, FloatTensor>;
/** How many elements a shape holds. */
export declare function sizeOf(shape: readonly number[]): number;
