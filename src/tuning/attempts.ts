/**
 * @file Trials that are tried again, and the processes that try them.
 */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { TrialRecord } from '../tune/record.ts'

/** Where a trial notes which process runs it. */
export const workerKey = 'worker'

/** The name of a process of this machine, which does not tell what the machine is called. */
export function nameWorker(pid: number): string {
  return `${createHash('sha256').update(hostname()).digest('hex').slice(0, 12)}:${pid}`
}

/** Whether what a trial notes names a process of this machine that is no more. */
export function isDeadHere(worker: unknown): boolean {
  const pid = typeof worker === 'string' ? Number(worker.split(':')[1]) : Number.NaN
  if (!Number.isSafeInteger(pid) || pid <= 0 || worker !== nameWorker(pid) || pid === process.pid)
    return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Trials that stand for themselves: not those that were tried again later. */
export function standing(trials: readonly TrialRecord[]): TrialRecord[] {
  const again = new Set(
    trials.flatMap(({ systemAttributes: { retry_history: tried } }) => (Array.isArray(tried) ? tried : [])),
  )
  return trials.filter(({ number }) => !again.has(number))
}
