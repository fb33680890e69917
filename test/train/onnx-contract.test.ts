import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type AdaptedClassifier, isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { createFreeze } from '../../src/train/engine/freeze.ts'
import { createOnnxEngine, type OnnxEngineOptions } from '../../src/train/engine/onnx/onnx-engine.ts'
import { type EngineCase, testEngine } from './engine-contract.ts'

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
