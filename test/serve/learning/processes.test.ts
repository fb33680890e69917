/** @file Learning as a server does it, with real trainings in processes of their own: which are killed, and the server too. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadTagger } from '../../../src/predict/trained-tagger.ts'
import type { ScopeStatus } from '../../../src/serve/learning/entry.ts'
import { readStates, versionFolder } from '../../../src/serve/learning/state.ts'
import { builtFolder } from '../../built.ts'
import { holdWhile } from '../../train/held.ts'
import { createServedModel, trainingDocuments } from './annotated.ts'

let folder: string
let model: string
const trainedFrom = { layer: 'custom.Span', feature: 'value' }
const children: ChildProcess[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-learning-'))
  model = await createServedModel(folder, ['O', 'B-Other', 'I-Other'])
  const path = join(model, 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as { readonly medspan: object }
  await writeFile(path, JSON.stringify({ ...config, medspan: { ...config.medspan, ...trainedFrom } }))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts a server's learning, and asks it. */
async function start(root: string, quietMs: number, options = '') {
  const args = [await builtFolder(), root, model, String(quietMs)]
  const child = fork(join(import.meta.dirname, 'learning-child.mjs'), args, {
    env: { ...process.env, NODE_OPTIONS: options },
    execArgv: [],
  })
  children.push(child)
  let count = 0
  const waiting = new Map<number, (result: unknown) => void>()
  child.on('message', ({ number, result }: { number: number; result: unknown }) =>
    waiting.get(number)?.(result),
  )
  const reply = <T>(number: number) => new Promise<T>(resolve => waiting.set(number, resolve as never))
  await reply(0)
  const ask = <T>(question: object): Promise<T> => {
    const answer = reply<T>(++count)
    child.send({ number: count, ...question })
    return answer
  }
  const gone = new Promise(resolve => child.on('close', resolve))
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  return { ask, kill }
}

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find()
    if (found !== undefined) return found
    await new Promise(wake => setTimeout(wake, 20))
  }
}

test('a training survives the server, its death leaves the server alone, and what it learns is in use', async () => {
  const root = join(folder, 'trained')
  const held = join(folder, 'held')
  const scope = join(root, 'models')
  const runFolder = async () => {
    const [own] = await readStates(root)
    return own === undefined ? undefined : versionFolder(own[0], 1)
  }
  await writeFile(held, '')
  const hold = holdWhile(held, scope)
  const first = await start(root, 0, hold)
  const documents = trainingDocuments(12)
  expect(await first.ask({ accept: documents })).toBe('accepted')
  // The training is under way, and is held in a step.
  const run = (await until(runFolder))!
  await until(async () => (existsSync(join(run, 'log.jsonl')) ? true : undefined))
  const [under] = await first.ask<ScopeStatus[]>({})
  expect(under!.progress!.title).toMatch(/^(Encoding|Training)/)
  expect(await first.ask({ accept: documents.slice(0, 1) })).toBe('busy')
  await first.kill()
  await rm(held)

  // The next server resumes it.
  const second = await start(root, 0)
  const status = await until(async () => {
    const [own] = await second.ask<ScopeStatus[]>({})
    return own?.last
  })
  expect(status).toMatchObject({ kind: 'learnt', version: 1, comparison: { takesOver: true } })
  const tagged = await second.ask<{ version: string }>({
    tag: 'patients with asthma were treated with aspirin .',
  })
  expect(tagged.version).toMatch(/-1$/)
  // It is a run folder like any other, with what it was trained for on the way removed.
  expect((await readdir(run)).filter(name => name.startsWith('checkpoint'))).toEqual([])
  const tagger = await loadTagger(run)
  expect(tagger.types).toEqual(['Chemical', 'Disease', 'Other'])
  expect(tagger.trainedFrom).toEqual(trainedFrom)
  await tagger.dispose()

  // A training that dies is noted, and the server goes on.
  await second.kill()
  await writeFile(held, '')
  const third = await start(root, 0, hold)
  expect(await third.ask({ accept: trainingDocuments(1, {}, 9) })).toBe('accepted')
  const trainer = await until(async () => {
    const content = await readFile(join(run, '../0002/.medspan-lock'), 'utf8').catch(() => '')
    const { workers = [] } = JSON.parse(content || '{}') as { workers?: string[] }
    return workers[0]?.split('-')[1]
  })
  expect(getPriority(Number(trainer))).toBe(Math.min(getPriority() + 10, 19))
  process.kill(Number(trainer), 'SIGKILL')
  const failed = await until(async () => {
    const [own] = await third.ask<ScopeStatus[]>({})
    return own?.last?.kind === 'failed' ? own : undefined
  })
  expect(failed).toMatchObject({ version: 1, reason: expect.stringContaining('was killed (SIGKILL)') })
  await rm(held)
  expect(await third.ask<{ version: string }>({ tag: 'asthma' })).toMatchObject({ version: tagged.version })
})
