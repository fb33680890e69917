import type { FloatTensor, TensorSpec } from '../tensors.ts';
/** The floating tensors of a model folder as float32, and the files that they come from. */
export interface Weights<Stored extends TensorSpec = FloatTensor> {
    readonly tensors: Map<string, Stored>;
    /** Paths, in the order in which they were read. */
    readonly files: readonly string[];
}
/**
 * Reads the weights of a model folder; undefined when it has none.
 *
 * Floating types become float32; tensors of whole numbers are left out. Memory in use stays near what the float32
 * arrays take. Names that share a tensor in `pytorch_model.bin` (tied weights) share an array: copy before writing.
 * @throws MedspanError `input` where a file is missing, damaged, or not what its index says; `unsafe-input` where it
 * asks for what weights do not need (code, memory, files elsewhere).
 */
export declare function readWeights(folder: string): Promise<Weights | undefined>;
/**
 * The same with those numbers alone that are wanted. Of safetensors only headers are read besides; files that PyTorch has
 * saved, and those of ONNX, are read whole, one after the other, since what they claim is checked in reading.
 * @throws MedspanError as `readWeights`
 */
export declare function outlineWeights(folder: string, isWanted: (name: string) => boolean): Promise<Weights<TensorSpec> | undefined>;
/** Whether a folder's only weights are those that were exported in int8. */
export declare function hasInt8Alone(folder: string): Promise<boolean>;
