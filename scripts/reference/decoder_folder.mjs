// Trains a new causal decoder for two steps and writes it as a run folder's model; prints its logits for a batch.
// Usage: node decoder_folder.mjs FOLDER BATCH (after npm run build): FOLDER has config.json, BATCH is JSON as for
// logits.mjs.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelConfigJson, readModel } from '../../dist/nn/model.js'
import { formatSafetensors } from '../../dist/nn/safetensors.js'
import { modelWeights } from '../../dist/train/engine.js'
import { createOnnxEngine } from '../../dist/train/onnx-engine.js'

const [folder, batchJson] = process.argv.slice(2)
const { rows, length, inputIds, attentionMask } = JSON.parse(batchJson)
const labels = ['O', 'B-Disease', 'I-Disease']
const model = await readModel(folder, { seed: 1, labels, settings: { attention: 'causal' } })
const engine = await createOnnxEngine(model)
const batch = {
  rows,
  length,
  inputIds: Int32Array.from(inputIds),
  attentionMask: Int32Array.from(attentionMask),
  tokenTypeIds: new Int32Array(rows * length),
  labels: Int32Array.from(attentionMask, (real, i) => (real ? inputIds[i] % labels.length : -100)),
}
for (let step = 0; step < 2; step++) await engine.step([batch], { learningRate: 0.01, step })
await writeFile(join(folder, 'config.json'), modelConfigJson(model))
await writeFile(join(folder, 'model.safetensors'), formatSafetensors(modelWeights(engine), { format: 'pt' }))
const { logits } = await engine.evaluate(batch)
process.stdout.write(JSON.stringify(Array.from(logits)))
await engine.dispose()
