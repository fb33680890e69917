/**
 * @file The engine on ONNX Runtime, which only this file and session.ts touch.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then the optimizer over it, in place: there
 * is no second copy of anything. The update does not go through ONNX Runtime, which needs a pass over memory for
 * each of its operators, and which hands every result back as a buffer that the garbage collector has to follow.
 */
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { Device } from '../../../config/device.ts'
import { ownValue } from '../../../dictionary.ts'
import { internal } from '../../../errors.ts'
import { gradientName } from '../../../graph/grad.ts'
import type { Graph } from '../../../graph/ir.ts'
import {
  type ClassifierOptions,
  evaluationGraph,
  ROW_GRADIENTS,
  trainingGraph,
} from '../../../nn/classifier.ts'
import { type LossFunction, lossVectors, plainCrossEntropy } from '../../../nn/losses.ts'
import type { TokenClassifier } from '../../../nn/model.ts'
import { isDecayed } from '../../../nn/optimizer.ts'
import type { FloatTensor, NamedTensors } from '../../../nn/tensors.ts'
import { streamKey } from '../../../random.ts'
import { OUTSIDE } from '../../../text/tags.ts'
import type { Batch, Evaluation, StepOptions, StepResult } from '../engine.ts'
import { layOut, viewsOf } from '../flat-parameters.ts'
import { type LocalEngine, localEngine } from '../local-engine.ts'
import { type EngineState, foreignState } from '../state-files.ts'
import { type Accumulation, createAccumulation } from './accumulation.ts'
import { createAdafactor } from './adafactor.ts'
import { AVERAGE, createAverage } from './moving-average.ts'
import { createAdamW, type Optimizer, type OptimizerName } from './optimizer.ts'
import { createRowGradient, type RowGradient } from './row-gradient.ts'
import { checkDevice, openSession } from './session.ts'

/** Only training needs more than the threads. Defaults are those of PyTorch's AdamW and of Trainer's clipping. */
export interface OnnxEngineOptions {
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
  /** Threads of ONNX Runtime; its own choice, one a core, when left out. */
  readonly threads?: number | undefined
  /** `cpu` by default. */
  readonly device?: Device | undefined
}

type Feeds = Record<string, Tensor>

/** Made with the first step: an engine that only evaluates needs no gradients. */
interface Training {
  readonly session: InferenceSession
  /** Where the graph writes gradients, by its names of them. */
  readonly gradients: Feeds
  /** Of the word embeddings, where the graph leaves it in rows. */
  readonly rows: RowGradient | undefined
  readonly accumulation: Accumulation
}

/**
 * Starts an engine that owns a copy of the model's trained parameters; the others it uses where they are. Sessions
 * are built when first needed.
 * @throws MedspanError `config` for a device that is not to be had
 */
export async function createOnnxEngine(
  model: TokenClassifier,
  options: OnnxEngineOptions = {},
): Promise<LocalEngine> {
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
    device = 'cpu',
  } = options
  await checkDevice(device)
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
  const trained = new Map([...model.parameters].filter(([name]) => isTrained(name)))
  const names = [...trained.keys()]
  const layout = layOut(trained, (name, { shape }) => ({
    isDecayed: isDecayed(shape),
    rateFactor: layerDecay ** (encoder.layers + 1 - encoder.depthOf(name)),
  }))
  const flat = new Float32Array(layout.size)
  const views = viewsOf(flat, layout, names)
  for (const [name, { data }] of views) data.set(trained.get(name)!.data)
  // No closure may hold `trained`: the model's own copy of what is trained must be free to go.
  const frozen = new Map([...model.parameters].filter(([name]) => !isTrained(name)))
  const average = emaDecay === undefined ? undefined : createAverage(flat, emaDecay)
  const averageViews = average && viewsOf(average.weights, layout, names)

  const parameterFeeds = feedsOfTensors([...frozen, ...views])
  const evaluationFeeds = averageViews ? feedsOfTensors([...frozen, ...averageViews]) : parameterFeeds
  const lossFeeds: Feeds = {}
  for (const [name, vector] of lossVectors(loss)) lossFeeds[name] = new Tensor('float32', vector, [labels])

  let training: Training | undefined
  let optimizer: Optimizer | undefined
  let evaluation: InferenceSession | undefined
  let updates = 0
  let gradients: Float32Array | undefined
  const theGradients = (): Float32Array => {
    gradients ??= new Float32Array(layout.size)
    return gradients
  }
  const theOptimizer = (): Optimizer => {
    const own = { layout, names, parameters: flat, gradients: theGradients() }
    optimizer ??=
      optimizerName === 'adamw'
        ? createAdamW(own, { betas, epsilon, weightDecay })
        : createAdafactor(own, { weightDecay })
    return optimizer
  }
  /** All that is remembered beside the parameters. */
  const theMoments = (): EngineState['moments'] => ({
    ...theOptimizer().moments,
    ...(averageViews && { [AVERAGE]: averageViews }),
  })

  const open = (graph: Graph): Promise<InferenceSession> => openSession(graph, device, options.threads)

  async function startTraining(): Promise<Training> {
    if (trained.size === 0) throw internal('no parameter is to be trained')
    const graph = trainingGraph(classifier, names)
    const array = theGradients()
    const fetches: Feeds = {}
    for (const [name, tensor] of viewsOf(array, layout, names))
      if (graph.outputs.has(gradientName(name))) fetches[gradientName(name)] = feedOf(tensor)
    const words = layout.places.get(encoder.wordEmbeddings)
    const rows =
      words === undefined || !graph.outputs.has(ROW_GRADIENTS)
        ? undefined
        : createRowGradient(array.subarray(words.begin, words.end), words.shape[1]!)
    // The stretches of gradients that the graph writes: all but the word embeddings' rows.
    const gap = rows === undefined ? { begin: layout.size, end: layout.size } : words!
    const stretches = [array.subarray(0, gap.begin), array.subarray(gap.end)]
    const session = await open(graph)
    return { session, gradients: fetches, rows, accumulation: createAccumulation(stretches) }
  }

  function feedsOf(batch: Batch, parameters: Feeds): Feeds {
    const { rows, length } = batch
    if (length > encoder.maxLength)
      throw internal(`a batch of length ${length}, where the model has ${encoder.maxLength} positions`)
    const matrix = (data: Int32Array): Tensor => {
      if (data.length !== rows * length)
        throw internal(`a batch of ${rows}x${length} has ${data.length} values`)
      return new Tensor('int32', data, [rows, length])
    }
    return {
      ...parameters,
      ...lossFeeds,
      input_ids: matrix(batch.inputIds),
      attention_mask: matrix(batch.attentionMask),
      token_type_ids: matrix(batch.tokenTypeIds),
      labels: matrix(batch.labels),
      label_mask: new Tensor('int32', batch.labelMask ?? new Int32Array(rows * labels).fill(1), [
        rows,
        labels,
      ]),
    }
  }

  /** Runs the training graph: gradients are written to where they belong, those of words come back as rows. */
  async function run({ session, gradients: fetches, rows }: Training, batch: Batch, key: number) {
    const feeds = {
      ...feedsOf(batch, parameterFeeds),
      dropout_key: new Tensor('uint32', Uint32Array.of(key), []),
    }
    const scalars = { loss: emptyScalar(), counted: emptyScalar(), squared_norm: emptyScalar() }
    const wanted = { ...scalars, ...fetches, ...(rows && { [ROW_GRADIENTS]: null }) }
    const results = await session.run(feeds, wanted)
    return {
      loss: scalarValue(scalars.loss),
      counted: scalarValue(scalars.counted),
      squaredNorm: scalarValue(scalars.squared_norm),
      rowGradients: results[ROW_GRADIENTS]?.data as Float32Array | undefined,
    }
  }

  /** Loss and gradients of batches, each label weighing the same. */
  async function accumulate(own: Training, batches: readonly Batch[], step: number) {
    const { rows, accumulation } = own
    const [only] = batches
    if (only === undefined) throw internal('a step needs a batch')
    if (batches.length === 1) {
      const result = await run(own, only, streamKey(seed, 'dropout', step))
      if (result.rowGradients !== undefined) rows?.add(only.inputIds, result.rowGradients)
      return { loss: result.loss, squaredNorm: result.squaredNorm + (rows?.squaredNorm() ?? 0) }
    }
    let loss = 0
    let counted = 0
    accumulation.begin()
    for (const [i, batch] of batches.entries()) {
      const result = await run(own, batch, streamKey(seed, 'dropout', step, i))
      accumulation.add(result.counted)
      if (result.rowGradients !== undefined) rows?.add(batch.inputIds, result.rowGradients, result.counted)
      loss += result.loss * result.counted
      counted += result.counted
    }
    const share = counted === 0 ? 0 : 1 / counted
    rows?.scale(share)
    return { loss: loss * share, squaredNorm: accumulation.finish(share) + (rows?.squaredNorm() ?? 0) }
  }

  return localEngine({
    labels,
    maxLength: encoder.maxLength,

    async step(batches: readonly Batch[], { learningRate, step }: StepOptions): Promise<StepResult> {
      training ??= await startTraining()
      const { loss, squaredNorm } = await accumulate(training, batches, step)
      const gradNorm = Math.sqrt(squaredNorm)
      if (Number.isFinite(loss) && Number.isFinite(gradNorm)) {
        updates++
        // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
        const clip = maxGradNorm > 0 ? Math.min(1, maxGradNorm / (gradNorm + 1e-6)) : 1
        theOptimizer().update({ gradientScale: clip, learningRate, update: updates })
        average?.add(updates)
      }
      training.rows?.clear()
      return { loss, gradNorm }
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      evaluation ??= await open(evaluationGraph(classifier))
      const results = await evaluation.run(feedsOf(batch, evaluationFeeds))
      return {
        loss: scalarValue(results.loss!),
        counted: scalarValue(results.counted!),
        logits: results.logits!.data as Float32Array,
      }
    },

    state(): EngineState {
      return { parameters: views, moments: theMoments(), updates }
    },

    frozen: () => frozen,

    restore(state: EngineState): void {
      const own = theMoments()
      const saved = new Map([...state.parameters].filter(([name]) => !frozen.has(name)))
      checkSame(views, saved, 'parameters')
      for (const [moment, tensors] of Object.entries(own)) {
        const saved = ownValue(state.moments, moment)
        if (saved === undefined) throw foreignState(`it lacks the moment ${moment}`)
        checkSame(tensors, saved, moment)
      }
      const unknown = Object.keys(state.moments).find(moment => !Object.hasOwn(own, moment))
      if (unknown !== undefined) throw foreignState(`it has the moment ${unknown}, which is not kept here`)
      copyOver(views, saved)
      for (const [moment, tensors] of Object.entries(own)) copyOver(tensors, state.moments[moment]!)
      updates = state.updates
    },

    async dispose(): Promise<void> {
      await Promise.all([evaluation?.release(), training?.session.release()])
      training = undefined
      evaluation = undefined
    },
  })
}

const feedOf = ({ data, shape }: FloatTensor): Tensor => new Tensor('float32', data, shape)

const feedsOfTensors = (tensors: Iterable<readonly [string, FloatTensor]>): Feeds =>
  Object.fromEntries([...tensors].map(([name, tensor]) => [name, feedOf(tensor)]))

const emptyScalar = (): Tensor => new Tensor('float32', new Float32Array(1), [])
const scalarValue = (tensor: Tensor | InferenceSession.OnnxValueMapType[string]): number =>
  (tensor.data as Float32Array)[0]!

/** @throws MedspanError `input` unless names and shapes are the same */
function checkSame(own: NamedTensors, saved: NamedTensors, what: string): void {
  for (const name of saved.keys())
    if (!own.has(name)) throw foreignState(`${what} has the unknown name ${name}`)
  for (const [name, tensor] of own) {
    const other = saved.get(name)
    if (other === undefined) throw foreignState(`${what} lacks ${name}`)
    if (other.shape.join() !== tensor.shape.join())
      throw foreignState(`${what} ${name} has shape [${other.shape}], expected [${tensor.shape}]`)
  }
}

function copyOver(own: NamedTensors, saved: NamedTensors): void {
  for (const [name, { data }] of own) data.set(saved.get(name)!.data)
}
