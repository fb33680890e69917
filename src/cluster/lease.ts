/**
 * @file Who works as a job: a file that is touched as long as its process lives.
 *
 * SLURM starts a job again as soon as its node does not answer, and the node may yet be alive for a while: two processes would
 * write into one run folder. So whoever starts waits until the process before it is gone: at once where that is seen, or
 * when nobody has touched the file for a while.
 */
import { readFile, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileWhole } from '../output.ts'
import { isDeadHere, nameWorker } from '../tuning/attempts.ts'

const touchMs = 5000
/** Several touches may be late on a shared disk. */
const silenceMs = 30_000
const lookMs = 500

export interface Lease {
  /** Says which other process must be gone as well. */
  add(pid: number): Promise<void>
  release(): Promise<void>
}

export interface LeaseOptions {
  /** Is told once that somebody else is still there. */
  readonly onWait: () => void
  readonly signal: AbortSignal
}

/** Waits for whoever has the lease, and takes it. Undefined on abort. */
export async function takeLease(path: string, { onWait, signal }: LeaseOptions): Promise<Lease | undefined> {
  let seen = ''
  let sinceMs = performance.now()
  let hasWaited = false
  for (;;) {
    const holder = await readHolder(path)
    if (holder === undefined || holder.workers.every(isDeadHere)) break
    if (signal.aborted) return undefined
    if (holder.touched !== seen) sinceMs = performance.now()
    else if (performance.now() - sinceMs > silenceMs) break
    seen = holder.touched
    if (!hasWaited) onWait()
    hasWaited = true
    await sleep(lookMs)
  }
  const workers = [nameWorker(process.pid)]
  await writeFileWhole(path, `${workers.join('\n')}\n`)
  const timer = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, touchMs)
  return {
    async add(pid) {
      workers.push(nameWorker(pid))
      await writeFileWhole(path, `${workers.join('\n')}\n`)
    },
    async release() {
      clearInterval(timer)
      await rm(path, { force: true }).catch(() => undefined)
    },
  }
}

async function readHolder(path: string): Promise<{ workers: string[]; touched: string } | undefined> {
  try {
    const { mtimeMs, ino } = await stat(path)
    const workers = (await readFile(path, 'utf8')).split('\n').filter(line => line !== '')
    return { workers, touched: `${ino} ${mtimeMs}` }
  } catch {
    return undefined
  }
}
