/**
 * @file Scripts in the folder of a run, and how SLURM is given them.
 */
import { readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { readJobs } from '../run/jobs-file.ts'
import { writeFileWhole } from '../system/output.ts'
import { isOwn, markOwn } from '../system/own.ts'
import { readIfThere } from '../system/read.ts'
import { type BatchScript, renderBatchScript } from './batch-script.ts'
import { recordJob } from './job-record.ts'
import { isActive, readStates } from './job-state.ts'
import type { CallSlurm } from './slurm.ts'

/** The folder for scripts, logs and configurations of jobs, in that of a run. */
export const jobsFolderOf = (folder: string): string => join(folder, 'jobs')

export const scriptOf = (folder: string, kind: string): string => join(jobsFolderOf(folder), `${kind}.sh`)

/**
 * Submits a script that lies on the disk, and gives the job's id.
 * @throws MedspanError `config` where sbatch refuses
 */
export async function submitScript(
  path: string,
  options: readonly string[],
  call: CallSlurm,
): Promise<string> {
  const printed = await call('sbatch', ['--parsable', ...options, path])
  // The id, and with several clusters the name of one behind a semicolon.
  const id = /^(\d+)(;.*)?$/m.exec(printed)?.[1]
  if (id === undefined)
    throw new MedspanError('config', `expected the id of a job from sbatch, got ${JSON.stringify(printed)}`)
  return id
}

/** One job to submit. */
export interface PlannedJob {
  /** The command: `train`, `tune`, … */
  readonly kind: string
  readonly script: BatchScript
  /** Whether it waits until the job before it has ended well, or has ended. */
  readonly after?: 'afterok' | 'afterany'
}

export interface SubmittedJob {
  readonly job: string
  readonly kind: string
  readonly script: string
}

/**
 * Writes and submits jobs, each waiting for the one before it. Where one is refused those before it are cancelled, and what
 * an earlier submission has left stands as it was.
 * @param files what the jobs read besides, by their paths
 */
export async function submitJobs(
  folder: string,
  { jobs, files }: { jobs: readonly PlannedJob[]; files: ReadonlyMap<string, string> },
  call: CallSlurm,
): Promise<SubmittedJob[]> {
  await refuseSecond(folder, call)
  const scripts = jobs.map(({ kind, script }) => [scriptOf(folder, kind), renderBatchScript(script)] as const)
  const contents = new Map([...files, ...scripts])
  const before = new Map<string, string | undefined>()
  for (const path of contents.keys()) before.set(path, await readIfThere(path))
  try {
    for (const [path, content] of contents) await writeFileWhole(path, content)
    return await submitInTurn(
      folder,
      jobs.map(({ kind, script: { tasks }, after }) => ({ kind, tasks, after })),
      call,
    )
  } catch (error) {
    for (const [path, content] of before)
      if (content === undefined) await rm(path, { force: true })
      else await writeFileWhole(path, content)
    // Only what holds nothing goes.
    for (const path of [jobsFolderOf(folder), folder]) await rmdir(path).catch(() => undefined)
    throw error
  }
}

/** Submits jobs whose scripts are there. */
export async function resubmitJobs(
  folder: string,
  jobs: readonly Linked[],
  call: CallSlurm,
): Promise<SubmittedJob[]> {
  await refuseSecond(folder, call)
  return submitInTurn(folder, jobs, call)
}

/** A job, and how it waits for the one before it. */
interface Linked {
  readonly kind: string
  readonly tasks: number | undefined
  readonly after: string | undefined
}

async function submitInTurn(
  folder: string,
  jobs: readonly Linked[],
  call: CallSlurm,
): Promise<SubmittedJob[]> {
  const submitted: SubmittedJob[] = []
  try {
    for (const { kind, tasks, after } of jobs) {
      const before = submitted.at(-1)?.job
      const dependency = after === undefined || before === undefined ? undefined : `${after}:${before}`
      submitted.push(await submitOne(folder, { kind, path: scriptOf(folder, kind), dependency, tasks }, call))
    }
  } catch (error) {
    for (const { job } of submitted) await call('scancel', [job]).catch(() => '')
    throw error
  }
  return submitted
}

/** What a job runs: its script, and the configuration that it reads. */
async function jobContents(folder: string, kind: string): Promise<string[]> {
  const configuration = await readIfThere(join(jobsFolderOf(folder), `${kind}.yaml`))
  return [kind, await readFile(scriptOf(folder, kind), 'utf8'), configuration ?? '']
}

/** Whether what a job runs is as this user has submitted it. */
export async function isSubmittedByUser(
  folder: string,
  { kind, own }: { readonly kind: string; readonly own?: string | undefined },
): Promise<boolean> {
  return isOwn(own, folder, await jobContents(folder, kind))
}

interface OneJob {
  readonly kind: string
  readonly path: string
  readonly dependency: string | undefined
  readonly tasks: number | undefined
}

async function submitOne(
  folder: string,
  { kind, path, dependency, tasks }: OneJob,
  call: CallSlurm,
): Promise<SubmittedJob> {
  const own = await markOwn(folder, await jobContents(folder, kind))
  const options = dependency === undefined ? [] : [`--dependency=${dependency}`, '--kill-on-invalid-dep=yes']
  const job = await submitScript(path, options, call)
  await recordJob(folder, {
    event: 'submitted',
    job,
    kind,
    ...(tasks !== undefined && { tasks }),
    ...(dependency !== undefined && { dependency }),
    ...(own !== undefined && { own }),
  })
  return { job, kind, script: path }
}

/** Two jobs would write into one folder. */
async function refuseSecond(folder: string, call: CallSlurm): Promise<void> {
  const jobs = (await readJobs(folder)).submitted.map(({ job }) => job)
  const active = [...(await readStates(jobs, call)).values()].find(isActive)
  if (active !== undefined)
    throw new MedspanError('config', `job ${active.job} works on this already (${active.state})`, {
      where: { path: folder },
      hint: 'medspan status and medspan logs show it, medspan cancel ends it.',
    })
}
