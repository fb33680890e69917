/** @file A whole small BERT against PyTorch and transformers: loss, logits, every gradient, fifty updates. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { gradientName } from '../../src/graph/grad.ts'
import { lower } from '../../src/graph/lower.ts'
import { ROW_GRADIENTS, trainingGraph } from '../../src/nn/classifier.ts'
import { openBert } from '../../src/nn/families/bert.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import { defaultSettings, type TokenClassifier } from '../../src/nn/model.ts'
import { classifierParameters } from '../../src/nn/parameters.ts'
import { type FloatTensor, sizeOf } from '../../src/nn/tensors.ts'
import { mix32 } from '../../src/random.ts'
import type { Batch } from '../../src/train/engine/engine.ts'
import { placeFeeds } from '../../src/train/engine/onnx/feeds.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { packBatch } from '../../src/train/engine/onnx/packing.ts'

interface Reference {
  readonly labels: number
  readonly rows: number
  readonly length: number
  readonly batches: number
  readonly optimizer: {
    lr: number
    weight_decay: number
    betas: [number, number]
    eps: number
    max_grad_norm: number
  }
  readonly parameters: readonly string[]
  readonly loss: number
  readonly logits: readonly number[]
  readonly gradients: Readonly<Record<string, readonly number[]>>
  readonly losses: readonly number[]
  readonly norms: readonly number[]
}
const reference: Reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/bert.json'), 'utf8'),
)

const source = {
  model_type: 'bert',
  vocab_size: 60,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 24,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 12,
  pad_token_id: 0,
}
const encoder = openBert(source, 'config.json', { attention: 'auto' })
const shapes = classifierParameters({ encoder, labels: reference.labels })

/** The same draws as in scripts/reference/bert.py. */
function referenceModel(): TokenClassifier {
  const parameters = new Map<string, FloatTensor>()
  for (const [p, name] of reference.parameters.entries()) {
    const { shape } = shapes.get(name)!
    const shift = name.endsWith('LayerNorm.weight') ? 1 : 0
    const draw = (_: unknown, i: number): number => (mix32(p * 100_000 + i) / 2 ** 32 - 0.5) * 0.4 + shift
    parameters.set(name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) })
  }
  return {
    encoder,
    labels: ['O', 'B-X', 'I-X', 'B-Y', 'I-Y'],
    parameters,
    source,
    settings: defaultSettings,
  }
}

function referenceBatch(number: number): Batch {
  const { rows, length, labels } = reference
  const cells = Array.from({ length: rows * length }, (_, i) => {
    const [r, t] = [Math.floor(i / length), i % length]
    const h = mix32(1_000_000 * (number + 1) + 1000 * r + t)
    const real = t < length - 2 * r
    return {
      id: real ? 1 + (h % 59) : 0,
      mask: Number(real),
      type: real ? (h >>> 8) % 2 : 0,
      label: real && (h >>> 20) % 5 ? (h >>> 12) % labels : -100,
    }
  })
  return {
    rows,
    length,
    inputIds: Int32Array.from(cells, cell => cell.id),
    attentionMask: Int32Array.from(cells, cell => cell.mask),
    tokenTypeIds: Int32Array.from(cells, cell => cell.type),
    labels: Int32Array.from(cells, cell => cell.label),
  }
}

/** The rows' gradients, added up as an engine does. */
function wordGradient(batch: Batch, results: InferenceSession.OnnxValueMapType): Float32Array {
  const rows = results[ROW_GRADIENTS]!.data as Float32Array
  const table = new Float32Array(encoder.vocabSize * encoder.hiddenSize)
  const { pieces } = packBatch(batch)
  for (const [i, value] of rows.entries()) {
    const id = batch.inputIds[pieces[Math.floor(i / encoder.hiddenSize)]!]!
    table[id * encoder.hiddenSize + (i % encoder.hiddenSize)]! += value
  }
  return table
}

/** ‖a - b‖ / ‖b‖ */
function relativeError(ours: ArrayLike<number>, theirs: readonly number[]): number {
  expect(ours.length).toBe(theirs.length)
  let difference = 0
  let norm = 0
  for (let i = 0; i < theirs.length; i++) {
    difference += (ours[i]! - theirs[i]!) ** 2
    norm += theirs[i]! ** 2
  }
  return Math.sqrt(difference / norm)
}

const engineOptions = {
  seed: 1,
  weightDecay: reference.optimizer.weight_decay,
  betas: reference.optimizer.betas,
  epsilon: reference.optimizer.eps,
  maxGradNorm: reference.optimizer.max_grad_norm,
  threads: 1,
}

describe('a small BERT', () => {
  it('has the parameters of BertForTokenClassification, in its order', () => {
    expect([...shapes.keys()]).toEqual(reference.parameters)
  })

  it("has PyTorch's loss and logits to 1e-5", async () => {
    const engine = await createOnnxEngine(referenceModel(), engineOptions)
    const result = await engine.evaluate(referenceBatch(0))
    await engine.dispose()
    expect(Math.abs(result.loss / reference.loss - 1)).toBeLessThan(1e-5)
    // Nothing is computed for padding, where PyTorch has numbers that mean nothing.
    const { attentionMask } = referenceBatch(0)
    const theirs = reference.logits.map((value, i) =>
      attentionMask[Math.floor(i / reference.labels)] === 1 ? value : 0,
    )
    expect(relativeError(result.logits, theirs)).toBeLessThan(1e-5)
  })

  it("has PyTorch's gradient of every parameter to 1e-5", async () => {
    const model = referenceModel()
    const session = await InferenceSession.create(
      lower(
        trainingGraph({ encoder, labels: reference.labels, outside: 0, loss: plainCrossEntropy }, [
          ...shapes.keys(),
        ]),
      ),
    )
    const batch = referenceBatch(0)
    const shape = [batch.rows, batch.length]
    const feeds: Record<string, Tensor> = {
      input_ids: new Tensor('int32', batch.inputIds, shape),
      attention_mask: new Tensor('int32', batch.attentionMask, shape),
      token_type_ids: new Tensor('int32', batch.tokenTypeIds, shape),
      labels: new Tensor('int32', batch.labels, shape),
      label_mask: new Tensor('int32', new Int32Array(batch.rows * reference.labels).fill(1), [
        batch.rows,
        reference.labels,
      ]),
      dropout_key: new Tensor('uint32', Uint32Array.of(1), []),
      ...(placeFeeds(Tensor, batch) as Record<string, Tensor>),
    }
    for (const [name, tensor] of model.parameters)
      feeds[name] = new Tensor('float32', tensor.data, tensor.shape)
    const known = session.inputNames
    const results = await session.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => known.includes(name))),
    )
    await session.release()
    for (const name of reference.parameters) {
      const theirs = reference.gradients[name]!
      const ours =
        name === encoder.wordEmbeddings
          ? wordGradient(batch, results)
          : (results[gradientName(name)]!.data as Float32Array)
      // A key's bias shifts all scores of a row alike, so that its true gradient is zero: what is left is noise.
      if (name.endsWith('key.bias')) expect(Math.max(...ours.map(Math.abs))).toBeLessThan(1e-7)
      else expect(relativeError(ours, theirs), name).toBeLessThan(1e-5)
    }
  })

  it("has PyTorch's losses and gradient norms over fifty AdamW updates to 1e-4", async () => {
    const engine = await createOnnxEngine(referenceModel(), engineOptions)
    for (const [step, theirs] of reference.losses.entries()) {
      const batch = referenceBatch(step % reference.batches)
      const { loss, gradNorm } = await engine.step([batch], { learningRate: reference.optimizer.lr, step })
      expect(Math.abs(loss / theirs - 1), `loss of step ${step}`).toBeLessThan(1e-4)
      expect(Math.abs(gradNorm / reference.norms[step]! - 1), `norm of step ${step}`).toBeLessThan(1e-3)
    }
    await engine.dispose()
  })
})
