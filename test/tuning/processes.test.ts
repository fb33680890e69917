/** @file Searches whose workers are processes: killed, interrupted, and with a parent that dies. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readStudyFile } from '../../src/run/study-file.ts'
import type { TrialRecord } from '../../src/tune/frozen-trial.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { loadStudy } from '../../src/tune/study.ts'
import type { FromWorker, ToWorker } from '../../src/tuning/messages.ts'
import { builtFolder } from '../built.ts'
import { holdWhile } from '../train/held.ts'
import { createSmallSearch, search } from './small-search.ts'

let folder: string
let path: string
const children: ChildProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-processes-'))
  path = await createSmallSearch(
    folder,
    `  n_trials: 3
  pruner: none
  search: { training.learning_rate: { low: 1.0e-3, high: 5.0e-2, log: true } }
`,
  )
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const studyPath = (...parts: string[]) => join(folder, 'run-tuning', ...parts)

interface Command {
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly printed: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly printed: string }>
}

/** While it is there, no trial is finished from trial 1 on. */
const held = () => join(folder, 'held')
const hold = () => writeFile(held(), '')
const release = () => rm(held())

async function start(...args: string[]): Promise<Command> {
  const main = join(await builtFolder(), 'dist/cli/main.js')
  const child = spawn(process.execPath, [main, 'tune', '-c', path, '--no-report', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: holdWhile(held(), studyPath('trials/0001')) },
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  const ended = new Promise<{ code: number | null; printed: string }>(resolve =>
    child.on('close', code => resolve({ code, printed: text })),
  )
  return { child, printed: () => text, ended }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(wake => setTimeout(wake, 20))
}

/** The trials as they are in the storage, whoever works on them. */
async function trials(): Promise<readonly TrialRecord[]> {
  const storage = await openJournalStorage(studyPath('study.log'), { create: false })
  try {
    return await (await loadStudy('run-tuning', { storage })).trials()
  } finally {
    await storage.close()
  }
}

/** The process that runs a trial. */
const workerOf = ({ userAttributes }: TrialRecord): number =>
  Number(String(userAttributes.worker).split('-')[1])

describe('a search with workers', () => {
  test('has as many trials as were asked for, in processes that read alike only once', async () => {
    const { code, printed } = await (await start('--workers', '2', '--trials', '4')).ended
    expect(code, printed).toBe(0)
    const found = await trials()
    expect(found.map(({ state }) => state)).toEqual(Array(4).fill('complete'))
    expect(new Set(found.map(workerOf)).size).toBe(2)
    expect(printed.match(/^parts:/gm)).toHaveLength(1)
    expect(printed).toMatch(/4 trials: 4 complete, 0 pruned, 0 failed/)
    expect((await readStudyFile(studyPath())).settings.workers).toBe('2')
  })

  test('replaces one that is killed, and repeats its trial', async () => {
    await hold()
    const command = await start('--workers', '1')
    await until(() => command.printed().includes('trial 1 begins'))
    const victim = (await trials())[1]!
    process.kill(workerOf(victim), 'SIGKILL')
    await release()
    const { code, printed } = await command.ended
    expect(code, printed).toBe(0)
    expect(printed).toMatch(/trial 1 failed.*: its process was killed \(SIGKILL\)/)
    const found = await trials()
    expect(found.map(({ state }) => state).sort()).toEqual([...Array(3).fill('complete'), 'failed'])
    const again = found.find(({ systemAttributes }) => systemAttributes.failed_trial === 1)!
    expect(again.params).toEqual(victim.params)
    expect(again.userAttributes.folder).toBe('trials/0001')
    expect(workerOf(again)).not.toBe(workerOf(victim))
  })

  test('replaces one that somebody else ends, and leaves nothing undone', async () => {
    await hold()
    const command = await start('--workers', '1')
    await until(() => command.printed().includes('trial 1 begins'))
    process.kill(workerOf((await trials())[1]!), 'SIGTERM')
    await release()
    const { code, printed } = await command.ended
    expect(code, printed).toBe(0)
    const { trials: all } = await readStudyFile(studyPath())
    expect(all.map(({ state }) => state)).toEqual(Array(3).fill('complete'))
  })

  test('has none that asks for a trial once it is to stop', async () => {
    const worker = fork(join(await builtFolder(), 'dist/tuning/worker-process.js'))
    children.push(worker)
    const heard: unknown[] = []
    worker.on('message', (message: FromWorker) => {
      heard.push(message)
      if (message.kind === 'next') worker.send({ kind: 'verdict', verdict: 'stop' } satisfies ToWorker)
    })
    const ended = new Promise(resolve => worker.once('exit', resolve))
    worker.send({ kind: 'stop' } satisfies ToWorker)
    const order = { path, overrides: ['training.output_dir=alone'], threads: 1 }
    worker.send({ kind: 'begin', order } satisfies ToWorker)
    expect(await ended).toBe(0)
    expect(heard.filter(message => (message as FromWorker).kind !== 'notice')).toEqual([
      { kind: 'done', stopped: true },
    ])
  })

  test('ends in order by a signal, and the same search goes on', async () => {
    await hold()
    const command = await start('--workers', '2')
    await until(() => command.printed().includes('trial 1 begins'))
    command.child.kill('SIGTERM')
    await until(() => command.printed().includes('stopping gracefully'))
    await release()
    const { code, printed } = await command.ended
    expect(code, printed).toBe(75)
    expect(printed).toMatch(/interrupted: \d of 3 trials are finished/)
    for (const trial of await trials()) {
      expect(['complete', 'failed', 'waiting']).toContain(trial.state)
      if (trial.state !== 'waiting') expect(() => process.kill(workerOf(trial), 0)).toThrow()
    }
    const { study } = await search(path)
    expect(study.trials.map(({ state }) => state)).toEqual(Array(3).fill('complete'))
  })

  test('outlives the death of its parent: workers save what they have, and the same search goes on', async () => {
    await hold()
    const command = await start('--workers', '2')
    await until(() => command.printed().includes('trial 1 begins'))
    command.child.kill('SIGKILL')
    await release()
    await command.ended
    const pids = (await trials()).filter(({ userAttributes }) => 'worker' in userAttributes).map(workerOf)
    const isAlive = (pid: number): boolean => {
      try {
        process.kill(pid, 0)
        return true
      } catch {
        return false
      }
    }
    await until(() => !pids.some(isAlive))
    expect((await trials()).filter(({ state }) => state === 'running')).toEqual([])
    const { study } = await search(path)
    expect(study.trials.map(({ state }) => state)).toEqual(Array(3).fill('complete'))
    expect(await readFile(studyPath('best.yaml'), 'utf8')).toMatch(/^# Trial \d of the study run-tuning: f1 /)
  })

  test('may share its study with another command', async () => {
    await hold()
    const both = await Promise.all([start(), start()])
    await until(() => both.every(({ printed }) => /trial \d begins/.test(printed())))
    await release()
    const ended = await Promise.all(both.map(({ ended: end }) => end))
    expect(
      ended.map(({ code }) => code),
      ended.map(({ printed }) => printed).join('\n'),
    ).toEqual([0, 0])
    const found = await trials()
    // Each asks for itself: the last trial may be begun by both.
    expect([3, 4]).toContain(found.length)
    expect(found.every(({ state }) => state === 'complete')).toBe(true)
    expect(new Set(found.map(workerOf)).size).toBe(2)
    const own = found.filter(({ userAttributes }) => userAttributes.initial === true)
    expect(own).toHaveLength(1)
  })

  test('ends by what no trial could go on with', async () => {
    await rm(join(folder, 'rows.json'))
    const { code, printed } = await (await start('--workers', '2')).ended
    expect(code).toBe(1)
    expect(printed).toMatch(/corpus\.sources\[0\]\.path: expected a file or folder/)
  })
})
