import { type LossFunction } from '../../../nn/losses.ts';
import type { FloatTensor } from '../../../nn/tensors.ts';
import type { Batch } from '../engine.ts';
import type { OnnxTensor, OnnxTensors, TensorConstructor } from '../onnx-runtime.ts';
/** A batch and the loss' weights as the inputs of a graph, besides its parameters. */
export type FeedsOf = (batch: Batch) => OnnxTensors;
export declare function feedsOfTensors(Tensor: TensorConstructor, tensors: Iterable<readonly [string, FloatTensor]>): OnnxTensors;
export declare const emptyScalar: (Tensor: TensorConstructor) => OnnxTensor;
export declare const scalarValue: ({ data }: OnnxTensor) => number;
/** @param labels L */
export declare function createFeedsOf(Tensor: TensorConstructor, { maxLength, labels, loss, }: {
    readonly maxLength: number;
    readonly labels: number;
    readonly loss: LossFunction;
}): FeedsOf;
