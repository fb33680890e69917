/**
 * @file Writing `jobs.jsonl`: a line for each event, by whoever submits and by every job, on a shared disk.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { MedspanError } from '../errors.ts'
import { type JobEvent, jobsFileOf } from '../run/jobs-file.ts'
import { systemMessage } from '../system/output.ts'
import { createJournalLock } from '../tune/storage/journal-lock.ts'

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
    mkdirSync(folder, { recursive: true })
    await createJournalLock(path).hold(() => appendFileSync(path, `${line}\n`))
  } catch (cause) {
    if (cause instanceof MedspanError) throw cause
    const reason = cause instanceof Error ? systemMessage(cause) : String(cause)
    throw new MedspanError('output', `could not be written: ${reason}`, {
      where: { path },
      hint: 'Free some space, or choose a folder that you may write to.',
      cause,
    })
  }
}
