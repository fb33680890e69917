// Writes a model folder as a run has it: a small model of the given config.json, all parameters drawn.
// Usage: node draw.mjs '{"model_type":"bert",..}' FOLDER (after npm run build)
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelConfigJson } from '../../dist/nn/model.js'
import { readModel } from '../../dist/nn/stored-model.js'
import { formatSafetensors } from '../../dist/nn/weights/safetensors.js'

const [config, target] = process.argv.slice(2)
const recipe = await mkdtemp(join(tmpdir(), 'medspan-draw-'))
try {
  await writeFile(join(recipe, 'config.json'), config)
  const model = await readModel(recipe, { labels: ['O', 'B-X', 'I-X', 'B-Y', 'I-Y'], seed: 1 })
  // Fresh weights are small; larger ones tell more.
  for (const { shape, data } of model.parameters.values())
    if (shape.length > 1) for (let i = 0; i < data.length; i++) data[i] *= 10
  await writeFile(join(target, 'config.json'), modelConfigJson(model))
  await writeFile(join(target, 'model.safetensors'), formatSafetensors(model.parameters))
} finally {
  await rm(recipe, { recursive: true })
}
