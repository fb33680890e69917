/**
 * @file `medspan report`: the figures of a run, and a page about it.
 */
import { relative, resolve } from 'node:path'
import { Command } from 'commander'
import { formatError, MedspanError } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { type WrittenReport, writeReport } from '../report/report.ts'
import { type CommandContext, type CommonOptions, showResult } from './io.ts'

interface ReportCommandOptions extends CommonOptions {
  readonly previous: string | false
}

export function reportCommand(context: CommandContext): Command {
  return new Command('report')
    .description('draw the figures of a run, and write a page about it: report.html')
    .argument('<run>', 'a run folder; of one that is under way the curves so far')
    .option(
      '--previous <run>',
      'the run to compare it with; auto: of those beside it with the same test documents, the last before it',
      'auto',
    )
    .option('--no-previous', 'compare it with none')
    .addHelpText(
      'after',
      `
The page is one file that needs no network: scores with intervals, curves, types, and every error in its sentence. The
figures are in RUN/figures as PNG and SVG, dark ones in RUN/figures/dark. medspan train makes both at its end.

Examples:
  medspan report runs/medspan
  medspan report runs/crf --previous runs/plain
`,
    )
    .action(async (run: string, options: ReportCommandOptions) => {
      const { io, progress } = context
      const { previous } = options
      const report = await writeReport(resolve(io.cwd, run), {
        progress,
        signal: io.interruption(),
        previous: previous === false ? 'none' : previous === 'auto' ? previous : resolve(io.cwd, previous),
      })
      showResult(io, options, report, renderReport(report, io.cwd))
    })
}

function renderReport({ page, figures }: WrittenReport, cwd: string): string {
  return `${figures.length} figures, and the report: ${relative(cwd, page) || page}`
}

/**
 * Makes the report of a run that has just ended. What keeps it from being made is a line in the log and never an error:
 * the run is finished, and `medspan report` makes it later.
 */
export async function reportAloud(
  runFolder: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await writeReport(runFolder, { progress, signal })
  } catch (error) {
    const said = error instanceof MedspanError ? formatError(error) : String(error)
    const reason = signal?.aborted === true ? 'it was interrupted' : said
    progress.info(`the report could not be made, medspan report makes it later: ${reason}`)
  }
}
