/**
 * @file The command line as a function: arguments in, an exit code out.
 *
 * - 0: done.
 * - 1: something that the user can put right, said in one message; also a disk that filled up.
 * - 2: a defect of medspan, with what to report.
 * - 75: ended in order by SIGTERM, SIGUSR1 or Ctrl-C, and the same command goes on from there. It is EX_TEMPFAIL of
 *   sysexits.h, "the user is invited to retry", which batch scripts test for before they requeue a job. Ctrl-C has
 *   the same code: what it says is how things stand and not who asked, so that a script needs one test; and a shell's
 *   loop stops at Ctrl-C where a command was killed by SIGINT, not where it gives 130.
 * - 130, 143 and the like (128 and the signal's number): ended by a signal at once, or without anything to go on from.
 */
import { Command, CommanderError } from 'commander'
import { formatError, MedspanError } from '../errors.ts'
import { cancelCommand } from './cluster/cancel.ts'
import { jobCommand } from './cluster/job.ts'
import { jobSetupCommand } from './cluster/job-setup.ts'
import { joinCommand } from './cluster/join.ts'
import { logsCommand } from './cluster/logs.ts'
import { resumeCommand } from './cluster/resume.ts'
import { statusCommand } from './cluster/status.ts'
import { submitCommand } from './cluster/submit.ts'
import { compareCommand } from './compare.ts'
import { convertCommand } from './convert.ts'
import { demoCommand } from './demo.ts'
import { evaluateCommand } from './evaluate.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { type CommandContext, type CommonOptions, ContinuedBy, EndedWith, type Io } from './io.ts'
import { learningCurveCommand } from './learning-curve.ts'
import { linkCommand } from './link.ts'
import { mergeCommand } from './merge.ts'
import { modelsCommand } from './models.ts'
import { notifyCommand } from './notify.ts'
import { readPackage } from './package.ts'
import { predictCommand } from './predict.ts'
import { reportCommand } from './report.ts'
import { scoreCommand } from './score.ts'
import { splitCommand } from './split.ts'
import { statsCommand } from './stats.ts'
import { trainCommand } from './train.ts'
import { tuneCommand } from './tune.ts'
import { umlsCommand } from './umls.ts'
import { createProgress } from './view/progress.ts'
import { watchCommand } from './watch.ts'

/** The commands for people, in the order of the help text. */
const COMMANDS: readonly ((context: CommandContext) => Command)[] = [
  demoCommand,
  initCommand,
  modelsCommand,
  importCommand,
  umlsCommand,
  linkCommand,
  mergeCommand,
  splitCommand,
  statsCommand,
  convertCommand,
  trainCommand,
  tuneCommand,
  learningCurveCommand,
  watchCommand,
  evaluateCommand,
  scoreCommand,
  compareCommand,
  reportCommand,
  predictCommand,
  exportCommand,
  notifyCommand,
  submitCommand,
  statusCommand,
  logsCommand,
  cancelCommand,
  resumeCommand,
]

/** Commands that batch scripts run, which no help text lists. */
const SCRIPTED: typeof COMMANDS = [jobCommand, jobSetupCommand, joinCommand]

const EXIT = { done: 0, userError: 1, defect: 2, resumable: 75, interrupted: 130 } as const

/** Runs the command that `args` (without node and script) name, and gives the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const progress = createProgress(io.stderr)
  let signal: AbortSignal | undefined
  const watched: Io = {
    ...io,
    interruption: () => {
      signal = io.interruption()
      return signal
    },
  }
  try {
    const program = createProgram({ io: watched, progress })
    program.hook('preAction', (_, command) => {
      progress.verbose = command.optsWithGlobals<CommonOptions>().verbose === true
    })
    await program.parseAsync([...args], { from: 'user' })
    return EXIT.done
  } catch (error) {
    progress.close()
    if (error instanceof EndedWith) return error.exitCode
    if (error instanceof ContinuedBy) return run(error.args, io)
    if (error instanceof MedspanError && error.code === 'interrupted') {
      io.stderr.write(`${formatError(error)}\n`)
      return EXIT.resumable
    }
    // What failed on the way out, such as a checkpoint for which there was no space, is an error like any other.
    if (signal?.aborted === true && !(error instanceof MedspanError)) {
      io.stderr.write('interrupted\n')
      return EXIT.interrupted
    }
    return reportError(error, args, io)
  }
}

/** Builds the program; help and errors go through `context.io`. */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io
  const output = {
    writeOut: (text: string) => void stdout.write(text),
    writeErr: (text: string) => void stderr.write(text),
    getOutHelpWidth: () => stdout.columns ?? 100,
    getErrHelpWidth: () => stderr.columns ?? 100,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  }
  /** What every command has, and the commands within it. */
  const complete = (command: Command, parent: string): Command => {
    const name = `${parent} ${command.name()}`
    for (const nested of command.commands) complete(nested, name)
    return command
      .helpOption('-h, --help', 'print this help')
      .option('--json', 'print the result as JSON on standard output')
      .option(
        '--verbose',
        'list all layers, types and names that notes count, not the most frequent ones only',
      )
      .showHelpAfterError(`(see ${name} --help)`)
      .exitOverride()
      .configureOutput(output)
  }
  const program = new Command('medspan')
    .description('From biomedical documents curated in INCEpTION to a trained entity tagger.')
    .version(readPackage().version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', '\nExample:\n  medspan demo\n')
    .showHelpAfterError('(see medspan --help)')
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ showGlobalOptions: false })
  for (const create of COMMANDS) program.addCommand(complete(create(context), 'medspan'))
  for (const create of SCRIPTED) program.addCommand(complete(create(context), 'medspan'), { hidden: true })
  return program
}

/** Says what has gone wrong, and gives the exit code. */
export function reportError(error: unknown, args: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.userError
  if (error instanceof MedspanError && error.code !== 'internal') {
    io.stderr.write(`error: ${formatError(error)}\n`)
    return EXIT.userError
  }
  const { version } = readPackage()
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.stderr.write(
    [
      'This is a defect of medspan, not of your data. Please report it with all of this:',
      '',
      `  medspan ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
      `  medspan ${args.join(' ')}`,
      ...stack.split('\n').map(text => `  ${text}`),
      ...describeCause(error).map(text => `  ${text}`),
      '',
    ].join('\n'),
  )
  return EXIT.defect
}

function describeCause(error: unknown): string[] {
  if (!(error instanceof Error) || error.cause === undefined) return []
  const { cause } = error
  return `caused by ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`.split('\n')
}
