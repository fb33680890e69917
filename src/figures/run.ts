/**
 * @file The figures of a training run: which there are, by the names of their files.
 *
 * Every function takes numbers and gives a specification with its title and what it shows in words. A figure that has
 * nothing to show is left out.
 */
import type { Interval } from '../metrics/bootstrap.ts'
import type { Evaluation } from '../metrics/evaluation.ts'
import type { Drawing, NamedFigure } from './render.ts'
import type { Theme } from './theme.ts'
import {
  globalMetricsFigure,
  gradientFigure,
  type LogRecord,
  learningRateFigure,
  lossFigure,
  lossTogetherFigure,
} from './training.ts'
import type { TypeName } from './words.ts'

/** What a figure is about, for those who show many. */
export type FigureSection = 'training' | 'scores' | 'types' | 'errors' | 'data'

export interface RunFigure extends NamedFigure, Drawing {
  readonly section: FigureSection
}

export interface RunFigureData {
  /** `log_history` of `trainer_state.json`. */
  readonly history: readonly LogRecord[]
  /** The step of the best model, where one was chosen. */
  readonly bestStep?: number
  /** Mentions of each type by part: train, validation, test. */
  readonly mentions: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly validation: Evaluation
  readonly test: Evaluation
  /** F1 of models of smaller training parts. */
  readonly learningCurve?: readonly LearningPoint[]
}

/** F1 with its interval. */
export type ScoreInterval = Pick<Interval, 'estimate' | 'lower' | 'upper'>

/** F1 of a model of a share of the training part. */
export interface LearningPoint {
  /** Of the training part, in (0, 1]. */
  readonly share: number
  /** Documents and mentions that it was trained on. */
  readonly documents: number
  readonly mentions: number
  /** Of the draw, where several were made. */
  readonly seed?: number
  readonly validation: { readonly micro: ScoreInterval; readonly macro: ScoreInterval }
  readonly test: { readonly micro: ScoreInterval; readonly macro: ScoreInterval }
}

/** Every figure that a run has something to show in. */
export function runFigures(data: RunFigureData, typeName: TypeName, theme: Theme): RunFigure[] {
  const figures: RunFigure[] = []
  const add = (section: FigureSection, name: string, drawing: Drawing | undefined): void => {
    if (drawing !== undefined) figures.push({ name, section, ...drawing })
  }
  add('training', 'loss', lossFigure(data, theme))
  add('training', 'loss_same_fig', lossTogetherFigure(data, theme))
  add('training', 'learning_rate', learningRateFigure(data, theme))
  add('training', 'grad_norm', gradientFigure(data, theme))
  add('training', 'global_metrics', globalMetricsFigure(data, theme))
  void typeName
  return figures
}
