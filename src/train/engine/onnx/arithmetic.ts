/**
 * @file The arithmetic of an engine on ONNX Runtime, whichever package of it computes.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then the optimizer over it, in place: there
 * is no second copy of anything. The update does not go through ONNX Runtime, which needs a pass over memory for
 * each of its operators, and which hands every result back as a buffer that the garbage collector has to follow.
 */
import { createKernelMemory } from '../../../graph/elementwise.ts'
import { type ClassifierOptions, evaluationGraph, quantizeClassifier } from '../../../nn/classifier.ts'
import { type LossFunction, plainCrossEntropy } from '../../../nn/losses.ts'
import type { TokenClassifier } from '../../../nn/model.ts'
import { isDecayed } from '../../../nn/optimizer.ts'
import { OUTSIDE } from '../../../text/tags.ts'
import type { Arithmetic, Batch, Evaluation, StepOptions, StepResult } from '../engine.ts'
import { createLayout, viewsOf } from '../flat-parameters.ts'
import type { Backend, GraphSession } from '../onnx-runtime.ts'
import { type EngineState, restoreState } from '../state.ts'
import { createAdafactor } from './adafactor.ts'
import { createFeedsOf, feedsOfTensors, scalarValue } from './feeds.ts'
import { AVERAGE, createAverage } from './moving-average.ts'
import { createAdamW, type Optimizer, type OptimizerName } from './optimizer.ts'
import { createTrainingSession, type TrainingSession } from './training-session.ts'

/** What training needs, but for `int8`. Defaults are those of PyTorch's AdamW and of Trainer's clipping. */
export interface ArithmeticOptions {
  /** With the number of the step, the source of the dropout masks; 0 by default. */
  readonly seed?: number
  /** `adamw` by default. */
  readonly optimizer?: OptimizerName | undefined
  /** 0 by default. */
  readonly weightDecay?: number
  /** AdamW's; 0.9 and 0.999 by default. */
  readonly betas?: readonly [number, number]
  /** AdamW's; 1e-8 by default. */
  readonly epsilon?: number
  /** What the learning rate falls by from each layer to the one below it; 1 by default. */
  readonly layerDecay?: number
  /** The decay of a moving average of the weights, which is then what is evaluated; none is kept by default. */
  readonly emaDecay?: number | undefined
  /** Which parameters are trained, and copied for it; all by default. */
  readonly isTrained?: ((name: string) => boolean) | undefined
  /** The global L2 norm to which gradients are clipped; 1 by default, 0 does not clip. */
  readonly maxGradNorm?: number
  /** Cross-entropy by default. */
  readonly loss?: LossFunction | undefined
  /** Evaluates with weights in int8, see `quantizeClassifier`; of a model that is not trained. */
  readonly int8?: boolean | undefined
}

/**
 * Owns a copy of the model's trained parameters; the others it uses where they are. Sessions are built when first
 * needed.
 */
export function createArithmetic(
  model: TokenClassifier,
  backend: Backend,
  options: ArithmeticOptions = {},
): Arithmetic {
  const {
    seed = 0,
    optimizer: optimizerName = 'adamw',
    weightDecay = 0,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    layerDecay = 1,
    emaDecay,
    isTrained = () => true,
    maxGradNorm = 1,
    loss = plainCrossEntropy,
    int8 = false,
  } = options
  const { encoder, adapters } = model
  const labels = model.labels.length
  const classifier: ClassifierOptions = {
    encoder,
    adapters,
    head: model.settings.head,
    labels,
    outside: model.labels.indexOf(OUTSIDE),
    loss,
  }
  // Parameters and gradients, moments, an average.
  const arrays = 2 + (optimizerName === 'adamw' ? 2 : 0) + (emaDecay === undefined ? 0 : 1)
  const { names, layout, memory, flat, views, frozen } = copyParameters(model, {
    isTrained,
    layerDecay,
    arrays,
  })
  const average = emaDecay === undefined ? undefined : createAverage(flat, emaDecay, memory)
  const averageViews = average && viewsOf(average.weights, layout, names)
  const { Tensor } = backend
  const feedsOf = createFeedsOf(Tensor, { maxLength: encoder.maxLength, labels, loss })
  const parameterFeeds = feedsOfTensors(Tensor, [...frozen, ...views])
  const evaluationFeeds = averageViews ? feedsOfTensors(Tensor, [...frozen, ...averageViews]) : parameterFeeds

  let training: TrainingSession | undefined
  let evaluation: Promise<GraphSession> | undefined
  let updates = 0
  const gradients = once(() => memory.allocate(layout.size))
  const optimizer = once((): Optimizer => {
    const table = layout.slots.get(encoder.wordEmbeddings)
    const own = { layout, names, parameters: flat, gradients: gradients(), memory, table }
    return optimizerName === 'adamw'
      ? createAdamW(own, { betas, epsilon, weightDecay })
      : createAdafactor(own, { weightDecay })
  })
  /** All that is remembered beside the parameters. */
  const moments = (): EngineState['moments'] => ({
    ...optimizer().moments,
    ...(averageViews && { [AVERAGE]: averageViews }),
  })

  const openEvaluation = (): Promise<GraphSession> => {
    const graph = evaluationGraph(classifier)
    return backend.open(graph, int8 ? quantizeClassifier(graph, model) : undefined)
  }

  return {
    labels,
    maxLength: encoder.maxLength,

    async step(batches: readonly Batch[], { learningRate, step }: StepOptions): Promise<StepResult> {
      training ??= await createTrainingSession({
        classifier,
        names,
        layout,
        gradients: gradients(),
        memory,
        parameters: parameterFeeds,
        feedsOf,
        seed,
        backend,
      })
      const { loss, squaredNorm } = await training.differentiate(batches, step)
      const gradNorm = Math.sqrt(squaredNorm)
      if (Number.isFinite(loss) && Number.isFinite(gradNorm)) {
        updates++
        // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
        const clip = maxGradNorm > 0 ? Math.min(1, maxGradNorm / (gradNorm + 1e-6)) : 1
        optimizer().update({ gradientScale: clip, learningRate, update: updates }, training.wordRows())
        average?.add(updates)
      }
      training.clear()
      return { loss, gradNorm }
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      evaluation ??= openEvaluation()
      const held = int8 ? {} : evaluationFeeds
      const results = await (await evaluation).run({ ...held, ...feedsOf(batch) })
      return {
        loss: scalarValue(results.loss!),
        counted: scalarValue(results.counted!),
        logits: results.logits!.data as Float32Array,
      }
    },

    state: () => ({ parameters: views, moments: moments(), updates }),

    frozen: () => frozen,

    restore(state: EngineState): void {
      const parameters = new Map([...state.parameters].filter(([name]) => !frozen.has(name)))
      restoreState({ parameters: views, moments: moments() }, { ...state, parameters })
      optimizer().restored()
      updates = state.updates
    },

    async dispose(): Promise<void> {
      // One that could not be opened has been said to whoever asked for it.
      const released = evaluation?.then(
        session => session.release(),
        () => {},
      )
      await Promise.all([released, training?.release()])
      training = undefined
      evaluation = undefined
    },
  }
}

/** Works the first time only. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/**
 * Copies what is trained into one flat array, in groups that the optimizer treats alike, in memory that has room for so many
 * arrays. The model's own copy of it must be free to go: nothing that is returned holds it.
 */
function copyParameters(
  { parameters, encoder }: TokenClassifier,
  {
    isTrained,
    layerDecay,
    arrays,
  }: { isTrained: (name: string) => boolean; layerDecay: number; arrays: number },
) {
  const trained = new Map([...parameters].filter(([name]) => isTrained(name)))
  const names = [...trained.keys()]
  const layout = createLayout(trained, (name, { shape }) => ({
    isDecayed: isDecayed(shape),
    lrMultiplier: layerDecay ** (encoder.layers + 1 - encoder.depthOf(name)),
  }))
  const memory = createKernelMemory(new Array<number>(arrays).fill(layout.size))
  const flat = memory.allocate(layout.size)
  const views = viewsOf(flat, layout, names)
  for (const [name, { data }] of views) data.set(trained.get(name)!.data)
  const frozen = new Map([...parameters].filter(([name]) => !isTrained(name)))
  return { names, layout, memory, flat, views, frozen }
}
