/**
 * @file Writing `jobs.jsonl`: a line for each event, by whoever submits and by every job, on a shared disk.
 */
import { appendFile } from 'node:fs/promises'
import { type JobEvent, jobsFileOf } from '../run/jobs-file.ts'
import { withLock } from '../system/lock.ts'
import { outputError } from '../system/output.ts'

/** An event without its time. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/**
 * Adds an event. The lines of several machines do not mix, on NFS too.
 * @throws MedspanError `output`
 */
export async function recordJob(folder: string, event: Untimed<JobEvent>): Promise<void> {
  const path = jobsFileOf(folder)
  const { event: name, job, ...rest } = event
  const line = JSON.stringify({ event: name, job, at: new Date().toISOString(), ...rest })
  try {
    await withLock(`${path}.lock`, () => appendFile(path, `${line}\n`))
  } catch (cause) {
    throw outputError(path, cause)
  }
}
