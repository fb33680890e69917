/**
 * @file Tensors as ONNX Runtime takes them: parameters where they lie, and batches.
 */
import { internal } from '../../../errors.ts'
import { type LossFunction, lossVectors } from '../../../nn/losses.ts'
import type { FloatTensor } from '../../../nn/tensors.ts'
import type { Batch } from '../engine.ts'
import type { OnnxTensor, OnnxTensors, TensorConstructor } from '../onnx-runtime.ts'
import { packBatch } from './packing.ts'

/** A batch and the loss' weights as the inputs of a graph, besides its parameters. */
export type FeedsOf = (batch: Batch) => OnnxTensors

export function feedsOfTensors(
  Tensor: TensorConstructor,
  tensors: Iterable<readonly [string, FloatTensor]>,
): OnnxTensors {
  return Object.fromEntries(
    [...tensors].map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]),
  )
}

export const emptyScalar = (Tensor: TensorConstructor): OnnxTensor =>
  new Tensor('float32', new Float32Array(1), [])

export const scalarValue = ({ data }: OnnxTensor): number => (data as Float32Array)[0]!

/** The inputs of a graph that say where pieces stand. */
export function placeFeeds(
  Tensor: TensorConstructor,
  batch: Pick<Batch, 'rows' | 'length' | 'attentionMask'>,
): OnnxTensors {
  const { pieces, shape, sequences, places } = packBatch(batch)
  return {
    pieces: new Tensor('int32', pieces, [pieces.length]),
    packed_sequences: new Tensor('int32', sequences, shape),
    packed_places: new Tensor('int32', places, [places.length]),
  }
}

/** @param labels L */
export function createFeedsOf(
  Tensor: TensorConstructor,
  {
    maxLength,
    labels,
    loss,
  }: { readonly maxLength: number; readonly labels: number; readonly loss: LossFunction },
): FeedsOf {
  const lossFeeds: Record<string, OnnxTensor> = {}
  for (const [name, vector] of lossVectors(loss)) lossFeeds[name] = new Tensor('float32', vector, [labels])
  return ({ rows, length, ...batch }) => {
    if (length > maxLength)
      throw internal(`a batch of length ${length}, where the model has ${maxLength} positions`)
    const matrix = (data: Int32Array): OnnxTensor => {
      if (data.length !== rows * length)
        throw internal(`a batch of ${rows}x${length} has ${data.length} values`)
      return new Tensor('int32', data, [rows, length])
    }
    const mask = batch.labelMask ?? new Int32Array(rows * labels).fill(1)
    return {
      ...lossFeeds,
      ...placeFeeds(Tensor, { ...batch, rows, length }),
      input_ids: matrix(batch.inputIds),
      attention_mask: matrix(batch.attentionMask),
      token_type_ids: matrix(batch.tokenTypeIds),
      labels: matrix(batch.labels),
      label_mask: new Tensor('int32', mask, [rows, labels]),
    }
  }
}
