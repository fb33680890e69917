/** @file A small model of every family against PyTorch and transformers: parameters, loss, logits, every gradient. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { gradientName } from '../../src/graph/grad.ts'
import { lower } from '../../src/graph/lower.ts'
import type { Weight } from '../../src/graph/quantize.ts'
import {
  evaluationGraph,
  inferenceGraph,
  quantizeClassifier,
  ROW_GRADIENTS,
  trainingGraph,
} from '../../src/nn/classifier.ts'
import type { ParameterSpec } from '../../src/nn/encoder.ts'
import { MODEL_TYPES, openEncoder } from '../../src/nn/families/families.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import { classifierParameters } from '../../src/nn/parameters.ts'
import { sizeOf } from '../../src/nn/tensors.ts'
import { mix32 } from '../../src/random.ts'
import { openExportedModel } from '../../src/train/engine/onnx/exported-model.ts'
import { placeFeeds } from '../../src/train/engine/onnx/feeds.ts'

interface Reference {
  readonly architecture: string
  readonly config: Readonly<Record<string, unknown>> & {
    readonly vocab_size: number
    readonly model_type: string
    readonly medspan?: { readonly attention: 'auto' | 'bidirectional' | 'causal' }
  }
  readonly labels: number
  readonly rows: number
  readonly length: number
  readonly parameters: Readonly<Record<string, readonly number[]>>
  /** How transformers draws each anew. */
  readonly initial: Readonly<Record<string, ParameterSpec['initial']>>
  readonly loss: number
  /** float32 in base64, as the gradients. */
  readonly logits: string
  readonly gradients: Readonly<Record<string, string>>
}

const folder = join(import.meta.dirname, 'reference/families')
const references = readdirSync(folder).map(file => {
  const reference: Reference = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return { name: file.replace('.json', ''), reference }
})

function numbers(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** The same draws as in scripts/reference/families.py. */
function feedsFor(reference: Reference): Record<string, Tensor> {
  const { config, labels, rows, length } = reference
  const feeds: Record<string, Tensor> = {}
  for (const [p, [name, shape]] of Object.entries(reference.parameters).entries()) {
    const shift = name.endsWith('weight') && shape.length === 1 ? 1 : 0
    const draw = (_: unknown, i: number): number => (mix32(p * 100_000 + i) / 2 ** 32 - 0.5) * 0.8 + shift
    feeds[name] = new Tensor('float32', Float32Array.from({ length: sizeOf(shape) }, draw), shape)
  }
  const pad = typeof config.pad_token_id === 'number' ? config.pad_token_id : 0
  const cells = Array.from({ length: rows * length }, (_, i) => {
    const [r, t] = [Math.floor(i / length), i % length]
    const h = mix32(1_000_000 + 1000 * r + t)
    const real = t < length - 3 * r
    return {
      input_ids: real ? 3 + (h % (config.vocab_size - 3)) : pad,
      attention_mask: Number(real),
      token_type_ids: real && config.type_vocab_size === 2 ? (h >>> 8) % 2 : 0,
      labels: real && (h >>> 20) % 5 ? (h >>> 12) % labels : -100,
    }
  })
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids', 'labels'] as const)
    feeds[name] = new Tensor(
      'int32',
      Int32Array.from(cells, cell => cell[name]),
      [rows, length],
    )
  const attentionMask = feeds.attention_mask!.data as Int32Array
  Object.assign(feeds, placeFeeds(Tensor, { rows, length, attentionMask }))
  feeds.label_mask = new Tensor('int32', new Int32Array(rows * labels).fill(1), [rows, labels])
  feeds.dropout_key = new Tensor('uint32', Uint32Array.of(1), [])
  return feeds
}

/** The sequences of a batch in rows of attention of so many places, one behind the other as they fit. */
function inSharedRows(feeds: Record<string, Tensor>, length: number, width: number): Record<string, Tensor> {
  const pieces = feeds.pieces!.data as Int32Array
  const owners = [...pieces].map(cell => Math.floor(cell / length))
  const places: number[] = []
  let used = 0
  for (const [n, owner] of owners.entries()) {
    const own = owners.filter(other => other === owner).length
    if (owner !== owners[n - 1] && (used % width) + own > width) used = Math.ceil(used / width) * width
    places.push(used++)
  }
  const rows = Math.ceil(used / width)
  expect(rows).toBeLessThan(new Set(owners).size)
  const sequences = new Int32Array(rows * width)
  for (const [n, place] of places.entries()) sequences[place] = owners[n]! + 1
  const row = (values: Int32Array, shape: readonly number[]): Tensor => new Tensor('int32', values, shape)
  return {
    ...feeds,
    packed_sequences: row(sequences, [rows, width]),
    packed_places: row(Int32Array.from(places), [pieces.length]),
  }
}

async function run(graph: Uint8Array, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 3 })
  const known = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name))
  const results = await session.run(Object.fromEntries(known))
  await session.release()
  return (name: string): Float32Array | undefined => results[name]?.data as Float32Array | undefined
}

/** ‖a - b‖ / ‖b‖ */
function relativeError(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length)
  let difference = 0
  let norm = 0
  for (let i = 0; i < theirs.length; i++) {
    difference += (ours[i]! - theirs[i]!) ** 2
    norm += theirs[i]! ** 2
  }
  return Math.sqrt(difference / norm)
}

const largest = (values: Float32Array): number =>
  values.reduce((top, value) => Math.max(top, Math.abs(value)), 0)

describe.each(references)('a small $name', ({ reference }) => {
  const attention = reference.config.medspan?.attention ?? 'auto'
  const encoder = openEncoder(reference.config, 'config.json', { attention })
  const { labels, rows, length } = reference
  const parameters = classifierParameters({ encoder, labels })
  const options = { encoder, labels, outside: 0, loss: plainCrossEntropy }

  it('has the parameters of transformers, in its order, each at a depth', () => {
    expect(encoder.architecture).toBe(reference.architecture)
    expect([...parameters].map(([name, { shape }]) => [name, shape])).toEqual(
      Object.entries(reference.parameters),
    )
    const depths = [...parameters.keys()].map(name => encoder.depthOf(name))
    expect(new Set(depths)).toEqual(new Set(Array.from({ length: encoder.layers + 2 }, (_, i) => i)))
    expect(encoder.depthOf(encoder.wordEmbeddings)).toBe(0)
    expect(encoder.depthOf(`${encoder.classifier.name}.weight`)).toBe(encoder.layers + 1)
  })

  it('is drawn anew as transformers draws it', () => {
    const rounded = (initial: ParameterSpec['initial'] | undefined): unknown =>
      JSON.parse(
        JSON.stringify(initial, (_, value) =>
          typeof value === 'number' ? Number(value.toPrecision(12)) : value,
        ),
      )
    for (const [name, { initial }] of parameters)
      expect(rounded(initial), name).toEqual(rounded(reference.initial[name]))
  })

  const layouts = [
    ['sequences apart', feedsFor],
    ['sequences that share a row', (own: Reference) => inSharedRows(feedsFor(own), length, 16)],
  ] as const

  it.for(layouts)("has PyTorch's loss and logits to 1e-5, %s", async ([, layOut]) => {
    const feeds = layOut(reference)
    const result = await run(lower(evaluationGraph(options)), feeds)
    expect(Math.abs(result('loss')![0]! / reference.loss - 1)).toBeLessThan(1e-5)
    const mask = feeds.attention_mask!.data as Int32Array
    const logits = result('logits')!.map((value, i) => (mask[Math.floor(i / labels)] === 1 ? value : 0))
    expect(relativeError(logits, numbers(reference.logits))).toBeLessThan(1e-5)
  })

  it('has the same logits when exported, and in int8 others that are near', async () => {
    const feeds = feedsFor(reference)
    // RoBERTa's tokenizers have no types of pieces, whatever its tables have.
    if (encoder.hasTokenTypes !== true) (feeds.token_type_ids!.data as Int32Array).fill(0)
    const stored = [...parameters.keys()].map(name => {
      const { dims, data } = feeds[name]!
      return [name, { shape: dims, data: data as Float32Array }] as const
    })
    const weights = new Map(stored)
    const mask = feeds.attention_mask!.data as Int32Array
    const graph = inferenceGraph({ encoder, labels })
    const exported = async (held: Map<string, Weight>) => {
      const model = await openExportedModel(lower(graph, { int: 'int64', weights: held }), 1)
      const ints = (name: string): Int32Array => feeds[name]!.data as Int32Array
      const batch = {
        ...{ rows, length, inputIds: ints('input_ids') },
        ...{ attentionMask: ints('attention_mask'), tokenTypeIds: ints('token_type_ids') },
      }
      const logits = await model.logits(batch)
      await model.dispose()
      return logits.map((value, i) => (mask[Math.floor(i / labels)] === 1 ? value : 0))
    }
    const whole = (await run(lower(evaluationGraph(options)), feeds))('logits')!
    const own = whole.map((value, i) => (mask[Math.floor(i / labels)] === 1 ? value : 0))
    expect(relativeError(await exported(weights), own)).toBeLessThan(1e-5)
    const quantized = quantizeClassifier(graph, { encoder, parameters: weights })
    expect(quantized.get(encoder.wordEmbeddings)).toHaveProperty('scales')
    expect(relativeError(await exported(quantized), own)).toBeLessThan(0.05)
  })

  it.for(layouts)("has PyTorch's gradient of every parameter to 1e-5, %s", async ([, layOut]) => {
    const feeds = layOut(reference)
    const result = await run(lower(trainingGraph(options, [...parameters.keys()])), feeds)
    const ids = feeds.input_ids!.data as Int32Array
    const pieces = feeds.pieces!.data as Int32Array
    for (const [name, { shape }] of parameters) {
      let ours = result(gradientName(name))
      if (ours === undefined) {
        expect(name).toBe(encoder.wordEmbeddings)
        const [, width] = shape as [number, number]
        ours = new Float32Array(sizeOf(shape))
        for (const [i, value] of result(ROW_GRADIENTS)!.entries())
          ours[ids[pieces[Math.floor(i / width)]!]! * width + (i % width)]! += value
      }
      const theirs = numbers(reference.gradients[name]!)
      // Where the true gradient is zero (a key's bias shifts all scores of a row alike), what is left is noise.
      if (largest(theirs) < 1e-9) expect(largest(ours), name).toBeLessThan(1e-6)
      else expect(relativeError(ours, theirs), name).toBeLessThan(1e-5)
    }
    expect(rows * length).toBe(ids.length)
  })
})

it('every family has a reference', () => {
  const covered = new Set(references.map(({ reference }) => reference.config.model_type))
  expect(MODEL_TYPES.filter(type => !covered.has(type))).toEqual([])
})
