/**
 * @file A run whose job has ended before it was done goes on in another job, with the scripts that are there.
 */
import { existsSync } from 'node:fs'
import { MedspanError } from '../errors.ts'
import { readJobs } from '../report/jobs-file.ts'
import type { CallSlurm } from './slurm.ts'
import { resubmitJobs, type SubmittedJob, scriptOf } from './submission.ts'
import { lastSubmission } from './submit.ts'

/**
 * Submits the last jobs of a folder again, which go on from the newest checkpoint.
 * @throws MedspanError `input` where none was submitted; `config` where one works on it, or SLURM refuses
 */
export async function resumeJobs(folder: string, call: CallSlurm): Promise<SubmittedJob[]> {
  const last = (await lastSubmission(folder)).map(({ kind }) => kind)
  const { submitted } = await readJobs(folder)
  const kinds = [...new Set(last)]
  for (const kind of kinds)
    if (!existsSync(scriptOf(folder, kind)))
      throw new MedspanError('input', 'the script of the job is no more', {
        where: { path: scriptOf(folder, kind) },
        hint: `medspan submit ${kind} writes it again.`,
      })
  const jobs = kinds.map(kind => {
    const { tasks, dependency } = submitted.findLast(one => one.kind === kind && one.continues === undefined)!
    return { kind, tasks, after: dependency?.split(':')[0] }
  })
  return resubmitJobs(folder, jobs, call)
}
