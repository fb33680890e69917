/** @file What a server learns from documents that come, for whom, when, and which version is then in use. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Learning } from '../../../src/serve/learning/learning.ts'
import { listVersions, rollback } from '../../../src/serve/learning/versions.ts'
import { trainingDocuments } from './annotated.ts'
import { createFakeLearning, type FakeOptions, modelOf, settled } from './fake-learning.ts'

let root: string
let folder: string
const opened: Learning[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-learning-'))
  folder = join(root, 'learnt')
})
afterEach(async () => {
  for (const learning of opened.splice(0)) await learning.close()
  await rm(root, { recursive: true, force: true })
})

async function open(fake: FakeOptions = {}, options: Parameters<typeof createFakeLearning>[2] = {}) {
  const created = await createFakeLearning(folder, fake, options)
  opened.push(created.learning)
  return created
}

/** A training that waits until it may go on. */
function createGate() {
  let open!: () => void
  const isOpen = new Promise<void>(resolve => {
    open = resolve
  })
  return { wait: () => isOpen, open }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(wake => setTimeout(wake, 2))
}

/** The files below a folder. */
const filesBelow = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => relative(path, join(entry.parentPath, entry.name)))

test('a new version takes over once it is trained, and the old tagger goes when its last use has ended', async () => {
  const gate = createGate()
  const { learning, disposed, tasks } = await open({ train: gate.wait })
  expect(await modelOf(learning)).toBe('first')
  expect(await learning.use('unknown', {}, async () => 1)).toBeUndefined()
  expect(await learning.accept('m', trainingDocuments(10))).toBe('accepted')
  await until(() => learning.status()[0]?.progress !== undefined)
  expect(learning.status()).toMatchObject([
    {
      name: 'm',
      version: 0,
      documents: 10,
      activity: 'training',
      progress: { title: 'Training', done: 4, total: 10 },
    },
  ])
  // Nothing is kept while a training is under way.
  expect(await learning.accept('m', trainingDocuments(1, {}, 7))).toBe('busy')
  expect(await learning.accept('n', [])).toBe('accepted')
  const versions = new Set<string>()
  await learning.use('m', {}, async ({ version }) => versions.add(version))
  gate.open()
  await settled(learning)
  expect(tasks).toMatchObject([{ base: 'first', begins: 'first', threads: 1 }])
  expect(learning.status()[0]).toMatchObject({ version: 1, documents: 10, reason: undefined })

  const use = createGate()
  const used = learning.use('m', {}, async ({ version, tagger }) => {
    versions.add(version)
    expect(tagger.types).toEqual(['0001'])
    await use.wait()
  })
  await learning.accept('m', trainingDocuments(1, {}, 7))
  await settled(learning)
  expect(await modelOf(learning)).toBe('0002')
  expect(disposed).toEqual([])
  use.open()
  await used
  expect(disposed).toEqual(['0001'])
  await learning.use('m', {}, async ({ version }) => versions.add(version))
  expect(versions.size).toBe(3)
  expect(tasks[1]).toMatchObject({ base: 'first', begins: expect.stringMatching(/0001$/) })
  // What a training needs to resume only is gone.
  expect((await filesBelow(folder)).filter(name => /checkpoint|work/.test(name))).toEqual([])
})

test('the same documents again are nothing to learn from', async () => {
  const { learning, tasks } = await open()
  for (let i = 0; i < 3; i++) {
    await learning.accept('m', trainingDocuments(10))
    await settled(learning)
  }
  expect(tasks).toHaveLength(1)
})

test('a training begins after some time even where documents do not cease to come', async () => {
  const { learning, tasks } = await open({}, { quietMs: 3_600_000, longestMs: 20 })
  await learning.accept('m', trainingDocuments(10))
  await settled(learning)
  expect(tasks).toHaveLength(1)
  await learning.accept('m', trainingDocuments(12))
  await settled(learning)
  expect(tasks).toHaveLength(2)
})

test('a training begins when no more documents come, and not before there are enough', async () => {
  const { learning: first, tasks: none } = await open({}, { quietMs: 3_600_000 })
  for (const document of trainingDocuments(10)) {
    await first.accept('m', [document])
    expect(first.status()[0]?.activity).toBe('collecting')
  }
  await opened.pop()!.close()
  expect(none).toEqual([])
  const { learning, tasks } = await open()
  await settled(learning)
  expect(tasks).toHaveLength(1)
  await learning.accept('m', trainingDocuments(4, { project: 'p' }))
  await settled(learning)
  expect(learning.status()[1]).toMatchObject({ reason: 'expected 5 documents with mentions, got 4' })
  const bare = trainingDocuments(8, { project: 'q' }).map(({ document, ...rest }) => ({
    ...rest,
    document: { ...document, mentions: [] },
  }))
  await learning.accept('m', bare)
  await settled(learning)
  expect(learning.status()[2]).toMatchObject({
    version: 0,
    reason: 'expected 5 documents with mentions, got 0',
  })
})

test('a version that is worse does not take over, and the history says why', async () => {
  const { learning, disposed } = await open({ f1: () => 0.4 })
  await learning.accept('m', trainingDocuments(10))
  await settled(learning)
  expect(await modelOf(learning)).toBe('first')
  const [own] = learning.list()
  expect(own).toMatchObject({
    name: 'm',
    versions: [{ version: 0, isInUse: true }],
    history: [
      {
        kind: 'learnt',
        version: 1,
        comparison: { before: 0.5, after: 0.4, p: 1, reason: 'its F1 is lower' },
      },
    ],
  })
  expect(learning.status()[0]).toMatchObject({ reason: 'its F1 is lower', last: own!.history[0] })
  expect((await filesBelow(folder)).filter(name => name.includes('versions'))).toEqual([])
  expect(disposed).toEqual([])
})

test('a training that fails is noted, and the next documents are learnt from', async () => {
  let isBroken = true
  const { learning } = await open({
    async train() {
      if (isBroken) throw new Error('out of memory')
    },
  })
  await learning.accept('m', trainingDocuments(10))
  await settled(learning)
  expect(learning.status()[0]).toMatchObject({
    version: 0,
    reason: 'out of memory',
    last: { kind: 'failed' },
  })
  expect(await modelOf(learning)).toBe('first')
  isBroken = false
  // They have not been learnt from, and are new as long.
  await learning.accept('m', trainingDocuments(10))
  await settled(learning)
  expect(await modelOf(learning)).toBe('0002')
})

test('each project has a model, shared by its users; and each user where that is asked', async () => {
  const { learning } = await open()
  await learning.accept('m', [
    ...trainingDocuments(5, { project: 'p', user: 'ann' }),
    ...trainingDocuments(5, { project: 'p', user: 'bob' }),
  ])
  await settled(learning)
  expect(await modelOf(learning, { project: 'p', user: 'eve' })).toBe('0001')
  expect(await modelOf(learning, { project: 'q', user: 'ann' })).toBe('first')
  expect(await modelOf(learning, { project: 'p' }, 'n')).toBe('second')
  expect(learning.status()).toMatchObject([{ project: 'p', user: undefined, documents: 10 }])
  await opened.pop()!.close()

  folder = join(root, 'by-user')
  const { learning: byUser } = await open({}, { perUser: true })
  await byUser.accept('m', trainingDocuments(10, { project: 'p', user: 'ann' }))
  await byUser.accept('m', trainingDocuments(2, { project: 'p', user: 'bob' }))
  await settled(byUser)
  expect(await modelOf(byUser, { project: 'p', user: 'ann' })).toBe('0001')
  expect(await modelOf(byUser, { project: 'p', user: 'bob' })).toBe('first')
  expect(byUser.status()).toMatchObject([
    { user: 'ann', documents: 10 },
    { user: 'bob', documents: 2 },
  ])
})

test('an earlier version is put into use, and is what the next training begins with', async () => {
  const { learning, tasks } = await open()
  for (const seed of [1, 2]) {
    await learning.accept('m', trainingDocuments(10, {}, seed))
    await settled(learning)
  }
  await expect(learning.rollback('m', {}, 7)).rejects.toThrow(
    'expected one of the versions 0, 1, 2 of "m", got 7',
  )
  await expect(learning.rollback('m', { project: 'p' }, 0)).rejects.toThrow(
    'expected a model that has learnt',
  )
  await learning.rollback('m', {}, 1)
  expect(await modelOf(learning)).toBe('0001')
  expect(learning.list()[0]!.versions.map(({ isInUse }) => isInUse)).toEqual([false, true, false])
  // One server at a time: the command says so.
  await expect(rollback(folder, { name: 'm', version: 2 })).rejects.toThrow('another process works here')
  await expect(createFakeLearning(folder)).rejects.toThrow('another process works here')
  expect(await listVersions(folder)).toEqual(learning.list())
  await learning.accept('m', trainingDocuments(10, {}, 3))
  await settled(learning)
  expect(tasks[2]!.begins).toMatch(/0001$/)
  await opened.pop()!.close()

  await rollback(folder, { name: 'm', version: 0 })
  expect((await listVersions(folder))[0]).toMatchObject({
    versions: [{ version: 0, isInUse: true }, { version: 1 }, { version: 2 }, { version: 3 }],
  })
  const { learning: again } = await open()
  expect(await modelOf(again)).toBe('first')
})

test('a few versions stay, and the one in use among them', async () => {
  const { learning } = await open({ f1: version => (version === 4 ? 0.3 : 0.6) }, { versions: 2 })
  for (const seed of [1, 2, 3, 4, 5]) {
    await learning.accept('m', trainingDocuments(10, {}, seed))
    await settled(learning)
    if (seed === 3) await learning.rollback('m', {}, 2)
  }
  expect(learning.list()[0]!.versions.map(({ version }) => version)).toEqual([0, 3, 5])
  const names = (await filesBelow(folder)).filter(name => name.endsWith('model.txt'))
  expect(names.map(name => dirname(name).slice(-4)).sort()).toEqual(['0003', '0005'])
})

test('no more is kept than may be, and nothing of what was too much', async () => {
  const limits = { documents: 6, bytes: 20_000, scopes: 1 }
  const { learning } = await open({}, { limits, quietMs: 3_600_000 })
  await learning.accept('m', trainingDocuments(5))
  const before = await filesBelow(folder)
  await expect(learning.accept('m', trainingDocuments(7))).rejects.toThrow('at most 6 documents')
  await expect(learning.accept('m', trainingDocuments(1, { project: 'p' }))).rejects.toThrow(
    'at most 1 projects',
  )
  const [first] = trainingDocuments(1)
  const { document } = first!
  const large = { id: 'large', document: { ...document, text: document.text.padEnd(20_000) } }
  await expect(learning.accept('m', [large])).rejects.toThrow('at most 20,000 bytes')
  await expect(learning.accept('unknown', [])).rejects.toThrow('expected the name of a model, one of m, n')
  const spaced = { ...document, mentions: [{ begin: 0, end: 3, concepts: [], types: ['Sign or Symptom'] }] }
  await expect(learning.accept('m', [{ id: 'x', document: spaced }])).rejects.toThrow(
    'expected the name of a type, got "Sign or Symptom"',
  )
  expect(await filesBelow(folder)).toEqual(before)
})

test('what names say leads nowhere', async () => {
  const { learning } = await open({}, { models: [{ name: '../../m', path: 'first' }], perUser: true })
  const names = [
    '../../../../x',
    '/etc/passwd',
    'a\u0000b',
    '..',
    '',
    '\u{1F9EC}'.repeat(300),
    'C:\\x',
    '__proto__',
  ]
  for (const name of names)
    for (const scope of [
      { project: name, user: 'ann' },
      { project: 'p', user: name },
    ])
      await learning.accept('../../m', [{ ...trainingDocuments(1)[0]!, id: name, ...scope }])
  await settled(learning)
  expect(await readdir(root)).toEqual(['learnt'])
  const files = await filesBelow(root)
  expect(files).toHaveLength(1 + 4 * names.length)
  for (const name of files)
    expect(name).toMatch(
      /^learnt\/(learning\.json|models\/[0-9a-f]{32}\/[0-9a-f]{32}\/(state\.json|documents\/[0-9a-f]{32}-[0-9a-f]{32}\.jsonl))$/,
    )
})

test('what was being learnt when a server ended is learnt by the next one', async () => {
  const { learning } = await open({}, { quietMs: 3_600_000 })
  await learning.accept('m', trainingDocuments(10))
  await opened.pop()!.close()
  // Ended in the middle of a training, which is resumed in the same folder.
  const { learning: second, tasks } = await open({
    train: () => new Promise((_, reject) => setTimeout(() => reject(new Error('interrupted')), 50)),
  })
  await until(() => second.status()[0]?.progress !== undefined)
  await opened.pop()!.close()
  await expect(second.accept('m', trainingDocuments(1))).rejects.toThrow('the server is ending')
  const { learning: third, tasks: resumed } = await open()
  expect(await third.accept('m', trainingDocuments(1))).toBe('busy')
  await settled(third)
  expect(resumed.map(({ runFolder }) => runFolder)).toEqual(tasks.map(({ runFolder }) => runFolder))
  expect(await modelOf(third)).toBe('0001')
})
