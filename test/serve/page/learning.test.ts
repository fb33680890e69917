/** @file What the page asks about learning, without trainings; and what it says of the answers. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatDocument } from '../../../src/formats/corpus.ts'
import type { Learning, ScopeLearning } from '../../../src/serve/learning/learning.ts'
import type { LearningEvent } from '../../../src/serve/learning/state.ts'
import { annotatedDocuments } from '../learning/annotated.ts'
import {
  createFakeLearning,
  type FakeOptions,
  modelOf,
  settled,
  untilStopped,
} from '../learning/fake-learning.ts'
import { createTestApp, messageOf } from '../served.ts'

type Learnt = Extract<LearningEvent, { kind: 'learnt' }>

const { progressText, stateText, comparisonFacts } = (await import(
  pathToFileURL(resolve(import.meta.dirname, '../../../assets/report/learning-text.js')).href
)) as {
  progressText(learning: ScopeLearning): string
  stateText(learning: ScopeLearning | null): string
  comparisonFacts(event: Learnt): [string, string][]
}

let root: string
const opened: Learning[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-page-learning-'))
})
afterEach(async () => {
  for (const learning of opened.splice(0)) await learning.close()
  await rm(root, { recursive: true, force: true })
})

async function open(fake: FakeOptions = {}) {
  const { learning } = await createFakeLearning(root, fake, { quietMs: 3_600_000 })
  opened.push(learning)
  const { app, post } = createTestApp({}, { models: learning, learner: learning, token: 'a token' })
  const headers = { authorization: 'Bearer a token' }
  const ask = async (model: string) => {
    const answer = await app.request(`/page/learning?model=${model}`, { headers })
    return (await answer.json()) as { learns: boolean; model: ScopeLearning | null }
  }
  return { learning, ask, app, send: (path: string, body: unknown) => post(body, { headers }, path) }
}

/** Documents as they stand in a corpus file. */
const sent = (count: number, mentions?: readonly unknown[]) =>
  annotatedDocuments(count).map(document => ({
    ...(JSON.parse(formatDocument(document)) as object),
    // Whatever was pasted is called so.
    id: 'text',
    ...(mentions && { mentions }),
  }))

/** What is kept of the documents. */
async function keptBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter(name => name.endsWith('.jsonl')).sort()
  return Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))
}

describe('learning from the page', () => {
  test('documents are kept, each text once and without scores, and learnt from at once', async () => {
    const { learning, ask, send } = await open()
    expect(await ask('m')).toEqual({ learns: true, model: null })
    const answer = await send('/page/learn', { model: 'm', documents: sent(2) })
    expect(await answer.json()).toMatchObject({ model: { activity: 'training', documents: 2 } })
    await settled(learning)
    expect((await ask('m')).model).toMatchObject({ activity: 'idle', version: 1, last: { kind: 'learnt' } })
    expect(await modelOf(learning)).toBe('0001')

    await send('/page/learn', { model: 'm', documents: sent(1, [[0, 3, [], ['T1'], null, 0.5]]) })
    await settled(learning)
    const kept = await keptBelow(root)
    expect(kept).toHaveLength(2)
    expect(kept.join('')).toContain('"mentions":[[0,3,[],["T1"]]]')
    expect(kept.join('')).toMatch(/"id":"page-[0-9a-f]{16}"/)
  })

  test('a learning under way is told from another, is stopped, and an earlier version is used again', async () => {
    const { learning, ask, send } = await open({
      train: (folder, signal) => (folder.endsWith('0002') ? untilStopped(folder, signal) : Promise.resolve()),
    })
    await send('/page/learn', { model: 'm', documents: sent(1) })
    await settled(learning)
    await send('/page/learn', { model: 'm', documents: sent(1) })
    const refused = await send('/page/learn', { model: 'm', documents: sent(1) })
    expect([refused.status, await messageOf(refused)]).toEqual([
      409,
      'the model is learning: wait until that has ended, or stop it',
    ])
    expect((await send('/page/learning/stop', { model: 'm' })).status).toBe(200)
    await settled(learning)
    expect((await ask('m')).model).toMatchObject({ version: 1, reason: 'it was stopped' })
    const back = await send('/page/learning/use', { model: 'm', version: 0 })
    expect(await back.json()).toMatchObject({ model: { version: 0, last: { kind: 'rolled back' } } })
    expect(await modelOf(learning)).toBe('first')
  })

  test('what is no request of the page is refused, and nothing is kept', async () => {
    const { app, ask, send } = await open()
    const refusals: readonly [string, unknown, number, string][] = [
      ['learn', { model: 'm', documents: [] }, 400, 'expected a list of documents'],
      ['learn', { model: 'm', documents: [{ id: 7 }] }, 400, 'not a document of a corpus file'],
      ['learn', { model: 'other', documents: sent(1) }, 400, 'expected the name of a model, one of m, n'],
      ['learn', { documents: sent(1) }, 400, 'expected the name of a model'],
      ['learn', { model: 'm', documents: sent(1, [[0, 3, [], ['a type']]]) }, 400, 'the name of a type'],
      ['learning/stop', 'null', 400, 'expected the name of a model'],
      ['learning/use', { model: 'm', version: 7 }, 400, 'expected a model that has learnt'],
      ['learning/use', { model: 'm', version: '../1' }, 400, 'expected a model that has learnt'],
    ]
    for (const [path, body, status, message] of refusals) {
      const refused = await send(`/page/${path}`, body)
      expect([refused.status, await messageOf(refused)]).toEqual([status, expect.stringContaining(message)])
    }
    const foreign: readonly [Record<string, string>, number][] = [
      [{ 'content-type': 'application/json' }, 401],
      [{ 'content-type': 'text/plain' }, 401],
      [{ 'content-type': 'text/plain', authorization: 'Bearer a token' }, 415],
      [{ 'content-type': 'application/x-ndjson', authorization: 'Bearer a token' }, 415],
      [{ authorization: 'Bearer a token', origin: 'https://example.org' }, 403],
    ]
    for (const path of ['learn', 'learning/stop', 'learning/use'])
      for (const [headers, status] of foreign) {
        const body = JSON.stringify({ model: 'm', documents: sent(1), version: 0 })
        expect((await app.request(`/page/${path}`, { method: 'POST', body, headers })).status).toBe(status)
      }
    expect(await ask('m')).toEqual({ learns: true, model: null })
    expect(await keptBelow(root)).toEqual([])
  })

  test('a server that does not learn says so', async () => {
    const { app, post } = createTestApp()
    expect(await (await app.request('/page/learning?model=acids')).json()).toEqual({ learns: false })
    for (const path of ['learn', 'learning/stop', 'learning/use']) {
      const refused = await post({ model: 'acids', documents: sent(1) }, {}, `/page/${path}`)
      expect([refused.status, await messageOf(refused)]).toEqual([501, expect.stringContaining('--learn')])
    }
  })
})

describe('what the page says of a learning', () => {
  const learnt = (more: Partial<Learnt> = {}, takesOver = true): Learnt => ({
    ...{ kind: 'learnt', at: '2026-11-30T12:00:00.000Z', version: 3, before: 2 },
    documents: { train: 1, validation: 0, heldOut: 0 },
    comparison: {
      ...{ documents: 1, before: 0.8, after: 0.9, lower: -0.01, upper: 0.2, p: 0.04 },
      ...{ takesOver, reason: takesOver ? 'its F1 is not lower' : 'its F1 is lower' },
    },
    ...more,
  })
  const stateOf = (more: Partial<ScopeLearning>): ScopeLearning => ({
    ...{ name: 'm', version: 3, documents: 1, activity: 'idle', versions: [], history: [] },
    ...more,
  })

  test('says what it does, how far it is, and what has become of it', () => {
    const progress = { title: 'Training', unit: 'steps', done: 12, total: 1000, leftMs: 59_001 }
    const says = (more: Partial<ScopeLearning>): string =>
      progressText(stateOf({ activity: 'training', ...more }))
    expect(says({ progress })).toBe('Training: 12 of 1,000 steps, about 60 s left')
    expect(says({ progress: { ...progress, leftMs: 1200 } })).toContain(', about 2 s left')
    expect(says({ progress: { title: 'Comparing', unit: 'models', done: 0 } })).toBe('Comparing')
    expect(says({})).toBe('')
    const cases: readonly [Partial<ScopeLearning> | null, string][] = [
      [null, 'The model has not learnt anything yet.'],
      [{ activity: 'training', documents: 2 }, 'Learning from 2 documents …'],
      [{ activity: 'queued' }, 'Waiting until another model has learnt …'],
      [{ version: 0 }, 'The first model is in use.'],
      [{ last: learnt() }, 'Version 3 has taken over: its F1 is not lower.'],
      [
        { version: 2, last: learnt({}, false), reason: 'its F1 is lower' },
        'Version 3 has not taken over: its F1 is lower. Version 2 is in use.',
      ],
      [
        { last: learnt(), reason: 'it was stopped' },
        'Nothing was learnt: it was stopped. Version 3 is in use.',
      ],
      [
        { last: { kind: 'failed', at: '', version: 4, reason: 'out of memory' }, reason: 'out of memory' },
        'Version 4 could not be learnt: out of memory. Version 3 is in use.',
      ],
      [{ last: { kind: 'rolled back', at: '', version: 3, before: 4 } }, 'Version 3 is in use.'],
    ]
    for (const [state, says] of cases) expect(stateText(state && stateOf(state))).toBe(says)
  })

  test('compares by held-out documents, and says so where there were none', () => {
    const facts = (event: Learnt): Record<string, string> => Object.fromEntries(comparisonFacts(event))
    expect(facts(learnt())).toMatchObject({
      'F1 of version 2': '80.0',
      'F1 of version 3': '90.0',
      Difference: '+10.0',
      'Compared on': expect.stringMatching(
        /^1 document that it has learnt from, because none could be held out/,
      ),
    })
    const { comparison } = learnt()
    const documents = { train: 20, validation: 3, heldOut: 6 }
    expect(
      facts(learnt({ documents, before: 0, comparison: { ...comparison, documents: 6 } })),
    ).toMatchObject({
      'F1 of the first model': '80.0',
      Difference: '+10.0 (95 % interval −1.0 to +20.0; p 0.040)',
      'Compared on': expect.stringMatching(/^6 held-out documents\./),
      'Learnt from': '23 documents',
    })
  })
})
