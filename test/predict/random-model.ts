/** @file A small token classifier with random weights, as a model folder. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelConfigJson } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'
import { readTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'

const config = {
  model_type: 'bert',
  vocab_size: 199,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 40,
  initializer_range: 0.5,
}

/**
 * Fills an empty folder.
 * @param medspan what its `config.json` says under this name
 */
export async function createRandomModel(
  folder: string,
  labels: readonly string[],
  medspan: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, medspan }))
  const model = await readModel(folder, { labels, seed: 5 })
  await writeFile(join(folder, 'config.json'), modelConfigJson(model, medspan))
  await writeFile(join(folder, 'model.safetensors'), formatSafetensors(model.parameters))
  const own = await readTokenizer(join(import.meta.dirname, '../tokenizer/fixtures'))
  for (const [name, content] of await tokenizerCopies(own, { maxLength: 12 }))
    await writeFile(join(folder, name), content)
}
