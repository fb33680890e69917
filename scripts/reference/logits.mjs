// Prints a trained model's logits [rows,length,labels] for the batch given as JSON on the command line, as JSON.
// Usage: node logits.mjs RUN_FOLDER '{"rows":1,"length":2,"inputIds":[..],"attentionMask":[..]}' (after npm run build)
import { readModel } from '../../dist/nn/stored-model.js'
import { createOnnxEngine } from '../../dist/train/engine/onnx/onnx-engine.js'

const batch = JSON.parse(process.argv[3])
const model = await readModel(process.argv[2], { seed: 0 })
const engine = await createOnnxEngine(model)
const size = batch.rows * batch.length
const { logits } = await engine.evaluate({
  rows: batch.rows,
  length: batch.length,
  inputIds: Int32Array.from(batch.inputIds),
  attentionMask: Int32Array.from(batch.attentionMask),
  tokenTypeIds: new Int32Array(size),
  labels: new Int32Array(size).fill(-100),
})
process.stdout.write(JSON.stringify(Array.from(logits)))
await engine.dispose()
