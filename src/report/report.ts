/**
 * @file A run's figures and its report.html, from the run folder alone.
 */
import { join } from 'node:path'
import { internal } from '../errors.ts'
import { type Figure, renderFigures } from '../figures/render.ts'
import type { RunFigure } from '../figures/run.ts'
import { runFigures } from '../figures/run.ts'
import { type ThemeName, themes } from '../figures/theme.ts'
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts'
import { writeFileWhole, writeFolderWhole } from '../output.ts'
import type { Progress } from '../progress.ts'
import { typeName } from '../umls/semantic-network.ts'
import type { ReportFigure } from './content.ts'
import { renderPage } from './page.ts'
import { mentionsByPart, reportContent } from './run-content.ts'
import { type EvaluatedPart, findPreviousRun, type RunFolder, readRunFolder } from './run-folder.ts'

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
 * Draws the figures of a run into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`. The same
 * folder gives the same bytes.
 * @throws MedspanError `input` where there is no run or a file of it is damaged, `output` where nothing can be written;
 * what the signal was aborted with
 */
export async function writeReport(runFolder: string, options: ReportOptions): Promise<WrittenReport> {
  const { progress, signal } = options
  const folder = await readRunFolder(runFolder)
  const previous = await previousOf(folder, options.previous ?? 'auto')
  const evaluations = evaluationsOf(folder)
  const task = progress.task('Drawing', undefined, 'figures')
  const drawn = await drawFigures(folder, evaluations).finally(() => task.end())
  signal?.throwIfAborted()
  const figures = drawn.map(
    ({ light, dark, ...figure }): ReportFigure => ({ ...figure, light: light.svg, dark: dark.svg }),
  )
  const page = renderPage(reportContent(folder, { evaluations, figures, previous }))
  await writeFolderWhole(join(folder.path, 'figures'), async temporary => {
    for (const { name, light, dark } of drawn)
      for (const [prefix, { svg, png }] of [
        ['', light],
        ['dark/', dark],
      ] as const) {
        await writeFileWhole(join(temporary, `${prefix}${name}.svg`), svg)
        await writeFileWhole(join(temporary, `${prefix}${name}.png`), png)
      }
  })
  const path = join(folder.path, 'report.html')
  await writeFileWhole(path, page)
  if (previous !== undefined) progress.info(`compared with the run before it, ${previous.name}`)
  return {
    runFolder: folder.path,
    page: path,
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
const nothing = evaluateDocuments([], { seed: 1, samples: 1, training: { counts: {}, forms: [] } })

interface DrawnFigure extends Omit<RunFigure, 'spec'> {
  readonly light: Figure
  readonly dark: Figure
}

async function drawFigures(
  folder: RunFolder,
  evaluations: Readonly<Record<EvaluatedPart, Evaluation>> | undefined,
): Promise<DrawnFigure[]> {
  const { history, run, learningCurve } = folder
  const data = {
    history,
    ...(run.summary && { bestStep: run.summary.best.step }),
    mentions: evaluations === undefined ? {} : mentionsByPart(folder, evaluations),
    validation: evaluations?.validation ?? nothing,
    test: evaluations?.test ?? nothing,
    learningCurve,
  }
  const drawn = await renderFigures(theme => runFigures(data, typeName, theme))
  const of = (name: string, theme: ThemeName): Figure => {
    const found = drawn.find(figure => figure.name === name && figure.theme === theme)
    if (found === undefined) throw internal(`the figure ${name} was not drawn`)
    return found
  }
  return runFigures(data, typeName, themes.light).map(({ spec: _, ...figure }) => ({
    ...figure,
    light: of(figure.name, 'light'),
    dark: of(figure.name, 'dark'),
  }))
}
