/**
 * @file A study that many processes share, on each kind of file: no trial is lost or had twice, whoever is killed.
 *
 * MEDSPAN_TUNE_KILLS says how many workers are killed, over both kinds; MEDSPAN_TUNE_TRIALS how many trials the processes
 * share that nobody kills; the seed of random inputs when and which.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import type { TrialRecord } from '../../src/tune/frozen-trial.ts'
import { openJournalStorage } from '../../src/tune/storage/journal-storage.ts'
import { openSqliteStorage } from '../../src/tune/storage/sqlite-storage.ts'
import { builtFolder } from '../built.ts'
import { fuzzSeed } from '../fuzz.ts'

const kills = Number(process.env.MEDSPAN_TUNE_KILLS ?? 20)
const sharedTrials = Number(process.env.MEDSPAN_TUNE_TRIALS ?? 80)
const random = createRandom(fuzzSeed, 'tune-kill')

let folder: string
let packageRoot: string
beforeAll(async () => {
  packageRoot = await builtFolder()
  folder = await mkdtemp(join(tmpdir(), 'medspan-tune-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Worker {
  /** Resolves when it has said so, or ended. */
  says(word: 'ready' | 'begun'): Promise<void>
  /** Resolves when it has ended, with the numbers of the trials that it has completed. */
  readonly ended: Promise<{ readonly numbers: readonly number[]; readonly code: number | null }>
  kill(): void
}

function startWorker(options: Readonly<Record<string, unknown>>): Worker {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'storage-worker.mjs'), packageRoot, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors += String(data)
  })
  child.stdout.on('data', (data: Buffer) => {
    output += String(data)
  })
  const says = async (word: string): Promise<void> => {
    while (!output.includes(word) && child.exitCode === null && child.signalCode === null) await sleep(2)
  }
  const ended = new Promise<Awaited<Worker['ended']>>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL')
        reject(new Error(`a worker ended with ${code ?? signal}\n${errors}`))
      else resolve({ numbers: (output.match(/^\d+$/gm) ?? []).map(Number), code })
    })
  })
  return { says, ended, kill: () => child.kill('SIGKILL') }
}

async function readAll(kind: string, path: string): Promise<readonly TrialRecord[]> {
  const storage = await (kind === 'sqlite' ? openSqliteStorage(path) : openJournalStorage(path))
  try {
    const study = await storage.loadStudy('shared')
    return study === undefined ? [] : (await storage.readTrials(study.id)).trials
  } finally {
    await storage.close()
  }
}

describe.each(['sqlite', 'journal'])('%s', kind => {
  test('shares trials among 8 processes: none is lost, none is had twice', async () => {
    const path = join(folder, `shared-${kind}`)
    const workers = Array.from({ length: 8 }, (_, index) =>
      startWorker({ kind, path, trials: sharedTrials, seed: index }),
    )
    const ended = await Promise.all(workers.map(worker => worker.ended))
    const told = ended.flatMap(({ numbers }) => numbers).sort((a, b) => a - b)
    const trials = await readAll(kind, path)
    expect(trials.map(({ number }) => number)).toEqual(trials.map((_, index) => index))
    expect(trials.every(({ state }) => state === 'complete')).toBe(true)
    expect(trials.length).toBeGreaterThanOrEqual(sharedTrials)
    expect(told).toEqual(trials.map(({ number }) => number))
  }, 600_000)

  test('fails what a killed worker had begun, and tries it again with the same parameters', async () => {
    const options = { kind, path: join(folder, `again-${kind}`), trials: 1, retries: 1, graceMs: 2000 }
    const heartbeat = { intervalMs: 100, graceMs: 300 }
    const victim = startWorker({ ...options, heartbeat, seed: 0, pauseMs: 600_000 })
    await victim.says('begun')
    victim.kill()
    expect(await victim.ended).toEqual({ numbers: [], code: null })
    expect((await readAll(kind, options.path)).map(({ state }) => state)).toEqual(['running'])
    // Long silences are of a busy machine: whoever has the trial now keeps it.
    const patient = { intervalMs: 100, graceMs: 2000 }
    const heirs = [1, 2].map(index => startWorker({ ...options, heartbeat: patient, seed: index }))
    const ended = await Promise.all(heirs.map(worker => worker.ended))
    const told = ended.flatMap(({ numbers }) => numbers)
    const [failed, ...others] = await readAll(kind, options.path)
    // Whoever saw the repetition wait, and found it taken, has begun a trial of its own.
    expect(told.sort()).toEqual(others.map(({ number }) => number))
    const isRepetition = ({ systemAttributes }: TrialRecord) => systemAttributes.failed_trial === 0
    expect(others.filter(isRepetition)).toHaveLength(1)
    const again = others.find(isRepetition)
    expect(failed).toMatchObject({ state: 'failed', values: undefined })
    expect(again).toMatchObject({ state: 'complete', params: failed!.params })
    expect(again!.systemAttributes).toMatchObject({ failed_trial: 0, retry_history: [0] })
  }, 300_000)

  test(`goes on whoever is killed: ${kills / 2} times (seed ${fuzzSeed})`, async () => {
    const path = join(folder, `killed-${kind}`)
    const options = {
      kind,
      path,
      until: join(folder, `enough-${kind}`),
      heartbeat: { intervalMs: 300, graceMs: 600 },
      retries: 100,
      pauseMs: 20,
      // A process that is not let run for longer, on a busy machine, would lose its lock without having died.
      graceMs: 5000,
    }
    let started = 0
    const told: number[] = []
    const start = (): Worker => {
      const worker = startWorker({ ...options, seed: started++ })
      void worker.ended.then(({ numbers }) => told.push(...numbers)).catch(() => {})
      return worker
    }
    let workers = Array.from({ length: 4 }, start)
    const all = [...workers]
    for (let killed = 0; killed < kills / 2; killed++) {
      const victim = workers[random.below(workers.length)]!
      // One in four is killed while it opens the file, if it has not done that yet.
      if (random.below(4) > 0) await victim.says('ready')
      await sleep(random.uniform() * 150)
      victim.kill()
      expect((await victim.ended).code).toBeNull()
      const trials = await readAll(kind, path)
      expect(trials.map(({ number }) => number)).toEqual(trials.map((_, index) => index))
      const fresh = start()
      all.push(fresh)
      workers = workers.map(worker => (worker === victim ? fresh : worker))
    }
    await Promise.all(workers.map(worker => worker.says('begun')))
    await writeFile(options.until, '')
    await Promise.all(all.map(worker => worker.ended))
    const trials = await readAll(kind, path)
    // Whoever was told that a trial is complete was told so once, and it is.
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told).size).toBe(told.length)
    const complete = new Set(trials.filter(({ state }) => state === 'complete').map(({ number }) => number))
    expect(told.filter(number => !complete.has(number))).toEqual([])
    // None hangs and none is lost: what a killed worker had is failed, and tried again until it is complete.
    for (const trial of trials) expect(['complete', 'failed']).toContain(trial.state)
    const again = trials.map(({ systemAttributes }) => systemAttributes.retry_history as number[] | undefined)
    const last = new Map(trials.map(({ number }) => [again[number]?.[0] ?? number, number]))
    expect([...last.values()].filter(number => !complete.has(number))).toEqual([])
    const repeated = new Set(again.flat())
    expect(trials.filter(({ number }) => !complete.has(number) && !repeated.has(number))).toEqual([])
    expect((await readdir(folder)).filter(name => /killed.*\.lock$/.test(name))).toEqual([])
  }, 1_800_000)
})
