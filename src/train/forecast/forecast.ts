/**
 * @file What a training will take before it is begun: its sequences and what padding wastes, its steps, its parameters,
 * memory and time.
 *
 * Counts are exact. Memory (memory.ts) is estimated, and measured. Time is
 * measured: a few steps and evaluations are really made, with a learning rate of 0 and on an engine that is thrown away.
 */

import { PARTS, type Part } from '../../config/config.ts'
import { isDue } from '../../config/intervals.ts'
import type { LabelSet } from '../../corpus/labels.ts'
import type { LossFunction } from '../../nn/losses.ts'
import type { Progress } from '../../progress.ts'
import type { PartCounts } from '../../run/results.ts'
import { batchesByLength } from '../../tokenizer/prediction.ts'
import { createBatch, type Example } from '../data/batches.ts'
import type { EncodedSentence } from '../data/examples.ts'
import type { Batch, Engine } from '../engine/engine.ts'
import { countLabels } from '../loop/loss.ts'
import { createLoader, lengthsOf, type Plan, type PlanOptions, planTraining } from '../loop/plan.ts'
import { type Sample, secondsOf, tryBatches } from './benchmark.ts'
import { countParameters, type MemoryForecast, type Trained, type Tried } from './memory.ts'

export interface ForecastInput extends Trained {
  readonly labels: LabelSet
  readonly parts: Readonly<Record<Part, readonly EncodedSentence[]>>
  /** How many documents each part has. */
  readonly documents: Readonly<Record<Part, number>>
  readonly loss: LossFunction
  readonly plan: PlanOptions
  readonly evalBatchSize: number
  /** Opens an engine of the model as the training would. */
  readonly createEngine: () => Promise<Engine>
  readonly memoryOf: (tried: Tried) => MemoryForecast | Promise<MemoryForecast>
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface PartForecast extends PartCounts {
  /** Pieces of the longest sequence, special pieces included. */
  readonly longest: number
  /** Pieces of a sequence on average. */
  readonly mean: number
  /** Sentences that are too long for one sequence. */
  readonly cut: number
  readonly pieces: number
  /** Those of them that belong to words that count there; the others are special, or only give context. */
  readonly own: number
}

/** How often a label counts in each part, and what it weighs in the loss, where labels weigh differently. */
export interface LabelForecast extends Readonly<Record<Part, number>> {
  readonly label: string
  readonly weight?: number | undefined
}

/** The batches of the first epoch. */
export interface Padding {
  /** Places for pieces in all batches. */
  readonly cells: number
  /** The share of them that is padding. */
  readonly waste: number
  /** B and T of the batch with the most cells. */
  readonly largest: readonly [rows: number, length: number]
}

/** Seconds; what is written to disk comes on top. */
export interface TimeForecast {
  /** All steps, those of each epoch like those of the first. */
  readonly training: number
  /** Evaluations in training, and those of validation and test after it. */
  readonly evaluation: number
  readonly total: number
  /** What was measured: a step of one batch, and an evaluation of one batch. */
  readonly steps: readonly Sample[]
  readonly evaluations: readonly Sample[]
}

export interface Forecast {
  readonly parts: Readonly<Record<Part, PartForecast>>
  readonly labels: readonly LabelForecast[]
  readonly sampling: NonNullable<PlanOptions['sampling']>
  readonly padding: Readonly<Record<'random' | 'group_by_length', Padding>>
  /** Whether padding costs time. */
  readonly computesPadding: boolean
  readonly steps: {
    /** Of the first epoch; where batches have a budget of word pieces, others may have a few more or less. */
    readonly perEpoch: number
    readonly total: number
    /** Batches a step, but for the last of an epoch. */
    readonly batches: number
    readonly evaluations: number
  }
  /** How many numbers there are, and how many of them are trained. */
  readonly parameters: { readonly all: number; readonly trained: number }
  readonly memory: MemoryForecast
  readonly time: TimeForecast
}

/**
 * Reckons and measures. Nothing is written, and the model's parameters stay what they are.
 * @throws MedspanError `config` for a plan that cannot be; what the signal was aborted with
 */
export async function forecastTraining(input: ForecastInput): Promise<Forecast> {
  const { parts, documents, plan: options } = input
  const base = process.memoryUsage.rss()
  const examples = chunksOf(parts.train)
  const lengths = lengthsOf(examples)
  const evaluated = evaluationBatches(input)
  const engine = await input.createEngine()
  try {
    const plan = planTraining(lengths, options, engine)
    const epoch = firstEpoch(examples, plan, options)
    const padding = (sampling: PlanOptions['sampling']): Padding =>
      paddingOf(firstEpoch(examples, planTraining(lengths, { ...options, sampling }, engine), options))
    const evaluations = countEvaluations(plan, options)
    const time = await measureTime(input, engine, { epoch, evaluated, plan, evaluations })
    const memory = await input.memoryOf({
      engine,
      base,
      training: epoch,
      evaluation: [...evaluated.validation, ...evaluated.test],
      accumulation: plan.accumulation,
    })
    return {
      parts: byPart(part => describePart(parts[part], documents[part])),
      labels: describeLabels(input),
      sampling: options.sampling ?? 'random',
      padding: { random: padding('random'), group_by_length: padding('group_by_length') },
      computesPadding: engine.computesPadding === true,
      steps: {
        perEpoch: plan.epoch(0).steps,
        total: plan.maxSteps,
        batches: plan.accumulation,
        evaluations,
      },
      parameters: countParameters(input),
      memory,
      time,
    }
  } finally {
    await engine.dispose()
  }
}

/** The shape of a batch, and how to make it. */
interface Shape {
  /** The optimizer step that it belongs to; 0 in evaluation. */
  readonly step: number
  readonly rows: number
  readonly length: number
  /** Pieces that are not padding. */
  readonly pieces: number
  readonly create: () => Batch
}

const cellsOf = ({ rows, length }: Shape): number => rows * length
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const byPart = <T>(give: (part: Part) => T): Record<Part, T> =>
  Object.fromEntries(PARTS.map(part => [part, give(part)])) as Record<Part, T>
const chunksOf = (sentences: readonly EncodedSentence[]): Example[] =>
  sentences.flatMap(({ chunks }) => chunks)

/** The very batches of the first epoch. */
function firstEpoch(examples: readonly Example[], plan: Plan, { padId }: PlanOptions): Shape[] {
  const load = createLoader(examples, plan, padId)
  return Array.from({ length: plan.epoch(0).steps }, (_, step) => step).flatMap(step =>
    load(step).map(({ rows, length, attentionMask }, index) => ({
      step,
      rows,
      length,
      pieces: attentionMask.reduce((a, b) => a + b, 0),
      create: () => load(step)[index]!,
    })),
  )
}

type EvaluatedPart = 'validation' | 'test'

function evaluationBatches({ parts, evalBatchSize, plan }: ForecastInput): Record<EvaluatedPart, Shape[]> {
  const shapes = (part: EvaluatedPart): Shape[] => {
    const examples = chunksOf(parts[part])
    const lengths = examples.map(({ chunk }) => chunk.ids.length)
    return batchesByLength(lengths, { rows: evalBatchSize }).map(indices => ({
      step: 0,
      rows: indices.length,
      length: lengths[indices[0]!]!,
      pieces: sum(indices.map(index => lengths[index]!)),
      create: () =>
        createBatch(
          indices.map(index => examples[index]!),
          plan.padId,
        ),
    }))
  }
  return { validation: shapes('validation'), test: shapes('test') }
}

function paddingOf(batches: readonly Shape[]): Padding {
  const cells = sum(batches.map(cellsOf))
  const largest = batches.reduce((a, b) => (cellsOf(b) > cellsOf(a) ? b : a))
  return {
    cells,
    waste: 1 - sum(batches.map(({ pieces }) => pieces)) / cells,
    largest: [largest.rows, largest.length],
  }
}

function describePart(sentences: readonly EncodedSentence[], documents: number): PartForecast {
  const lengths = chunksOf(sentences).map(({ chunk }) => chunk.ids.length)
  const counting = chunksOf(sentences).map(({ chunk }) => chunk.wordOf.filter(word => word >= 0).length)
  const pieces = sum(lengths)
  return {
    documents,
    sentences: sentences.length,
    words: sum(sentences.map(({ sentence }) => sentence.words.length)),
    sequences: lengths.length,
    longest: lengths.reduce((a, b) => Math.max(a, b), 0),
    mean: lengths.length === 0 ? 0 : pieces / lengths.length,
    cut: sentences.filter(({ chunks }) => chunks.length > 1).length,
    pieces,
    own: sum(counting),
  }
}

function describeLabels({ labels, parts, loss }: ForecastInput): LabelForecast[] {
  const counts = byPart(part => countLabels(chunksOf(parts[part]), labels))
  const weights = loss.kind === 'cross-entropy' ? loss.weights : undefined
  return labels.labels.map((label, id) => ({
    label,
    train: counts.train[id]!,
    validation: counts.validation[id]!,
    test: counts.test[id]!,
    ...(weights !== undefined && { weight: weights[id]! }),
  }))
}

/** How often the loop evaluates: as it is due, by steps after the last step as well, and perhaps before the first. */
function countEvaluations(plan: Plan, { evalStrategy = 'epoch', evalOnStart = false }: PlanOptions): number {
  let count = Number(evalOnStart)
  for (let step = 1; step <= plan.maxSteps; step++)
    if (
      isDue(evalStrategy, plan.evalSteps, step, plan) ||
      (evalStrategy === 'steps' && step === plan.maxSteps)
    )
      count++
  return count
}

interface Counted {
  readonly epoch: readonly Shape[]
  readonly evaluated: Readonly<Record<EvaluatedPart, readonly Shape[]>>
  readonly plan: Plan
}

async function measureTime(
  { progress, signal }: ForecastInput,
  engine: Engine,
  { epoch, evaluated, plan, evaluations }: Counted & { readonly evaluations: number },
): Promise<TimeForecast> {
  const task = progress.task('Trying batches', undefined, 'tries')
  const step = async (batches: readonly Batch[]): Promise<void> => {
    await engine.step(batches, { learningRate: 0, step: 0 })
    task.advance()
  }
  try {
    const sizeOf = engine.computesPadding ? cellsOf : (shape: Shape) => shape.pieces
    const steps = await tryBatches(epoch.map(sizeOf), index => step([epoch[index]!.create()]), signal)
    // Of a step with several batches, the update comes once: what two batches take less than twice one.
    let update = 0
    if (plan.accumulation > 1) {
      const middle = steps[Math.floor(steps.length / 2)]!
      const shape = epoch.find(one => sizeOf(one) === middle.size)!
      const [double] = await tryBatches(
        [2 * middle.size],
        () => step([shape.create(), shape.create()]),
        signal,
      )
      update = Math.min(steps[0]!.seconds, Math.max(0, 2 * middle.seconds - double!.seconds))
    }
    // As often as a step of the first epoch comes again: in whole epochs, and perhaps in the beginning of one.
    const perEpoch = plan.epoch(0).steps
    const times = ({ step: number }: Shape): number =>
      Math.floor(plan.maxSteps / perEpoch) + Number(number < plan.maxSteps % perEpoch)
    const batchSeconds = sum(epoch.map(shape => times(shape) * (secondsOf(sizeOf(shape), steps) - update)))
    const training = batchSeconds + plan.maxSteps * update
    const shapes = [...evaluated.validation, ...evaluated.test]
    const tried = await tryBatches(
      shapes.map(sizeOf),
      async index => {
        await engine.evaluate(shapes[index]!.create())
        task.advance()
      },
      signal,
    )
    const secondsOfPart = (part: EvaluatedPart): number =>
      sum(evaluated[part].map(shape => secondsOf(sizeOf(shape), tried)))
    const evaluation = (evaluations + 1) * secondsOfPart('validation') + secondsOfPart('test')
    return { training, evaluation, total: training + evaluation, steps, evaluations: tried }
  } finally {
    task.end()
  }
}
