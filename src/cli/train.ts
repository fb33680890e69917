/**
 * @file `medspan train`: from a configuration to a run folder.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { type Config, openConfig, readConfig } from '../config/config.ts'
import { MedspanError } from '../errors.ts'
import type { RunSummary } from '../run/results.ts'
import { readRunFile } from '../run/run-file.ts'
import { train } from '../train/run.ts'
import { type CommandContext, type CommonOptions, setOption, showResult } from './io.ts'
import { announce } from './notify.ts'
import { parsePositive, parseSeeds } from './numbers.ts'
import { formatSeconds } from './view/progress.ts'
import { renderRunScores } from './view/scores.ts'

interface TrainCommandOptions extends CommonOptions {
  readonly config?: string
  readonly set: readonly string[]
  readonly output?: string
  readonly overwrite?: boolean
  readonly dryRun?: boolean
  readonly report: boolean
  readonly seeds?: readonly number[]
  readonly jobs?: number
}

export function trainCommand(context: CommandContext): Command {
  return new Command('train')
    .option(
      '-c, --config <file>',
      'the configuration (default: medspan.yaml; without one, what medspan init would write is used)',
    )
    .addOption(setOption())
    .option('-o, --output <folder>', 'the run folder, instead of training.output_dir')
    .option(
      '--overwrite',
      'replace a run of another configuration in the run folder; deletes only files that a run wrote',
    )
    .option('--dry-run', 'check everything, run a few steps, estimate time and memory, and write nothing')
    .option('--no-report', 'skip the figures and report.html; medspan report makes them later')
    .option(
      '--seeds <list>',
      'train once with each training seed, such as 1,2,3, in <folder>/seed-<seed>',
      parseSeeds,
    )
    .option(
      '--jobs <number>',
      'with --seeds: processes that train at the same time (default: 1)',
      parsePositive,
    )
    .addHelpText(
      'after',
      '\nThe result is sent to webhooks in MEDSPAN_DISCORD_WEBHOOK and MEDSPAN_WEBHOOK: see medspan notify --help.\n' +
        'SIGTERM, SIGUSR1 and Ctrl-C finish the current step, save a checkpoint and exit with 75: the same command\n' +
        'resumes. A second Ctrl-C exits at once. Exit codes: 0 done, 1 an error that you can fix, 2 a defect of\n' +
        'medspan, 75 interrupted and resumable, 130 interrupted at once.\n' +
        '\nSeeds change the training, not which documents are in the parts. Means and standard deviations of their scores are in\n' +
        '<folder>/seeds.json; finished seeds are not trained again, and more can be added. medspan compare takes such folders.\n' +
        '\nExamples:\n  medspan train\n  medspan train -c medspan.yaml --set training.learning_rate=1e-4 -o runs/first\n' +
        '  medspan train -c medspan.yaml --seeds 1,2,3 --jobs 2 -o runs/seeds\n' +
        '  medspan train -c medspan.yaml; [ $? -eq 75 ] && scontrol requeue "$SLURM_JOB_ID"\n',
    )
    .action(async (options: TrainCommandOptions) => {
      const { io, progress } = context
      const { seeds, jobs } = options
      if (jobs !== undefined && seeds === undefined)
        throw new MedspanError('config', 'expected --seeds with --jobs: one training is one process')
      const config = await configOf(options, context)
      // What only some trainings need, or only when they end, is not loaded before the first step.
      if (seeds !== undefined) {
        const { trainSeedsAloud } = await import('./seeds.ts')
        return trainSeedsAloud(config, { ...options, seeds }, context)
      }
      if (options.dryRun === true) {
        const { dryRun } = await import('../train/dry-run.ts')
        const { renderDryRun } = await import('./view/forecast.ts')
        const forecast = await dryRun(config, { progress })
        showResult(io, options, forecast, renderDryRun(forecast))
        return
      }
      const overwrite = options.overwrite === true
      const signal = io.interruption()
      const isReported = options.report ? await hasReport(config.training.output_dir) : true
      const summary = await trainAloud(config, { overwrite, signal }, context)
      // Before webhooks are told, which may take a while where one does not answer.
      showResult(io, options, summary, renderSummary(summary))
      if (!isReported) {
        const { reportAloud } = await import('./report.ts')
        await reportAloud(summary.runFolder, progress, { signal })
      }
      await announce(summary.runFolder, { kind: 'success' }, context, { signal })
    })
}

/** The configuration that is named, or lies here; where there is none, that of the documents here. */
async function configOf(options: TrainCommandOptions, context: CommandContext): Promise<Config> {
  const { io, progress } = context
  const path = resolve(io.cwd, options.config ?? 'medspan.yaml')
  const overrides = overridesOf(io, options)
  if (options.config !== undefined || existsSync(path)) return readConfig(path, overrides)
  const { renderSurvey, surveyAloud } = await import('./survey.ts')
  const { renderConfig } = await import('../survey/config-text.ts')
  const survey = await surveyAloud(io.cwd, context, { takesDefaults: true, limits: { ms: Infinity } })
  // Says that there is none.
  if (survey.sources.length === 0) return readConfig(path, overrides)
  progress.info(
    'There is no medspan.yaml here; this is what was found (medspan init writes it down, to be changed):',
  )
  for (const line of renderSurvey(survey)) progress.info(line)
  return openConfig(renderConfig(survey), path, overrides)
}

/** Whether a run is finished already, and has its report: one that was made on the way is out of date at the end. */
async function hasReport(runFolder: string): Promise<boolean> {
  if (!existsSync(join(runFolder, 'report.html'))) return false
  return (await readRunFile(runFolder).catch(() => undefined))?.status === 'finished'
}

/** Trains, and tells the webhooks of the environment that it goes on, or that it has failed. */
async function trainAloud(
  config: Config,
  { overwrite, signal }: { readonly overwrite: boolean; readonly signal: AbortSignal },
  context: CommandContext,
): Promise<RunSummary> {
  const { progress } = context
  const runFolder = config.training.output_dir
  const onResume = () => announce(runFolder, { kind: 'resume' }, context, { signal, totalMs: 20_000 })
  try {
    return await train(config, { progress, signal, overwrite, onResume })
  } catch (error) {
    const isOver = !(error instanceof MedspanError && error.code === 'interrupted')
    if (isOver) await announce(runFolder, { kind: 'failure', error }, context, { totalMs: 60_000 })
    throw error
  }
}

/** The override that puts a run, or a study, into a folder, whatever characters its path has. */
export function outputOverride(folder: string, key: 'training' | 'tuning' = 'training'): string {
  return `${key}.output_dir=${JSON.stringify(folder)}`
}

/** The overrides of `--set`, and then that of `--output`. */
export function overridesOf(
  { cwd }: { readonly cwd: string },
  { set, output }: { readonly set: readonly string[]; readonly output?: string },
  key?: 'training' | 'tuning',
): string[] {
  return output === undefined ? [...set] : [...set, outputOverride(resolve(cwd, output), key)]
}

/** What was trained on, how long it took, the scores, and where everything is. */
export function renderSummary(summary: RunSummary): string {
  const { counts, training, best, types, runFolder } = summary
  const figures = (part: keyof typeof counts) =>
    `${part} ${counts[part].documents} documents, ${counts[part].sentences.toLocaleString('en-US')} sentences`
  return [
    `${figures('train')}; ${figures('validation')}; ${figures('test')}; ${types.length} types`,
    `trained ${formatSeconds(training.train_runtime ?? 0)}; best ${best.metric} ${best.value.toFixed(4)} on ` +
      `validation at epoch ${Number(best.epoch.toFixed(2))}`,
    '',
    renderRunScores(summary),
    '',
    `The run is in ${runFolder}`,
  ].join('\n')
}
