/**
 * @file The engine on ONNX Runtime: the only file that touches onnxruntime-node.
 *
 * All parameters lie in one flat array, with their gradients and moments in arrays of the same layout. A step
 * runs the training graph, whose gradients are written into that memory, and then AdamW over it, in place: there
 * is no second copy of anything. The update does not go through ONNX Runtime, which needs a pass over memory for
 * each of its operators, and which hands every result back as a buffer that the garbage collector has to follow.
 */
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { internal, MedspanError } from '../errors.ts'
import { gradientName } from '../graph/grad.ts'
import type { Graph } from '../graph/ir.ts'
import { lower } from '../graph/lower.ts'
import { openElementwise } from '../graph/lower-wasm.ts'
import { add, float, mul, trace } from '../graph/trace.ts'
import { type ClassifierOptions, evaluationGraph, ROW_GRADIENTS, trainingGraph } from '../nn/classifier.ts'
import { type LossFunction, lossVectors, plainCrossEntropy } from '../nn/losses.ts'
import type { TokenClassifier } from '../nn/model.ts'
import { isDecayed } from '../nn/optimizer.ts'
import type { FloatTensor, NamedTensors } from '../nn/tensors.ts'
import { streamKey } from '../random.ts'
import { OUTSIDE } from '../text/tags.ts'
import type { Batch, Engine, EngineState, Evaluation, StepOptions, StepResult } from './engine.ts'
import { layOut, viewsOf } from './flat.ts'
import { createAdamW, type Optimizer } from './optimizer.ts'
import { createRowGradient, type RowGradient } from './row-gradient.ts'

/** What the arithmetic runs on. */
export const DEVICES = ['cpu', 'cuda', 'webgpu'] as const
export type Device = (typeof DEVICES)[number]

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
  /** What the learning rate falls by from each layer to the one below it; 1 by default. */
  readonly layerDecay?: number
  /** Which parameters are trained; all by default. */
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
 * @throws MedspanError `config` for a device that is not to be had, or where nothing is trained
 */
export async function createOnnxEngine(
  model: TokenClassifier,
  options: OnnxEngineOptions = {},
): Promise<Engine> {
  const {
    seed = 0,
    weightDecay = 0,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    layerDecay = 1,
    isTrained = () => true,
    maxGradNorm = 1,
    loss = plainCrossEntropy,
    device = 'cpu',
  } = options
  checkDevice(device)
  const { encoder, adapters } = model
  const labels = model.labels.length
  const classifier: ClassifierOptions = {
    encoder,
    adapters,
    labels,
    outside: model.labels.indexOf(OUTSIDE),
    loss,
  }
  const trained = new Map([...model.parameters].filter(([name]) => isTrained(name)))
  if (trained.size === 0) throw nothingTrained()
  const names = [...trained.keys()]
  const layout = layOut(trained, (name, { shape }) => ({
    isDecayed: isDecayed(shape),
    rateFactor: layerDecay ** (encoder.layers + 1 - encoder.depthOf(name)),
  }))
  const flat = new Float32Array(layout.size)
  const views = viewsOf(flat, layout, names)
  for (const [name, { data }] of views) data.set(trained.get(name)!.data)

  const parameterFeeds: Feeds = {}
  for (const [name, tensor] of model.parameters) parameterFeeds[name] = feedOf(views.get(name) ?? tensor)
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
    optimizer ??= createAdamW(own, { betas, epsilon, weightDecay })
    return optimizer
  }

  const open = (graph: Graph): Promise<InferenceSession> => openSession(graph, device, options.threads)

  async function startTraining(): Promise<Training> {
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

  function feedsOf(batch: Batch): Feeds {
    const { rows, length } = batch
    if (length > encoder.maxLength)
      throw internal(`a batch of length ${length}, where the model has ${encoder.maxLength} positions`)
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

  /** Runs the training graph: gradients are written to where they belong, those of words come back as rows. */
  async function run({ session, gradients: fetches, rows }: Training, batch: Batch, key: number) {
    const feeds = { ...feedsOf(batch), dropout_key: new Tensor('uint32', Uint32Array.of(key), []) }
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

  return {
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
      }
      training.rows?.clear()
      return { loss, gradNorm }
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      evaluation ??= await open(evaluationGraph(classifier))
      const results = await evaluation.run(feedsOf(batch))
      return {
        loss: scalarValue(results.loss!),
        counted: scalarValue(results.counted!),
        logits: results.logits!.data as Float32Array,
      }
    },

    state(): EngineState {
      return { parameters: views, moments: theOptimizer().moments, updates }
    },

    restore(state: EngineState): void {
      take(views, state.parameters, 'parameters')
      for (const [moment, tensors] of Object.entries(theOptimizer().moments)) {
        const saved = state.moments[moment]
        if (saved === undefined) throw notOurs(`it lacks the moment ${moment}`)
        take(tensors, saved, moment)
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

/** Sums of gradients over batches. */
interface Accumulation {
  begin(): void
  /** Adds what lies in the gradients now, times `factor`. */
  add(factor: number): void
  /** Puts the sums, times `factor`, where the gradients are, and gives the sum of their squares. */
  finish(factor: number): number
}

/** @param stretches of memory that hold the gradients of a batch after each run */
function createAccumulation(stretches: readonly Float32Array[]): Accumulation {
  let sums: readonly Float32Array[] | undefined
  const kernel = openElementwise(
    trace(
      new Map([
        ['sum', float('n')],
        ['gradient', float('n')],
        ['factor', float()],
      ]),
      get => ({ total: add(get('sum'), mul(get('gradient'), get('factor'))) }),
    ),
  )
  return {
    begin() {
      sums ??= stretches.map(({ length }) => new Float32Array(length))
      for (const sum of sums) sum.fill(0)
    },
    add(factor) {
      for (const [i, gradient] of stretches.entries()) {
        const sum = sums![i]!
        kernel.run({ sum, gradient }, { factor }, { total: sum })
      }
    },
    finish(factor) {
      let squares = 0
      for (const [i, gradient] of stretches.entries()) {
        const sum = sums![i]!
        for (let j = 0; j < sum.length; j++) {
          const value = Math.fround(sum[j]! * factor)
          gradient[j] = value
          squares += value * value
        }
      }
      return squares
    },
  }
}

const feedOf = ({ data, shape }: FloatTensor): Tensor => new Tensor('float32', data, shape)

/** @throws MedspanError `config` where ONNX Runtime was installed without the device */
function checkDevice(device: Device): void {
  const known = listSupportedBackends().map(({ name }) => name)
  if (known.includes(device)) return
  const hints = {
    cuda:
      "ONNX Runtime's CUDA libraries are a download of their own: " +
      'npm install onnxruntime-node --onnxruntime-node-install=cuda12 (Linux on x64, CUDA 12 and cuDNN 9).',
    webgpu: 'ONNX Runtime has no WebGPU on this system.',
    cpu: 'Install onnxruntime-node again.',
  }
  throw new MedspanError('config', `expected one of the devices ${known.join(', ')}, got ${device}`, {
    where: { at: 'training.device' },
    hint: hints[device],
  })
}

async function openSession(
  graph: Graph,
  device: Device,
  threads: number | undefined,
): Promise<InferenceSession> {
  // Since 1.30 ONNX Runtime keeps an identifier of the machine and sends events to its makers unless this is set
  // before its first session. Nothing leaves the machine here; who wants it can set the variable to 0.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  try {
    return await InferenceSession.create(lower(graph), {
      executionProviders: [device],
      logSeverityLevel: 3,
      intraOpNumThreads: threads ?? 0,
      // A plan of memory for each shape of batch costs a quarter more memory here, and saves no time.
      enableMemPattern: false,
    })
  } catch (cause) {
    if (device === 'cpu') throw cause
    throw new MedspanError('config', `the device ${device} cannot be used: ${(cause as Error).message}`, {
      where: { at: 'training.device' },
      hint: 'Install its driver, or set training.device to cpu.',
      cause,
    })
  }
}

const emptyScalar = (): Tensor => new Tensor('float32', new Float32Array(1), [])
const scalarValue = (tensor: Tensor | InferenceSession.OnnxValueMapType[string]): number =>
  (tensor.data as Float32Array)[0]!

function nothingTrained(): MedspanError {
  return new MedspanError('config', 'no parameter is left to train', {
    where: { at: 'training.freeze' },
    hint: 'Freeze fewer parameters: the classifier at least must be trained.',
  })
}

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
