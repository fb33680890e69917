/** @file When a new model takes over, and what is said where it does not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatCorpus } from '../../../src/formats/corpus.ts'
import { compareModels, decide } from '../../../src/serve/learning/comparison.ts'
import type { Mention } from '../../../src/text/document.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'
import { annotatedDocuments } from './annotated.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-comparison-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const documents = annotatedDocuments(20)
const types = ['Chemical', 'Disease']

/** Finds mentions as annotators have, all but those of some documents. */
const createModel = (misses: (index: number) => boolean) => {
  const mentions = new Map(
    documents.map((document, index) => [document.text, misses(index) ? [] : document.mentions]),
  )
  return createTestTagger(types, ({ text }): Mention[] => [...mentions.get(text)!])
}

/** Compares a model that misses the mentions of some documents with one that misses those of others. */
async function compare(
  before: (index: number) => boolean,
  after: (index: number) => boolean,
  { count = 20, isHeldOut = true } = {},
) {
  const gold = join(folder, 'gold.jsonl')
  await writeFile(gold, formatCorpus(documents.slice(0, count)))
  const disposed: string[] = []
  const load = async (model: string) => ({
    ...createModel(model === 'before' ? before : after),
    dispose: async () => void disposed.push(model),
  })
  const task = { gold, isHeldOut, types, before: 'before', after: 'after', threads: 1 }
  const comparison = await compareModels(task, load)
  expect(disposed).toEqual(['before', 'after'])
  return comparison
}

test('a better model takes over, and one that is as good', async () => {
  const better = await compare(
    index => index % 2 === 0,
    () => false,
  )
  expect(better).toMatchObject({ documents: 20, after: 1, takesOver: true, reason: 'its F1 is not lower' })
  expect(better.before).toBeLessThan(0.8)
  expect(better.p).toBeLessThan(0.05)
  expect(better.lower).toBeGreaterThan(0)
  expect(
    await compare(
      () => true,
      () => true,
    ),
  ).toMatchObject({ before: 0, after: 0, p: 1, takesOver: true })
})

test('a worse model does not take over', async () => {
  expect(
    await compare(
      () => false,
      index => index % 2 === 0,
    ),
  ).toMatchObject({
    before: 1,
    takesOver: false,
    reason: 'its F1 is significantly lower',
  })
  expect(
    await compare(
      () => false,
      index => index === 0,
    ),
  ).toMatchObject({
    takesOver: false,
    reason: 'its F1 is lower by 0.02 or more',
  })
})

test('of a few documents nothing is told from chance: the new model must not be lower', async () => {
  const few = '; of 3 held-out documents no difference can be told from chance, which takes 6'
  expect(
    await compare(
      () => false,
      index => index === 0,
      { count: 3 },
    ),
  ).toMatchObject({
    takesOver: false,
    reason: `its F1 is lower${few}`,
  })
  expect(
    await compare(
      index => index === 0,
      () => false,
      { count: 3 },
    ),
  ).toMatchObject({
    takesOver: true,
    reason: `its F1 is not lower${few}`,
  })
})

test('a difference that is small and not significant is taken for chance', () => {
  const difference = { a: 0.79, b: 0.8, difference: -0.01, lower: -0.03, upper: 0.01, samples: 10_000 }
  const by = (randomisation: number, a = 0.79, count = 30) =>
    decide({ ...difference, a, p: { randomisation, bootstrap: randomisation } }, count)
  expect(by(0.3)).toMatchObject({
    takesOver: true,
    reason: 'its F1 is lower by less than 0.02, and not significantly',
  })
  expect(by(0.04)).toMatchObject({ takesOver: false, reason: 'its F1 is significantly lower' })
  expect(by(0.3, 0.77)).toMatchObject({ takesOver: false, reason: 'its F1 is lower by 0.02 or more' })
  expect(by(0.3, 0.79, 5)).toMatchObject({ takesOver: false })
})

test('where none is held out the new model must not be lower on what it has learnt from, and it says what that shows', async () => {
  const learnt = ' on the documents that it has learnt from; none was held out'
  expect(
    await compare(
      () => true,
      () => false,
      { isHeldOut: false },
    ),
  ).toMatchObject({ takesOver: true, reason: `its F1 is not lower${learnt}` })
  // Of twenty documents a difference as small could be taken for chance.
  const { takesOver, reason } = await compare(
    () => false,
    index => index === 0,
    { isHeldOut: false },
  )
  expect([takesOver, reason]).toEqual([false, `its F1 is lower${learnt}`])
})
