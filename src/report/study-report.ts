/**
 * @file The figures and the report.html of a hyperparameter search, from the study folder alone.
 */
import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { studyFigures } from '../figures/study/study.ts'
import type { Progress } from '../progress.ts'
import { readStudyFile, type StudyTrial } from '../run/study-file.ts'
import { drawFigures, inPage, type WrittenPage, writeReportFiles } from './figure-files.ts'
import { renderStudyPage } from './page/study-page.ts'

export interface StudyReportOptions {
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface WrittenStudyReport extends WrittenPage {
  readonly studyFolder: string
}

/**
 * Draws the figures of a study into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, which
 * leads to the reports of its trials. The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no study or its `study.json` is damaged, `output` where nothing can be
 * written; what the signal was aborted with
 */
export async function writeStudyReport(
  studyFolder: string,
  { progress, signal }: StudyReportOptions,
): Promise<WrittenStudyReport> {
  const folder = resolve(studyFolder)
  const study = await readStudyFile(folder)
  const reported = await reportedTrials(folder, study.trials)
  signal?.throwIfAborted()
  const drawn = await drawFigures(theme => studyFigures(study, theme), progress)
  signal?.throwIfAborted()
  const content = renderStudyPage({ study, figures: inPage(drawn), reported })
  return { studyFolder: folder, ...(await writeReportFiles(folder, content, drawn, progress)) }
}

async function reportedTrials(folder: string, trials: readonly StudyTrial[]): Promise<Set<number>> {
  const reported = new Set<number>()
  for (const { number, folder: own } of trials) {
    if (own === undefined) continue
    const isThere = await access(join(folder, own, 'report.html')).then(
      () => true,
      () => false,
    )
    if (isThere) reported.add(number)
  }
  return reported
}
