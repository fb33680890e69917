/** @file The engine on PyTorch with a worker that answers what a test says: it needs no Python. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadedClassifier } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { createAccelerateEngine } from '../../src/train/engine/accelerate/accelerate-engine.ts'
import type { Worker } from '../../src/train/engine/accelerate/worker.ts'
import type { Frame } from '../../src/train/engine/accelerate/worker-protocol.ts'
import { randomBatch } from './engine-contract.ts'

const labels = ['O', 'B-X', 'I-X']
const config = {
  model_type: 'bert',
  vocab_size: 8,
  hidden_size: 4,
  max_position_embeddings: 8,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 4,
}

let folder: string
let model: LoadedClassifier
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-answers-'))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  model = await readModel(folder, { labels, seed: 1 })
})
afterAll(() => rm(folder, { recursive: true }))

interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly isTrained: boolean
}

/** An engine whose worker says that its model has these parameters, and answers the next question so. */
function engineOf(change: (own: Parameter[]) => Parameter[], answer?: Partial<Frame>) {
  const own = [...model.parameters].map(([name, { shape }]) => ({ name, shape, isTrained: true }))
  const answers: Partial<Frame>[] = [
    { header: { parameters: change(own) } },
    ...(answer === undefined ? [] : [answer]),
  ]
  const worker: Worker = {
    versions: {},
    processes: 1,
    ask: async () => ({ header: {}, tensors: new Map(), ...answers.shift() }),
    end: async () => {},
  }
  return createAccelerateEngine(worker, model, { folder })
}

test("a model of transformers' that is not ours is an error of ours", async () => {
  const refusal = (change: (own: Parameter[]) => Parameter[]) =>
    expect(engineOf(change)).rejects.toMatchObject({ code: 'internal' })
  expect((await engineOf(own => own)).labels).toBe(3)
  await refusal(own => own.slice(1))
  await refusal(own => own.map((one, index) => (index === 0 ? { ...one, shape: [9, 4] } : one)))
  await refusal(own => [...own, { name: 'one.more', shape: [1], isTrained: true }])
})

test('what a worker computes is taken as it is, and refused in another shape', async () => {
  const batch = randomBatch({ rows: 2, length: 3, vocabulary: 8, labels: 3 }, 1)
  const stepped = await engineOf(own => own, { header: { loss: 'NaN', gradNorm: 'Infinity' } })
  expect(await stepped.step([batch], { learningRate: 1, step: 0 })).toEqual({
    loss: Number.NaN,
    gradNorm: Number.POSITIVE_INFINITY,
  })
  const header = { loss: 0.5, counted: 4 }
  const data = new Float32Array(18).fill(1)
  const evaluate = async (shape: number[]) =>
    (await engineOf(own => own, { header, tensors: new Map([['logits', { shape, data }]]) })).evaluate(batch)
  expect(await evaluate([2, 3, 3])).toEqual({ ...header, logits: data })
  await expect(evaluate([3, 2, 3])).rejects.toMatchObject({ code: 'internal' })
})
