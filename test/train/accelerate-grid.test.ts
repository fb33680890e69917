/**
 * @file What may be combined on PyTorch, in two processes: each has the losses of one process, and goes on from a
 * checkpoint as if nothing had happened.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import {
  type AccelerateEngineOptions,
  createAccelerateEngine,
} from '../../src/train/engine/accelerate/accelerate-engine.ts'
import { startWorker, type Worker } from '../../src/train/engine/accelerate/worker.ts'
import { formatAccelerateConfig } from '../../src/train/engine/accelerate/worker-launch.ts'
import type { Engine } from '../../src/train/engine/engine.ts'
import { batchAt, gptNeo, labels, lasting, useFolders, useWorkers } from './accelerate.ts'
import { pythonPath, workerOptions } from './python.ts'

type Options = Omit<AccelerateEngineOptions, 'folder'>
type Combination = Options & { readonly lora?: boolean; readonly head?: 'crf' }

const strategies = ['ddp', 'fsdp'] as const
const optimizers = ['adamw', 'adafactor'] as const
const extras: Record<string, Combination> = {
  'adapters and averages': { lora: true, emaDecay: 0.9 },
  'adapters, a CRF, computed twice': { lora: true, head: 'crf', gradientCheckpointing: true },
  'a CRF, averages and a decay by layer': { head: 'crf', emaDecay: 0.9, layerDecay: 0.8 },
  'a frozen layer, computed twice': {
    gradientCheckpointing: true,
    isTrained: name => !name.includes('.h.0.') && !name.includes('wte'),
  },
}
const combinations = strategies.flatMap(strategy =>
  optimizers.flatMap(optimizer =>
    Object.entries(extras).map(
      ([name, extra]) => [`${strategy}, ${optimizer}, ${name}`, { strategy, optimizer, ...extra }] as const,
    ),
  ),
)

const folders = useFolders()
let folder: string
beforeAll(async () => {
  folder = await folders.model(gptNeo)
})

async function engineOf(worker: Worker, { lora = false, head, ...options }: Combination): Promise<Engine> {
  const settings = head === undefined ? {} : { head }
  const plain = await readModel(folder, { labels, seed: 1, settings })
  const adapted = lora ? prepareAdapters(plain, { rank: 4, alpha: 8, dropout: 0 }, 1) : undefined
  return createAccelerateEngine(worker, adapted ?? plain, {
    folder,
    seed: 1,
    weightDecay: 0.01,
    ...(adapted !== undefined && { isTrained: isAdapterTrained(adapted) }),
    ...options,
  })
}

/** Losses and norms over steps, of which every third takes two batches, and the loss of an evaluation after each. */
async function run(engine: Engine, from: number, to: number): Promise<number[]> {
  const results: number[] = []
  for (let step = from; step < to; step++) {
    const batches = step % 3 === 0 ? [batchAt(step), batchAt(step + 5)] : [batchAt(step)]
    const { loss, gradNorm } = await engine.step(batches, { learningRate: 5e-3, step })
    results.push(loss, gradNorm, (await engine.evaluate(batchAt(2))).loss)
  }
  return results
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length)
  for (const [i, value] of found.entries())
    expect(Math.abs(value - expected[i]!) / Math.max(1, expected[i]!), `number ${i}`).toBeLessThan(tolerance)
}

/** Saves in the middle, goes on, goes astray, comes back, and gives both ways on. */
async function interrupted(engine: Engine, checkpoint: string): Promise<[first: number[], again: number[]]> {
  await mkdir(checkpoint)
  const { updates } = await engine.save(checkpoint)
  const first = await run(engine, 5, 8)
  await run(engine, 20, 22)
  await engine.load(checkpoint, { updates })
  return [first, await run(engine, 5, 8)]
}

describe.skipIf(pythonPath === undefined)('in two processes', () => {
  const workers = useWorkers()

  test.each(combinations)('%s', async (name, combination) => {
    const alone = await engineOf(workers.one, combination)
    const together = await engineOf(workers.two, combination)
    const expected = await run(alone, 0, 5)
    expectClose(await run(together, 0, 5), expected, 1e-5)
    const checkpoint = join(folders.root, name)
    const [first, again] = await interrupted(together, checkpoint)
    expectClose(again, first, 1e-6)
    // One process goes on where two have stopped.
    await run(alone, 20, 22)
    await alone.load(checkpoint, { updates: 5 })
    expectClose(await run(alone, 5, 8), first, 1e-5)
  })
})

describe.skipIf(pythonPath === undefined)('in two processes with bf16', () => {
  let two: Worker
  beforeAll(async () => {
    const yaml = formatAccelerateConfig({ processes: 2, mixedPrecision: 'bf16' })
    two = await startWorker({ ...workerOptions({ processes: 2 }), yaml })
  })
  afterAll(() => two?.end())

  test.each(combinations.filter(([, { optimizer }]) => optimizer === 'adamw'))(
    '%s',
    async (name, combination) => {
      const engine = await engineOf(lasting(two), combination)
      const losses = await run(engine, 0, 5)
      expect(losses.every(Number.isFinite)).toBe(true)
      const [first, again] = await interrupted(engine, join(folders.root, `bf16 ${name}`))
      expectClose(again, first, 1e-6)
    },
  )
})
