import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readModel } from '../../src/nn/model.ts'
import { createOnnxEngine } from '../../src/train/onnx-engine.ts'
import { testEngine } from './engine-contract.ts'

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

testEngine('BERT on ONNX Runtime', {
  async create(seed) {
    const model = await readModel(folder, { labels: ['O', 'B-X', 'I-X', 'B-Y', 'I-Y'], seed })
    return createOnnxEngine(model, {
      seed,
      weightDecay: 0.01,
      betas: [0.9, 0.999],
      epsilon: 1e-8,
      maxGradNorm: 1,
    })
  },
  vocabulary: 24,
  learningRate: 0.01,
  steps: 60,
})
