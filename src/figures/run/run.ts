/**
 * @file The figures of a training run: which there are, by the names of their files.
 *
 * Every function takes numbers and gives a specification with its title and what it shows in words. A figure that has
 * nothing to show is left out.
 */
import { type Evaluation, evaluateDocuments } from '../../metrics/evaluation.ts'
import type { LogRecord } from '../../run/log.ts'
import { typesFigure } from '../corpus/corpus.ts'
import type { Drawing, NamedFigure } from '../render.ts'
import type { Theme } from '../theme.ts'
import { number, plural, type TypeName } from '../words.ts'
import { breakdownFigure, confusionFigure, reliabilityFigure } from './errors.ts'
import { type LearningPoint, learningCurveFigure } from './learning.ts'
import { typeCurvesFigure, typeMapFigure } from './progress.ts'
import { supportFigure, trainingMentionsFigure } from './scatter.ts'
import { boxplotFigure, groupsFigure, seenFigure } from './scores.ts'
import {
  globalMetricsFigure,
  gradientFigure,
  learningRateFigure,
  lossFigure,
  lossTogetherFigure,
} from './training.ts'

export type { LearningPoint, ScoreInterval } from './learning.ts'

/** What a figure is about, for those who show many. */
export type FigureSection = 'training' | 'types' | 'errors' | 'seen' | 'calibration' | 'data'

export interface RunFigure extends NamedFigure, Drawing {
  readonly section: FigureSection
}

export interface RunFigureData {
  /** `log_history` of `trainer_state.json`. */
  readonly history: readonly LogRecord[]
  /** The step of the best model, where one was chosen. */
  readonly bestStep?: number
  /** Mentions of each type by part: train, validation, test. */
  readonly mentions?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Of parts that were evaluated. */
  readonly validation?: Evaluation
  readonly test?: Evaluation
  /** By which scores were divided before they became probabilities. */
  readonly temperature?: number | undefined
  /** F1 of models of smaller training parts. */
  readonly learningCurve?: readonly LearningPoint[]
}

/** The evaluation of no documents: where nothing was evaluated there is nothing to show but curves. */
const nothing = evaluateDocuments([], { seed: 1, samples: 1 })

/**
 * Every figure that a run has something to show in, those of the training first. What is about one part is about test,
 * or about validation where test has no mentions.
 */
export function runFigures(data: RunFigureData, typeName: TypeName, theme: Theme): RunFigure[] {
  const { validation = nothing, test = nothing, mentions = {}, learningCurve = [], temperature } = data
  const [part, judged] =
    test.gold + test.predicted > 0 ? (['test', test] as const) : (['validation', validation] as const)
  const figures: RunFigure[] = []
  const add = (section: FigureSection, name: string, drawing: Drawing | undefined): void => {
    if (drawing === undefined) return
    const { title, description, spec } = drawing
    figures.push({ name, section, title, description, spec: { description, ...spec } })
  }
  add('training', 'loss', lossFigure(data, theme))
  add('training', 'loss_same_fig', lossTogetherFigure(data, theme))
  add('training', 'learning_rate', learningRateFigure(data, theme))
  add('training', 'grad_norm', gradientFigure(data, theme))
  add('training', 'global_metrics', globalMetricsFigure(data, theme))
  add('training', 'log_per_class_epoch', typeMapFigure(data, typeName, theme))
  add('training', 'log_per_class_step', typeCurvesFigure(data, typeName, theme))
  add('types', 'boxplot_metrics_eval', boxplotFigure(validation, 'validation', typeName, theme))
  add('types', 'boxplot_metrics_pred', boxplotFigure(test, 'test', typeName, theme))
  for (const labels of ['labels', 'no-labels'] as const) {
    const ending = labels === 'labels' ? '' : '_nolabel'
    const support = (evaluation: Evaluation, part: string) =>
      supportFigure(evaluation, { part, labels }, typeName, theme)
    add('types', `scatter_plot_metric_support_eval${ending}`, support(validation, 'validation'))
    add('types', `scatter_plot_metric_support_pred${ending}`, support(test, 'test'))
  }
  add('types', 'f1_training_mentions', trainingMentionsFigure(judged, part, typeName, theme))
  add('types', 'groups', groupsFigure(judged, part, typeName, theme))
  add(
    'seen',
    'seen_unseen',
    seenFigure(
      [
        { name: 'validation', evaluation: validation },
        { name: 'test', evaluation: test },
      ],
      theme,
    ),
  )
  add('training', 'learning_curve', learningCurveFigure(learningCurve))
  add('errors', 'confusion_matrix', confusionFigure(judged, part, typeName, theme))
  add('errors', 'error_breakdown', breakdownFigure(judged, part, typeName, theme))
  add('calibration', 'reliability', reliabilityFigure(judged, part, theme, temperature))
  add('data', 'types_per_split', splitFigure(mentions, typeName))
  return figures
}

/** Mentions of each type, and their shares in the parts. */
function splitFigure(
  mentions: NonNullable<RunFigureData['mentions']>,
  typeName: TypeName,
): Drawing | undefined {
  const parts = Object.entries(mentions).map(([name, types]) => ({ name, types: withoutZeros(types) }))
  const types = new Set(parts.flatMap(part => Object.keys(part.types)))
  if (types.size === 0) return undefined
  const totals = parts.map(
    ({ name, types }) => `${name} ${number(Object.values(types).reduce((a, b) => a + b, 0))}`,
  )
  return {
    title: 'Mentions of each type',
    description: `Mentions of ${plural(types.size, 'type')}, and the share of each type in each part: ${totals.join(', ')}.`,
    spec: typesFigure(parts, typeName),
  }
}

function withoutZeros(types: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(types).filter(([, times]) => times > 0))
}
