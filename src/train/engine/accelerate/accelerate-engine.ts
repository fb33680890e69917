/**
 * @file The engine on PyTorch: a Python worker (`python/medspan_worker`) that Hugging Face's accelerate starts, in one
 * process or in several.
 *
 * What it computes with are transformers' own models. It begins from the model's folder and from the numbers that were
 * drawn here, so that it starts where the onnx engine would; weights stay with it, and go to files and back without
 * passing through this process. Over several processes each batch is divided by rows, and every label that counts
 * weighs the same, wherever it is.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { internal } from '../../../errors.ts'
import { isAdapter } from '../../../nn/adapters.ts'
import { plainCrossEntropy } from '../../../nn/losses.ts'
import type { ClassifierSpec, FamilyClassifier } from '../../../nn/model.ts'
import { readModelConfig } from '../../../nn/stored-model.ts'
import { sizeOf, type TensorSpec } from '../../../nn/tensors.ts'
import { streamKey } from '../../../random.ts'
import { OUTSIDE } from '../../../text/tags.ts'
import type { Batch, Engine, Evaluation, StepOptions, StepResult } from '../engine.ts'
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts'
import type { OptimizerName } from '../onnx/optimizer.ts'
import type { ExternalClassifier } from './external-model.ts'
import type { Worker } from './worker.ts'
import type { SentTensor } from './worker-protocol.ts'

/** What both engines take has the same meaning and the same defaults. */
export interface AccelerateEngineOptions extends Omit<OnnxEngineOptions, 'device'> {
  /** Where the model was read from: its weights are read there again. */
  readonly folder: string
  /** Whether intermediate values are computed twice instead of being kept: less memory, a third slower. */
  readonly gradientCheckpointing?: boolean
  /** Several processes hold the model each, or divide its parameters among them. */
  readonly strategy?: 'ddp' | 'fsdp'
}

/** A model of a family, or one that transformers alone knows. */
export type TrainableClassifier = (FamilyClassifier & { readonly described?: undefined }) | ExternalClassifier

/** Python has no numbers in JSON for these. */
const numberSchema = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)])
const startedSchema = z.object({
  parameters: z.array(z.object({ name: z.string(), shape: z.array(z.int().min(0)), isTrained: z.boolean() })),
})
const steppedSchema = z.object({ loss: numberSchema, gradNorm: numberSchema })
const evaluatedSchema = z.object({ loss: numberSchema, counted: z.number() })
const peaksSchema = z.object({
  peaks: z.array(z.object({ host: z.number(), device: z.number().optional() })),
})
const savedSchema = z.object({ updates: z.int().min(0) })

type Started = z.output<typeof startedSchema>['parameters']

/**
 * Gives a worker a model to train. The engine ends the worker with itself.
 * @throws MedspanError `input` where the folder lacks weights; `internal` where transformers' model is not ours
 */
export async function createAccelerateEngine(
  worker: Worker,
  model: TrainableClassifier,
  options: AccelerateEngineOptions,
): Promise<Engine> {
  const { seed = 0, optimizer = 'adamw', emaDecay } = options
  const { encoder } = model
  const labels = model.labels.length
  const { parameters } = startedSchema.parse(
    (await worker.ask({ kind: 'start', spec: specOf(model, options) }, await givenTo(model, options.folder)))
      .header,
  )
  checkSame(model, parameters)

  return {
    labels,
    maxLength: encoder.maxLength,
    versions: worker.versions,
    computesPadding: true,

    async step(batches: readonly Batch[], { learningRate, step }: StepOptions): Promise<StepResult> {
      const dropoutKeys = batches.map((_, i) => streamKey(seed, 'dropout', step, i))
      const tensors = new Map(batches.flatMap((batch, i) => [...tensorsOf(batch, i, labels)]))
      const question = { kind: 'step', batches: batches.length, dropoutKeys, learningRate }
      return steppedSchema.parse((await worker.ask(question, tensors)).header)
    },

    async evaluate(batch: Batch): Promise<Evaluation> {
      const { header, tensors } = await worker.ask({ kind: 'evaluate' }, tensorsOf(batch, 0, labels))
      const logits = tensors.get('logits')
      if (logits?.shape.join() !== [batch.rows, batch.length, labels].join())
        throw internal(`the worker gives logits of shape [${logits?.shape}]`)
      return { ...evaluatedSchema.parse(header), logits: logits.data }
    },

    async save(folder) {
      return savedSchema.parse((await worker.ask({ kind: 'save', folder: resolve(folder) })).header)
    },

    async load(folder, { updates }) {
      await worker.ask({ kind: 'load', folder: resolve(folder), updates })
    },

    savedBytes: () => 4 * (weightCount(parameters, model) + momentCount(parameters, { optimizer, emaDecay })),

    async weights(names = parameters.map(({ name }) => name)) {
      return (await worker.ask({ kind: 'weights', names })).tensors
    },

    async peakMemory() {
      return peaksSchema.parse((await worker.ask({ kind: 'peaks' })).header).peaks
    },

    dispose: () => worker.end(),
  }
}

/** What python/medspan_worker/model.py and loop.py read. */
function specOf(model: TrainableClassifier, options: AccelerateEngineOptions) {
  const { encoder, adapters, settings, described } = model
  const { isTrained = () => true, layerDecay = 1 } = options
  const trained = [...model.parameters.keys()].filter(isTrained)
  const rateFactors = () =>
    Object.fromEntries(
      trained.map(name => [name, layerDecay ** (encoder.layers + 1 - encoder.depthOf(name))]),
    )
  return {
    // Workers stand in another folder than we do.
    folder: resolve(options.folder),
    hasWeights: !model.newlyInitialized.includes(encoder.wordEmbeddings),
    labels: model.labels,
    outside: model.labels.indexOf(OUTSIDE),
    vocabulary: encoder.vocabSize,
    head: settings.head,
    // Families see both sides of a piece unless they are told not to; others do what their class does.
    attention:
      described !== undefined || settings.attention !== 'auto' ? settings.attention : 'bidirectional',
    described: described === undefined ? null : { seed: described.seed },
    lora: adapters ?? null,
    loss: options.loss ?? plainCrossEntropy,
    trained,
    optimizer: {
      optimizer: options.optimizer ?? 'adamw',
      weightDecay: options.weightDecay ?? 0,
      betas: options.betas ?? [0.9, 0.999],
      epsilon: options.epsilon ?? 1e-8,
      ...(layerDecay !== 1 && { rateFactors: rateFactors() }),
    },
    emaDecay: options.emaDecay ?? null,
    maxGradNorm: options.maxGradNorm ?? 1,
    threads: options.threads ?? null,
    gradientCheckpointing: options.gradientCheckpointing ?? false,
    strategy: options.strategy ?? 'ddp',
  }
}

/** What the folder does not have: new parameters, and of word embeddings the row more alone. */
async function givenTo(model: TrainableClassifier, folder: string): Promise<Map<string, SentTensor>> {
  const { encoder, parameters, newlyInitialized, described } = model
  if (described !== undefined) return numbersOf(parameters)
  const { vocabSize, wordEmbeddings } = encoder
  const names = new Set([...newlyInitialized, ...[...parameters.keys()].filter(isAdapter)])
  const given = numbersOf(new Map([...parameters].filter(([name]) => names.has(name))))
  const { vocab_size: known } = (await readModelConfig(folder)).source
  if (typeof known !== 'number' || known >= vocabSize || names.has(wordEmbeddings)) return given
  const { shape, data } = parameters.get(wordEmbeddings)!
  const size = shape.at(-1)!
  return given.set(wordEmbeddings, { shape: [vocabSize - known, size], data: data!.subarray(known * size) })
}

/** Those that are here. */
function numbersOf(parameters: ReadonlyMap<string, TensorSpec>): Map<string, SentTensor> {
  return new Map(
    [...parameters].flatMap(([name, { shape, data }]) =>
      data === undefined ? [] : [[name, { shape, data }]],
    ),
  )
}

/** Transformers' parameters must be those that we know, or a checkpoint would not be the other engine's. */
function checkSame(model: TrainableClassifier, theirs: Started): void {
  const shapes = new Map(theirs.map(({ name, shape }) => [name, shape.join()]))
  for (const [name, { shape }] of model.parameters)
    if (shapes.get(name) !== shape.join())
      throw internal(`transformers has ${name} of shape [${shapes.get(name)}], expected [${shape}]`)
  const other = theirs.find(({ name }) => !model.parameters.has(name))
  if (other !== undefined) throw internal(`transformers has a parameter ${other.name} more`)
}

/** The arrays of a batch by the names that the worker knows: `0.input_ids`. */
function tensorsOf(batch: Batch, index: number, labels: number): Map<string, SentTensor> {
  const shape = [batch.rows, batch.length]
  const tensors = new Map<string, SentTensor>([
    [`${index}.input_ids`, { shape, data: batch.inputIds }],
    [`${index}.attention_mask`, { shape, data: batch.attentionMask }],
    [`${index}.token_type_ids`, { shape, data: batch.tokenTypeIds }],
    [`${index}.labels`, { shape, data: batch.labels }],
  ])
  if (batch.labelMask !== undefined)
    tensors.set(`${index}.label_mask`, { shape: [batch.rows, labels], data: batch.labelMask })
  return tensors
}

/** How many numbers the file of weights has: beside adapters only what is trained. */
function weightCount(parameters: Started, { adapters }: Pick<ClassifierSpec, 'adapters'>): number {
  return parameters.reduce(
    (sum, { shape, isTrained }) => sum + (isTrained || adapters === undefined ? sizeOf(shape) : 0),
    0,
  )
}

/** How many numbers are remembered beside the weights. */
function momentCount(
  parameters: Started,
  { optimizer, emaDecay }: { readonly optimizer: OptimizerName; readonly emaDecay: number | undefined },
): number {
  const momentsOf = (shape: readonly number[]): number => {
    if (optimizer === 'adamw') return 2 * sizeOf(shape)
    return shape.length < 2
      ? sizeOf(shape)
      : sizeOf(shape.slice(0, -1)) + sizeOf([...shape.slice(0, -2), shape.at(-1)!])
  }
  return parameters.reduce(
    (sum, { shape, isTrained }) =>
      isTrained ? sum + momentsOf(shape) + (emaDecay === undefined ? 0 : sizeOf(shape)) : sum,
    0,
  )
}
