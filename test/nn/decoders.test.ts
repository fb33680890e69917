/** @file What decoders see: causal or not, windows, padding; their settings, and fresh parameters. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { lower } from '../../src/graph/lower.ts'
import { evaluationGraph } from '../../src/nn/classifier.ts'
import { openEncoder } from '../../src/nn/families/families.ts'
import { rotaryFrequencies } from '../../src/nn/families/rotary.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import { classifierParameters, drawParameter } from '../../src/nn/parameters.ts'
import { createRandom } from '../../src/random.ts'
import { placeFeeds } from '../../src/train/engine/onnx/feeds.ts'
import { fuzzSeed } from '../fuzz.ts'

type Settings = Readonly<Record<string, unknown>>
const VOCABULARY = 30
const LABELS = 3
const WINDOW = 3

const gptNeo: Settings = {
  model_type: 'gpt_neo',
  vocab_size: VOCABULARY,
  hidden_size: 8,
  num_layers: 2,
  num_heads: 2,
  attention_types: [[['global', 'local'], 1]],
  window_size: WINDOW,
  max_position_embeddings: 32,
  initializer_range: 0.5,
}
const llama: Settings = {
  model_type: 'llama',
  vocab_size: VOCABULARY,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 32,
  initializer_range: 0.5,
}
const qwen3: Settings = {
  ...llama,
  model_type: 'qwen3',
  head_dim: 6,
  use_sliding_window: true,
  sliding_window: WINDOW,
  max_window_layers: 1,
}
const families: readonly (readonly [string, Settings])[] = [
  ['GPT-Neo', gptNeo],
  ['Llama', llama],
  ['Qwen3', qwen3],
]

interface Rows {
  readonly ids: readonly number[][]
  /** The pieces of each row that are no padding. */
  readonly lengths: readonly number[]
}

/** A model with weights drawn from its own specification: the logits [B,T,L] of rows. */
async function open(settings: Settings, attention: 'auto' | 'bidirectional' | 'causal') {
  const encoder = openEncoder(settings, 'config.json', { attention })
  const options = { encoder, labels: LABELS, outside: 0, loss: plainCrossEntropy }
  const session = await InferenceSession.create(lower(evaluationGraph(options)), { logSeverityLevel: 3 })
  const feeds: Record<string, Tensor> = {}
  for (const [name, spec] of classifierParameters(options))
    feeds[name] = new Tensor('float32', drawParameter(name, spec, 1), [...spec.shape])
  return async ({ ids, lengths }: Rows): Promise<number[][][]> => {
    const [rows, length] = [ids.length, ids[0]!.length]
    const matrix = (value: (r: number, t: number) => number): Tensor => {
      const data = Int32Array.from({ length: rows * length }, (_, i) =>
        value(Math.floor(i / length), i % length),
      )
      return new Tensor('int32', data, [rows, length])
    }
    const mask = matrix((r, t) => Number(t < lengths[r]!))
    const results = await session.run({
      ...feeds,
      input_ids: matrix((r, t) => ids[r]![t]!),
      attention_mask: mask,
      ...(placeFeeds(Tensor, { rows, length, attentionMask: mask.data as Int32Array }) as Record<
        string,
        Tensor
      >),
      token_type_ids: matrix(() => 0),
      labels: matrix(() => 0),
      label_mask: new Tensor('int32', new Int32Array(rows * LABELS).fill(1), [rows, LABELS]),
    })
    const logits = [...(results.logits!.data as Float32Array)]
    return ids.map((row, r) =>
      row.map((_, t) => logits.slice((r * length + t) * LABELS, (r * length + t + 1) * LABELS)),
    )
  }
}

function difference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))
}

/** The places whose logits move when the piece at `place` becomes another one. */
async function moved(settings: Settings, attention: 'auto' | 'bidirectional' | 'causal', place: number) {
  const run = await open(settings, attention)
  const ids = Array.from({ length: 9 }, (_, t) => 3 + t)
  const other = ids.with(place, 20)
  const [before, after] = await run({ ids: [ids, other], lengths: [9, 9] })
  return [...ids.keys()].filter(t => difference(before![t]!, after![t]!) > 1e-5)
}

describe.each(families)('%s', (_, settings) => {
  it.each(['causal', 'bidirectional'] as const)(
    'gives pieces the same logits however much padding there is, whatever it holds: %s',
    async attention => {
      const run = await open(settings, attention)
      const random = createRandom(fuzzSeed, 'padding')
      for (let round = 0; round < 8; round++) {
        const lengths = Array.from({ length: 1 + random.below(3) }, () => random.below(12))
        const longest = Math.max(1, ...lengths)
        const draw = (): number => random.below(VOCABULARY)
        const ids = lengths.map(() => Array.from({ length: longest }, draw))
        const wide = ids.map(row => [...row, ...Array.from({ length: 1 + round }, draw)])
        const [narrow, padded] = [await run({ ids, lengths }), await run({ ids: wide, lengths })]
        for (const [r, length] of lengths.entries()) {
          expect(padded[r]!.flat().every(Number.isFinite)).toBe(true)
          const alone = length > 0 ? await run({ ids: [ids[r]!.slice(0, length)], lengths: [length] }) : [[]]
          for (let t = 0; t < length; t++) {
            expect(difference(narrow[r]![t]!, padded[r]![t]!)).toBeLessThan(1e-5)
            expect(difference(alone[0]![t]!, padded[r]![t]!)).toBeLessThan(1e-5)
          }
        }
      }
    },
  )

  it('sees only what stands before a piece when it is causal', async () => {
    const places = await moved(settings, 'causal', 4)
    expect(places.every(place => place >= 4)).toBe(true)
    expect(places).toContain(4)
    expect(places).toContain(5)
  })

  it('sees both sides when it is bidirectional, which is what auto chooses', async () => {
    const places = await moved(settings, 'bidirectional', 4)
    expect(places).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(await moved(settings, 'auto', 4)).toEqual(places)
  })

  it('draws fresh parameters as transformers does', () => {
    const encoder = openEncoder({ ...settings, initializer_range: 0.25, pad_token_id: 2 }, 'config.json', {
      attention: 'auto',
    })
    for (const [name, { initial, shape }] of classifierParameters({ encoder, labels: LABELS }))
      if (shape.length === 1) expect(initial, name).toBe(name.endsWith('.bias') ? 0 : 1)
      else expect(initial, name).toMatchObject({ deviation: 0.25 })
    const words = encoder.parameters.get(encoder.wordEmbeddings)!.initial
    // GPT-Neo's embeddings know no padding.
    const zeroRow = settings.model_type === 'gpt_neo' ? undefined : 2
    expect(words).toEqual({ deviation: 0.25, zeroRow })
  })
})

describe('a window', () => {
  const local: readonly (readonly [string, Settings])[] = [
    ['GPT-Neo', { ...gptNeo, num_layers: 1, attention_types: [[['local'], 1]] }],
    ['Qwen3', { ...qwen3, num_hidden_layers: 1, max_window_layers: 0 }],
  ]
  it.each(local)('of one layer of %s reaches as far as its size, itself counted', async (_, settings) => {
    expect(await moved(settings, 'causal', 4)).toEqual([4, 5, 6])
    expect(await moved(settings, 'bidirectional', 4)).toEqual([2, 3, 4, 5, 6])
  })
})

describe('settings', () => {
  const opened = (settings: Settings) => () => openEncoder(settings, 'config.json', { attention: 'auto' })

  it.each<[string, Settings, string]>([
    ['layers of other number than attention_types', { ...gptNeo, num_layers: 3 }, 'attention_types'],
    ['heads that do not share the hidden size', { ...gptNeo, num_heads: 3 }, 'num_heads'],
    [
      'an unknown kind of attention',
      { ...gptNeo, attention_types: [[['linear'], 2]] },
      'attention_types.0.0.0',
    ],
    [
      'queries that do not share the keys evenly',
      { ...llama, num_key_value_heads: 3 },
      'num_key_value_heads',
    ],
    ['heads of odd size', { ...llama, head_dim: 3 }, 'head_dim'],
    ['another activation', { ...llama, hidden_act: 'gelu' }, 'hidden_act'],
    ['yarn', { ...llama, rope_scaling: { rope_type: 'yarn', factor: 2 } }, 'rope_scaling.rope_type'],
    ['heads of which a part turns', { ...llama, partial_rotary_factor: 0.5 }, 'partial_rotary_factor'],
    ['a stretch without a factor', { ...llama, rope_scaling: { type: 'linear' } }, 'rope_scaling.factor'],
    ['too few layer_types', { ...qwen3, layer_types: ['full_attention'] }, 'layer_types'],
    [
      'a window without a size',
      { ...qwen3, use_sliding_window: false, layer_types: ['full_attention', 'sliding_attention'] },
      'layer_types',
    ],
  ])('refuse %s', (_, settings, key) => {
    expect(opened(settings)).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ path: 'config.json', at: key }) }),
    )
  })

  it('say how rotary positions are stretched in one of two ways', () => {
    const common = { max_position_embeddings: 64 }
    const old = { ...common, rope_theta: 100, rope_scaling: { rope_type: 'linear' as const, factor: 2 } }
    const since5 = {
      ...common,
      rope_parameters: { rope_type: 'linear' as const, factor: 2, rope_theta: 100 },
    }
    expect(rotaryFrequencies(old, 4)).toEqual([0.5, Math.fround(0.1) / 2])
    expect(rotaryFrequencies(since5, 4)).toEqual(rotaryFrequencies(old, 4))
    expect(rotaryFrequencies(common, 4)).toEqual([1, Math.fround(0.01)])
  })
})
