/**
 * @file What every engine must do, as tests: `testEngine(name, create)`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FloatTensor, NamedTensors } from '../../src/nn/tensors.ts'
import { createRandom } from '../../src/random.ts'
import { IGNORE_INDEX } from '../../src/text/tags.ts'
import type { Batch, Engine } from '../../src/train/engine/engine.ts'
import type { EngineState } from '../../src/train/engine/state.ts'
import { readState, writeState } from '../../src/train/engine/state-files.ts'

export interface EngineCase {
  /** A new engine; the same seed gives the same one. */
  readonly create: (seed: number) => Promise<Engine>
  /** Word pieces are drawn from [0, vocabulary). */
  readonly vocabulary: number
  readonly learningRate: number
  /** Steps after which the loss has halved; 40 by default. */
  readonly steps?: number
  /** Whether the loss is a cross-entropy of each label by itself; true by default. */
  readonly hasOwnLosses?: boolean
}

/** A copy that later steps do not change. */
export function copyState(state: EngineState): EngineState {
  const copy = (tensors: NamedTensors): NamedTensors =>
    new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]))
  const moments = Object.fromEntries(
    Object.entries(state.moments).map(([moment, tensors]) => [moment, copy(tensors)]),
  )
  return { parameters: copy(state.parameters), moments, updates: state.updates }
}

/** Calls with a folder that is deleted afterwards. */
async function withFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'medspan-state-'))
  try {
    return await body(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What an engine saves. */
export function savedState(engine: Engine): Promise<EngineState> {
  return withFolder(async folder => {
    const { updates } = await engine.save(folder)
    return readState(folder, updates)
  })
}

/** Lets an engine load a state. */
export function loadState(engine: Engine, state: EngineState): Promise<void> {
  return withFolder(async folder => {
    await writeState(folder, state, new Map())
    await engine.load(folder, state)
  })
}

const bitsOf = async (engine: Engine) => stateBits(await savedState(engine))

/** Every number of a state as bits, to be compared exactly. */
export function stateBits(state: EngineState): Record<string, readonly number[] | number> {
  const bits: Record<string, readonly number[] | number> = { updates: state.updates }
  const add = (prefix: string, tensors: NamedTensors): void => {
    for (const [name, { data }] of tensors)
      bits[`${prefix} ${name}`] = [...new Uint32Array(data.buffer, data.byteOffset, data.length)]
  }
  add('parameters', state.parameters)
  for (const [moment, tensors] of Object.entries(state.moments)) add(moment, tensors)
  return bits
}

/** Random rows in which the label is a function of the piece, so that there is something to learn. */
export function randomBatch(
  shape: { rows: number; length: number; vocabulary: number; labels: number },
  seed: number,
): Batch {
  const random = createRandom(seed, 'batch')
  const { rows, length } = shape
  const inputIds = Int32Array.from({ length: rows * length }, () => random.below(shape.vocabulary))
  return {
    rows,
    length,
    inputIds,
    attentionMask: new Int32Array(rows * length).fill(1),
    tokenTypeIds: new Int32Array(rows * length),
    labels: inputIds.map((id, i) => (i % length === 0 ? IGNORE_INDEX : id % shape.labels)),
  }
}

/** The same rows with `extra` columns of padding that hold the piece `padId`. */
function padded(batch: Batch, extra: number, padId: number): Batch {
  const length = batch.length + extra
  const widen = (values: Int32Array, filler: number): Int32Array => {
    const wide = new Int32Array(batch.rows * length).fill(filler)
    for (let row = 0; row < batch.rows; row++)
      wide.set(values.subarray(row * batch.length, (row + 1) * batch.length), row * length)
    return wide
  }
  return {
    rows: batch.rows,
    length,
    inputIds: widen(batch.inputIds, padId),
    attentionMask: widen(batch.attentionMask, 0),
    tokenTypeIds: widen(batch.tokenTypeIds, 0),
    labels: widen(batch.labels, IGNORE_INDEX),
  }
}

/** The rows of two batches of equal length. */
function stacked(a: Batch, b: Batch): Batch {
  const join = (x: Int32Array, y: Int32Array): Int32Array => Int32Array.from([...x, ...y])
  return {
    rows: a.rows + b.rows,
    length: a.length,
    inputIds: join(a.inputIds, b.inputIds),
    attentionMask: join(a.attentionMask, b.attentionMask),
    tokenTypeIds: join(a.tokenTypeIds, b.tokenTypeIds),
    labels: join(a.labels, b.labels),
  }
}

export function testEngine(name: string, options: EngineCase): void {
  const { create, vocabulary, learningRate, steps = 40, hasOwnLosses = true } = options
  describe(`${name} is an engine`, () => {
    const within = async (seed: number, body: (engine: Engine) => Promise<void>): Promise<void> => {
      const engine = await create(seed)
      try {
        await body(engine)
      } finally {
        await engine.dispose()
      }
    }
    /** One engine of seed 1 for the tests that ask nothing of how it came about, each from the state of a new one. */
    let shared: Promise<[Engine, EngineState]> | undefined
    const withShared = async (body: (engine: Engine) => Promise<void>): Promise<void> => {
      shared ??= create(1).then(async engine => [engine, await savedState(engine)])
      const [engine, initial] = await shared
      await loadState(engine, initial)
      await body(engine)
    }
    afterAll(async () => (await shared)?.[0].dispose())
    const batchFor = (engine: Engine, seed: number, rows = 3, length = 7) =>
      randomBatch({ rows, length, vocabulary, labels: engine.labels }, seed)
    const train = async (engine: Engine, from: number, to: number): Promise<number[]> => {
      const losses: number[] = []
      for (let step = from; step < to; step++) {
        const batch = batchFor(engine, step % 3, 2 + (step % 2), 5 + (step % 3))
        const { loss, gradNorm } = await engine.step([batch], { learningRate, step })
        losses.push(loss, gradNorm)
      }
      return losses
    }

    test('its loss falls', () =>
      withShared(async engine => {
        const batch = batchFor(engine, 0)
        const before = (await engine.evaluate(batch)).loss
        for (let step = 0; step < steps; step++) {
          const result = await engine.step([batch], { learningRate, step })
          expect(result.gradNorm).toBeGreaterThan(0)
        }
        expect((await engine.evaluate(batch)).loss).toBeLessThan(before / 2)
      }))

    test('the same seed gives the same bits, another seed gives others', async () => {
      const runs: { losses: number[]; bits: ReturnType<typeof stateBits> }[] = []
      for (const seed of [1, 1, 2])
        await within(seed, async engine => {
          const losses = await train(engine, 0, 4)
          runs.push({ losses, bits: await bitsOf(engine) })
        })
      expect(runs[1]).toEqual(runs[0])
      expect(runs[2]!.bits).not.toEqual(runs[0]!.bits)
    })

    test('a state that is loaded continues with the same bits', async () => {
      await within(1, async whole => {
        await train(whole, 0, 3)
        const saved = await savedState(whole)
        expect(saved.updates).toBe(3)
        const losses = await train(whole, 3, 6)
        const end = await bitsOf(whole)
        await within(1, async other => {
          await train(other, 7, 9)
          await loadState(other, saved)
          expect(await train(other, 3, 6)).toEqual(losses)
          expect(await bitsOf(other)).toEqual(end)
        })
        await loadState(whole, saved)
        expect(await train(whole, 3, 6)).toEqual(losses)
        expect(await bitsOf(whole)).toEqual(end)
      })
    })

    test('what it saves takes as many bytes as it says, but for headers', () =>
      withShared(async engine => {
        await train(engine, 0, 1)
        const { parameters, moments } = await savedState(engine)
        const tensors = [parameters, ...Object.values(moments)].flatMap(named => [...named.values()])
        expect(engine.savedBytes()).toBe(tensors.reduce((sum, { data }) => sum + data.byteLength, 0))
      }))

    test('its weights are those that it saves, or their average', () =>
      withShared(async engine => {
        await train(engine, 0, 2)
        const { parameters, moments } = await savedState(engine)
        const expected = new Map([...parameters, ...(moments.ema ?? [])])
        const weights = await engine.weights()
        for (const [name, { shape, data }] of expected) {
          expect(weights.get(name)?.shape, name).toEqual(shape)
          expect(weights.get(name)?.data, name).toEqual(data)
        }
        const [name, tensor] = [...expected].at(-1)!
        expect([...(await engine.weights([name]))]).toEqual([[name, tensor]])
      }))

    test('evaluation changes nothing and gives the same logits again', () =>
      withShared(async engine => {
        await train(engine, 0, 2)
        const before = await bitsOf(engine)
        const batch = batchFor(engine, 5)
        const first = await engine.evaluate(batch)
        const logits = Float32Array.from(first.logits)
        const second = await engine.evaluate(batch)
        expect(logits.length).toBe(batch.rows * batch.length * engine.labels)
        expect(second.logits).toEqual(logits)
        expect(second.loss).toBe(first.loss)
        expect(await bitsOf(engine)).toEqual(before)
      }))

    test.runIf(hasOwnLosses)('the loss is the mean of the labels that count', () =>
      withShared(async engine => {
        await train(engine, 0, 2)
        const batch = batchFor(engine, 5)
        const { loss, counted, logits } = await engine.evaluate(batch)
        const L = engine.labels
        let sum = 0
        let count = 0
        for (const [i, label] of batch.labels.entries()) {
          if (label === IGNORE_INDEX) continue
          const own = [...logits.subarray(i * L, (i + 1) * L)]
          sum += Math.log(own.reduce((total, z) => total + Math.exp(z), 0)) - own[label]!
          count++
        }
        expect(counted).toBe(count)
        expect(Math.abs(loss - sum / count)).toBeLessThan(1e-5 * Math.max(1, loss))
      }),
    )

    test('a row whose labels are all ignored does not matter', () =>
      withShared(async engine => {
        const batch = batchFor(engine, 5)
        const other = batchFor(engine, 6)
        const silent = { ...other, labels: new Int32Array(other.labels.length).fill(IGNORE_INDEX) }
        const alone = await engine.evaluate(batch)
        const together = await engine.evaluate(stacked(batch, silent))
        expect(together.counted).toBe(alone.counted)
        expect(Math.abs(together.loss - alone.loss)).toBeLessThan(1e-5)
      }))

    test('a batch without any label has the loss 0 and no gradient', () =>
      withShared(async engine => {
        const batch = batchFor(engine, 5)
        const silent = { ...batch, labels: new Int32Array(batch.labels.length).fill(IGNORE_INDEX) }
        const evaluation = await engine.evaluate(silent)
        expect({ loss: evaluation.loss, counted: evaluation.counted }).toEqual({ loss: 0, counted: 0 })
        expect(await engine.step([silent], { learningRate, step: 0 })).toEqual({ loss: 0, gradNorm: 0 })
        for (const { data } of (await savedState(engine)).parameters.values())
          expect(data.every(value => Number.isFinite(value))).toBe(true)
      }))

    test('padding does not matter, whatever piece it holds', () =>
      withShared(async engine => {
        const batch = batchFor(engine, 5)
        const { loss, logits } = await engine.evaluate(batch)
        const plain = Float32Array.from(logits)
        const rowLength = batch.length * engine.labels
        for (const padId of [0, vocabulary - 1]) {
          const wide = await engine.evaluate(padded(batch, 4, padId))
          expect(Math.abs(wide.loss - loss)).toBeLessThan(1e-5)
          const wideRowLength = (batch.length + 4) * engine.labels
          for (let row = 0; row < batch.rows; row++)
            for (let i = 0; i < rowLength; i++)
              expect(
                Math.abs(wide.logits[row * wideRowLength + i]! - plain[row * rowLength + i]!),
              ).toBeLessThan(1e-5)
        }
      }))

    test('loading refuses a wrong shape, a missing name and a missing moment, and changes nothing', () =>
      withShared(async engine => {
        const saved = await savedState(engine)
        const before = await bitsOf(engine)
        // What has a moment is trained, and must be there.
        const name = [...Object.values(saved.moments)[0]!.keys()][0]!
        const tensor = saved.parameters.get(name)!
        const wrong: FloatTensor = {
          shape: [...tensor.shape, 2],
          data: new Float32Array(tensor.data.length * 2),
        }
        const missing = new Map([...saved.parameters].filter(([own]) => own !== name))
        const states: EngineState[] = [
          { ...saved, parameters: new Map([...saved.parameters, [name, wrong]]) },
          { ...saved, parameters: missing },
          { ...saved, moments: {} },
        ]
        for (const state of states) await expect(loadState(engine, state)).rejects.toThrow()
        expect(await bitsOf(engine)).toEqual(before)
      }))
  })
}
