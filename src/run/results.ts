/**
 * @file Result files with the keys that Hugging Face's `run_ner` writes, and scores as plain JSON.
 */
import { join } from 'node:path'
import type { Part } from '../config/config.ts'
import type { Notice } from '../errors.ts'
import type { Evaluation } from '../metrics/evaluation.ts'
import { formatScoredDocuments, type ScoredDocument } from '../metrics/mentions.ts'
import type { Score, Scores } from '../metrics/spans.ts'
import { writeFileWhole, writeJsonWhole } from '../system/output.ts'
import { formatTrainerState, type TrainerState } from './trainer-state.ts'

/** `Scores` as JSON can hold them. */
export interface PlainScores extends Omit<Scores, 'types'> {
  readonly types: Readonly<Record<string, Score>>
}

export function plainScores(scores: Scores): PlainScores {
  return { ...scores, types: Object.fromEntries(scores.types) }
}

/** A part's scores in seqeval's two modes. */
export interface PartScores {
  readonly default: PlainScores
  /** `mode='strict', scheme=IOB2` */
  readonly strict: PlainScores
}

/** A part's scores by a model. */
export interface PartResult extends PartScores {
  /** The mean cross-entropy over the words that count. */
  readonly loss: number
  readonly sentences: number
  /** Seconds that it took, and how many batches it were. */
  readonly seconds: number
  readonly batches: number
}

/** What there is to say of a part in a few numbers. */
export type MentionScores = Pick<Evaluation, 'correct' | 'predicted' | 'gold' | 'lost' | 'micro' | 'macro'>

export function mentionScores(evaluation: Evaluation): MentionScores {
  const { correct, predicted, gold, lost, micro, macro } = evaluation
  return { correct, predicted, gold, lost, micro, macro }
}

/** Numbers by name. */
export type Metrics = Record<string, number>

/**
 * Scores as `run_ner` names them, with and without `return_entity_level_metrics`: `eval_f1`, `eval_overall_f1`,
 * `eval_T038_f1`, ... A type's name stands as it is. Averages of ours end as scikit-learn's do (`eval_f1_macro`,
 * `eval_f1_weighted`), and so do strict mode (`eval_f1_strict`) and words without `O` (`eval_accuracy_inside`): who
 * looks for types before `_f1` finds types alone.
 */
export function metricsOf(prefix: 'eval' | 'predict', scores: PartScores): Metrics {
  const metrics: Metrics = {}
  const { overall, macro, weighted, types } = scores.default
  for (const key of ['accuracy', 'f1', 'precision', 'recall'] as const) {
    metrics[`${prefix}_${key}`] = overall[key]
    metrics[`${prefix}_overall_${key}`] = overall[key]
  }
  for (const key of ['f1', 'precision', 'recall'] as const) {
    metrics[`${prefix}_${key}_macro`] = macro[key]
    metrics[`${prefix}_${key}_weighted`] = weighted[key]
    metrics[`${prefix}_${key}_strict`] = scores.strict.overall[key]
    metrics[`${prefix}_${key}_macro_strict`] = scores.strict.macro[key]
  }
  metrics[`${prefix}_accuracy_inside`] = overall.insideAccuracy
  for (const [type, score] of Object.entries(types))
    for (const key of ['f1', 'precision', 'recall', 'number'] as const)
      metrics[`${prefix}_${type}_${key}`] = score[key]
  return metrics
}

/** Scores by characters, with the borders of their 95 % intervals: `eval_f1_mentions`, `eval_f1_mentions_lower`, ... */
function mentionMetrics(prefix: 'eval' | 'predict', { micro, macro }: MentionScores): Metrics {
  const metrics: Metrics = {}
  for (const [end, scores] of [
    ['mentions', micro],
    ['mentions_macro', macro],
  ] as const)
    for (const key of ['f1', 'precision', 'recall'] as const) {
      const { estimate, lower, upper } = scores[key]
      metrics[`${prefix}_${key}_${end}`] = estimate
      metrics[`${prefix}_${key}_${end}_lower`] = lower
      metrics[`${prefix}_${key}_${end}_upper`] = upper
    }
  return metrics
}

/** Loss, scores and speed of a part. */
export function resultMetrics(prefix: 'eval' | 'predict', result: PartResult): Metrics {
  const { seconds, sentences, batches } = result
  return {
    [`${prefix}_loss`]: result.loss,
    ...metricsOf(prefix, result),
    [`${prefix}_runtime`]: seconds,
    [`${prefix}_samples`]: sentences,
    [`${prefix}_samples_per_second`]: perSecond(sentences, seconds),
    [`${prefix}_steps_per_second`]: perSecond(batches, seconds),
  }
}

/** `train_loss` is the mean over all steps; a sample is a chunk, and each epoch sees all of them. */
export function trainMetrics(state: TrainerState, samples: number): Metrics {
  const { train_seconds: seconds, global_step: steps } = state
  return {
    epoch: state.epoch,
    train_loss: state.total_loss / steps,
    train_runtime: seconds,
    train_samples: samples,
    train_samples_per_second: perSecond(samples * state.epoch, seconds),
    train_steps_per_second: perSecond(steps, seconds),
  }
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0
}

/** How much there is in a part. */
export interface PartCounts {
  readonly documents: number
  readonly sentences: number
  readonly words: number
  /** Sequences that a model sees: sentences, the long ones cut. */
  readonly sequences: number
}

/** What a finished run comes to; plain JSON. */
export interface RunSummary {
  readonly runFolder: string
  readonly types: readonly string[]
  readonly counts: Readonly<Record<Part, PartCounts>>
  /** As in `train_results.json`. */
  readonly training: Metrics
  readonly best: {
    readonly step: number
    readonly epoch: number
    readonly metric: string
    readonly value: number
  }
  /** By which scores are divided before they become probabilities, as fitted to validation. Older runs have none. */
  readonly temperature?: number
  readonly validation: PartResult
  readonly test: PartResult
  /** By characters, with 95 % intervals over documents. */
  readonly mentions: { readonly validation: MentionScores; readonly test: MentionScores }
  /** A dictionary of the training mentions, for comparison. */
  readonly baseline: { readonly validation: PartScores; readonly test: PartScores }
  readonly warnings: readonly Notice[]
}

/** Writes a record with its keys sorted, as transformers does. */
export function writeMetrics(path: string, metrics: Metrics): Promise<void> {
  const sorted = Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return writeJsonWhole(path, Object.fromEntries(sorted))
}

export interface RunResults {
  readonly state: TrainerState
  /** Chunks in training. */
  readonly trainSamples: number
  readonly validation: PartResult
  readonly test: PartResult
  readonly baseline: { readonly validation: PartScores; readonly test: PartScores }
  /** The predicted tags of each sentence of test. */
  readonly predictions: readonly (readonly string[])[]
  /** The documents of the parts that were evaluated, with what is right and what was found. */
  readonly scored: Readonly<Record<'validation' | 'test', readonly ScoredDocument[]>>
  readonly evaluations: Readonly<Record<'validation' | 'test', Evaluation>>
  /** The same documents with what the dictionary found. */
  readonly scoredBaseline: Readonly<Record<'validation' | 'test', readonly ScoredDocument[]>>
}

/** Writes every result file of a run. */
export async function writeResults(runFolder: string, results: RunResults): Promise<void> {
  const { state, validation, test, baseline, evaluations } = results
  const train = trainMetrics(state, results.trainSamples)
  const evaluation = {
    epoch: state.epoch,
    ...resultMetrics('eval', validation),
    ...mentionMetrics('eval', evaluations.validation),
  }
  const prediction = { ...resultMetrics('predict', test), ...mentionMetrics('predict', evaluations.test) }
  const files: [string, Metrics][] = [
    ['train_results.json', train],
    ['eval_results.json', evaluation],
    ['predict_results.json', prediction],
    ['all_results.json', { ...train, ...evaluation, ...prediction }],
    [
      'baseline_results.json',
      { ...metricsOf('eval', baseline.validation), ...metricsOf('predict', baseline.test) },
    ],
  ]
  for (const [name, metrics] of files) await writeMetrics(join(runFolder, name), metrics)
  await writeFileWhole(join(runFolder, 'trainer_state.json'), formatTrainerState(state))
  const lines = results.predictions.map(tags => `${tags.join(' ')}\n`)
  await writeFileWhole(join(runFolder, 'predictions.txt'), lines.join(''))
  for (const part of ['validation', 'test'] as const) {
    await writeFileWhole(
      join(runFolder, `predictions.${part}.jsonl`),
      formatScoredDocuments(results.scored[part]),
    )
    await writeJsonWhole(join(runFolder, `evaluation.${part}.json`), evaluations[part])
    // Their texts stand with the predictions.
    const bare = results.scoredBaseline[part].map(({ id, gold, predicted }) => ({ id, gold, predicted }))
    await writeFileWhole(join(runFolder, `baseline.${part}.jsonl`), formatScoredDocuments(bare))
  }
}
