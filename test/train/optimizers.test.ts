/** @file What an update does: Adafactor against transformers; averages, frozen parameters, rates by depth, several batches. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MODEL_TYPES, openEncoder } from '../../src/nn/families/families.ts'
import { defaultSettings, type TokenClassifier } from '../../src/nn/model.ts'
import { classifierParameters, drawParameter } from '../../src/nn/parameters.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from '../../src/nn/tensors.ts'
import { mix32 } from '../../src/random.ts'
import { IGNORE_INDEX } from '../../src/text/tags.ts'
import type { Batch } from '../../src/train/engine/engine.ts'
import type { LocalEngine } from '../../src/train/engine/local-engine.ts'
import { decayAt } from '../../src/train/engine/onnx/moving-average.ts'
import { createOnnxEngine, type OnnxEngineOptions } from '../../src/train/engine/onnx/onnx-engine.ts'
import { copyState, randomBatch, stateBits } from './engine-contract.ts'

const labels = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']

/** A model with a weight for each name that `draw` gives. */
function modelOf(
  source: Readonly<Record<string, unknown>>,
  draw: (name: string, shape: readonly number[], place: number) => Float32Array,
): TokenClassifier {
  const encoder = openEncoder(source, 'config.json', { attention: 'auto' })
  const specs = [...classifierParameters({ encoder, labels: labels.length })]
  const parameters = new Map(
    specs.map(([name, { shape }], p) => [name, { shape, data: draw(name, shape, p) }]),
  )
  return { encoder, labels, parameters, source, settings: defaultSettings }
}

async function within<T>(
  model: TokenClassifier,
  options: OnnxEngineOptions,
  body: (engine: LocalEngine) => Promise<T>,
): Promise<T> {
  const engine = await createOnnxEngine(model, options)
  try {
    return await body(engine)
  } finally {
    await engine.dispose()
  }
}

/** ‖a - b‖ / ‖b‖ */
function relativeError(ours: Float32Array, theirs: Float32Array): number {
  expect(ours.length).toBe(theirs.length)
  let [difference, norm] = [0, 0]
  for (let i = 0; i < theirs.length; i++) {
    difference += (ours[i]! - theirs[i]!) ** 2
    norm += theirs[i]! ** 2
  }
  return Math.sqrt(difference / norm)
}

const without = (config: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, /dropout|pdrop/.test(key) ? 0 : value]),
  )

const small = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 16,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 16,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
}
const smallModel = (source: Readonly<Record<string, unknown>> = small): TokenClassifier => {
  const encoder = openEncoder(source, 'config.json', { attention: 'auto' })
  const specs = classifierParameters({ encoder, labels: labels.length })
  return modelOf(source, name => drawParameter(name, specs.get(name)!, 1))
}
const batchOf = (seed: number, rows = 3, length = 7): Batch =>
  randomBatch({ rows, length, vocabulary: 24, labels: labels.length }, seed)

describe('Adafactor', () => {
  const reference: {
    readonly config: Readonly<Record<string, unknown>> & { readonly vocab_size: number }
    readonly rows: number
    readonly length: number
    readonly rate: number
    readonly decay: number
    readonly steps: readonly (readonly [loss: number, norm: number])[]
    readonly weights: Readonly<Record<string, string>>
    readonly moments: Readonly<Record<string, Readonly<Record<string, string>>>>
  } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference/adafactor.json'), 'utf8'))

  const numbers = (text: string): Float32Array => {
    const bytes = Buffer.from(text, 'base64')
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  }

  /** The same draws as in scripts/reference/adafactor.py. */
  const draw = (name: string, shape: readonly number[], p: number): Float32Array => {
    const shift = name.endsWith('weight') && shape.length === 1 ? 1 : 0
    return Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => (mix32(p * 100_000 + i) / 2 ** 32 - 0.5) * 0.8 + shift,
    )
  }
  const batchAt = (step: number): Batch => {
    const { rows, length, config } = reference
    const cells = Array.from({ length: rows * length }, (_, i) => {
      const [r, t] = [Math.floor(i / length), i % length]
      const h = mix32(1_000_000 + 10_000 * (step % 4) + 1000 * r + t)
      const real = t < length - 2 * r
      return {
        id: real ? 3 + (h % (config.vocab_size - 3)) : 0,
        mask: Number(real),
        label: real && (h >>> 20) % 5 ? (h >>> 12) % labels.length : IGNORE_INDEX,
      }
    })
    return {
      rows,
      length,
      inputIds: Int32Array.from(cells, cell => cell.id),
      attentionMask: Int32Array.from(cells, cell => cell.mask),
      tokenTypeIds: new Int32Array(cells.length),
      labels: Int32Array.from(cells, cell => cell.label),
    }
  }

  it("has transformers' losses, norms, weights and moments over twenty updates to 1e-5", () => {
    const model = modelOf({ model_type: 'bert', ...reference.config }, draw)
    const options = { optimizer: 'adafactor', weightDecay: reference.decay } as const
    return within(model, options, async engine => {
      for (const [step, [loss, norm]] of reference.steps.entries()) {
        const ours = await engine.step([batchAt(step)], { learningRate: reference.rate, step })
        expect(Math.abs(ours.loss / loss - 1), `loss of step ${step}`).toBeLessThan(1e-5)
        expect(Math.abs(ours.gradNorm / norm - 1), `norm of step ${step}`).toBeLessThan(1e-5)
      }
      const { parameters, moments } = engine.state()
      // A key's bias shifts all scores of a row alike: its gradient is rounding, which is blown up to full size.
      const compare = (own: NamedTensors, theirs: Readonly<Record<string, string>>, what: string): void => {
        expect([...own.keys()].sort()).toEqual(Object.keys(theirs).sort())
        for (const [name, { data }] of own)
          if (!name.endsWith('key.bias'))
            expect(relativeError(data, numbers(theirs[name]!)), `${what} ${name}`).toBeLessThan(1e-5)
      }
      compare(parameters, reference.weights, 'weight')
      expect(Object.keys(moments).sort()).toEqual(Object.keys(reference.moments).sort())
      for (const [moment, tensors] of Object.entries(moments))
        compare(tensors, reference.moments[moment]!, moment)
    })
  })

  it('remembers a row and a column of a matrix, and no more', () =>
    within(smallModel(), { optimizer: 'adafactor' }, async engine => {
      const { parameters, moments } = engine.state()
      for (const [name, { shape }] of parameters) {
        const [rows, columns] = shape
        const shapes = Object.entries(moments).flatMap(([moment, tensors]) => {
          const tensor = tensors.get(name)
          return tensor === undefined ? [] : [[moment, tensor.shape]]
        })
        expect(shapes, name).toEqual(
          columns === undefined
            ? [['exp_avg_sq', [rows]]]
            : [
                ['exp_avg_sq_row', [rows]],
                ['exp_avg_sq_col', [columns]],
              ],
        )
      }
    }))
})

describe('averaged weights', () => {
  it('follow the raw ones with min(decay, (1 + t) / (10 + t)), and are what is evaluated', () =>
    within(smallModel(), { emaDecay: 0.3 }, async engine => {
      const copy = (tensors: NamedTensors): Map<string, Float32Array> =>
        new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]))
      const expected = copy(engine.state().parameters)
      for (let step = 0; step < 6; step++) {
        await engine.step([batchOf(step)], { learningRate: 0.01, step })
        const decay = Math.min(0.3, (2 + step) / (11 + step))
        expect(decayAt(0.3, step + 1)).toBe(decay)
        for (const [name, { data }] of engine.state().parameters)
          for (const [i, value] of data.entries()) {
            const own = expected.get(name)!
            own[i] = own[i]! * decay + value * (1 - decay)
          }
      }
      const { parameters, moments } = engine.state()
      for (const [name, { data }] of moments.ema!) {
        expect(relativeError(data, expected.get(name)!), name).toBeLessThan(1e-6)
        expect(data).not.toEqual(parameters.get(name)!.data)
      }
      const weights = await engine.weights()
      expect(new Map([...weights].map(([name, { data }]) => [name, data]))).toEqual(copy(moments.ema!))
      const measured = await engine.evaluate(batchOf(9))
      const plain = await within({ ...smallModel(), parameters: weights }, {}, other =>
        other.evaluate(batchOf(9)),
      )
      expect(plain.logits).toEqual(measured.logits)
    }))

  it('leave training as it is without them', async () => {
    const run = (options: OnnxEngineOptions): Promise<unknown> =>
      within(smallModel(), options, async engine => {
        const results: unknown[] = []
        for (let step = 0; step < 4; step++)
          results.push(await engine.step([batchOf(step)], { learningRate: 0.01, step }))
        const { parameters, updates } = copyState(engine.state())
        return [results, stateBits({ parameters, moments: {}, updates })]
      })
    expect(await run({ emaDecay: 0.9 })).toEqual(await run({}))
  })

  it('are asked for, and not asked for, of a saved state alike', async () => {
    const saved = await within(smallModel(), { emaDecay: 0.9 }, async engine => copyState(engine.state()))
    await within(smallModel(), {}, async engine => {
      expect(() => engine.restore(saved)).toThrow('it has the moment ema, which is not kept here')
    })
  })
})

describe('frozen parameters', () => {
  const isTrained = (name: string): boolean => !/embeddings|layer\.0\.|LayerNorm/.test(name)

  it('stay where they are; the others move as they would by the gradients of the whole model', async () => {
    const model = smallModel()
    // Without clipping and moments of before, AdamW's first moment is 0.1 times the gradient.
    const moment = (options: OnnxEngineOptions) =>
      within(model, { maxGradNorm: 0, ...options }, async engine => {
        await engine.step([batchOf(1)], { learningRate: 0.01, step: 0 })
        return copyState(engine.state()).moments.exp_avg!
      })
    const before = copyState({ parameters: model.parameters, moments: {}, updates: 0 })
    const whole = await moment({})
    const partly = await moment({ isTrained })
    expect([...partly.keys()]).toEqual([...whole.keys()].filter(isTrained))
    for (const [name, { data }] of partly)
      if (!name.endsWith('key.bias'))
        expect(relativeError(data, whole.get(name)!.data), name).toBeLessThan(1e-6)
    expect(stateBits({ parameters: model.parameters, moments: {}, updates: 0 })).toEqual(stateBits(before))
  })

  it('are the model, with those that are trained, and no part of a state', () =>
    within(smallModel(), { isTrained }, async engine => {
      const all = [...smallModel().parameters.keys()]
      const { parameters, moments } = engine.state()
      expect([...parameters.keys()]).toEqual(all.filter(isTrained))
      for (const tensors of Object.values(moments)) expect([...tensors.keys()]).toEqual(all.filter(isTrained))
      expect([...engine.frozen().keys()]).toEqual(all.filter(name => !isTrained(name)))
      expect([...(await engine.weights()).keys()].sort()).toEqual([...all].sort())
    }))

  it('may be in a state that is restored, and are passed over', () =>
    within(smallModel(), { isTrained }, async engine => {
      const saved = copyState(engine.state())
      const frozen = new Map<string, FloatTensor>(
        [...engine.frozen()].map(([name, { shape }]) => [
          name,
          { shape, data: new Float32Array(sizeOf(shape)) },
        ]),
      )
      engine.restore({ ...saved, parameters: new Map([...saved.parameters, ...frozen]) })
      expect(stateBits(engine.state())).toEqual(stateBits(saved))
      expect([...engine.frozen()]).toEqual([...smallModel().parameters].filter(([name]) => !isTrained(name)))
      const other = new Map([...saved.parameters, ['other', frozen.values().next().value!]])
      expect(() => engine.restore({ ...saved, parameters: other })).toThrow('unknown name other')
    }))
})

describe('learning rates that fall by depth', () => {
  const folder = join(import.meta.dirname, '../nn/reference/families')
  const byType = new Map<unknown, Record<string, unknown>>()
  for (const file of readdirSync(folder)) {
    const { config } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      config: Readonly<Record<string, unknown>>
    }
    byType.set(config.model_type, without(config))
  }
  const configs = [...byType].map(([name, config]) => ({ name, config }))
  it('are tried with every family', () => {
    expect(MODEL_TYPES.filter(type => !byType.has(type))).toEqual([])
  })

  const update = (
    source: Readonly<Record<string, unknown>>,
    options: OnnxEngineOptions,
  ): Promise<Map<string, Float32Array>> => {
    const model = smallModel(source)
    return within(model, options, async engine => {
      const batch = randomBatch({ rows: 2, length: 7, vocabulary: 24, labels: labels.length }, 1)
      await engine.step([batch], { learningRate: 0.5, step: 0 })
      const { parameters } = engine.state()
      return new Map(
        [...parameters].map(([name, { data }]) => {
          const before = model.parameters.get(name)!.data
          return [name, data.map((value, i) => value - before[i]!)]
        }),
      )
    })
  }

  it.each(configs)('scale the updates of $name by the decay for each layer above', async ({ config }) => {
    const encoder = openEncoder(config, 'config.json', { attention: 'auto' })
    const whole = await update(config, {})
    const decayed = await update(config, { layerDecay: 0.5 })
    const seen = new Set<number>()
    for (const [name, own] of decayed) {
      const depth = encoder.depthOf(name)
      seen.add(depth)
      const factor = 0.5 ** (encoder.layers + 1 - depth)
      // Updates are found as differences of weights, which are rounded.
      expect(relativeErrorOrZero(own, whole.get(name)!, factor), name).toBeLessThan(1e-3)
    }
    expect(seen.size).toBe(encoder.layers + 2)
  })

  it('change nothing when they do not fall', async () => {
    expect(await update(small, { layerDecay: 1 })).toEqual(await update(small, {}))
  })
})

/** Of what a step has changed against `factor` times what another has; 0 where neither changed anything. */
function relativeErrorOrZero(ours: Float32Array, theirs: Float32Array, factor: number): number {
  const scaled = theirs.map(value => value * factor)
  return scaled.every(value => value === 0) && ours.every(value => value === 0)
    ? 0
    : relativeError(ours, scaled)
}

describe('word pieces that a step lacks', () => {
  /** A batch of a few pieces from `first` on. */
  const piecesFrom = (first: number, seed: number): Batch => {
    const batch = batchOf(seed)
    return { ...batch, inputIds: batch.inputIds.map(id => first + (id % 4)) }
  }
  /** Steps that use other pieces early than late. */
  const train = async (engine: LocalEngine, from: number, to: number): Promise<void> => {
    for (let step = from; step < to; step++) {
      const first = step < 3 ? 4 : 12
      const batches = [piecesFrom(first, step), ...(step % 2 === 0 ? [] : [piecesFrom(first + 2, 50 + step)])]
      await engine.step(batches, { learningRate: 0.01, step })
    }
  }

  it.each([
    { optimizer: 'adamw', emaDecay: 0.9 },
    { optimizer: 'adamw', layerDecay: 0.9 },
    { optimizer: 'adafactor' },
  ] as const)('move as moments from before a killed run have it, with %o', own => {
    const options = { ...own, seed: 1, weightDecay: 0.1 }
    return within(smallModel(), options, async whole => {
      await train(whole, 0, 3)
      const saved = copyState(whole.state())
      await train(whole, 3, 6)
      await within(smallModel(), options, async other => {
        other.restore(saved)
        await train(other, 3, 6)
        expect(stateBits(other.state())).toEqual(stateBits(whole.state()))
      })
    })
  })

  it('are decayed, and no more, when no step had them', () =>
    within(smallModel(), { weightDecay: 0.1, seed: 1 }, async engine => {
      const name = 'bert.embeddings.word_embeddings.weight'
      const table = () => copyState(engine.state()).parameters.get(name)!.data
      const before = table()
      await train(engine, 0, 2)
      const after = table()
      const row = (data: Float32Array, id: number) => data.subarray(id * 16, (id + 1) * 16)
      const decay = Math.fround(1 - 0.01 * 0.1)
      const decayed = row(before, 20).map(value => Math.fround(Math.fround(value * decay) * decay))
      expect(row(after, 20)).toEqual(decayed)
      expect(row(after, 5)).not.toEqual(row(before, 5).map(value => value * decay * decay))
      const { moments } = engine.state()
      for (const moment of [moments.exp_avg!, moments.exp_avg_sq!]) {
        expect(row(moment.get(name)!.data, 20).every(value => value === 0)).toBe(true)
        expect(row(moment.get(name)!.data, 5).some(value => value !== 0)).toBe(true)
      }
    }))
})

describe('several batches in a step', () => {
  const parts = [batchOf(1, 2), batchOf(2, 3), batchOf(3, 1)]
  const join = (pick: (batch: Batch) => Int32Array): Int32Array =>
    Int32Array.from(parts.flatMap(batch => [...pick(batch)]))
  const together: Batch = {
    rows: 6,
    length: 7,
    inputIds: join(batch => batch.inputIds),
    attentionMask: join(batch => batch.attentionMask),
    tokenTypeIds: join(batch => batch.tokenTypeIds),
    labels: join(batch => batch.labels),
  }

  it.each(['adamw', 'adafactor'] as const)('are one large batch to %s, to 1e-5', async optimizer => {
    // A first update of AdamW is the gradient's sign, noise's too, unless epsilon is above it.
    const run = (batches: readonly Batch[]) =>
      within(smallModel(), { optimizer, epsilon: 1e-3, maxGradNorm: 0.5 }, async engine => {
        const result = await engine.step(batches, { learningRate: 0.01, step: 0 })
        return { result, state: copyState(engine.state()) }
      })
    const one = await run([together])
    const several = await run(parts)
    expect(Math.abs(several.result.loss / one.result.loss - 1)).toBeLessThan(1e-5)
    expect(Math.abs(several.result.gradNorm / one.result.gradNorm - 1)).toBeLessThan(1e-5)
    const exact = (name: string): boolean => !name.endsWith('key.bias')
    for (const [moment, tensors] of Object.entries(one.state.moments))
      for (const [name, { data }] of tensors)
        if (exact(name))
          expect(
            relativeError(several.state.moments[moment]!.get(name)!.data, data),
            `${moment} ${name}`,
          ).toBeLessThan(1e-5)
    for (const [name, { data }] of one.state.parameters)
      if (exact(name))
        expect(relativeError(several.state.parameters.get(name)!.data, data), name).toBeLessThan(1e-5)
  })
})
