/** @file What is learnt where somebody asks for it: at once, from however few documents, until it is stopped. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Learning } from '../../../src/serve/learning/learning.ts'
import { trainingDocuments } from './annotated.ts'
import { createFakeLearning, type FakeOptions, modelOf, settled, untilStopped } from './fake-learning.ts'

let root: string
const opened: Learning[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-asked-'))
})
afterEach(async () => {
  for (const learning of opened.splice(0)) await learning.close()
  await rm(root, { recursive: true, force: true })
})

const hourMs = 3_600_000
/** Documents alone would be learnt from in an hour. */
async function open(fake: FakeOptions = {}) {
  const created = await createFakeLearning(join(root, 'learnt'), fake, { quietMs: hourMs })
  opened.push(created.learning)
  return created
}

const underWay = async (learning: Learning): Promise<void> => {
  while (learning.ask('m', {})?.progress === undefined) await new Promise(wake => setTimeout(wake, 2))
}

test('one document is learnt from at once, and again where nothing of it has changed', async () => {
  const { learning, tasks } = await open()
  expect(learning.ask('m', {})).toBeUndefined()
  expect(await learning.learn('m', {}, trainingDocuments(1))).toBe('accepted')
  expect(learning.ask('m', {})).toMatchObject({ activity: 'training', version: 0, documents: 1 })
  await settled(learning)
  expect(await modelOf(learning)).toBe('0001')
  const { last, versions } = learning.ask('m', {})!
  expect(last).toMatchObject({ kind: 'learnt', documents: { train: 1, heldOut: 0 } })
  expect(versions.map(({ version, isInUse }) => [version, isInUse])).toEqual([
    [0, false],
    [1, true],
  ])
  await learning.learn('m', {}, trainingDocuments(1))
  await settled(learning)
  expect(tasks.map(({ isAsked }) => isAsked)).toEqual([true, true])
  expect(await modelOf(learning)).toBe('0002')
  await expect(learning.learn('unknown', {}, trainingDocuments(1))).rejects.toThrow('one of m, n')
})

test('a learning is stopped, is not begun again by itself, and the documents are learnt from the next time', async () => {
  let isSlow = true
  const { learning, tasks } = await open({
    train: async (folder, signal) => (isSlow ? untilStopped(folder, signal) : undefined),
  })
  await learning.learn('m', {}, trainingDocuments(1))
  await underWay(learning)
  expect(await learning.learn('m', {}, trainingDocuments(2))).toBe('busy')
  await learning.stop('m', {})
  await settled(learning)
  expect(learning.ask('m', {})).toMatchObject({
    ...{ activity: 'idle', version: 0, documents: 1, reason: 'it was stopped' },
    history: [],
  })
  await learning.stop('m', {})
  await learning.stop('n', {})
  await opened.pop()!.close()

  isSlow = false
  const { learning: next } = await open()
  expect(next.ask('m', {})!.activity).toBe('idle')
  await next.learn('m', {}, trainingDocuments(2))
  await settled(next)
  expect(next.ask('m', {})).toMatchObject({ version: 2, documents: 2, reason: undefined })
  expect(tasks).toHaveLength(1)
})

test('what waits for another model is stopped too', async () => {
  const { learning } = await open({ train: untilStopped })
  await learning.learn('n', {}, trainingDocuments(1))
  await learning.learn('m', {}, trainingDocuments(1))
  expect(learning.ask('m', {})!.activity).toBe('queued')
  await learning.stop('m', {})
  expect(learning.ask('m', {})).toMatchObject({ activity: 'idle', reason: 'it was stopped' })
  expect(learning.ask('n', {})!.activity).toBe('training')
  await learning.stop('n', {})
  await settled(learning)
})

test('what somebody has asked for is learnt by the next server where one has ended', async () => {
  const { learning, tasks } = await open({ train: untilStopped })
  await learning.learn('m', {}, trainingDocuments(1))
  await underWay(learning)
  await opened.pop()!.close()
  const { learning: next, tasks: resumed } = await open()
  await settled(next)
  expect(resumed).toMatchObject([{ isAsked: true, runFolder: tasks[0]!.runFolder }])
  expect(await modelOf(next)).toBe('0001')
})

test('an earlier version in use is no reason that something was not learnt', async () => {
  const { learning } = await open({ f1: () => 0.4 })
  await learning.learn('m', {}, trainingDocuments(1))
  await settled(learning)
  expect(learning.ask('m', {})!.reason).toBe('its F1 is lower')
  await learning.rollback('m', {}, 0)
  expect(learning.ask('m', {})).toMatchObject({ version: 0, reason: undefined })
})

test('what was learnt from without any held out is never held out, until enough others have come', async () => {
  const { learning, tasks } = await open()
  const heldOut: number[] = []
  for (const count of [1, 5, 9, 14]) {
    await learning.learn('m', {}, trainingDocuments(count))
    await settled(learning)
    const { last } = learning.ask('m', {})!
    heldOut.push(last?.kind === 'learnt' ? last.documents.heldOut : -1)
  }
  expect(tasks.map(({ seen }) => seen.length)).toEqual([0, 1, 5, 9])
  expect(heldOut.slice(0, 3)).toEqual([0, 0, 0])
  expect(heldOut[3]).toBeGreaterThan(0)
  expect(heldOut[3]).toBeLessThanOrEqual(5)
})
