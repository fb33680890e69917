/** @file Decoders train as engines must, causal and with the mask lifted. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readModel } from '../../src/nn/stored-model.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { testEngine } from './engine-contract.ts'

const labels = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']
const gptNeo = {
  model_type: 'gpt_neo',
  vocab_size: 24,
  hidden_size: 16,
  num_layers: 2,
  num_heads: 2,
  attention_types: [[['global', 'local'], 1]],
  window_size: 3,
  max_position_embeddings: 16,
}
const llama = {
  model_type: 'llama',
  vocab_size: 24,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 1,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 16,
}

const root = mkdtempSync(join(tmpdir(), 'medspan-decoders-'))
afterAll(() => rm(root, { recursive: true, force: true }))

function testDecoder(
  name: string,
  source: Readonly<Record<string, unknown>>,
  attention: 'bidirectional' | 'causal',
): void {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(source))
  testEngine(`${name} on ONNX Runtime`, {
    async create(seed) {
      const model = await readModel(folder, { labels, seed, settings: { attention } })
      return createOnnxEngine(model, { seed, weightDecay: 0.01 })
    },
    vocabulary: 24,
    learningRate: 0.01,
    steps: 60,
  })
}

testDecoder('GPT-Neo', gptNeo, 'causal')
testDecoder('Llama', llama, 'bidirectional')
testDecoder('Qwen3', { ...llama, model_type: 'qwen3', head_dim: 6 }, 'bidirectional')
