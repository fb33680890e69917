/**
 * @file From a configuration to jobs: a training, a search with many workers, an evaluation, and what follows them.
 */
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { writeFileWhole } from '../output.ts'
import { readJobs } from '../report/jobs-file.ts'
import { type Config, formatConfig, readConfig } from '../train/config.ts'
import { type SlurmConfig, slurmSchema } from '../train/config-slurm.ts'
import { openSearch } from '../tuning/search.ts'
import { studyFolderOf } from '../tuning/study-folder.ts'
import { type BatchScript, checkFolder, renderBatchScript } from './batch-script.ts'
import type { CallSlurm } from './slurm.ts'
import { jobsFolderOf, type PlannedJob, type SubmittedJob, submitJobs } from './submission.ts'

/** What may follow a job, in this order. */
export const FOLLOWERS = ['evaluate', 'report', 'notify'] as const
export type Follower = (typeof FOLLOWERS)[number]

export interface PlanOptions {
  /** As `readConfig` takes them. */
  readonly overrides: readonly string[]
  /** What runs medspan, on a disk that the nodes see: a Node, and the file of its command line. */
  readonly program: readonly string[]
  /** Jobs that wait for the first one. */
  readonly then: readonly Follower[]
}

/** What is to be submitted. */
export interface Plan {
  /** Of the run or the study. */
  readonly folder: string
  readonly jobs: readonly PlannedJob[]
  /** Files that the jobs read, by their paths. */
  readonly files: ReadonlyMap<string, string>
}

/** The scripts of a plan as text, one after the other. */
export function renderPlan({ jobs }: Plan): string {
  return jobs.map(({ script }) => renderBatchScript(script)).join('\n')
}

/**
 * Submits what was planned.
 * @throws MedspanError `config` where a job works there already, or SLURM refuses; `output`
 */
export async function submitPlan({ folder, jobs, files }: Plan, call: CallSlurm): Promise<SubmittedJob[]> {
  for (const [path, content] of files) await writeFileWhole(path, content)
  return submitJobs(folder, jobs, call)
}

const slurmOf = ({ slurm }: Config): SlurmConfig => slurm ?? slurmSchema.parse({})

/** A job for a command of medspan. */
function jobFor(
  kind: string,
  {
    folder,
    slurm,
    program,
    args,
    tasks,
  }: {
    readonly folder: string
    readonly slurm: SlurmConfig
    readonly program: readonly string[]
    readonly args: readonly string[]
    readonly tasks?: number
  },
): PlannedJob {
  const script: BatchScript = {
    slurm,
    title: `Written by medspan submit ${kind}.`,
    folder,
    tasks,
    job: [
      ...program,
      'job',
      '--kind',
      kind,
      '--folder',
      folder,
      '--max-requeues',
      String(slurm.max_requeues),
    ],
    command: [...program, ...args],
  }
  return { kind, script }
}

/** What follows a job: a report and an evaluation of what has ended well, a message of whatever became of it. */
function followersOf(
  then: readonly Follower[],
  options: { readonly folder: string; readonly slurm: SlurmConfig; readonly program: readonly string[] },
): PlannedJob[] {
  return FOLLOWERS.filter(kind => then.includes(kind)).map(kind => ({
    ...jobFor(kind, { ...options, args: [kind, options.folder] }),
    after: kind === 'notify' ? 'afterany' : 'afterok',
  }))
}

/**
 * Plans a training: the job reads the configuration as it is now.
 * @throws MedspanError `config`
 */
export async function planTrain(path: string, { overrides, program, then }: PlanOptions): Promise<Plan> {
  const config = await readConfig(path, overrides)
  const slurm = slurmOf(config)
  const folder = config.training.output_dir
  checkFolder(folder)
  const frozen = join(jobsFolderOf(folder), 'train.yaml')
  const report = then.includes('report') ? ['--no-report'] : []
  return {
    folder,
    files: new Map([[frozen, formatConfig(withThreads(config, slurm))]]),
    jobs: [
      jobFor('train', { folder, slurm, program, args: ['train', '-c', frozen, ...report] }),
      ...followersOf(then, { folder, slurm, program }),
    ],
  }
}

/** A job has as many processors as it asked for, whether or not the cluster ties it to them. */
function withThreads(config: Config, slurm: SlurmConfig): Config {
  const threads = config.training.threads ?? threadsOf(slurm)
  return threads === undefined ? config : { ...config, training: { ...config.training, threads } }
}

function threadsOf(slurm: SlurmConfig): number | undefined {
  return slurm.cpus_per_task ?? slurm['cpus-per-task']
}

/**
 * Plans a search as a job array: each task is a worker on the same study. A job that waits for all of them draws its report.
 * @throws MedspanError `config`
 */
export async function planTune(
  path: string,
  { overrides, program, then, workers }: PlanOptions & { readonly workers: number },
): Promise<Plan> {
  const search = await openSearch(path, overrides)
  const { config } = search
  const slurm = slurmOf(config)
  const folder = studyFolderOf(search)
  checkFolder(folder)
  const threads = config.training.threads === undefined ? threadsOf(slurm) : undefined
  const sets = [...overrides, ...(threads === undefined ? [] : [`training.threads=${threads}`])]
  const args = ['tune', '-c', path, ...sets.flatMap(set => ['--set', set]), '--no-report']
  const [report, ...others] = followersOf(['report', ...then], { folder, slurm, program })
  if (then.includes('evaluate'))
    throw new MedspanError(
      'config',
      'a search evaluates its trials itself: after it come report and notify',
      {
        hint: 'Leave evaluate out of --then.',
      },
    )
  return {
    folder,
    files: new Map(),
    jobs: [
      jobFor('tune', { folder, slurm, program, args, tasks: workers }),
      // Also of a search of which a worker has failed.
      { ...report!, after: 'afterany' },
      ...others,
    ],
  }
}

/**
 * Plans the evaluation of a finished run.
 * @throws MedspanError `config`, `input`
 */
export async function planEvaluate(folder: string, { overrides, program, then }: PlanOptions): Promise<Plan> {
  const config = await readConfig(join(folder, 'medspan.yaml'), overrides, { files: 'skip' })
  const slurm = slurmOf(config)
  checkFolder(folder)
  return {
    folder,
    files: new Map(),
    jobs: [
      jobFor('evaluate', { folder, slurm, program, args: ['evaluate', folder] }),
      ...followersOf(
        then.filter(kind => kind !== 'evaluate'),
        { folder, slurm, program },
      ),
    ],
  }
}

/** The jobs of a folder that were submitted last: the first of them, and those that wait for it. */
export async function lastSubmission(
  folder: string,
): Promise<{ job: string; kind: string; tasks?: number | undefined }[]> {
  const { submitted } = await readJobs(folder)
  const first = submitted.findLastIndex(
    ({ dependency, continues }) => dependency === undefined && continues === undefined,
  )
  if (first < 0)
    throw new MedspanError('input', 'no job has been submitted for this folder', {
      where: { path: folder },
      hint: 'medspan submit does that; it prints the folder of the run.',
    })
  return submitted.slice(first)
}
