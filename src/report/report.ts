/**
 * @file A run's figures and its report.html, from the run folder alone.
 */
import { typeName } from '../concepts/semantic-network.ts'
import { MedspanError } from '../errors.ts'
import { type RunFigureData, runFigures } from '../figures/run/run.ts'
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts'
import type { Progress } from '../progress.ts'
import { readRunFile } from '../run/run-file.ts'
import { type EvaluatedPart, findPreviousRun, type RunFolder, readRunFolder } from '../run/run-folder.ts'
import { readTrainerFolder } from '../run/trainer-folder.ts'
import { drawFigures, inPage, type WrittenPage, writeReportFiles } from './figure-files.ts'
import { renderPage } from './page/page.ts'
import { mentionsByPart, reportContent } from './run-content.ts'
import { writeTrainerReport } from './trainer-report.ts'

export interface ReportOptions {
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
  /**
   * The folder of a run that this one is compared with. `auto`, unless given: of the runs beside it with the same test
   * documents the one that ended last before it. `none` compares with none.
   */
  readonly previous?: string | undefined
}

export interface WrittenReport extends WrittenPage {
  readonly runFolder: string
  /** The folder of the run that this one is compared with. */
  readonly previous: string | undefined
}

/**
 * Draws the figures of a run, or of what transformers' Trainer has left, into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, all or none.
 * The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no run or a file of it is damaged, `output` where nothing can be written;
 * what the signal was aborted with
 */
export async function writeReport(runFolder: string, options: ReportOptions): Promise<WrittenReport> {
  const { progress, signal } = options
  const trainer =
    (await readRunFile(runFolder)) === undefined ? await readTrainerFolder(runFolder) : undefined
  if (trainer !== undefined) {
    if (options.previous !== undefined && options.previous !== 'auto' && options.previous !== 'none')
      throw new MedspanError(
        'config',
        'expected a run, got a folder of transformers’ Trainer and one to compare it with',
        {
          where: { path: trainer.path },
          hint: 'It has no gold mentions to be compared by: leave out --previous.',
        },
      )
    const written = await writeTrainerReport(trainer, { progress, signal })
    return { runFolder: trainer.path, ...written, previous: undefined }
  }
  const folder = await readRunFolder(runFolder)
  const previous = await previousOf(folder, options.previous ?? 'auto')
  const evaluations = evaluationsOf(folder)
  const data = figureData(folder, evaluations)
  const drawn = await drawFigures(theme => runFigures(data, typeName, theme), progress)
  signal?.throwIfAborted()
  const page = renderPage(reportContent(folder, { evaluations, figures: inPage(drawn), previous }))
  const written = await writeReportFiles(folder.path, page, drawn, progress)
  if (previous !== undefined) progress.info(`compared with the run before it, ${previous.name}`)
  return { runFolder: folder.path, ...written, previous: previous?.path }
}

async function previousOf(folder: RunFolder, setting: string): Promise<RunFolder | undefined> {
  if (setting === 'none') return undefined
  return setting === 'auto' ? await findPreviousRun(folder) : await readRunFolder(setting)
}

function evaluationsOf({ results, run }: RunFolder): Record<EvaluatedPart, Evaluation> | undefined {
  if (results === undefined) return undefined
  const evaluate = (part: EvaluatedPart) =>
    evaluateDocuments(results.parts[part].documents, { training: results.training, seed: run.seed })
  return { test: evaluate('test'), validation: evaluate('validation') }
}

function figureData(
  folder: RunFolder,
  evaluations: Readonly<Record<EvaluatedPart, Evaluation>> | undefined,
): RunFigureData {
  const { history, run, learningCurve } = folder
  return {
    history,
    ...(run.summary && { bestStep: run.summary.best.step }),
    ...(evaluations && { ...evaluations, mentions: mentionsByPart(folder, evaluations) }),
    learningCurve,
    temperature: run.summary?.temperature,
  }
}
