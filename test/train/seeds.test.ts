/** @file One configuration trained with several seeds: in folders of their own, resumed, extended, and described. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { parseScoredDocuments } from '../../src/metrics/mentions.ts'
import { scoreDocuments, spreadOf } from '../../src/metrics/seeds.ts'
import { silent } from '../../src/progress.ts'
import { readSeeds } from '../../src/run/seeds.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import { train } from '../../src/train/run.ts'
import { type SeedsOptions, trainSeeds } from '../../src/train/seeds.ts'
import { workInParallel } from '../../src/train/several.ts'
import { abortAfter } from './interruption.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-seeds-'))
  await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const runPath = (...parts: string[]) => join(folder, 'run', ...parts)
const quick = ['training.num_train_epochs=1']
const seedsOf = (options: Partial<SeedsOptions> = {}, overrides: readonly string[] = quick) =>
  trainSeeds(smallConfigOf(folder, overrides), { seeds: [1, 2], progress: silent, ...options })
const contents = (...names: string[]) => Promise.all(names.map(name => readFile(runPath(name))))

async function failureOf(work: Promise<unknown>): Promise<MedspanError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof MedspanError) return error
  throw error ?? new Error('expected a failure')
}

test('each seed is a run of its own, on the same parts, and what they come to is described', async () => {
  const told: string[] = []
  const onRun: SeedsOptions['onRun'] = async (run, { kind }) => void told.push(`${run} ${kind}`)
  const result = await seedsOf({ seeds: [2, 1, 2], onRun })
  expect(told).toEqual([`${runPath('seed-2')} success`, `${runPath('seed-1')} success`])
  expect((await readdir(runPath())).sort()).toEqual(['seed-1', 'seed-2', 'seeds.json'])
  const [splits1, splits2] = await contents('seed-1/splits.json', 'seed-2/splits.json')
  expect(splits1).toEqual(splits2)
  const [weights1, weights2] = await contents('seed-1/model.safetensors', 'seed-2/model.safetensors')
  expect(weights1!.equals(weights2!)).toBe(false)
  expect(await readFile(runPath('seed-2/medspan.yaml'), 'utf8')).toMatch(/^ {2}seed: 2$/m)

  expect(await readSeeds(runPath())).toEqual(result)
  expect(result.seeds.map(({ seed }) => seed)).toEqual([1, 2])
  for (const part of ['validation', 'test'] as const) {
    const scores = await Promise.all(
      [1, 2].map(async seed => {
        const path = runPath(`seed-${seed}`, `predictions.${part}.jsonl`)
        return scoreDocuments(parseScoredDocuments(await readFile(path, 'utf8'), path))
      }),
    )
    expect(result.seeds.map(one => one[part].micro)).toEqual(scores.map(({ micro }) => micro))
    expect(result.spread[part].micro).toEqual(spreadOf(scores.map(({ micro }) => micro)))
    expect(result.spread[part].types.Disease).toEqual(
      spreadOf(scores.map(({ types }) => types.get('Disease')!)),
    )
  }

  // One that a training alone makes is the same.
  await train(smallConfigOf(folder, [...quick, 'training.seed=1', 'training.output_dir=alone']), {
    progress: silent,
  })
  expect(weights1!.equals(await readFile(join(folder, 'alone/model.safetensors')))).toBe(true)
})

test('what was interrupted goes on where it was, to the same bits, and is then not trained again', async () => {
  const names = ['seeds.json', 'seed-1/model.safetensors', 'seed-2/model.safetensors']
  const undisturbed = await seedsOf()
  const before = await contents(...names)
  await rm(runPath(), { recursive: true })

  const first = abortAfter(8)
  const error = await failureOf(seedsOf({ ...first }))
  expect(error.code).toBe('interrupted')
  expect(error.message).toContain('1 of 2 seeds are finished')
  expect(error.hint).toContain('same command again')
  expect((await readSeeds(runPath()))?.seeds).toHaveLength(1)

  const second = abortAfter(Number.POSITIVE_INFINITY)
  expect(await seedsOf({ ...second })).toEqual(undisturbed)
  expect(first.steps() + second.steps()).toBe(12)
  expect(await contents(...names)).toEqual(before)

  // What is finished is not trained again, and seeds can be added.
  const again = abortAfter(Number.POSITIVE_INFINITY)
  expect(await seedsOf({ ...again })).toEqual(undisturbed)
  expect(again.steps()).toBe(0)
  const { seeds } = await seedsOf({ seeds: [3], ...again })
  expect(seeds.map(({ seed }) => seed)).toEqual([1, 2, 3])
  expect(again.steps()).toBe(6)
})

test('by a budget of word pieces each seed has as many steps as its epochs come to', async () => {
  const budget = ['training.num_train_epochs=3', 'training.max_tokens_per_batch=60']
  const undisturbed = await seedsOf({}, budget)
  const [first, second] = await Promise.all(
    [1, 2].map(async seed =>
      parseTrainerState(await readFile(runPath(`seed-${seed}`, 'trainer_state.json'), 'utf8')),
    ),
  )
  for (const state of [first!, second!])
    expect(state).toMatchObject({ global_step: state.max_steps, epoch: 3, max_tokens_per_batch: 60 })
  await rm(runPath(), { recursive: true })
  await failureOf(seedsOf({ ...abortAfter(first!.max_steps + 5) }, budget))
  const rest = abortAfter(Number.POSITIVE_INFINITY)
  expect(await seedsOf({ ...rest }, budget)).toEqual(undisturbed)
  expect(rest.steps()).toBe(second!.max_steps - 5)
})

test('a signal that came before anything was trained is told like any other', async () => {
  const error = await failureOf(seedsOf({ signal: AbortSignal.abort() }))
  expect(error.code).toBe('interrupted')
  expect(error.message).toContain('0 of 2 seeds')
})

describe('a folder', () => {
  test('has seeds of one configuration, unless they may be replaced', async () => {
    await seedsOf({ seeds: [1] })
    const changed = [...quick, 'training.learning_rate=0.01']
    for (const seeds of [[1], [2]]) {
      const error = await failureOf(seedsOf({ seeds }, changed))
      expect(error.message).toContain('training.learning_rate was 0.02, is 0.01')
      expect(error.where?.path).toBe(runPath('seed-1'))
      expect(existsSync(runPath('seed-2'))).toBe(false)
    }
    // What is left of another configuration counts for nothing.
    expect((await seedsOf({ seeds: [2], overwrite: true }, changed)).seeds.map(({ seed }) => seed)).toEqual([
      2,
    ])
  })

  test('of a run is none for seeds, nor the other way round', async () => {
    await mkdir(runPath())
    await train(smallConfigOf(folder, quick), { progress: silent })
    const error = await failureOf(seedsOf())
    expect(error.message).toContain('the folder holds a run')
    expect(error.hint).toContain(`${runPath()}-seeds`)
    await rm(runPath(), { recursive: true })
    await seedsOf({ seeds: [1] })
    const other = await failureOf(train(smallConfigOf(folder, quick), { progress: silent }))
    expect(other.message).toContain('holds other files (seed-1) and no run')
  })
})

test('what a training fails by is told, and thrown', async () => {
  await writeFile(join(folder, 'model/config.json'), '{"model_type":"nothing"}')
  const error = await failureOf(seedsOf())
  expect(error.message).toContain('nothing')
})

test.each([
  [[], 'at least one seed'],
  [[-1], 'as seeds, got -1'],
  [[1.5], 'got 1.5'],
  [[2 ** 32], 'got 4294967296'],
])('seeds %j are refused', async (seeds, said) => {
  const error = await failureOf(seedsOf({ seeds }))
  expect(error.code).toBe('config')
  expect(error.message).toContain(said)
  expect(existsSync(runPath())).toBe(false)
})

test('a file that holds something else says nothing of seeds', async () => {
  expect(await readSeeds(folder)).toBeUndefined()
  for (const content of ['', '{}', '{"seeds":[]}', '{"seeds":[{"seed":"../.."}]}']) {
    await writeFile(join(folder, 'seeds.json'), content)
    expect((await failureOf(readSeeds(folder))).message).toContain('scores of several seeds')
  }
})

describe('work at the same time', () => {
  const tick = () => new Promise<void>(wake => setTimeout(wake))
  const run = async (
    work: (item: number, signal: AbortSignal) => Promise<void>,
    { jobs = 2, signal = undefined as AbortSignal | undefined } = {},
  ) => {
    const log: string[] = []
    const failure = await workInParallel([1, 2, 3, 4], {
      jobs,
      signal,
      work: async (item, either) => {
        log.push(`${item} begins`)
        await work(item, either)
        log.push(`${item} ends`)
      },
    }).catch((error: unknown) => error)
    return { log, failure }
  }

  test('takes items in their order, as many at a time as it may', async () => {
    expect((await run(tick, { jobs: 1 })).log.slice(0, 4)).toEqual([
      '1 begins',
      '1 ends',
      '2 begins',
      '2 ends',
    ])
    expect((await run(tick)).log.slice(0, 2)).toEqual(['1 begins', '2 begins'])
    expect((await run(tick, { jobs: 9 })).log.slice(0, 4)).toEqual([1, 2, 3, 4].map(item => `${item} begins`))
  })

  test('ends in order when one fails, by what that failed by', async () => {
    const { log, failure } = await run(async (item, signal) => {
      if (item === 2) throw new Error('disk full')
      while (!signal.aborted) await tick()
      throw new MedspanError('interrupted', 'saved')
    })
    expect(failure).toEqual(new Error('disk full'))
    expect(log).toEqual(['1 begins', '2 begins'])
  })

  test('that fails while it is interrupted has failed', async () => {
    const controller = new AbortController()
    const { failure } = await run(
      async item => {
        await tick()
        controller.abort()
        if (item === 1) throw new MedspanError('interrupted', 'saved')
        await tick()
        throw new Error('disk full')
      },
      { signal: controller.signal },
    )
    expect(failure).toEqual(new Error('disk full'))
  })
})
