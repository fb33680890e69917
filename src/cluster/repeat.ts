/**
 * @file A job that was interrupted goes back into the queue, or, where SLURM does not allow that, another one goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { readJobs } from '../run/jobs-file.ts'
import { recordJob } from './job-record.ts'
import { baseOf, parseScontrol } from './job-state.ts'
import type { CallSlurm } from './slurm.ts'
import { scriptOf, submitScript } from './submission.ts'

/** How often a controller that does not answer is asked, and how long is waited in between. */
const maxAttempts = 5
const retryPauseMs = 3000

/** What ends a job other than the signal for which it has stopped; undefined where it may be requeued. */
export async function endingOf(id: string, call: CallSlurm): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [state] = parseScontrol(await call('scontrol', ['-o', 'show', 'job', id]))
      // A job that is cancelled is COMPLETING; so is one whose time is over, and that one goes on.
      return state === undefined || state.state === 'RUNNING' || /TimeLimit/i.test(state.reason)
        ? undefined
        : 'SLURM has ended the job: it was cancelled, or starts again by itself; medspan resume continues from there'
    } catch {
      if (attempt === maxAttempts) return undefined
      await sleep(retryPauseMs)
    }
  }
}

/** What has become of a job that was to be repeated: nothing to tell where it waits in the queue again. */
interface Repeated {
  /** The job that goes on with it. */
  readonly next?: string
  /** Why there is none: SLURM was quicker. */
  readonly ending?: string
}

/**
 * Puts a job back into the queue; where that is refused, submits its script again, and lets jobs that wait for it wait for
 * the new one. A job that SLURM has ended in the meantime stays as it is: where a node has failed, it is in the queue already.
 *
 * @throws MedspanError where the script is refused too
 */
export async function repeatJob(
  folder: string,
  { job, kind }: { readonly job: string; readonly kind: string },
  call: CallSlurm,
): Promise<Repeated> {
  try {
    await call('scontrol', ['requeue', job])
    return {}
  } catch {
    const ending = await endingOf(job, call)
    if (ending !== undefined) return { ending }
    const task = job.split('_')[1]
    const next = await submitScript(
      scriptOf(folder, kind),
      task === undefined ? [] : [`--array=${task}`],
      call,
    )
    await recordJob(folder, {
      event: 'submitted',
      job: next,
      kind,
      continues: job,
      ...(task !== undefined && { tasks: 1 }),
    })
    const { submitted } = await readJobs(folder)
    const before = new Set([baseOf(job)])
    for (const { job: later, continues } of submitted.toReversed())
      if (continues !== undefined && before.has(later)) before.add(baseOf(continues))
    for (const { job: waiting, dependency } of submitted) {
      const [type, of = ''] = dependency?.split(':') ?? []
      if (!before.has(of)) continue
      // Other tasks of an array go on. A job that has begun or is no more cannot be changed, and need not be.
      const now = task === undefined ? next : `${of}:${next}`
      await call('scontrol', ['update', `JobId=${waiting}`, `Dependency=${type}:${now}`]).catch(() => '')
    }
    return { next }
  }
}
