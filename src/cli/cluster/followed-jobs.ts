/**
 * @file Jobs that are followed, as lines: their states, the run's news, what they print.
 */
import { Option } from 'commander'
import { noteAccounts } from '../../cluster/accounting.ts'
import { type FollowedJobs, followJobs, problemOf } from '../../cluster/follow.ts'
import type { CallSlurm } from '../../cluster/slurm.ts'
import { MedspanError } from '../../errors.ts'
import type { Io } from '../io.ts'
import { nothingTold, renderNews, type Told } from '../view/watched.ts'

/** The option of commands that submit jobs and may follow them. */
export function followOption(): Option {
  return new Option(
    '--follow',
    'show states, progress and logs until the jobs end; Ctrl-C stops this, not the jobs',
  )
}

export interface ShowOptions {
  readonly call: CallSlurm
  readonly json: boolean
}

/**
 * Shows jobs until they are over.
 * @throws MedspanError `data` where one did not end well
 */
export async function showFollowed(io: Io, folder: string, { call, json }: ShowOptions): Promise<void> {
  let last: FollowedJobs | undefined
  let told: Told = nothingTold
  const states = new Map<string, string>()
  for await (const followed of followJobs(folder, { call })) {
    last = followed
    const { run, lines } = followed
    const changed = followed.states.filter(
      ({ job, state, reason }) => states.get(job) !== `${state} ${reason}`,
    )
    for (const { job, state, reason } of changed) states.set(job, `${state} ${reason}`)
    if (json) {
      if (changed.length > 0 || lines.length > 0)
        io.stdout.write(`${JSON.stringify({ states: followed.states, run: run ?? null, lines })}\n`)
      continue
    }
    for (const { job, text } of lines) io.stdout.write(`${job} | ${text}\n`)
    if (run !== undefined) {
      const news = renderNews(run, told)
      told = news.told
      for (const line of news.lines) io.stdout.write(`${line}\n`)
    }
    for (const { job, state, reason, nodes } of changed)
      io.stdout.write(
        `job ${job}: ${state}${reason === '' ? '' : ` (${reason})`}${nodes === '' ? '' : ` on ${nodes}`}\n`,
      )
  }
  if (last !== undefined) await noteAccounts(folder, last.jobs, call)
  for (const state of last?.states ?? []) {
    const problem = problemOf(state, last!.jobs)
    if (problem !== undefined)
      throw new MedspanError('data', `job ${state.job}: ${problem.message}`, {
        where: { path: folder },
        hint: problem.hint,
      })
  }
}
