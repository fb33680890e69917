import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { MedspanError } from '../../src/errors.ts'
import { bootstrapScores } from '../../src/metrics/bootstrap.ts'
import { parseScoredDocuments } from '../../src/metrics/mentions.ts'
import { silent } from '../../src/progress.ts'
import { readLearningCurve } from '../../src/run/learning-curve.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import { type LearningCurveOptions, learningCurve } from '../../src/train/learning-curve.ts'
import { train } from '../../src/train/run.ts'
import { abortAfter } from './interruption.ts'
import { createSmallProject, smallConfigOf, smallRows, writeRows } from './small-project.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-curve-'))
  await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const runPath = (...parts: string[]) => join(folder, 'run', ...parts)
const pointPath = (...parts: string[]) => runPath('learning_curve', ...parts)
const quick = ['training.num_train_epochs=1']
const curveOf = (options: Partial<LearningCurveOptions> = {}, overrides: readonly string[] = quick) =>
  learningCurve(smallConfigOf(folder, overrides), { progress: silent, samples: 200, ...options })

const readSplits = async (name: string) =>
  JSON.parse(await readFile(pointPath(name, 'splits.json'), 'utf8')) as Record<string, string[]>

const readTypes = async (name: string) =>
  (JSON.parse(await readFile(pointPath(name, 'run.json'), 'utf8')) as { types: string[] }).types

async function failureOf(work: Promise<unknown>): Promise<MedspanError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof MedspanError) return error
  throw error ?? new Error('expected a failure')
}

test('a learning curve has a run for every share and seed, on nested documents and the same other parts', async () => {
  const curve = await curveOf({ shares: [1, 0.25, 0.5], seeds: [3, 1] })
  expect(curve.points.map(({ share, seed }) => [share, seed])).toEqual([
    [0.25, 1],
    [0.25, 3],
    [0.5, 1],
    [0.5, 3],
    [1, 1],
    [1, 3],
  ])
  expect((await readdir(pointPath())).sort()).toEqual([
    '0.25-seed1',
    '0.25-seed3',
    '0.5-seed1',
    '0.5-seed3',
    '1-seed1',
    '1-seed3',
  ])
  const splits = {
    quarter: await readSplits('0.25-seed1'),
    other: await readSplits('0.25-seed3'),
    half: await readSplits('0.5-seed1'),
    whole: await readSplits('1-seed1'),
  }
  expect([splits.quarter, splits.half, splits.whole].map(({ train }) => train!.length)).toEqual([3, 6, 12])
  expect(splits.half.train).toEqual(expect.arrayContaining(splits.quarter.train!))
  expect(splits.whole.train).toEqual(expect.arrayContaining(splits.half.train!))
  expect(splits.other.train).toEqual(splits.quarter.train)
  for (const { validation, test } of Object.values(splits))
    expect({ validation, test }).toEqual({ validation: splits.whole.validation, test: splits.whole.test })
  expect(await readLearningCurve(runPath())).toEqual(curve)
})

test('a point says what was learnt from, and the F1 of its predictions with intervals', async () => {
  const { points } = await curveOf({ shares: [0.5, 1] })
  for (const point of points) {
    const name = `${point.share}-seed7`
    const { train } = await readSplits(name)
    const rows = JSON.parse(await readFile(join(folder, 'rows.json'), 'utf8')) as {
      doc_id: string
      ner_tags: string[]
    }[]
    const learnt = rows.filter(({ doc_id }) => train!.includes(doc_id)).flatMap(({ ner_tags }) => ner_tags)
    expect(point.documents).toBe(train!.length)
    expect(point.mentions).toBe(learnt.filter(tag => tag.startsWith('B-')).length)
    for (const part of ['validation', 'test'] as const) {
      const path = pointPath(name, `predictions.${part}.jsonl`)
      const documents = parseScoredDocuments(await readFile(path, 'utf8'), path)
      const { micro, macro } = bootstrapScores(documents, { seed: 7, samples: 200 })
      expect(point[part]).toEqual({ micro: micro.f1, macro: macro.f1 })
      expect(point[part].micro.samples).toBe(200)
    }
  }
  expect(points[0]!.mentions).toBeLessThan(points[1]!.mentions)
})

test('shares have batches of the same budget of word pieces', async () => {
  await curveOf({ shares: [0.5, 1] }, [...quick, 'training.max_tokens_per_batch=60'])
  const [half, whole] = await Promise.all(
    ['0.5-seed7', '1-seed7'].map(async name =>
      parseTrainerState(await readFile(pointPath(name, 'trainer_state.json'), 'utf8')),
    ),
  )
  expect([half, whole].map(state => state!.max_tokens_per_batch)).toEqual([60, 60])
  expect(half!.max_steps).toBeLessThan(whole!.max_steps)
  expect(half!.max_steps).toBeGreaterThan(whole!.max_steps / 3)
})

test('a share learns and is scored with the labels of the whole part, also those that it has no mention of', async () => {
  const rows = smallRows(20).map(row => {
    // Each of the last eight documents has types of its own, which a share of one document cannot all have.
    const number = Number(row.doc_id.slice(4))
    const tags = row.ner_tags.map(tag => (number < 12 ? tag : tag.replace('-', `-Own${number}`)))
    return { ...row, ner_tags: tags }
  })
  await writeRows(join(folder, 'rows.json'), rows)
  await curveOf({ shares: [0.1, 1] })
  const [tenth, whole] = await Promise.all([readTypes('0.1-seed7'), readTypes('1-seed7')])
  expect(await readSplits('0.1-seed7')).toMatchObject({ train: [expect.any(String)] })
  expect(whole.length).toBeGreaterThan(4)
  expect(tenth).toEqual(whole)
})

describe('a run that is there already', () => {
  const full = (overrides: readonly string[] = quick): Config => smallConfigOf(folder, overrides)

  test('in the run folder is taken for the whole part with its seed, and only there', async () => {
    await train(full(), { progress: silent })
    const before = await stat(runPath('run.json'))
    await curveOf({ shares: [0.5, 1], seeds: [7, 8] })
    expect((await readdir(pointPath())).sort()).toEqual(['0.5-seed7', '0.5-seed8', '1-seed8'])
    expect((await stat(runPath('run.json'))).mtimeMs).toBe(before.mtimeMs)
  })

  test('of another configuration is not', async () => {
    await train(full([...quick, 'training.learning_rate=0.01']), { progress: silent })
    await curveOf({ shares: [1] })
    expect(await readdir(pointPath())).toEqual(['1-seed7'])
  })

  test('may come after the curve, in the same folder', async () => {
    await curveOf({ shares: [0.5] })
    await train(full(), { progress: silent })
    expect(existsSync(runPath('model.safetensors'))).toBe(true)
    expect((await readLearningCurve(runPath()))?.points).toHaveLength(1)
  })
})

test('what was interrupted goes on where it was, to the same curve', async () => {
  const undisturbed = await curveOf({ shares: [0.5, 1] })
  const content = await readFile(runPath('learning_curve.json'), 'utf8')
  await rm(runPath(), { recursive: true })

  const first = abortAfter(5)
  const error = await failureOf(curveOf({ shares: [0.5, 1], ...first }))
  expect(error.code).toBe('interrupted')
  expect(error.message).toContain('1 of 2 points')
  expect(error.hint).toContain('same command again')
  expect((await readLearningCurve(runPath()))?.points).toHaveLength(1)

  const second = abortAfter(Number.POSITIVE_INFINITY)
  expect(await curveOf({ shares: [0.5, 1], ...second })).toEqual(undisturbed)
  expect(await readFile(runPath('learning_curve.json'), 'utf8')).toBe(content)
  // 3 steps of half the documents and 6 of all.
  expect(first.steps() + second.steps()).toBe(9)

  const again = abortAfter(Number.POSITIVE_INFINITY)
  expect(await curveOf({ shares: [0.5, 1], ...again })).toEqual(undisturbed)
  expect(again.steps()).toBe(0)
})

test('a signal that came before anything was trained is told like any other', async () => {
  const error = await failureOf(curveOf({ signal: AbortSignal.abort() }))
  expect(error.code).toBe('interrupted')
  expect(error.message).toContain('0 of 4 points')
})

test('points of another configuration are kept unless they may be replaced', async () => {
  await curveOf({ shares: [0.5] })
  const changed = [...quick, 'training.learning_rate=0.01']
  const error = await failureOf(curveOf({ shares: [0.5] }, changed))
  expect(error.message).toContain('training.learning_rate was 0.02, is 0.01')
  await curveOf({ shares: [0.5], overwrite: true }, changed)
  expect(await readFile(pointPath('0.5-seed7', 'medspan.yaml'), 'utf8')).toContain('learning_rate: 0.01')
})

test.each([
  [{ shares: [0] }, [], 'expected shares above 0 and at most 1, got 0'],
  [{ shares: [1.5] }, [], 'got 1.5'],
  [{ shares: [Number.NaN] }, [], 'got NaN'],
  [{ shares: [] }, [], 'at least one share'],
  [{ seeds: [] }, [], 'at least one share and one seed'],
  [{ seeds: [-1] }, [], 'as seeds, got -1'],
  [{}, ['corpus.split.train_share=0.5'], 'shares of the whole training part'],
])('%j %j is refused', async (options, overrides, said) => {
  const error = await failureOf(curveOf(options, overrides))
  expect(error.code).toBe('config')
  expect(error.message).toContain(said)
  expect(existsSync(runPath())).toBe(false)
})

test('a file that holds something else is no learning curve', async () => {
  expect(await readLearningCurve(folder)).toBeUndefined()
  expect(await readLearningCurve(join(folder, 'rows.json'))).toBeUndefined()
  for (const content of ['', '{}', '{"points":[{"share":1}]}']) {
    await writeFile(join(folder, 'learning_curve.json'), content)
    expect((await failureOf(readLearningCurve(folder))).message).toContain('points of a learning curve')
  }
})
