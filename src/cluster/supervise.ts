/**
 * @file What a batch job does: runs a command of medspan, hands signals on to it, and puts the job back into the queue when
 * the command was interrupted and can go on. What happened is in `jobs.jsonl`.
 *
 * A command that ends with 75 (see cli/program.ts) has saved its work. So has, in effect, one that SIGTERM ended before it
 * began, or that only computes. Anything else is a crash, and is never repeated: it would crash again.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatError, MedspanError } from '../errors.ts'
import { type JobOutcome, type JobUsage, readJobs } from '../run/jobs-file.ts'
import { type Lock, takeLock } from '../system/lock.ts'
import { noteAccounts } from './accounting.ts'
import { recordJob } from './job-record.ts'
import { openOtherNodes } from './other-nodes.ts'
import { endingOf, repeatJob } from './repeat.ts'
import type { CallSlurm } from './slurm.ts'
import { createUsageMeter, type UsageMeter } from './usage.ts'

export interface SuperviseOptions {
  /** The words of the command. */
  readonly command: readonly string[]
  /** `train`, `tune`, … */
  readonly kind: string
  /** Of the run or the study. */
  readonly folder: string
  readonly maxRequeues: number
  /** A file that is there once the job was signalled. */
  readonly stopFile: string
  /** As SLURM has set it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The job was signalled. */
  readonly signal: AbortSignal
  /** Takes what the command prints. */
  readonly write: (text: string) => void
  readonly call: CallSlurm
}

/** What a command is to exit with that can be continued. */
const RESUMABLE = 75
const pollIntervalMs = 500
const sampleMs = 2000
/** Usage is noted when so much more time has passed, so that a long job's record stays short. */
const noteGrowth = 1.25
/** How much of what the command prints is looked at when it fails. */
const keptCharacters = 8000

/** A job as its environment describes it. */
interface Job {
  readonly id: string
  readonly restarts: number
  readonly nodes: string
  readonly gpus: string | undefined
  readonly cpus: number | undefined
}

function jobOf(env: SuperviseOptions['env']): Job {
  const { SLURM_JOB_ID: id, SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: task } = env
  if (id === undefined)
    throw new MedspanError('config', 'expected to run as a job of SLURM, which sets SLURM_JOB_ID', {
      hint: 'A batch script runs this; medspan submit writes and submits one.',
    })
  const gpus = env.SLURM_JOB_GPUS ?? env.CUDA_VISIBLE_DEVICES
  const cpus = Number(env.SLURM_CPUS_ON_NODE)
  return {
    id: array !== undefined && task !== undefined ? `${array}_${task}` : id,
    restarts: Number(env.SLURM_RESTART_COUNT ?? 0),
    nodes: env.SLURM_JOB_NODELIST ?? env.SLURMD_NODENAME ?? '',
    gpus: gpus === '' ? undefined : gpus,
    cpus: cpus > 0 ? cpus : undefined,
  }
}

/**
 * Runs a command as a job, and gives the exit code that the job ends with.
 * @throws MedspanError `config` outside of a job
 */
export async function superviseJob(options: SuperviseOptions): Promise<number> {
  const { folder, kind, env, write } = options
  const job = jobOf(env)
  const stop = watchStop(options)
  // A disk that is full takes no note of anything, and that must not keep the command from ending in order.
  const record = (event: Parameters<typeof recordJob>[1]): Promise<void> =>
    recordJob(folder, event).catch((error: unknown) => write(`${messageOf(error)}\n`))
  try {
    const lock = await takeLock(join(folder, 'jobs', `${job.id}.lock`), {
      wait: true,
      onWait: holder => write(`waiting until the process that has this job is gone: ${holder}\n`),
      signal: stop.signal,
    }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
      return undefined
    })
    const { id, restarts, nodes, gpus, cpus } = job
    // Of the jobs before it, for the report that may be this one.
    await noteAccounts(folder, await readJobs(folder), options.call).catch(() => undefined)
    await record({
      event: 'started',
      job: id,
      kind,
      restarts,
      nodes,
      ...(gpus !== undefined && { gpus }),
      ...(cpus !== undefined && { cpus }),
    })
    const end: End =
      lock === undefined
        ? { code: RESUMABLE, said: '' }
        : await runCommand(options, job, lock, stop.signal, record)
    await lock?.release()
    const verdict = await decide(end, job, stop.signal.aborted, options)
    const ended = { event: 'ended', job: id, code: end.code, ...(end.usage && { usage: end.usage }) } as const
    const tell = (outcome: JobOutcome, reason: string | undefined): Promise<void> => {
      if (reason !== undefined) write(`job ${id}: ${reason}\n`)
      return record({ ...ended, outcome, ...(reason !== undefined && { reason }) })
    }
    // First: SLURM ends a job that is put back into the queue.
    await tell(verdict.outcome, verdict.reason)
    if (verdict.outcome !== 'requeued') return end.code
    try {
      const { next, ending } = await repeatJob(folder, { job: id, kind }, options.call)
      if (next !== undefined)
        await tell('resubmitted', `job ${next} goes on with it: SLURM does not requeue this one`)
      else if (ending !== undefined) await tell('stopped', ending)
    } catch (error) {
      await tell(
        'failed',
        `interrupted, and it could be neither requeued nor submitted anew: ${messageOf(error)}`,
      )
    }
    return end.code
  } finally {
    stop.end()
  }
}

function messageOf(error: unknown): string {
  return error instanceof MedspanError ? formatError(error) : String(error)
}

/** One signal from SLURM's own and from the file that the batch shell makes. */
function watchStop({ signal, stopFile }: SuperviseOptions): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController()
  const timer = setInterval(() => {
    if (existsSync(stopFile)) controller.abort()
  }, pollIntervalMs)
  return { signal: AbortSignal.any([signal, controller.signal]), end: () => clearInterval(timer) }
}

/** How a command has ended. */
interface End {
  readonly code: number
  /** What it printed last. */
  readonly said: string
  readonly usage?: JobUsage
}

async function runCommand(
  { command, write, env, folder, kind, call }: SuperviseOptions,
  job: Job,
  lock: Lock,
  signal: AbortSignal,
  record: (event: Parameters<typeof recordJob>[1]) => Promise<void>,
): Promise<End> {
  const [program = '', ...args] = command
  const others = await openOtherNodes({ folder, kind, job: job.id, env, signal, call })
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...others?.env, MEDSPAN_SUPERVISED: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-keptCharacters)
      write(text)
    })
  const ended = endOf(child)
  if (child.pid === undefined) {
    await others?.end()
    return { code: 127, said: `error: ${await ended.catch(messageOf)}` }
  }
  // By SIGTERM: of SIGUSR1 Node makes a debugger as long as the command has not begun.
  const stop = (): void => void child.kill('SIGTERM')
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  const meter = createUsageMeter(child.pid, job.gpus)
  let isOver = false
  const measuring = measure(
    meter,
    () => isOver,
    usage => record({ event: 'usage', job: job.id, ...usage }),
  )
  await lock.add(child.pid).catch(() => undefined)
  const code = await ended
  isOver = true
  signal.removeEventListener('abort', stop)
  await others?.end()
  await measuring
  return { code, said, usage: meter.usage() }
}

/** The exit code of a process, as a shell has it. */
function endOf(child: ChildProcess): Promise<number> {
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal!] ?? 0)))
  })
  ended.catch(() => undefined)
  return ended
}

async function measure(
  meter: UsageMeter,
  isOver: () => boolean,
  note: (usage: JobUsage) => Promise<void>,
): Promise<void> {
  let noted = 0
  while (!isOver()) {
    await meter.sample().catch(() => undefined)
    const usage = meter.usage()
    if (usage.seconds > noted * noteGrowth && usage.max_rss_bytes !== undefined) {
      noted = Math.max(usage.seconds, 1)
      await note(usage)
    }
    for (let waited = 0; waited < sampleMs && !isOver(); waited += pollIntervalMs) await sleep(pollIntervalMs)
  }
}

interface Verdict {
  readonly outcome: JobOutcome
  readonly reason: string | undefined
}

/** What becomes of a job whose command has ended. */
async function decide(
  { code, said }: End,
  job: Job,
  signalled: boolean,
  { folder, kind, maxRequeues, call }: SuperviseOptions,
): Promise<Verdict> {
  if (code === 0) return { outcome: 'finished', reason: undefined }
  const isInterrupted = code === RESUMABLE || (signalled && code === 128 + constants.signals.SIGTERM)
  if (!isInterrupted) return { outcome: 'failed', reason: reasonOf(code, said) }
  const ending = await endingOf(job.id, call)
  if (ending !== undefined) return { outcome: 'stopped', reason: ending }
  const attempts = (await readJobs(folder).catch(() => undefined))?.attempts ?? []
  const before = attempts.filter(
    ({ started, ended }) =>
      started.kind === kind && (ended?.outcome === 'requeued' || ended?.outcome === 'resubmitted'),
  ).length
  if (Math.max(before, job.restarts) >= maxRequeues)
    return {
      outcome: 'stopped',
      reason: `interrupted, and requeued ${maxRequeues} times already (slurm.max_requeues); medspan resume continues from there`,
    }
  return { outcome: 'requeued', reason: 'interrupted; it goes back into the queue and on from there' }
}

/** Why a command failed, in a line or a few. */
export function reasonOf(code: number, said: string): string {
  if (code === 128 + constants.signals.SIGKILL)
    return 'its process was killed (SIGKILL), as systems do when memory is out: give it more (slurm.mem)'
  if (code > 128 && code < 160) return `its process was ended by signal ${code - 128}`
  const defect = /^ {2}(\w*Error\b.*)$/m.exec(said)?.[1]
  if (code === 2 && defect !== undefined) return `a defect of medspan: ${defect}`
  const error = /^error: ([\s\S]*)/m.exec(said.slice(Math.max(0, said.lastIndexOf('\nerror: '))))?.[1]
  const last = said.trim().split('\n').at(-1) ?? ''
  return error?.trim() ?? `exit code ${code}${last === '' ? '' : `: ${last}`}`
}
