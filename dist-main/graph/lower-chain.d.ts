/**
 * @file Chains to ONNX's Scan: a loop over the positions of a batch, whatever their number.
 *
 * Only what depends on the neighbour is inside the loop; all else is computed for all positions at once outside.
 */
import type { Emitter } from './emitter.ts';
import type { TensorType } from './ir.ts';
export declare function lowerChainForward(emitter: Emitter, out: string, [factors, matrix, steps]: readonly string[], type: TensorType): void;
export declare function lowerChainBackward(emitter: Emitter, out: string, [dy, q, g, matrix, steps]: readonly string[], type: TensorType): void;
