/**
 * @file The memory that a training takes: reckoned from the shapes of the model and of the largest batches where the graphs
 * are our own, and measured in the processes that compute.
 */
import { gradientName } from '../../graph/grad.ts'
import type { Graph } from '../../graph/ir.ts'
import { liveBytes } from '../../graph/memory.ts'
import { maxOf } from '../../lists.ts'
import { evaluationGraph, trainingGraph } from '../../nn/classifier.ts'
import type { LossFunction } from '../../nn/losses.ts'
import type { FamilyClassifier } from '../../nn/model.ts'
import { sizeOf } from '../../nn/tensors.ts'
import { OUTSIDE } from '../../text/tags.ts'
import type { Engine } from '../engine/engine.ts'
import type { OptimizerName } from '../engine/onnx/optimizer.ts'

/** Bytes, of an engine within this process. */
export interface LocalMemory {
  /** What the process holds before an engine is opened: sequences, and the weights as they were read. */
  readonly base: number
  /** The engine's copy of the weights that are trained. */
  readonly weights: number
  readonly gradients: number
  readonly moments: number
  /** Intermediate values of the largest batch in training and, kept beside them, in evaluation. */
  readonly activations: number
  /** Weights and moments of the best checkpoint, read back at the end. */
  readonly checkpoint: number
  /** The most that the process really held while batches were tried, the largest ones among them. */
  readonly tried: number
  /** The sum of all that was reckoned; or what was held when tried, and the checkpoint, if that is more. */
  readonly total: number
}

/** Bytes, of an engine in processes of its own. Intermediate values are in what was tried. */
export interface WorkerMemory {
  readonly processes: number
  /** Of each process, where the parameters are: in the memory of a GPU, if it has one. */
  readonly weights: number
  readonly gradients: number
  readonly moments: number
  /** The most that a process really held while batches were tried, the largest ones among them. */
  readonly tried: number
  /** The same of its GPU. */
  readonly device?: number | undefined
  /** The most that the process with the corpus held. */
  readonly trainer: number
  /** The best weights, which it takes over at the end. */
  readonly best: number
  /** Of all processes together; the memory of GPUs left out. */
  readonly total: number
}

export type MemoryForecast = LocalMemory | WorkerMemory

/** The shape of a batch. */
export interface BatchShape {
  readonly rows: number
  readonly length: number
  /** Cells that hold a word piece. */
  readonly pieces: number
}

/** What is known when batches have been tried. */
export interface Tried {
  readonly engine: Engine
  /** What this process held before the engine was opened, in bytes. */
  readonly base: number
  /** The batches of an epoch, and those of evaluations. */
  readonly training: readonly BatchShape[]
  readonly evaluation: readonly BatchShape[]
  /** Batches a step. */
  readonly accumulation: number
}

export interface Trained {
  readonly model: { readonly parameters: ReadonlyMap<string, { readonly shape: readonly number[] }> }
  readonly isTrained: (name: string) => boolean
}

/** How many numbers there are, and how many of them are trained. */
export function countParameters({ model, isTrained }: Trained): { all: number; trained: number } {
  let [all, trained] = [0, 0]
  for (const [name, { shape }] of model.parameters) {
    all += sizeOf(shape)
    if (isTrained(name)) trained += sizeOf(shape)
  }
  return { all, trained }
}

/** The most that this process has held, in bytes. */
const peak = (): number => 1024 * process.resourceUsage().maxRSS

/** Of the engine on ONNX Runtime. */
export function localMemory(
  { model, isTrained, loss }: Trained & { readonly model: FamilyClassifier; readonly loss: LossFunction },
  { engine, base, training, evaluation, accumulation }: Tried,
): LocalMemory {
  const { encoder, adapters, labels, parameters, settings } = model
  const trained = [...parameters.keys()].filter(isTrained)
  const classifier = {
    encoder,
    adapters,
    head: settings.head,
    labels: labels.length,
    outside: labels.indexOf(OUTSIDE),
    loss,
  }
  const counted = countParameters({ model, isTrained })
  const weights = 4 * counted.trained
  const moments = momentBytes(engine, counted, adapters !== undefined)
  const reckoned = {
    base,
    weights,
    gradients: weights * (accumulation > 1 ? 2 : 1),
    moments,
    activations:
      mostBytes(trainingGraph(classifier, trained), training, new Set(trained.map(gradientName))) +
      mostBytes(evaluationGraph(classifier), evaluation),
    checkpoint: weights + moments,
  }
  const tried = peak()
  const sum = Object.values(reckoned).reduce((a, b) => a + b, 0)
  return { ...reckoned, tried, total: Math.max(sum, tried + reckoned.checkpoint) }
}

/** How the engine's own processes share a model. */
export interface Sharing {
  readonly strategy: 'ddp' | 'fsdp'
  readonly optimizer: OptimizerName
  readonly hasAverage: boolean
  readonly hasAdapters: boolean
}

/** Of the engine on PyTorch. */
export async function workerMemory(
  trained: Trained,
  { strategy, optimizer, hasAverage, hasAdapters }: Sharing,
  { engine }: Tried,
): Promise<WorkerMemory> {
  const peaks = (await engine.peakMemory?.()) ?? []
  const counted = countParameters(trained)
  const parts = strategy === 'fsdp' ? peaks.length : 1
  const average = hasAverage ? 4 * counted.trained : 0
  const moments = momentBytes(engine, counted, hasAdapters) - average
  const trainer = peak()
  const best = 4 * (hasAdapters ? counted.trained : counted.all)
  const devices = peaks.flatMap(({ device }) => device ?? [])
  return {
    processes: peaks.length,
    weights: (4 * counted.all) / parts,
    gradients: (4 * counted.trained) / parts,
    // The means that Adafactor keeps are whole on each process.
    moments: average / parts + moments / (optimizer === 'adamw' ? parts : 1),
    tried: maxOf(
      peaks.map(({ host }) => host),
      0,
    ),
    ...(devices.length > 0 && { device: maxOf(devices) }),
    trainer,
    best,
    total: trainer + best + peaks.reduce((sum, { host }) => sum + host, 0),
  }
}

/** What a checkpoint has beside weights, averages among it: beside adapters, those of the others are not in it. */
function momentBytes(
  engine: Engine,
  { all, trained }: ReturnType<typeof countParameters>,
  hasAdapters: boolean,
) {
  return engine.savedBytes() - 4 * (hasAdapters ? trained : all)
}

/** The most bytes that a graph needs for one of some batches: the one of most pieces, or with the longest rows. */
function mostBytes(graph: Graph, batches: readonly BatchShape[], given?: ReadonlySet<string>): number {
  const largest = (size: (shape: BatchShape) => number): BatchShape[] =>
    batches.length === 0 ? [] : [batches.reduce((a, b) => (size(b) > size(a) ? b : a))]
  const candidates = [
    ...largest(({ pieces }) => pieces),
    ...largest(({ rows, length }) => rows * length * length),
  ]
  return candidates.reduce((most, { rows, length, pieces }) => {
    // Of two rows that sequences share, the first has no room for the second: together they are more than one full row.
    const shared = Math.min(rows, Math.ceil((2 * pieces) / length))
    const sizes = { B: rows, T: length, N: pieces, R: shared, S: length }
    return Math.max(most, liveBytes(graph, sizes, given))
  }, 0)
}
