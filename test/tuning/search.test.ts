/** @file What a configuration may search for, and what its trials are. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { openSearch } from '../../src/tuning/search.ts'
import { createSmallSearch } from './small-search.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-search-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = async (tuning: string, overrides: readonly string[] = []) =>
  openSearch(await createSmallSearch(folder, tuning), overrides)

/** Where an error says that it is, and what. */
async function problemOf(tuning: string, overrides: readonly string[] = []): Promise<string> {
  try {
    await open(tuning, overrides)
  } catch (error) {
    if (error instanceof MedspanError && error.code === 'config')
      return `${error.where?.at}: ${error.message}`
    throw error
  }
  return 'none'
}

describe('a search', () => {
  test('gives each trial the configuration with its values', async () => {
    const { configOf, config, space, initial, direction, metric } = await open(
      `  search:
    training.learning_rate: { low: 1.0e-3, high: 1.0e-1, log: true }
    training.num_train_epochs: { type: int, low: 1, high: 3 }
    loss.name: [cross-entropy, focal]
    loss.gamma: { low: 0, high: 5, when: { loss.name: focal } }
`,
      ['training.weight_decay=0.5'],
    )
    expect(space.parameters.map(({ name }) => name)).toEqual([
      'training.learning_rate',
      'training.num_train_epochs',
      'loss.name',
      'loss.gamma',
    ])
    const params = { 'training.learning_rate': 0.0125, 'training.num_train_epochs': 1, 'loss.name': 'focal' }
    const trial = configOf({ ...params, 'loss.gamma': 3 }, { folder: join(folder, 'here'), threads: 4 })
    expect(trial.training).toEqual({
      ...config.training,
      learning_rate: 0.0125,
      num_train_epochs: 1,
      weight_decay: 0.5,
      output_dir: join(folder, 'here'),
      // What is written wins.
      threads: 1,
      save_total_limit: 1,
    })
    expect(trial.loss).toMatchObject({ name: 'focal', gamma: 3 })
    expect(trial.tuning).toBeUndefined()
    expect(trial.corpus).toEqual(config.corpus)
    expect(trial.model).toEqual(config.model)
    expect(initial).toEqual({
      'training.learning_rate': 0.02,
      'training.num_train_epochs': 2,
      'loss.name': 'cross-entropy',
    })
    expect([metric, direction]).toEqual(['f1', 'maximize'])
  })

  test('leaves out what belongs to another choice, whatever the file says of it', async () => {
    const tuning = `  search:
    loss.name: [cross-entropy, focal]
    loss.gamma: { low: 0, high: 5, when: { loss.name: focal } }
`
    const { configOf, initial } = await open(tuning, ['loss.name=focal', 'loss.gamma=2'])
    expect(initial).toEqual({ 'loss.name': 'focal', 'loss.gamma': 2 })
    expect(configOf({ 'loss.name': 'cross-entropy' }, { folder }).loss).not.toHaveProperty('gamma')
    expect(configOf({ 'loss.name': 'focal', 'loss.gamma': 3 }, { folder }).loss).toMatchObject({ gamma: 3 })
  })

  test('is for budgets of word pieces too, where no number of sequences is written', async () => {
    const tuning = '  search: { training.max_tokens_per_batch: [256, 512] }\n'
    const path = await createSmallSearch(folder, tuning)
    await expect(openSearch(path)).rejects.toThrow(
      /max_tokens_per_batch.*per_device_train_batch_size is set too: keep one of them/s,
    )
    const content = await readFile(path, 'utf8')
    await writeFile(path, content.replace(/ {2}per_device_train_batch_size: .*\n/, ''))
    const { configOf } = await openSearch(path)
    const { training } = configOf({ 'training.max_tokens_per_batch': 512 }, { folder })
    expect(training.max_tokens_per_batch).toBe(512)
    expect(training.per_device_train_batch_size).toBeUndefined()
  })

  test('knows that less loss is better', async () => {
    const tuning = '  search: { training.learning_rate: { low: 0.01, high: 0.1 } }\n'
    expect((await open(tuning, ['training.metric_for_best_model=loss'])).direction).toBe('minimize')
  })

  test('recognises a choice that the configuration has in other words', async () => {
    await mkdir(join(folder, 'other'), { recursive: true })
    const { initial, configOf } = await open(
      '  search: { model.name_or_path: [other, ./model/../model, owner/name] }\n',
    )
    expect(initial).toEqual({ 'model.name_or_path': './model/../model' })
    const modelOf = (name: string) => configOf({ 'model.name_or_path': name }, { folder }).model.name_or_path
    expect(modelOf('other')).toBe(join(folder, 'other'))
    // One of the hub.
    expect(modelOf('owner/name')).toBe('owner/name')
  })

  test.each([
    ['outside of a range', 'training.learning_rate: { low: 0.1, high: 0.2 }'],
    ['of another choice', 'training.seed: [1, 2]'],
  ])('has no trial of its own where its value is %s', async (_, parameter) => {
    expect((await open(`  search: { ${parameter} }\n`)).initial).toBeUndefined()
  })

  test('takes samplers and pruners by name, and with options', async () => {
    const search = '  search: { training.learning_rate: { low: 0.01, high: 0.1 } }\n'
    for (const [written, name] of [
      ['tpe', 'tpe'],
      ['random', 'random'],
      ['grid', 'grid'],
      ['sobol', 'sobol'],
      ['cma-es', 'cma-es'],
      ['{ type: tpe, startup_trials: 2 }', 'tpe'],
    ])
      expect((await open(`${search}  sampler: ${written}\n`)).sampler.name).toBe(name)
    for (const [written, name] of [
      ['median', 'median'],
      ['successive-halving', 'successive-halving'],
      ['hyperband', 'hyperband'],
      ['none', 'nop'],
      ['{ type: percentile, percentile: 25, startup_trials: 2 }', 'percentile'],
      ['{ type: patient, patience: 1, wrapped: median }', 'patient'],
      ['{ type: patient, patience: 1, min_delta: 0.1, wrapped: { type: threshold, lower: 0.1 } }', 'patient'],
    ])
      expect((await open(`${search}  pruner: ${written}\n`)).pruner.name).toBe(name)
  })
})

describe('a search is refused', () => {
  const range = '{ low: 0.01, high: 0.1 }'
  test.each([
    ['  n_trials: 3\n', /tuning\.search: missing/],
    ['  search: {}\n', /tuning\.search: expected at least one parameter/],
    [
      `  search: { corpus.split.seed: [1, 2] }\n`,
      /corpus\.split\.seed: expected a setting that trials can differ in/,
    ],
    ['  search: { model.name_or_path: [model, none] }\n', /expected a model folder, but there is nothing/],
    [`  search: { training.output_dir: [a, b] }\n`, /training\.output_dir: expected a setting/],
    [`  search: { training.learning_rat: ${range} }\n`, /did you mean learning_rate/],
    ['  search: { training.learning_rate: { low: 0, high: 0.1 } }\n', /could not have the value 0: /],
    ['  search: { training.learning_rate: { low: 0.2, high: 0.1 } }\n', /training\.learning_rate/],
    [
      '  search: { training.per_device_train_batch_size: { low: 8, high: 32 } }\n',
      /expected a whole number, got 22\.8/,
    ],
    ['  search: { loss.gamma: { low: 0, high: 5 } }\n', /loss\.gamma: .*cross-entropy has none/s],
    [`  search: { training.learning_rate: ${range} }\n  sampler: bayes\n`, /tuning\.sampler: expected/],
    [
      `  search: { training.learning_rate: ${range} }\n  sampler: { type: tpe, startupTrials: 1 }\n`,
      /expected an option of the tpe sampler, got startupTrials/,
    ],
    [
      `  search: { training.learning_rate: ${range} }\n  pruner: { type: median, patience: 1 }\n`,
      /tuning\.pruner\.patience: expected an option of the median pruner/,
    ],
    [
      `  search: { training.learning_rate: ${range} }\n  pruner: { type: median, startup_trials: -1 }\n`,
      /tuning\.pruner\.startup_trials/,
    ],
    [
      `  search: { training.learning_rate: ${range} }\n  enqueue: [{ training.learning_rate: 1 }]\n`,
      /tuning\.enqueue\.0\.training\.learning_rate: expected a value/,
    ],
    [
      `  search: { training.learning_rate: ${range} }\n  enqueue: [{ training.seed: 1 }]\n`,
      /expected a parameter of tuning\.search/,
    ],
  ])('%s', async (tuning, message) => {
    expect(await problemOf(tuning)).toMatch(message)
  })

  test('over losses by the loss', async () => {
    const tuning = '  search: { loss.name: [cross-entropy, focal] }\n'
    expect(await problemOf(tuning, ['training.metric_for_best_model=loss'])).toMatch(
      /cannot be compared by the loss/,
    )
  })

  test('where there is none, and without evaluations', async () => {
    const tuning = `  search: { training.learning_rate: ${range} }\n`
    const overrides = ['training.eval_strategy=no', 'training.load_best_model_at_end=false']
    expect(await problemOf(tuning, overrides)).toMatch(
      /training\.eval_strategy: trials are compared by evaluations/,
    )
  })
})
