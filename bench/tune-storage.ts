/**
 * @file Trials a second of 8 processes that share a study in one file, against Optuna on the same kind of storage.
 *
 * Both sides have processes of their own, which take turns: ours run a share of the trials, then Optuna's as many on a
 * file of theirs. A trial is three parameters by random sampling and a value. In the end each file must hold every
 * trial, complete, and no worker may have had a trial that another had. Where one side has made the files of both, a fifth of
 * the trials are enough. PYTHON names a Python with Optuna; WORKERS, TRIALS and TURNS may be set.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournalStorage } from '../src/tune/storage/journal-storage.ts'
import { openSqliteStorage } from '../src/tune/storage/sqlite-storage.ts'
import { Child, spawnPython } from './child.ts'
import { type Measurement, median } from './results.ts'

const WORKERS = Number(process.env.WORKERS ?? 8)
const TRIALS = Number(process.env.TRIALS ?? 2000)
const TURNS = Number(process.env.TURNS ?? 5)

type Maker = 'ours' | 'peer'

/** A storage, and who makes the files: each side its own, or one side both. */
const cases = [
  { part: 'sqlite', kind: 'sqlite', claim: 'SQLite', bar: 'ratio at least 3' },
  { part: 'journal', kind: 'journal', claim: 'journal', bar: 'ratio at least 3' },
  { part: 'theirs', kind: 'sqlite', maker: 'peer', claim: 'SQLite, both files made by Optuna' },
  { part: 'logged', kind: 'sqlite', maker: 'ours', claim: 'SQLite, both files made by medspan' },
] as const satisfies readonly { part: string; kind: string; maker?: Maker; claim: string; bar?: string }[]

/** The workers of one side, on one file. */
class Side {
  readonly #workers: Child[] = []
  readonly #numbers: number[] = []
  readonly speeds: number[] = []
  versions: Record<string, string> = {}

  /** Starts them one after the other, so that the first one makes the file. */
  async start(who: Maker, kind: string, path: string, count = WORKERS): Promise<this> {
    for (let seed = 0; seed < count; seed++) {
      const worker =
        who === 'ours'
          ? new Child(process.execPath, [
              join(import.meta.dirname, 'tune-storage-worker.js'),
              kind,
              path,
              String(seed),
            ])
          : spawnPython('tune_storage.py', [kind, path, String(seed)])
      this.#workers.push(worker)
      const { ready: _, ...versions } = await worker.read<Record<string, string>>()
      this.versions = versions
    }
    return this
  }

  async turn(trials: number): Promise<void> {
    const start = performance.now()
    const numbers = await Promise.all(this.#workers.map(worker => worker.ask<number[]>(trials / WORKERS)))
    this.speeds.push((1000 * trials) / (performance.now() - start))
    this.#numbers.push(...numbers.flat())
  }

  close(): void {
    for (const worker of this.#workers) worker.end()
  }

  /** Throws unless every trial is there, complete, and was run by one worker. */
  async check(kind: string, path: string, wanted: number): Promise<void> {
    const storage = await (kind === 'journal' ? openJournalStorage(path) : openSqliteStorage(path))
    const study = await storage.loadStudy('bench')
    const { trials } = await storage.readTrials(study!.id)
    await storage.close()
    const complete = trials.filter(({ state }) => state === 'complete').length
    const numbers = new Set(this.#numbers)
    if (
      complete !== wanted ||
      trials.length !== wanted ||
      numbers.size !== wanted ||
      this.#numbers.length !== wanted
    )
      throw new Error(
        `${path}: ${wanted} trials were run as ${numbers.size} different ones, ${trials.length} are there, ${complete} complete`,
      )
  }
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    for (const { part: own, kind, claim, ...given } of cases) {
      if (part !== undefined && part !== own) continue
      const trials = 'maker' in given ? TRIALS / 5 : TRIALS
      const paths = { ours: join(folder, `${own}-ours`), peer: join(folder, `${own}-peer`) }
      if ('maker' in given)
        for (const path of [paths.ours, paths.peer])
          (await new Side().start(given.maker, kind, path, 1)).close()
      const ours = await new Side().start('ours', kind, paths.ours)
      const peer = await new Side().start('peer', kind, paths.peer)
      for (let turn = 0; turn < TURNS; turn++)
        for (const side of turn % 2 === 0 ? [ours, peer] : [peer, ours]) await side.turn(trials / TURNS)
      ours.close()
      peer.close()
      await ours.check(kind, paths.ours, trials)
      await peer.check(kind, paths.peer, trials)
      yield {
        claim: `${claim}, ${WORKERS} processes, ${trials} trials, trials/s`,
        ours: median(ours.speeds),
        peer: median(peer.speeds),
        ratio: median(ours.speeds.map((speed, turn) => speed / peer.speeds[turn]!)),
        ...('bar' in given ? { bar: given.bar } : {}),
        versions: peer.versions,
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
