import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Config, formatConfig, parseConfig, TRAINER_SETTINGS } from '../../src/config/config.ts'
import { silent } from '../../src/progress.ts'
import { changes, identityOf } from '../../src/run/identity.ts'
import { dryRun } from '../../src/train/dry-run.ts'
import { chooseRecipe, settle } from '../../src/train/recipe.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

const written = (training = ''): Config =>
  parseConfig(`corpus: { sources: [{ path: a.xmi }] }\ntraining: { ${training} }`, '/x/medspan.yaml')
const small = { source: { model_type: 'bert', hidden_size: 384 }, path: 'config.json' }
const settled = (config: Config, model: { source: Record<string, unknown>; path: string } = small) =>
  settle(config, model, { sentences: 2000, progress: silent })

describe('a recipe', () => {
  test('auto decides every setting that is left open', () => {
    const { training, model } = settled(written())
    const chosen = chooseRecipe({ hiddenSize: 384, isAdapted: false, sentences: 2000, isEvaluated: true })
    expect(training).toMatchObject(chosen.training)
    expect(model).toMatchObject(chosen.model)
    expect(Object.keys(chosen.training)).toEqual(Object.keys(TRAINER_SETTINGS.training))
  })

  test('auto leaves alone what is written', () => {
    const keys = 'learning_rate: 1e-5, num_train_epochs: 2, early_stopping_patience: 0, warmup_ratio: 0'
    expect(settled(written(keys)).training).toMatchObject({
      learning_rate: 1e-5,
      num_train_epochs: 2,
      early_stopping_patience: 0,
      warmup_ratio: 0,
      per_device_train_batch_size: 16,
    })
  })

  test('decides no number of sequences where batches have a budget of word pieces', () => {
    for (const recipe of ['auto', 'trainer'] as const) {
      const said: string[] = []
      const config = written(`recipe: ${recipe}, max_tokens_per_batch: 512`)
      const progress = { ...silent, info: (line: string) => void said.push(line) }
      const { training } = settle(config, small, { sentences: 2000, progress })
      expect(training).toMatchObject({ max_tokens_per_batch: 512 })
      expect(training).not.toHaveProperty('per_device_train_batch_size')
      expect(said.join()).not.toMatch(/per_device_train_batch_size/)
      // What the run folder keeps can be read again.
      const kept = parseConfig(formatConfig({ ...config, training }), '/x/medspan.yaml')
      expect(kept.training).toEqual(training)
    }
  })

  test('auto warms up by the steps that are written, and not by a share as well', () => {
    expect(settled(written('warmup_steps: 50')).training.warmup_ratio).toBe(0)
  })

  test('auto never stops early what is not evaluated on the way', () => {
    const config = written('eval_strategy: no, load_best_model_at_end: false')
    expect(settled(config).training.early_stopping_patience).toBe(0)
  })

  test('auto takes lower rates for larger models, also of families that only transformers knows', () => {
    const rateOf = (source: Record<string, unknown>) =>
      settled(written(), { source, path: 'config.json' }).training.learning_rate
    expect(rateOf({ model_type: 'bert', hidden_size: 384 })).toBeGreaterThan(
      rateOf({ model_type: 'bert', hidden_size: 768 }),
    )
    expect(rateOf({ model_type: 'unheard-of', n_embd: 2048 })).toBeLessThan(
      rateOf({ model_type: 'unheard-of' }),
    )
  })

  test('auto takes a higher rate for adapters beside a large model', () => {
    const large = { source: { model_type: 'unheard-of', n_embd: 2048 }, path: 'config.json' }
    const config = written()
    const adapted = {
      ...config,
      model: { ...config.model, lora: { rank: 8, alpha: 16, dropout: 0, merge: false } },
    }
    expect(settled(adapted, large).training.learning_rate).toBe(3e-4)
    expect(settled(config, large).training.learning_rate).toBe(2e-5)
  })

  test('auto trains small corpora for more epochs', () => {
    const epochsOf = (sentences: number) =>
      chooseRecipe({ hiddenSize: 384, isAdapted: false, sentences, isEvaluated: true }).training
        .num_train_epochs
    expect(epochsOf(100)).toBeGreaterThan(epochsOf(2000))
    expect(epochsOf(2000)).toBeGreaterThan(epochsOf(10_000))
    expect(epochsOf(1)).toBeLessThanOrEqual(20)
  })

  test('trainer has the defaults of TrainingArguments', () => {
    expect(settled(written('recipe: trainer')).training).toMatchObject({
      learning_rate: 5e-5,
      num_train_epochs: 3,
      per_device_train_batch_size: 8,
      train_sampling_strategy: 'random',
      weight_decay: 0,
      warmup_ratio: 0,
    })
  })

  test('does not tell a run apart from one whose settings are written, but one search from another', () => {
    const { training, model } = settled(written())
    const same = parseConfig(
      formatConfig({ ...written(), training: { ...training, recipe: 'trainer' }, model }),
      '/x/medspan.yaml',
    )
    expect(identityOf(same, [], {})).toEqual(identityOf(settled(written()), [], {}))
    expect(identityOf(written(), [], {})).not.toEqual(identityOf(written('recipe: trainer'), [], {}))
  })
})

test('a budget of word pieces is another run with another engine, or another number of processes', () => {
  const identify = (training: string, accelerate = '') =>
    identityOf(
      settled(
        parseConfig(
          `corpus: { sources: [{ path: a.xmi }] }\ntraining: { ${training} }\n${accelerate}`,
          '/x/medspan.yaml',
        ),
      ),
      [],
      {},
    )
  const two = 'accelerate: { num_processes: 2 }'
  expect(changes(identify('max_tokens_per_batch: 64'), identify('max_tokens_per_batch: 64'))).toEqual([])
  expect(changes(identify('max_tokens_per_batch: 64'), identify('max_tokens_per_batch: 32'))).toEqual([
    'training.max_tokens_per_batch was 64, is 32',
  ])
  const budget = 'max_tokens_per_batch: 64, engine: accelerate'
  expect(changes(identify('max_tokens_per_batch: 64'), identify(budget))).toEqual([
    'training.engine was "onnx", is "accelerate"',
  ])
  expect(changes(identify(budget), identify(budget, two))).toEqual(['accelerate.num_processes was 1, is 2'])
  // Of numbers of sequences it does not matter.
  const sequences = 'per_device_train_batch_size: 8'
  expect(
    changes(identify(sequences), identify('per_device_train_batch_size: 4, engine: accelerate', two)),
  ).toEqual([])
})

describe('a run by a recipe', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-recipe-'))
    await createSmallProject(folder)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('says its settings, and what they are for', async () => {
    const said: string[] = []
    const config = smallConfigOf(folder, ['training.recipe=auto'])
    const { model, training } = config
    const { decoding: _, ...open } = model
    const { training: forecast } = await dryRun(
      { ...config, model: open, training: { ...training, learning_rate: undefined } },
      { progress: { ...silent, info: line => void said.push(line) } },
    )
    expect(forecast.learning_rate).toBe(3e-4)
    expect(said.find(line => line.startsWith('recipe auto'))).toMatch(
      /^recipe auto, for 36 training sentences and a hidden size of 16: learning_rate 0.0003, .*decoding constrained$/,
    )
  })

  test('writes them all into the run folder', async () => {
    const config = smallConfigOf(folder, ['training.recipe=auto', 'training.max_steps=2'])
    const { runFolder } = await train(config, { progress: silent })
    const kept = parse(await readFile(join(runFolder, 'medspan.yaml'), 'utf8')) as {
      training: Record<string, unknown>
      model: Record<string, unknown>
    }
    expect(kept.training).toMatchObject({ recipe: 'auto', early_stopping_patience: 3, learning_rate: 0.02 })
    expect(kept.model.decoding).toBe('constrained')
  })
})
