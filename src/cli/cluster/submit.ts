/**
 * @file `medspan submit`: the same commands on a SLURM cluster.
 */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { prepareFolder } from '../../cluster/bundle/bundle.ts'
import { callSlurm } from '../../cluster/slurm.ts'
import {
  FOLLOWERS,
  type Follower,
  type Plan,
  planEvaluate,
  planTrain,
  planTune,
  renderPlan,
  submitPlan,
} from '../../cluster/submit.ts'
import { readConfig } from '../../config/config.ts'
import { internal } from '../../errors.ts'
import { givenFolder } from '../given-folder.ts'
import { type CommandContext, type CommonOptions, collect, type Io, showResult } from '../io.ts'
import { parsePositive } from '../numbers.ts'
import { packageRoot } from '../package.ts'
import { outputOverride } from '../train.ts'
import { showFollowed } from './followed-jobs.ts'

interface SubmitOptions extends CommonOptions {
  readonly set: readonly string[]
  readonly then: readonly Follower[]
  readonly dryRun?: boolean
  readonly follow?: boolean
}

interface ConfiguredOptions extends SubmitOptions {
  readonly config: string
  readonly output?: string
}

const HELP = `
What is asked of the cluster stands in the configuration, by the names of sbatch's options:

  slurm: { partition: gpu, gres: gpu:1, cpus_per_task: 8, mem: 16G, time: "07:00:00" }

Before its time is over, and when it is preempted, a job finishes the step under way, saves, goes back into the queue, and
continues from there to the same weights. A crash is not repeated. The folder of the run, the model, the corpus, Node and
medspan must be on disks that the nodes see. Where nodes have no network, medspan submit prepare makes a folder with medspan,
models and datasets of the hub and Python's libraries, which slurm.prepared names. What is set in the environment here, keys
for UMLS, the hub and webhooks among it, is passed on by SLURM and stands in no script.
`

export function submitCommand(context: CommandContext): Command {
  return new Command('submit')
    .description('train, tune or evaluate on a SLURM cluster; jobs survive preemption and time limits')
    .addCommand(submitTrain(context))
    .addCommand(submitTune(context))
    .addCommand(submitEvaluate(context))
    .addCommand(submitPrepare(context))
    .addHelpText(
      'after',
      `${HELP}
Examples:
  medspan submit prepare -c medspan.yaml
  medspan submit train -c medspan.yaml --dry-run
  medspan submit train -c medspan.yaml --follow
  medspan submit train -c medspan.yaml --then evaluate,report,notify
  medspan submit tune -c medspan.yaml --workers 8
  medspan submit evaluate runs/medspan
`,
    )
}

function withOptions(command: Command): Command {
  return command
    .option('--set <key=value>', 'set one key of the configuration; may come again', collect, [])
    .option(
      '--then <commands>',
      `jobs that wait for it, of ${FOLLOWERS.join(', ')}, with commas: notify tells of a failure too`,
      parseFollowers,
      [],
    )
    .option('--dry-run', 'print the batch scripts, and submit nothing')
    .option('--follow', 'show states, progress and logs until the jobs are over; Ctrl-C leaves them alone')
}

function submitTrain(context: CommandContext): Command {
  return withOptions(
    new Command('train')
      .description('medspan train as a job')
      .option(
        '-c, --config <file>',
        'the configuration; later changes of the file are not seen',
        'medspan.yaml',
      )
      .option('-o, --output <folder>', 'the run folder, instead of training.output_dir'),
  )
    .addHelpText('after', '\nExample:\n  medspan submit train -c medspan.yaml --follow\n')
    .action(async (_: unknown, self: Command) => {
      const options = self.optsWithGlobals<ConfiguredOptions>()
      const { io } = context
      const overrides = [...options.set]
      if (options.output !== undefined) overrides.push(outputOverride(resolve(io.cwd, options.output)))
      const plan = await planTrain(resolve(io.cwd, options.config), { ...settingsOf(options), overrides })
      await submit(io, plan, options)
    })
}

function submitTune(context: CommandContext): Command {
  return withOptions(
    new Command('tune')
      .description('medspan tune as an array of jobs, each a worker on the same study')
      .option(
        '-c, --config <file>',
        'the configuration; later changes of the file are not seen',
        'medspan.yaml',
      )
      .option('-o, --output <folder>', 'the study folder, instead of tuning.output_dir')
      .option(
        '--workers <count>',
        'jobs of the array; slurm.array_limit says how many run at once',
        parsePositive,
        1,
      ),
  )
    .addHelpText(
      'after',
      '\nThe study is in a folder that all nodes see. A last job draws its report.\n' +
        '\nExample:\n  medspan submit tune -c medspan.yaml --workers 8\n',
    )
    .action(async (_: unknown, self: Command) => {
      const options = self.optsWithGlobals<ConfiguredOptions & { readonly workers: number }>()
      const { io } = context
      const overrides = [...options.set]
      if (options.output !== undefined)
        overrides.push(`tuning.output_dir=${JSON.stringify(resolve(io.cwd, options.output))}`)
      const { workers } = options
      const plan = await planTune(resolve(io.cwd, options.config), {
        ...settingsOf(options),
        overrides,
        workers,
      })
      await submit(io, plan, options)
    })
}

function submitEvaluate(context: CommandContext): Command {
  return withOptions(
    new Command('evaluate').description('medspan evaluate as a job').argument('<run>', 'a run folder'),
  )
    .addHelpText('after', '\nExample:\n  medspan submit evaluate runs/medspan\n')
    .action(async (run: string, _: unknown, self: Command) => {
      const options = self.optsWithGlobals<SubmitOptions>()
      const { io, progress } = context
      const plan = await planEvaluate(await givenFolder(io, run), {
        ...settingsOf(options),
        overrides: options.set,
        progress,
      })
      await submit(io, plan, options)
    })
}

const PREPARE_HELP = `
The folder has medspan as it runs here with its packages, and what the configuration takes from elsewhere: models and
datasets of the hub, answers of UTS, and, for the accelerate engine, wheels of Python's libraries, which pip gets as it is
set up here, torch among them. The first job makes a Python environment of these. Files that the configuration names by their
paths stay where they are, and keys and tokens stay out. prepared.json says what the folder is for; a job that it does not
fit is refused when it is submitted. Make it on a machine like the nodes, with their Python. Where all is there nothing is
changed; what has become other is made anew, so no job may be using it.

  slurm: { prepared: prepared }

Example:
  medspan submit prepare -c medspan.yaml -o /shared/prepared
`

function submitPrepare(context: CommandContext): Command {
  return new Command('prepare')
    .description('make a folder from which jobs run without a network')
    .option('-c, --config <file>', 'the configuration', 'medspan.yaml')
    .option('--set <key=value>', 'set one key of the configuration; may come again', collect, [])
    .option('-o, --output <folder>', 'by default slurm.prepared, or else prepared beside the configuration')
    .addHelpText('after', PREPARE_HELP)
    .action(async (_: unknown, self: Command) => {
      const options = self.optsWithGlobals<ConfiguredOptions>()
      const { io, progress } = context
      checkBuilt()
      const path = resolve(io.cwd, options.config)
      const folder =
        options.output === undefined
          ? ((await readConfig(path, options.set)).slurm?.prepared ?? join(dirname(path), 'prepared'))
          : resolve(io.cwd, options.output)
      const { prepared, isNew } = await prepareFolder(path, folder, {
        overrides: options.set,
        packageRoot,
        progress,
        signal: io.interruption(),
      })
      const bytes = Object.values(prepared.files).reduce((sum, size) => sum + size, 0)
      const text = [
        isNew ? `${folder}: ${(bytes / 1e6).toFixed(1)} MB` : `${folder} has all of it already`,
        `Jobs take what they need from there with slurm: { prepared: ${JSON.stringify(folder)} }`,
      ].join('\n')
      const { files: _files, ...content } = prepared
      showResult(io, options, { folder, isNew, bytes, ...content }, text)
    })
}

const settingsOf = ({ then }: SubmitOptions) => ({ then, program: program() })

/** This Node, and this medspan. */
const program = (): string[] => [process.execPath, checkBuilt()]

/** The file that nodes are to run. */
function checkBuilt(): string {
  const main = join(packageRoot, 'dist', 'cli', 'main.js')
  if (!existsSync(main)) throw internal('expected the package to be built', { path: main })
  return main
}

async function submit(io: Io, plan: Plan, options: SubmitOptions): Promise<void> {
  if (options.dryRun === true) {
    const scripts = plan.jobs.map(({ kind }) => kind)
    showResult(
      io,
      options,
      { folder: plan.folder, jobs: scripts, script: renderPlan(plan) },
      renderPlan(plan),
    )
    return
  }
  const jobs = await submitPlan(plan, callSlurm)
  const text = [
    ...jobs.map(({ job, kind }) => `job ${job}: ${kind}`),
    `The folder is ${plan.folder}; medspan status, logs and cancel take it.`,
  ].join('\n')
  showResult(io, options, { folder: plan.folder, jobs }, text)
  if (options.follow !== true) return
  if (options.json !== true) io.stdout.write('Ctrl-C ends the following and leaves the jobs alone.\n')
  await showFollowed(io, plan.folder, { call: callSlurm, json: options.json === true })
}

function parseFollowers(text: string): Follower[] {
  return text.split(',').map(word => {
    const name = FOLLOWERS.find(follower => follower === word.trim())
    if (name === undefined) throw new InvalidArgumentError(`Expected some of ${FOLLOWERS.join(', ')}.`)
    return name
  })
}
