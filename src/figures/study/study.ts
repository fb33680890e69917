/**
 * @file The figures of a hyperparameter search: which there are, by the names of their files. They are those of Optuna's
 * `visualization`.
 */

import type { StudyFigureData } from '../../run/study-data.ts'
import type { Drawing, NamedFigure } from '../render.ts'
import type { Theme } from '../theme.ts'
import { contourFigure } from './contour.ts'
import { intermediateFigure, studyHistoryFigure, timelineFigure } from './history.ts'
import { importanceFigure, parallelFigure, slicesFigure } from './parameters.ts'

/** What a figure is about. */
export type StudySection = 'course' | 'parameters'

export interface StudyFigure extends NamedFigure, Drawing {
  readonly name: StudyFigureName
  readonly section: StudySection
}

/** Every figure by its name: what it shows, and what of a study it needs. */
export const studyFigureNeeds = {
  optimization_history: ['values of trials', 'needs a trial with a value'],
  intermediate_values: ['values by epoch', 'needs values of two epochs'],
  timeline: ['trials in time', 'needs trials that have ended, and at most 32 at once'],
  param_importances: ['importances', 'needs several complete trials that differ'],
  slice: ['values over each parameter', 'needs two complete trials'],
  contour: ['values over two parameters', 'needs five complete trials that differ in two numbers'],
  parallel_coordinate: ['all parameters of each trial', 'needs two complete trials'],
} as const satisfies Readonly<Record<string, readonly [what: string, needs: string]>>

export type StudyFigureName = keyof typeof studyFigureNeeds

/** Every figure that a study has something to show in. */
export function studyFigures(data: StudyFigureData, theme: Theme): StudyFigure[] {
  const figures: StudyFigure[] = []
  const add = (section: StudySection, name: StudyFigureName, drawing: Drawing | undefined): void => {
    if (drawing === undefined) return
    const { title, description, spec } = drawing
    figures.push({ name, section, title, description, spec: { description, ...spec } })
  }
  add('course', 'optimization_history', studyHistoryFigure(data, theme))
  add('course', 'intermediate_values', intermediateFigure(data, theme))
  add('course', 'timeline', timelineFigure(data, theme))
  add('parameters', 'param_importances', importanceFigure(data))
  add('parameters', 'slice', slicesFigure(data, theme))
  add('parameters', 'contour', contourFigure(data, theme))
  add('parameters', 'parallel_coordinate', parallelFigure(data, theme))
  return figures
}
