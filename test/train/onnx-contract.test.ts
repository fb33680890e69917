import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { afterAll, expect, test } from 'vitest'
import { type AdaptedClassifier, isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { createFreeze } from '../../src/train/engine/freeze.ts'
import { createArithmetic } from '../../src/train/engine/onnx/arithmetic.ts'
import { createOnnxEngine, type OnnxEngineOptions } from '../../src/train/engine/onnx/onnx-engine.ts'
import { openSession } from '../../src/train/engine/onnx/session.ts'
import type { Backend } from '../../src/train/engine/onnx-runtime.ts'
import { type EngineCase, randomBatch, testEngine } from './engine-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-contract-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'config.json'),
  JSON.stringify({
    model_type: 'bert',
    vocab_size: 24,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 24,
    max_position_embeddings: 16,
  }),
)
const labels = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']

const read = (seed: number) => readModel(folder, { labels, seed })

function testBert(name: string, options: OnnxEngineOptions, own: Partial<EngineCase> = {}): void {
  testEngine(`BERT on ONNX Runtime${name}`, {
    async create(seed) {
      return createOnnxEngine(await read(seed), { seed, weightDecay: 0.01, ...options })
    },
    vocabulary: 24,
    learningRate: 0.01,
    steps: 60,
    ...own,
  })
}

testBert('', {})
testBert(' with Adafactor and averaged weights', { optimizer: 'adafactor', emaDecay: 0.95 })
testBert(' with frozen embeddings', {
  isTrained: createFreeze(['embeddings'], (await read(1)).parameters.keys()),
  layerDecay: 0.9,
})
testBert(
  ' with adapters',
  {},
  {
    async create(seed) {
      const options = { rank: 4, alpha: 16, dropout: 0.1, targetModules: 'all-linear' }
      const model: AdaptedClassifier = prepareAdapters(await read(1), options, seed)
      return createOnnxEngine(model, { seed, isTrained: isAdapterTrained(model) })
    },
    learningRate: 0.03,
  },
)

testEngine('BERT with a CRF on ONNX Runtime', {
  async create(seed) {
    const labels = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']
    const model = await readModel(folder, { labels, seed, settings: { head: 'crf' } })
    return createOnnxEngine(model, { seed, weightDecay: 0.01 })
  },
  vocabulary: 24,
  learningRate: 0.01,
  steps: 60,
  hasOwnLosses: false,
})

test('evaluations at the same time share one session', async () => {
  let opened = 0
  const backend: Backend = {
    Tensor,
    async open(graph, weights) {
      opened++
      return openSession(graph, 'cpu', 1, weights)
    },
  }
  const engine = createArithmetic(await read(1), backend, {})
  const batch = randomBatch({ rows: 2, length: 6, vocabulary: 24, labels: labels.length }, 1)
  const [one, other] = await Promise.all([engine.evaluate(batch), engine.evaluate(batch)])
  expect(other).toEqual(one)
  expect(opened).toBe(1)
  await engine.dispose()
})
