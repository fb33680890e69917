/**
 * @file Tensors as ONNX Runtime takes them: parameters where they lie, and batches.
 */
import { Tensor } from 'onnxruntime-node'
import { internal } from '../../../errors.ts'
import { type LossFunction, lossVectors } from '../../../nn/losses.ts'
import type { FloatTensor } from '../../../nn/tensors.ts'
import type { Batch } from '../engine.ts'

export type Feeds = Record<string, Tensor>

export const feedOf = ({ data, shape }: FloatTensor): Tensor => new Tensor('float32', data, shape)

export const feedsOfTensors = (tensors: Iterable<readonly [string, FloatTensor]>): Feeds =>
  Object.fromEntries([...tensors].map(([name, tensor]) => [name, feedOf(tensor)]))

export const emptyScalar = (): Tensor => new Tensor('float32', new Float32Array(1), [])

export const scalarValue = ({ data }: { readonly data: unknown }): number => (data as Float32Array)[0]!

/** A batch and the loss' weights as the inputs of a graph, besides its parameters. */
export type FeedsOf = (batch: Batch) => Feeds

/** @param labels L */
export function createFeedsOf(maxLength: number, labels: number, loss: LossFunction): FeedsOf {
  const lossFeeds: Feeds = {}
  for (const [name, vector] of lossVectors(loss)) lossFeeds[name] = new Tensor('float32', vector, [labels])
  return ({ rows, length, ...batch }) => {
    if (length > maxLength)
      throw internal(`a batch of length ${length}, where the model has ${maxLength} positions`)
    const matrix = (data: Int32Array): Tensor => {
      if (data.length !== rows * length)
        throw internal(`a batch of ${rows}x${length} has ${data.length} values`)
      return new Tensor('int32', data, [rows, length])
    }
    const mask = batch.labelMask ?? new Int32Array(rows * labels).fill(1)
    return {
      ...lossFeeds,
      input_ids: matrix(batch.inputIds),
      attention_mask: matrix(batch.attentionMask),
      token_type_ids: matrix(batch.tokenTypeIds),
      labels: matrix(batch.labels),
      label_mask: new Tensor('int32', mask, [rows, labels]),
    }
  }
}
