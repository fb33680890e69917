/**
 * @file A project that trains in seconds: sentences from a few patterns, and a very small BERT.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { createRandom } from '../../src/random.ts'

/** A BERT of two layers without weights, whose 1200 word pieces come from abstracts. */
export const smallModel = resolve(import.meta.dirname, 'fixtures/bert')

const names = {
  Disease: ['asthma', 'heart failure', 'pneumonia', 'chronic kidney disease', 'diabetes'],
  Chemical: ['aspirin', 'insulin', 'folic acid', 'metformin'],
} as const
const patterns = [
  'patients with Disease were treated with Chemical .',
  'Chemical is used against Disease and Disease .',
  'no adverse effect of Chemical was seen .',
  'the study included 20 healthy people .',
  'Disease may follow Disease in children .',
]

export interface Row {
  readonly doc_id: string
  readonly tokens: string[]
  readonly ner_tags: string[]
}

/** `documents` documents of three sentences, drawn from a seed. */
export function smallRows(documents: number, seed = 1): Row[] {
  const random = createRandom(seed, 'small project')
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!
  return Array.from({ length: documents * 3 }, (_, index) => {
    const tokens: string[] = []
    const tags: string[] = []
    for (const word of `${pick(patterns)} ${index}`.split(' ')) {
      if (word !== 'Disease' && word !== 'Chemical') {
        tokens.push(word)
        tags.push('O')
        continue
      }
      for (const [i, part] of pick(names[word]).split(' ').entries()) {
        tokens.push(part)
        tags.push(`${i === 0 ? 'B' : 'I'}-${word}`)
      }
    }
    return { doc_id: `doc-${Math.floor(index / 3)}`, tokens, ner_tags: tags }
  })
}

/** What the small project's `medspan.yaml` says, for `training` and `corpus.sources` to be changed. */
export const smallSources = '[{ path: rows.json, name: rows }]'

export async function writeRows(path: string, rows: readonly Row[]): Promise<void> {
  await writeFile(path, JSON.stringify(rows))
}

/** Makes the project in a folder and returns the path of its configuration. */
export async function createSmallProject(folder: string): Promise<string> {
  const model = join(folder, 'model')
  await mkdir(model, { recursive: true })
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    await cp(join(smallModel, name), join(model, name))
  await writeFile(
    join(model, 'config.json'),
    JSON.stringify({
      model_type: 'bert',
      vocab_size: 1200,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 32,
    }),
  )
  await writeRows(join(folder, 'rows.json'), smallRows(20))
  const path = join(folder, 'medspan.yaml')
  await writeFile(path, smallConfig)
  return path
}

const smallConfig = `corpus:
  sources: ${smallSources}
  split: { ratios: [0.6, 0.2, 0.2] }
model: { name_or_path: model, max_seq_length: 32 }
training:
  recipe: trainer
  output_dir: run
  seed: 7
  learning_rate: 0.02
  num_train_epochs: 2
  per_device_train_batch_size: 6
  per_device_eval_batch_size: 8
  weight_decay: 0.01
  warmup_ratio: 0.1
  threads: 1
`

/** The small project's configuration, with overrides as on the command line. */
export function smallConfigOf(folder: string, overrides: readonly string[] = []): Config {
  const hasBudget = overrides.some(override => override.startsWith('training.max_tokens_per_batch='))
  return parseConfig(hasBudget ? withoutBatchSize : smallConfig, join(folder, 'medspan.yaml'), overrides)
}

/** The same, for a `training.max_tokens_per_batch` instead of a number of sequences. */
export const withoutBatchSize = smallConfig.replace(/ {2}per_device_train_batch_size: .*\n/, '')
