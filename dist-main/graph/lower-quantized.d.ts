/**
 * @file What is computed with weights in int8 (`quantize.ts`), in the standard operators that ONNX Runtime's own dynamic
 * quantisation emits, and which it fuses.
 */
import type { Emitter } from './emitter.ts';
/**
 * x W + b: x becomes uint8 with one scale for all of it, when it is known (DynamicQuantizeLinear); products are added up in
 * int32. Several maps of one x share what it becomes.
 * @param inputs x [N,in], a weight in int8 [in,out] and perhaps b [out]
 */
export declare function lowerQuantizedLinear(emitter: Emitter, out: string, inputs: readonly string[]): void;
/** Rows of a table in int8, each multiplied with its scale. */
export declare function lowerQuantizedGather(emitter: Emitter, out: string, [table, indices]: readonly string[]): void;
