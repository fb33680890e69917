/**
 * @file From settings to what a training works with: the model's folder, the model, an engine, the plan of its steps.
 */

import type { Config, SettledConfig } from '../config/config.ts'
import { accelerateSettings, processesOf } from '../config/config.ts'
import type { LabelSet } from '../corpus/labels.ts'
import { internal, MedspanError } from '../errors.ts'
import { locateModel } from '../hub/model.ts'
import {
  type Adapted,
  type AdapterOptions,
  isAdapterTrained,
  mergedParameters,
  prepareAdapters,
} from '../nn/adapters.ts'
import { isFamily } from '../nn/families/families.ts'
import type { LossFunction } from '../nn/losses.ts'
import type { ClassifierSpec, FamilyClassifier, LoadedClassifier } from '../nn/model.ts'
import { outlineModel, readModel, readModelConfig } from '../nn/stored-model.ts'
import type { FloatTensor, TensorSpec } from '../nn/tensors.ts'
import { adapterFiles } from '../nn/weights/adapter-files.ts'
import { MODEL_WEIGHTS, safetensorsPieces } from '../nn/weights/safetensors.ts'
import { readWeights, type Weights } from '../nn/weights/weights.ts'
import type { Progress } from '../progress.ts'
import type { Content } from '../system/output.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { createAccelerateEngine, type TrainableClassifier } from './engine/accelerate/accelerate-engine.ts'
import {
  adaptDescribed,
  describeExternalModel,
  type ExternalClassifier,
  tryModel,
} from './engine/accelerate/external-model.ts'
import { accelerateYaml } from './engine/accelerate/launch-config.ts'
import { otherMachinesOf } from './engine/accelerate/other-machines.ts'
import { startWorker } from './engine/accelerate/worker.ts'
import { pythonProgram } from './engine/accelerate/worker-launch.ts'
import type { Engine } from './engine/engine.ts'
import { createFreeze } from './engine/freeze.ts'
import type { LocalEngine } from './engine/local-engine.ts'
import { createOnnxEngine } from './engine/onnx/onnx-engine.ts'
import type { PlanOptions } from './loop/plan.ts'

/** The folder of the model to start from: one of the hub is downloaded, or found in the cache. */
export function modelFolder(
  { name_or_path: name, revision }: Config['model'],
  options: { readonly progress: Progress; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  return locateModel(name, { ...options, revision })
}

/** A model to train. */
export interface OpenedModel<Model extends ClassifierSpec = LoadedClassifier> {
  readonly model: Model
  /** The same, where it has adapters. */
  readonly adapted: (Model & Adapted) | undefined
  /** Which of its parameters are trained. */
  readonly isTrained: (name: string) => boolean
}

/**
 * Begins to read the weights of a model's folder, on threads of Node's own, where an engine in this process will want them.
 * What is wrong with them is said by whoever opens the model.
 */
export function readAhead(folder: string, { training }: Config): Promise<Weights | undefined> | undefined {
  if (training.engine !== 'onnx') return undefined
  const weights = readWeights(folder)
  weights.catch(() => {})
  return weights
}

/**
 * Reads the model of a configuration for a label set, and decides what of it is trained.
 * @throws MedspanError `input` for a folder that cannot be used; `config` for a pattern that matches nothing, and
 * where the tokenizer belongs to another model
 */
export async function openModel(
  folder: string,
  config: Config,
  labels: LabelSet,
  tokenizer: Tokenizer,
  weights?: Promise<Weights | undefined>,
): Promise<OpenedModel> {
  const model = await readModel(folder, readOptions(config, labels, tokenizer), weights)
  return openFamily(model, config, { folder, tokenizer })
}

function openFamily<Tensor extends TensorSpec>(
  model: FamilyClassifier<Tensor>,
  config: Config,
  source: ModelSource,
): OpenedModel<FamilyClassifier<Tensor | FloatTensor>> {
  const adapt = (options: AdapterOptions) => prepareAdapters(model, options, config.training.seed)
  return decideTrained<FamilyClassifier<Tensor | FloatTensor>>(model, adapt, config, source)
}

/** Where a model comes from. */
interface ModelSource {
  readonly folder: string
  readonly tokenizer: Tokenizer
}

/** Decides what of a model is trained: its adapters, or all of it that is not frozen; never what is `untrained`. */
function decideTrained<Model extends ClassifierSpec>(
  model: Model,
  adapt: (options: AdapterOptions) => Model & Adapted,
  { model: { freeze, lora } }: Config,
  { folder, tokenizer }: ModelSource,
  untrained: ReadonlySet<string> = new Set(),
): OpenedModel<Model> {
  checkVocabulary(tokenizer, model, folder)
  const isTrainable = (name: string): boolean => !untrained.has(name)
  if (lora === undefined) {
    const isKept = createFreeze(freeze, [...model.parameters.keys()].filter(isTrainable))
    return { model, adapted: undefined, isTrained: name => isTrainable(name) && isKept(name) }
  }
  checkWeights(model, folder)
  const { target_modules: targetModules, ...rest } = lora
  const adapted = adapt({ ...rest, targetModules })
  const isOfAdapters = isAdapterTrained(adapted)
  return { model: adapted, adapted, isTrained: name => isTrainable(name) && isOfAdapters(name) }
}

/**
 * The same for any model that the engine can train: with accelerate also for those that no family here knows, and without
 * the numbers of the folder, which its processes read.
 * @param weights of the folder, where they are being read already
 * @throws MedspanError as `openModel` and `describeExternalModel`
 */
export async function openTrainable(
  folder: string,
  config: Config,
  labels: LabelSet,
  tokenizer: Tokenizer,
  weights?: Promise<Weights | undefined>,
): Promise<OpenedModel<TrainableClassifier>> {
  const { source } = await readModelConfig(folder)
  if (config.training.engine === 'onnx') return openModel(folder, config, labels, tokenizer, weights)
  const options = readOptions(config, labels, tokenizer)
  if (isFamily(source.model_type))
    return openFamily(await outlineModel(folder, options), config, { folder, tokenizer })
  const model = await describeExternalModel(folder, {
    ...options,
    python: pythonProgram(config.accelerate?.python),
  })
  const adapt = (adapters: AdapterOptions) => adaptDescribed(model, adapters, config.training.seed)
  return decideTrained<ExternalClassifier>(
    model,
    adapt,
    config,
    { folder, tokenizer },
    model.described.untrained,
  )
}

function readOptions(
  { model: { attention, head }, training: { seed } }: Config,
  { labels }: LabelSet,
  { padId, vocabSize }: Tokenizer,
) {
  // A piece to pad with may have been added to those that the model knows.
  return {
    labels,
    seed,
    settings: { attention, head },
    vocabulary: padId === vocabSize - 1 ? vocabSize : undefined,
  }
}

function checkWeights({ newlyInitialized, encoder }: ClassifierSpec, folder: string): void {
  if (!newlyInitialized.includes(encoder.wordEmbeddings)) return
  throw new MedspanError('config', 'expected a model with weights, beside which adapters are trained', {
    where: { path: folder, at: 'model.lora' },
    hint: 'Take a trained model, or train this one whole: leave model.lora out.',
  })
}

/** Every id that the tokenizer can give must have a row in the embeddings. */
function checkVocabulary(tokenizer: Tokenizer, { encoder }: ClassifierSpec, folder: string): void {
  const { vocabSize } = encoder
  if (tokenizer.vocabSize <= vocabSize) return
  throw new MedspanError(
    'config',
    `the tokenizer knows ${tokenizer.vocabSize} word pieces, the model only ${vocabSize}`,
    { where: { path: folder }, hint: 'Put the tokenizer that belongs to the model into its folder.' },
  )
}

/** The files of a run folder that hold its model's weights: all of them, or adapters alone, for which only these are read. */
export async function modelFiles(
  { model, adapted }: OpenedModel<ClassifierSpec>,
  { name_or_path: base, lora }: Config['model'],
  engine: Pick<Engine, 'weights'>,
): Promise<Iterable<readonly [name: string, content: Content]>> {
  if (adapted !== undefined && lora?.merge !== true) {
    const names = [...model.parameters.keys()].filter(isAdapterTrained(adapted))
    return adapterFiles(adapted, base, await engine.weights(names))
  }
  const weights = await engine.weights()
  const parameters = adapted === undefined ? weights : mergedParameters(adapted.adapters, weights)
  const ordered = [...model.parameters.keys()].flatMap(name => {
    const tensor = parameters.get(name)
    return tensor === undefined ? [] : [[name, tensor] as const]
  })
  return [[MODEL_WEIGHTS, safetensorsPieces(new Map(ordered), { format: 'pt' })]]
}

/** What an engine needs to know of the settings, whichever it is. */
function engineOptions(
  { training }: SettledConfig,
  { isTrained }: Pick<OpenedModel, 'isTrained'>,
  loss: LossFunction,
) {
  return {
    seed: training.seed,
    optimizer: training.optim,
    weightDecay: training.weight_decay,
    betas: [training.adam_beta1, training.adam_beta2],
    epsilon: training.adam_epsilon,
    layerDecay: training.layerwise_lr_decay,
    emaDecay: training.ema_decay,
    isTrained,
    maxGradNorm: training.max_grad_norm,
    threads: training.threads,
    loss,
  } as const
}

/** The engine on ONNX Runtime. */
export function startOnnxEngine(
  config: SettledConfig,
  opened: Pick<OpenedModel, 'model' | 'isTrained'>,
  loss: LossFunction,
): Promise<LocalEngine> {
  const options = engineOptions(config, opened, loss)
  return createOnnxEngine(opened.model, { ...options, device: config.training.device })
}

/**
 * The engine that a configuration asks for, of a model that was read from a folder.
 * @throws MedspanError `config` where what it needs is not installed
 */
export async function startEngine(
  config: SettledConfig,
  opened: OpenedModel<TrainableClassifier>,
  { folder, loss }: { readonly folder: string; readonly loss: LossFunction },
): Promise<Engine> {
  const { training } = config
  const { model, isTrained } = opened
  if (training.engine === 'onnx') {
    if (!isLoaded(model)) throw internal('ONNX Runtime needs all numbers of a model')
    return startOnnxEngine(config, { model, isTrained }, loss)
  }
  const settings = accelerateSettings(config)
  const worker = await startWorker({
    python: pythonProgram(config.accelerate?.python),
    yaml: await accelerateYaml(config),
    processes: settings.num_processes,
    others: otherMachinesOf(process.env),
    device: training.device,
    threads: training.threads,
  })
  try {
    const engine = await createAccelerateEngine(worker, model, {
      ...engineOptions(config, opened, loss),
      folder,
      gradientCheckpointing: settings.gradient_checkpointing,
      strategy: settings.strategy,
    })
    if (model.described !== undefined) await tryModel(engine, model, folder)
    return engine
  } catch (error) {
    await worker.end()
    throw error
  }
}

const isLoaded = (model: TrainableClassifier): model is LoadedClassifier =>
  model.described === undefined && [...model.parameters.values()].every(({ data }) => data !== undefined)

function batchSizeOf(config: SettledConfig): PlanOptions['batchSize'] {
  const { max_tokens_per_batch: tokens, per_device_train_batch_size: sequences } = config.training
  if (tokens !== undefined) return { tokens, processes: processesOf(config) }
  if (sequences === undefined) throw internal('training needs the size of its batches')
  return sequences * processesOf(config)
}

/** How a training is divided into steps. */
export function planOptions(config: SettledConfig, padId: number): PlanOptions {
  const { training } = config
  return {
    seed: training.seed,
    epochs: training.num_train_epochs,
    maxSteps: training.max_steps,
    batchSize: batchSizeOf(config),
    accumulation: training.gradient_accumulation_steps,
    sampling: training.train_sampling_strategy,
    padId,
    loggingStrategy: training.logging_strategy,
    loggingSteps: training.logging_steps,
    evalStrategy: training.eval_strategy,
    evalSteps: training.eval_steps,
    evalOnStart: training.eval_on_start,
    saveStrategy: training.save_strategy,
    saveSteps: training.save_steps,
  }
}
