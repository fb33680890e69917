/**
 * @file The engine on ONNX Runtime: the only file that touches onnxruntime-node.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then AdamW over slices of it, in
 * place: the slices fit the processor's cache, and there is no second copy of anything.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { internal, MedspanError } from '../errors.ts'
import { gradientName } from '../graph/grad.ts'
import type { Graph } from '../graph/ir.ts'
import { lower } from '../graph/lower.ts'
import { evaluationGraph, trainingGraph } from '../nn/classifier.ts'
import type { TokenClassifier } from '../nn/model.ts'
import { type AdamWOptions, adamWGraph, adamWScalars, isDecayed } from '../nn/optimizer.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from '../nn/tensors.ts'
import { streamKey } from '../random.ts'
import type { Batch, Engine, EngineState, Evaluation, StepOptions, StepResult } from './engine.ts'

export interface OnnxEngineOptions {
  /** With the number of the step, the source of the dropout masks. */
  readonly seed: number
  readonly weightDecay: number
  readonly betas: readonly [number, number]
  readonly epsilon: number
  /** The global L2 norm to which gradients are clipped; 0 does not clip. */
  readonly maxGradNorm: number
  /** Threads of ONNX Runtime; its own choice, one a core, when left out. */
  readonly threads?: number | undefined
}

/** Elements of one slice of the optimizer: enough that a call costs little beside its work, few enough for the cache. */
const SLICE = 131_072

/** Moments by PyTorch's names. */
const MOMENTS = ['exp_avg', 'exp_avg_sq'] as const

type Feeds = Record<string, Tensor>

/** Where a parameter lies in the flat arrays. */
interface Place {
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** Parameters that are decayed come first, so that each group is one stretch. */
function layOut(parameters: NamedTensors): { places: Map<string, Place>; decayed: number; size: number } {
  const names = [...parameters.keys()]
  const places = new Map<string, Place>()
  let end = 0
  let decayed = 0
  for (const group of [true, false]) {
    for (const name of names.filter(item => isDecayed(item) === group)) {
      const { shape } = parameters.get(name)!
      const begin = end
      end += sizeOf(shape)
      places.set(name, { shape, begin, end })
    }
    if (group) decayed = end
  }
  return { places, decayed, size: end }
}

/** Starts an engine that owns a copy of the model's parameters. Sessions are built when first needed. */
export async function createOnnxEngine(model: TokenClassifier, options: OnnxEngineOptions): Promise<Engine> {
  const { config } = model
  const labels = model.labels.length
  const { places, decayed, size } = layOut(model.parameters)
  const names = [...model.parameters.keys()]
  const flat = new Float32Array(size)
  for (const [name, { begin }] of places) flat.set(model.parameters.get(name)!.data, begin)

  const tensorAt = (array: Float32Array, { shape, begin, end }: Place): Tensor =>
    new Tensor('float32', array.subarray(begin, end), shape)
  const parameterFeeds: Feeds = {}
  for (const name of names) parameterFeeds[name] = tensorAt(flat, places.get(name)!)
  const viewsOf = (array: Float32Array): Map<string, FloatTensor> =>
    new Map(
      names.map(name => {
        const { shape, begin, end } = places.get(name)!
        return [name, { shape, data: array.subarray(begin, end) }]
      }),
    )

  type Moments = Readonly<Record<(typeof MOMENTS)[number], Float32Array>>
  /** Made with the first step: an engine that only evaluates needs no gradients and no moments. */
  interface Training {
    readonly session: InferenceSession
    readonly gradients: Feeds
    readonly groups: readonly OptimizerGroup[]
  }
  let training: Training | undefined
  let moments: Moments | undefined
  let evaluation: InferenceSession | undefined
  let updates = 0

  const open = (graph: Graph): Promise<InferenceSession> =>
    openSession(graph, { intraOpNumThreads: options.threads ?? 0 })

  const noMoments = (): Moments => ({
    exp_avg: new Float32Array(size),
    exp_avg_sq: new Float32Array(size),
  })

  async function startTraining(): Promise<Training> {
    const session = await open(trainingGraph(config, labels))
    const gradients = new Float32Array(size)
    moments ??= noMoments()
    const arrays = { parameter: flat, gradient: gradients, ...moments }
    const fetches: Feeds = {}
    for (const name of names) fetches[gradientName(name)] = tensorAt(gradients, places.get(name)!)
    const groups = await Promise.all([
      openGroup(arrays, 0, decayed, options, options.weightDecay),
      openGroup(arrays, decayed, size, options, 0),
    ])
    return { session, gradients: fetches, groups }
  }

  function feedsOf(batch: Batch): Feeds {
    const { rows, length } = batch
    if (length > config.maxPositions)
      throw internal(`a batch of length ${length}, where the model has ${config.maxPositions} positions`)
    const matrix = (data: Int32Array): Tensor => {
      if (data.length !== rows * length)
        throw internal(`a batch of ${rows}x${length} has ${data.length} values`)
      return new Tensor('int32', data, [rows, length])
    }
    return {
      ...parameterFeeds,
      input_ids: matrix(batch.inputIds),
      attention_mask: matrix(batch.attentionMask),
      token_type_ids: matrix(batch.tokenTypeIds),
      labels: matrix(batch.labels),
    }
  }

  return {
    labels,
    maxLength: config.maxPositions,

    async step(batch: Batch, { learningRate, step }: StepOptions): Promise<StepResult> {
      training ??= await startTraining()
      const key = Uint32Array.of(streamKey(options.seed, 'dropout', step))
      const feeds = { ...feedsOf(batch), dropout_key: new Tensor('uint32', key, []) }
      const scalars = { loss: emptyScalar(), counted: emptyScalar(), squared_norm: emptyScalar() }
      await training.session.run(feeds, { ...scalars, ...training.gradients })
      const loss = scalarValue(scalars.loss)
      const gradNorm = Math.sqrt(scalarValue(scalars.squared_norm))
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) return { loss, gradNorm }
      updates++
      // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
      const clip = options.maxGradNorm > 0 ? Math.min(1, options.maxGradNorm / (gradNorm + 1e-6)) : 1
      for (const group of training.groups)
        await group.update({ gradientScale: clip, learningRate, update: updates })
      return { loss, gradNorm }
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      evaluation ??= await open(evaluationGraph(config, labels))
      const results = await evaluation.run(feedsOf(batch))
      return {
        loss: scalarValue(results.loss!),
        counted: scalarValue(results.counted!),
        logits: results.logits!.data as Float32Array,
      }
    },

    state(): EngineState {
      moments ??= noMoments()
      const own = moments
      return {
        parameters: viewsOf(flat),
        moments: Object.fromEntries(MOMENTS.map(moment => [moment, viewsOf(own[moment])])),
        updates,
      }
    },

    restore(state: EngineState): void {
      moments ??= noMoments()
      take(viewsOf(flat), state.parameters, 'parameters')
      for (const moment of MOMENTS) {
        const saved = state.moments[moment]
        if (saved === undefined) throw notOurs(`it lacks the moment ${moment}`)
        take(viewsOf(moments[moment]), saved, moment)
      }
      updates = state.updates
    },

    async dispose(): Promise<void> {
      await Promise.all([
        evaluation?.release(),
        training?.session.release(),
        ...(training?.groups.map(group => group.release()) ?? []),
      ])
      training = undefined
      evaluation = undefined
    },
  }
}

interface OptimizerGroup {
  update(scalars: Parameters<typeof adamWScalars>[1]): Promise<void>
  release(): Promise<void>
}

/** AdamW over the elements from `begin` to `end` of the four arrays, in place. */
async function openGroup(
  arrays: Readonly<Record<'parameter' | 'gradient' | (typeof MOMENTS)[number], Float32Array>>,
  begin: number,
  end: number,
  { betas, epsilon }: OnnxEngineOptions,
  weightDecay: number,
): Promise<OptimizerGroup> {
  const adamW: AdamWOptions = { betas, epsilon, weightDecay }
  const session = await openSession(adamWGraph(adamW), { intraOpNumThreads: 1 })
  const slices = Array.from({ length: Math.ceil((end - begin) / SLICE) }, (_, i) => {
    const from = begin + i * SLICE
    const part = (array: Float32Array): Tensor => {
      const data = array.subarray(from, Math.min(from + SLICE, end))
      return new Tensor('float32', data, [data.length])
    }
    const inputs: Feeds = {}
    for (const [name, array] of Object.entries(arrays)) inputs[name] = part(array)
    const outputs: Feeds = {}
    for (const name of ['parameter', ...MOMENTS]) outputs[`new_${name}`] = inputs[name]!
    return { inputs, outputs }
  })
  return {
    async update(scalars) {
      const values: Feeds = {}
      for (const [name, value] of Object.entries(adamWScalars(adamW, scalars)))
        if (session.inputNames.includes(name))
          values[name] = new Tensor('float32', Float32Array.of(value), [])
      for (const { inputs, outputs } of slices) await session.run({ ...inputs, ...values }, outputs)
    },
    release: () => session.release(),
  }
}

async function openSession(
  graph: Graph,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  return InferenceSession.create(lower(graph), { logSeverityLevel: 3, ...options })
}

const emptyScalar = (): Tensor => new Tensor('float32', new Float32Array(1), [])
const scalarValue = (tensor: Tensor | InferenceSession.OnnxValueMapType[string]): number =>
  (tensor.data as Float32Array)[0]!

function notOurs(reason: string): MedspanError {
  return new MedspanError('input', `the saved state does not belong to this model: ${reason}`, {
    hint: 'Start anew in another output folder, or go on with the model that the state was saved from.',
  })
}

/** Copies saved tensors over ours of the same names and shapes. */
function take(own: NamedTensors, saved: NamedTensors, what: string): void {
  for (const name of saved.keys()) if (!own.has(name)) throw notOurs(`${what} has the unknown name ${name}`)
  for (const [name, tensor] of own) {
    const other = saved.get(name)
    if (other === undefined) throw notOurs(`${what} lacks ${name}`)
    if (other.shape.join() !== tensor.shape.join())
      throw notOurs(`${what} ${name} has shape [${other.shape}], expected [${tensor.shape}]`)
    tensor.data.set(other.data)
  }
}
