/**
 * @file The jobs of medspan that a user has on a cluster, whatever they work on.
 */
import { existsSync } from 'node:fs'
import { jobsFileOf } from '../run/jobs-file.ts'
import type { CallSlurm } from './slurm.ts'

export interface OwnJob {
  readonly job: string
  readonly state: string
  /** Of the run or the study. */
  readonly folder: string
}

/** Jobs of a user that work in a folder with a `jobs.jsonl`. */
export async function listOwnJobs(user: string, call: CallSlurm): Promise<OwnJob[]> {
  const text = await call('squeue', ['-h', '-r', '-u', user, '-o', '%i|%T|%Z'])
  return text.split('\n').flatMap(line => {
    const [job = '', state = '', ...folder] = line.split('|')
    const path = folder.join('|')
    return path !== '' && existsSync(jobsFileOf(path)) ? [{ job, state, folder: path }] : []
  })
}
