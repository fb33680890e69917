/**
 * @file Loss and gradients on ONNX Runtime: the training graph of a model, and sums over the batches of a step.
 */
import { internal } from '../../../errors.ts'
import type { KernelMemory } from '../../../graph/elementwise.ts'
import { gradientName } from '../../../graph/grad.ts'
import { type ClassifierOptions, ROW_GRADIENTS, trainingGraph } from '../../../nn/classifier.ts'
import { streamKey } from '../../../random.ts'
import type { Batch } from '../engine.ts'
import { type Layout, viewsOf } from '../flat-parameters.ts'
import type { Backend, OnnxTensors } from '../onnx-runtime.ts'
import { createAccumulation } from './accumulation.ts'
import { emptyScalar, type FeedsOf, feedsOfTensors, scalarValue } from './feeds.ts'
import { packBatch } from './packing.ts'
import { createRowGradient } from './row-gradient.ts'

export interface TrainingSessionOptions {
  readonly classifier: ClassifierOptions
  /** Of the parameters that are trained, and where their gradients lie in `gradients`. */
  readonly names: readonly string[]
  readonly layout: Layout
  readonly gradients: Float32Array
  /** Where they lie. */
  readonly memory: KernelMemory
  readonly parameters: OnnxTensors
  readonly feedsOf: FeedsOf
  /** Of dropout. */
  readonly seed: number
  readonly backend: Backend
}

export interface TrainingSession {
  /** Computes the gradients of a step into `gradients`; each label of all batches weighs the same. */
  differentiate(
    batches: readonly Batch[],
    step: number,
  ): Promise<{ readonly loss: number; readonly squaredNorm: number }>
  /** The rows of the word embeddings that have a gradient; left out, any may have one. */
  wordRows(): ReadonlySet<number> | undefined
  /** Sets the gradients of the word embeddings to 0 after a step: only the rows that it used are written. */
  clear(): void
  release(): Promise<void>
}

export async function createTrainingSession(options: TrainingSessionOptions): Promise<TrainingSession> {
  const { classifier, names, layout, gradients, memory, parameters, feedsOf, seed, backend } = options
  const { Tensor } = backend
  if (names.length === 0) throw internal('no parameter is to be trained')
  const graph = trainingGraph(classifier, names)
  const views = [...viewsOf(gradients, layout, names)].map(
    ([name, tensor]) => [gradientName(name), tensor] as const,
  )
  const places = feedsOfTensors(
    Tensor,
    views.filter(([name]) => graph.outputs.has(name)),
  )
  const words = layout.slots.get(classifier.encoder.wordEmbeddings)
  const rows =
    words === undefined || !graph.outputs.has(ROW_GRADIENTS)
      ? undefined
      : createRowGradient(gradients.subarray(words.begin, words.end), words.shape[1]!)
  // The spans of gradients that the graph writes: all but the word embeddings' rows.
  const gap = rows === undefined ? { begin: layout.size, end: layout.size } : words!
  const accumulation = createAccumulation(
    [gradients.subarray(0, gap.begin), gradients.subarray(gap.end)],
    memory,
  )
  const session = await backend.open(graph)

  /** Runs the training graph: gradients are written to where they belong, those of words come back as rows. */
  async function run(batch: Batch, key: number) {
    const feeds = {
      ...parameters,
      ...feedsOf(batch),
      dropout_key: new Tensor('uint32', Uint32Array.of(key), []),
    }
    const scalars = {
      loss: emptyScalar(Tensor),
      counted: emptyScalar(Tensor),
      squared_norm: emptyScalar(Tensor),
    }
    const wanted = { ...scalars, ...places, ...(rows && { [ROW_GRADIENTS]: null }) }
    const results = await session.run(feeds, wanted)
    return {
      loss: scalarValue(scalars.loss),
      counted: scalarValue(scalars.counted),
      squaredNorm: scalarValue(scalars.squared_norm),
      rowGradients: results[ROW_GRADIENTS]?.data as Float32Array | undefined,
    }
  }

  /** The ids of a batch's pieces. */
  const wordsOf = (batch: Batch): Int32Array => packBatch(batch).pieces.map(cell => batch.inputIds[cell]!)

  async function runOne(batch: Batch, step: number) {
    const result = await run(batch, streamKey(seed, 'dropout', step))
    if (result.rowGradients !== undefined) rows?.add(wordsOf(batch), result.rowGradients)
    return { loss: result.loss, squaredNorm: result.squaredNorm + (rows?.squaredNorm() ?? 0) }
  }

  async function runSeveral(batches: readonly Batch[], step: number) {
    let loss = 0
    let counted = 0
    accumulation.begin()
    for (const [i, batch] of batches.entries()) {
      const result = await run(batch, streamKey(seed, 'dropout', step, i))
      accumulation.add(result.counted)
      if (result.rowGradients !== undefined) rows?.add(wordsOf(batch), result.rowGradients, result.counted)
      loss += result.loss * result.counted
      counted += result.counted
    }
    const scale = counted === 0 ? 0 : 1 / counted
    rows?.scale(scale)
    return { loss: loss * scale, squaredNorm: accumulation.finish(scale) + (rows?.squaredNorm() ?? 0) }
  }

  return {
    async differentiate(batches, step) {
      const [only] = batches
      if (only === undefined) throw internal('a step needs a batch')
      return batches.length === 1 ? runOne(only, step) : runSeveral(batches, step)
    },
    wordRows: () => rows?.touched,
    clear: () => rows?.clear(),
    release: () => session.release(),
  }
}
