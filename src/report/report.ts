/**
 * @file A run's figures and its report.html, from the run folder alone.
 */
import { join } from 'node:path'
import { typeName } from '../concepts/semantic-network.ts'
import { type RunFigureData, runFigures } from '../figures/run/run.ts'
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts'
import type { Progress } from '../progress.ts'
import { REPORT_PAGE } from '../run/report-files.ts'
import { type EvaluatedPart, findPreviousRun, type RunFolder, readRunFolder } from '../run/run-folder.ts'
import { drawFigures, inPage, writeReportFiles } from './figure-files.ts'
import { renderPage } from './page/page.ts'
import { mentionsByPart, reportContent } from './run-content.ts'

export interface ReportOptions {
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
  /**
   * The folder of a run that this one is compared with. `auto`, unless given: of the runs beside it with the same test
   * documents the one that ended last before it. `none` compares with none.
   */
  readonly previous?: string | undefined
}

export interface WrittenReport {
  readonly runFolder: string
  /** The path of `report.html`. */
  readonly page: string
  /** The names of the figures in `figures/`, without an extension: each is there as PNG and SVG, light and dark. */
  readonly figures: readonly string[]
  /** The folder of the run that this one is compared with. */
  readonly previous: string | undefined
}

/**
 * Draws the figures of a run into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, all or none.
 * The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no run or a file of it is damaged, `output` where nothing can be written;
 * what the signal was aborted with
 */
export async function writeReport(runFolder: string, options: ReportOptions): Promise<WrittenReport> {
  const { progress, signal } = options
  const folder = await readRunFolder(runFolder)
  const previous = await previousOf(folder, options.previous ?? 'auto')
  const evaluations = evaluationsOf(folder)
  const data = figureData(folder, evaluations)
  const drawn = await drawFigures(theme => runFigures(data, typeName, theme), progress)
  signal?.throwIfAborted()
  const page = renderPage(reportContent(folder, { evaluations, figures: inPage(drawn), previous }))
  await writeReportFiles(folder.path, page, drawn, progress)
  if (previous !== undefined) progress.info(`compared with the run before it, ${previous.name}`)
  return {
    runFolder: folder.path,
    page: join(folder.path, REPORT_PAGE),
    figures: drawn.map(({ name }) => name),
    previous: previous?.path,
  }
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

/** The evaluation of no documents: a run that is under way has nothing to show but its curves. */
export const nothing = evaluateDocuments([], { seed: 1, samples: 1 })

function figureData(
  folder: RunFolder,
  evaluations: Readonly<Record<EvaluatedPart, Evaluation>> | undefined,
): RunFigureData {
  const { history, run, learningCurve } = folder
  return {
    history,
    ...(run.summary && { bestStep: run.summary.best.step }),
    mentions: evaluations === undefined ? {} : mentionsByPart(folder, evaluations),
    validation: evaluations?.validation ?? nothing,
    test: evaluations?.test ?? nothing,
    learningCurve,
  }
}
