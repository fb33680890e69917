/** @file Every family of encoders is trained by the engine: a line each. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readModel } from '../../src/nn/stored-model.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { testEngine } from './engine-contract.ts'

const root = mkdtempSync(join(tmpdir(), 'medspan-families-'))
afterAll(() => rm(root, { recursive: true, force: true }))

const sizes = {
  vocab_size: 24,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 24,
}
const distances = { relative_attention: true, position_biased_input: false, pos_att_type: 'p2c|c2p' }

function testFamily(name: string, config: Readonly<Record<string, unknown>>, learningRate = 0.01): void {
  const folder = mkdtempSync(join(root, 'model-'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ max_position_embeddings: 24, ...config }))
  testEngine(name, {
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
    learningRate,
    steps: 60,
  })
}

testFamily('RoBERTa', { ...sizes, model_type: 'roberta', type_vocab_size: 1 })
testFamily('DistilBERT', {
  model_type: 'distilbert',
  vocab_size: 24,
  dim: 16,
  n_layers: 1,
  n_heads: 2,
  hidden_dim: 24,
})
testFamily('ELECTRA', { ...sizes, model_type: 'electra', embedding_size: 12 })
testFamily('DeBERTa-v3', {
  ...sizes,
  ...distances,
  model_type: 'deberta-v2',
  position_buckets: 8,
  share_att_key: true,
})
testFamily('DeBERTa-v2', { ...sizes, ...distances, model_type: 'deberta-v2', conv_kernel_size: 3 })
testFamily('ModernBERT', {
  ...sizes,
  model_type: 'modernbert',
  num_hidden_layers: 2,
  local_attention: 4,
  global_attn_every_n_layers: 1,
})
