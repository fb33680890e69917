/**
 * @file Float32 from every floating type that weights are kept in. Built for little-endian machines, which all of Node's
 * platforms for ONNX Runtime are, and all browsers'.
 */
/** The floating types, by safetensors' names: IEEE 754 binary64, binary32 and binary16, and bfloat16. */
export type FloatType = 'F64' | 'F32' | 'F16' | 'BF16';
/** Bytes of one number. */
export declare const floatBytes: Readonly<Record<FloatType, number>>;
/**
 * Puts `count` numbers into `target` from `at` on. `bytes` begins at a multiple of the type's size in its buffer.
 * @param indexOf which number of `bytes` is the i-th; left out, the i-th.
 */
export declare function convert(type: FloatType, bytes: Uint8Array, target: Float32Array, at: number, count: number, indexOf?: Float64Array): void;
/** Numbers of a floating type as float32. `bytes` is aligned to the type, as a buffer of its own is. */
export declare function toFloat32(type: FloatType, bytes: Uint8Array): Float32Array;
