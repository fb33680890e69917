/**
 * @file The engine on ONNX Runtime: the only file that touches onnxruntime-node.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then AdamW over it, in place: there
 * is no second copy of anything. The update does not go through ONNX Runtime, which needs a pass over memory for
 * each of its operators, and which hands every result back as a buffer that the garbage collector has to follow.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { internal, MedspanError } from '../errors.ts'
import { gradientName } from '../graph/grad.ts'
import type { Graph } from '../graph/ir.ts'
import { lower } from '../graph/lower.ts'
import { openElementwise } from '../graph/lower-wasm.ts'
import { rewrite } from '../graph/rewrite.ts'
import { WORD_EMBEDDINGS } from '../nn/bert.ts'
import { evaluationGraph, ROW_GRADIENTS, trainingGraph } from '../nn/classifier.ts'
import { type LossFunction, lossVectors, plainCrossEntropy } from '../nn/losses.ts'
import type { TokenClassifier } from '../nn/model.ts'
import { type AdamWOptions, type AdamWScalars, adamWGraph, adamWScalars, isDecayed } from '../nn/optimizer.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from '../nn/tensors.ts'
import { streamKey } from '../random.ts'
import { OUTSIDE } from '../text/tags.ts'
import type { Batch, Engine, EngineState, Evaluation, StepOptions, StepResult } from './engine.ts'

/** Only training needs more than the threads. Defaults are those of PyTorch's AdamW and of Trainer's clipping. */
export interface OnnxEngineOptions {
  /** With the number of the step, the source of the dropout masks; 0 by default. */
  readonly seed?: number
  /** 0 by default. */
  readonly weightDecay?: number
  /** 0.9 and 0.999 by default. */
  readonly betas?: readonly [number, number]
  /** 1e-8 by default. */
  readonly epsilon?: number
  /** The global L2 norm to which gradients are clipped; 1 by default, 0 does not clip. */
  readonly maxGradNorm?: number
  /** Cross-entropy by default. */
  readonly loss?: LossFunction | undefined
  /** Threads of ONNX Runtime; its own choice, one a core, when left out. */
  readonly threads?: number | undefined
}

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
export async function createOnnxEngine(
  model: TokenClassifier,
  options: OnnxEngineOptions = {},
): Promise<Engine> {
  const {
    seed = 0,
    weightDecay = 0,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    maxGradNorm = 1,
    loss = plainCrossEntropy,
  } = options
  const { config } = model
  const labels = model.labels.length
  const head = { labels, outside: model.labels.indexOf(OUTSIDE), loss }
  const lossFeeds: Feeds = {}
  for (const [name, vector] of lossVectors(loss)) lossFeeds[name] = new Tensor('float32', vector, [labels])
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
    /** Where the graph writes gradients, by its names of them. */
    readonly gradients: Feeds
    readonly rows: RowGradient
    /** Of the parameters that are decayed, and of those that are not. */
    readonly updates: readonly Update[]
  }
  let training: Training | undefined
  let moments: Moments | undefined
  let evaluation: InferenceSession | undefined
  let updates = 0

  const open = (graph: Graph): Promise<InferenceSession> => openSession(graph, options.threads)

  const noMoments = (): Moments => ({
    exp_avg: new Float32Array(size),
    exp_avg_sq: new Float32Array(size),
  })

  async function startTraining(): Promise<Training> {
    const session = await open(trainingGraph(config, head))
    const gradients = new Float32Array(size)
    moments ??= noMoments()
    const arrays = { parameter: flat, gradient: gradients, ...moments }
    const fetches: Feeds = {}
    for (const name of names)
      if (name !== WORD_EMBEDDINGS) fetches[gradientName(name)] = tensorAt(gradients, places.get(name)!)
    const words = places.get(WORD_EMBEDDINGS)!
    const rows = createRowGradient(gradients.subarray(words.begin, words.end), config.hiddenSize)
    const updates = [
      openUpdate(arrays, 0, decayed, { betas, epsilon, weightDecay }),
      openUpdate(arrays, decayed, size, { betas, epsilon, weightDecay: 0 }),
    ]
    return { session, gradients: fetches, rows, updates }
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
      ...lossFeeds,
      input_ids: matrix(batch.inputIds),
      attention_mask: matrix(batch.attentionMask),
      token_type_ids: matrix(batch.tokenTypeIds),
      labels: matrix(batch.labels),
      looked_for: new Tensor('int32', batch.lookedFor ?? new Int32Array(rows * labels).fill(1), [
        rows,
        labels,
      ]),
    }
  }

  return {
    labels,
    maxLength: config.maxPositions,

    async step(batches: readonly Batch[], { learningRate, step }: StepOptions): Promise<StepResult> {
      const [batch] = batches
      if (batch === undefined || batches.length > 1) throw internal('one batch a step')
      training ??= await startTraining()
      const key = Uint32Array.of(streamKey(seed, 'dropout', step))
      const feeds = { ...feedsOf(batch), dropout_key: new Tensor('uint32', key, []) }
      const scalars = { loss: emptyScalar(), counted: emptyScalar(), squared_norm: emptyScalar() }
      const fetches = { ...scalars, ...training.gradients, [ROW_GRADIENTS]: null }
      const results = await training.session.run(feeds, fetches)
      const { rows } = training
      rows.add(batch.inputIds, results[ROW_GRADIENTS]!.data as Float32Array)
      const loss = scalarValue(scalars.loss)
      const gradNorm = Math.sqrt(scalarValue(scalars.squared_norm) + rows.squaredNorm())
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
        rows.clear()
        return { loss, gradNorm }
      }
      updates++
      // PyTorch's clip_grad_norm_ adds 1e-6 to the norm.
      const clip = maxGradNorm > 0 ? Math.min(1, maxGradNorm / (gradNorm + 1e-6)) : 1
      for (const update of training.updates) update({ gradientScale: clip, learningRate, update: updates })
      rows.clear()
      return { loss, gradNorm }
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      evaluation ??= await open(evaluationGraph(config, head))
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
      await Promise.all([evaluation?.release(), training?.session.release()])
      training = undefined
      evaluation = undefined
    },
  }
}

/** The dense gradient of a table of which a batch touches few rows; zeros everywhere else. */
interface RowGradient {
  /** Adds the gradients of rows [N,D] to the rows `ids` [N], in order. */
  add(ids: Int32Array, gradients: Float32Array): void
  squaredNorm(): number
  /** Sets what was touched to zero again. */
  clear(): void
}

function createRowGradient(table: Float32Array, columns: number): RowGradient {
  const touched = new Set<number>()
  const row = (id: number): Float32Array => table.subarray(id * columns, (id + 1) * columns)
  return {
    add(ids, gradients) {
      for (const [n, id] of ids.entries()) {
        touched.add(id)
        const begin = id * columns
        const from = n * columns
        for (let d = 0; d < columns; d++) table[begin + d]! += gradients[from + d]!
      }
    },
    squaredNorm() {
      let total = 0
      for (const id of touched) for (const value of row(id)) total += value * value
      return total
    },
    clear() {
      for (const id of touched) row(id).fill(0)
      touched.clear()
    },
  }
}

type Arrays = Readonly<Record<'parameter' | 'gradient' | (typeof MOMENTS)[number], Float32Array>>
type Update = (scalars: AdamWScalars) => void

/** AdamW over the elements from `begin` to `end` of the four arrays, in place. */
function openUpdate(arrays: Arrays, begin: number, end: number, adamW: AdamWOptions): Update {
  const kernel = openElementwise(rewrite(adamWGraph(adamW)))
  const part = (name: keyof Arrays): Float32Array => arrays[name].subarray(begin, end)
  const own = { parameter: part('parameter'), exp_avg: part('exp_avg'), exp_avg_sq: part('exp_avg_sq') }
  const inputs = { ...own, gradient: part('gradient') }
  const outputs = Object.fromEntries(Object.entries(own).map(([name, array]) => [`new_${name}`, array]))
  return scalars => kernel.run(inputs, adamWScalars(adamW, scalars), outputs)
}

function openSession(graph: Graph, threads: number | undefined): Promise<InferenceSession> {
  // Since 1.30 ONNX Runtime keeps an identifier of the machine and sends events to its makers unless this is set
  // before its first session. Nothing leaves the machine here; who wants it can set the variable to 0.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  return InferenceSession.create(lower(graph), {
    logSeverityLevel: 3,
    intraOpNumThreads: threads ?? 0,
    // A plan of memory for each shape of batch costs a quarter more memory here, and saves no time.
    enableMemPattern: false,
  })
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
