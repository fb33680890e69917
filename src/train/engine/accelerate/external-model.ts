/**
 * @file Models that no family here knows and transformers does: a Python worker describes them, and this process trains by
 * that description. Their numbers stay with workers.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { ownValue } from '../../../dictionary.ts'
import { MedspanError } from '../../../errors.ts'
import { maxOf } from '../../../lists.ts'
import {
  type Adapted,
  type AdapterOptions,
  chooseMaps,
  moduleOf,
  newModulesOf,
} from '../../../nn/adapters.ts'
import type { EncoderOutline } from '../../../nn/encoder.ts'
import type { Adapters } from '../../../nn/layers.ts'
import type { ClassifierSpec, ModelSettings } from '../../../nn/model.ts'
import { adapterParameters, chainParameters, drawParameter } from '../../../nn/parameters.ts'
import { readModelConfig } from '../../../nn/stored-model.ts'
import type { TensorSpec } from '../../../nn/tensors.ts'
import { modulesOf, notFitting, readAdapterFolder } from '../../../nn/weights/adapter-files.ts'
import { streamKey } from '../../../random.ts'
import type { Batch, Engine } from '../engine.ts'
import { startWorker, type Worker } from './worker.ts'
import { formatAccelerateConfig, pythonProgram } from './worker-launch.ts'

/** What is known of such a model besides. */
export interface Described {
  /** By which transformers draws what the weights lack. */
  readonly seed: number
  /** Parameters that transformers never trains, and numbers that are none. */
  readonly untrained: ReadonlySet<string>
  readonly linearMaps: readonly string[]
  /** Those of them whose weights stand as [in,out]. */
  readonly transposed: readonly string[]
  /** Which of them peft adapts where nothing is said. */
  readonly defaultTargets: string | readonly string[] | null
}

/** Of its parameters only those have numbers here that no file has and transformers does not draw. */
export interface ExternalClassifier extends ClassifierSpec {
  readonly described: Described
}

/** What python/medspan_worker/describe.py answers. */
const descriptionSchema = z.object({
  architecture: z.string(),
  /** Whether its weights have a CRF for these labels. */
  hasCrf: z.boolean(),
  missing: z.array(z.string()),
  parameters: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.int().min(0)),
      isTrainable: z.boolean(),
      isHead: z.boolean(),
    }),
  ),
  vocabSize: z.int(),
  vocabularyKey: z.string().nullable(),
  wordEmbeddings: z.string(),
  floats: z.array(z.array(z.string())),
  maxLength: z.int().nullable(),
  depths: z.record(z.string(), z.int()).nullable(),
  linearMaps: z.array(z.object({ name: z.string(), isTransposed: z.boolean() })),
  defaultTargets: z.union([z.string(), z.array(z.string())]).nullable(),
})
type Description = z.output<typeof descriptionSchema>

export interface DescribeOptions {
  /** The label set; left out, the one in `config.json`. */
  readonly labels?: readonly string[] | undefined
  readonly seed: number
  readonly settings?: Partial<ModelSettings> | undefined
  /** See `ReadModelOptions`. */
  readonly vocabulary?: number | undefined
  /** The program; MEDSPAN_PYTHON by default. */
  readonly python?: string | undefined
}

/** A worker of one process on this machine's processors. */
export function startLocalWorker({
  python,
  threads,
}: {
  readonly python?: string | undefined
  readonly threads?: number | undefined
}): Promise<Worker> {
  const yaml = formatAccelerateConfig({ processes: 1, mixedPrecision: 'no' })
  return startWorker({ python: pythonProgram(python), yaml, processes: 1, device: 'cpu', threads })
}

/** Sequences are then as long as settings and the tokenizer say. */
const UNLIMITED = 16_777_216

/**
 * Lets a worker describe the model of a folder.
 * @throws MedspanError `config` where Python or a library is missing; `input` where transformers cannot train the model
 */
export async function describeExternalModel(
  folder: string,
  options: DescribeOptions,
): Promise<ExternalClassifier> {
  const { model_type: type } = (await readModelConfig(folder)).source
  const worker = await startLocalWorker(options).catch((error: unknown) => {
    throw error instanceof MedspanError ? needsPython(String(type), error) : error
  })
  try {
    return await describeBy(worker, folder, options)
  } finally {
    await worker.end()
  }
}

/** The same by a worker that is there. */
export async function describeBy(
  worker: Pick<Worker, 'ask'>,
  folder: string,
  options: Omit<DescribeOptions, 'python'>,
): Promise<ExternalClassifier> {
  const { path, source, ...own } = await readModelConfig(folder)
  const labels = options.labels ?? own.labels
  if (labels === undefined)
    throw new MedspanError('input', 'expected id2label, the names of the labels', {
      where: { path },
      hint: 'Train a model first; the run folder that comes out has them.',
    })
  const { vocabulary = null, seed } = options
  const { header } = await worker.ask({ kind: 'describe', folder: resolve(folder), labels, vocabulary })
  const settings = { ...own.settings, ...options.settings }
  return classifierOf(descriptionSchema.parse(header), { source, labels, settings }, seed)
}

function needsPython(modelType: string, error: MedspanError): MedspanError {
  const { code, where, hint } = error
  const message = `models of the type ${modelType} are computed by transformers in Python: ${error.message}`
  return new MedspanError(code, message, { where, hint, cause: error })
}

function classifierOf(
  description: Description,
  own: Pick<ClassifierSpec, 'source' | 'labels' | 'settings'>,
  seed: number,
): ExternalClassifier {
  const { vocabSize, vocabularyKey, missing, hasCrf } = description
  const parameters = new Map<string, TensorSpec>(
    description.parameters.map(({ name, shape }) => [name, { shape }]),
  )
  const chain = own.settings.head === 'crf' ? chainParameters(own.labels.length) : []
  for (const [name, spec] of chain)
    parameters.set(name, { shape: spec.shape, data: hasCrf ? undefined : drawParameter(name, spec, seed) })
  const source = vocabularyKey === null ? own.source : { ...own.source, [vocabularyKey]: vocabSize }
  return {
    ...own,
    source,
    floats: description.floats,
    encoder: outlineOf(description, String(own.source.model_type)),
    parameters,
    newlyInitialized: [...missing, ...(hasCrf ? [] : chain.map(([name]) => name))],
    described: {
      seed: streamKey(seed, 'described'),
      untrained: new Set(description.parameters.filter(one => !one.isTrainable).map(({ name }) => name)),
      linearMaps: description.linearMaps.map(({ name }) => name),
      transposed: description.linearMaps.filter(map => map.isTransposed).map(({ name }) => name),
      defaultTargets: description.defaultTargets,
    },
  }
}

function outlineOf(description: Description, modelType: string): EncoderOutline {
  const { architecture, vocabSize, wordEmbeddings, maxLength, depths, parameters } = description
  const last = maxOf(Object.values(depths ?? {}), 1)
  return {
    modelType,
    architecture,
    vocabSize,
    wordEmbeddings,
    layers: last - 1,
    maxLength: maxLength ?? UNLIMITED,
    parameters: new Map(parameters.filter(one => !one.isHead).map(({ name, shape }) => [name, { shape }])),
    depthOf(name) {
      if (depths === null)
        throw new MedspanError(
          'config',
          `the layers of ${architecture} are no stack, so that parameters have no depth`,
          {
            where: { at: 'training.layerwise_lr_decay' },
            hint: 'Leave training.layerwise_lr_decay at 1.',
          },
        )
      return ownValue(depths, name) ?? last
    },
  }
}

/**
 * Adds adapters; see `prepareAdapters`.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export function adaptDescribed(
  model: ExternalClassifier,
  { targetModules, ...options }: AdapterOptions,
  seed: number,
): ExternalClassifier & Adapted {
  const { linearMaps, defaultTargets } = model.described
  const targets = targetModules ?? defaultTargets
  if (targets === null)
    throw new MedspanError(
      'config',
      `peft does not say which linear maps of ${model.encoder.modelType} get adapters`,
      {
        where: { at: 'model.lora.target_modules' },
        hint: 'Name them, or write all-linear.',
      },
    )
  const { adapters, specs } = adaptersOf(model, { ...options, modules: chooseMaps(linearMaps, targets) })
  const drawn = specs.map(
    ([name, spec]) => [name, { shape: spec.shape, data: drawParameter(name, spec, seed) }] as const,
  )
  return {
    ...model,
    adapters,
    newModules: newModulesOf(model),
    parameters: new Map([...model.parameters, ...drawn]),
    newlyInitialized: [...model.newlyInitialized, ...drawn.map(([name]) => name)],
  }
}

function adaptersOf(model: ExternalClassifier, options: Adapters) {
  const { modules } = options
  const transposed = model.described.transposed.filter(name => modules.includes(name))
  const adapters: Adapters = { ...options, transposed }
  const specs = modules.flatMap(module =>
    adapterParameters(module, model.parameters.get(`${module}.weight`)!.shape, adapters),
  )
  return { adapters, specs }
}

/**
 * Reads an adapter folder for such a model.
 * @param resolveBase finds the folder of the model that adapters were made for
 * @returns the model, and the folder of the weights beside which they are
 * @throws MedspanError as `readAdapters` and `describeExternalModel`
 */
export async function describeAdapted(
  folder: string,
  { resolveBase, ...options }: DescribeOptions & { readonly resolveBase: (name: string) => Promise<string> },
): Promise<{ readonly model: ExternalClassifier & Adapted; readonly base: string }> {
  const { base: name, adapters: read, stored, path } = await readAdapterFolder(folder)
  const own = await readModelConfig(folder)
  const base = await resolveBase(name)
  const model = await describeExternalModel(base, {
    ...options,
    labels: options.labels ?? own.labels,
    settings: { ...own.settings, ...options.settings },
  })
  const modules = modulesOf(stored, model.described.linearMaps, path)
  const { adapters, specs } = adaptersOf(model, { ...read, modules })
  const parameters = new Map<string, TensorSpec>([...model.parameters, ...specs])
  for (const [key, tensor] of stored) {
    const shape = parameters.get(key)?.shape
    if (shape === undefined) throw notFitting(path, key, 'expected no such tensor')
    if (shape.join() !== tensor.shape.join())
      throw notFitting(path, key, `expected shape [${shape}], got [${tensor.shape}]`)
    parameters.set(key, tensor)
  }
  const newlyInitialized = [...model.newlyInitialized, ...specs.map(([key]) => key)].filter(
    key => !stored.has(key),
  )
  const whole = [...stored.keys()].filter(key => model.encoder.parameters.has(key))
  return {
    model: {
      ...model,
      source: { ...model.source, ...own.source },
      adapters,
      parameters,
      newlyInitialized,
      newModules: [...new Set(whole.map(moduleOf))],
    },
    base,
  }
}

/**
 * Computes a short batch, so that what transformers cannot compute is told before anything is trained; and whether the
 * model sees what it is said to see.
 * @throws MedspanError `input`, or `config` for `model.attention`
 */
export async function tryModel(engine: Engine, model: ExternalClassifier, folder: string): Promise<void> {
  const { architecture, vocabSize, maxLength } = model.encoder
  const { attention } = model.settings
  const length = Math.min(8, maxLength)
  const first = await logitsOf(engine, shortBatch(length, vocabSize, 0), { architecture, folder })
  if (attention === 'auto') return
  // What stands last is another piece: only who sees it computes something else at the first.
  const second = await logitsOf(engine, shortBatch(length, vocabSize, 1), { architecture, folder })
  const isCausal = first.subarray(0, engine.labels).every((logit, i) => Math.abs(logit - second[i]!) < 1e-6)
  if (isCausal === (attention === 'causal')) return
  throw new MedspanError('config', `${architecture} of transformers cannot be ${attention}`, {
    where: { at: 'model.attention' },
    hint: 'Write auto: pieces see what the class lets them see.',
  })
}

/** Pieces 2, 3, 4 … of one sequence; the last of them is another for each variant. */
function shortBatch(length: number, vocabSize: number, variant: number): Batch {
  const inputIds = Int32Array.from(
    { length },
    (_, i) => (i + 2 + (i === length - 1 ? variant : 0)) % vocabSize,
  )
  const zeros = () => new Int32Array(length)
  return {
    rows: 1,
    length,
    inputIds,
    attentionMask: zeros().fill(1),
    tokenTypeIds: zeros(),
    labels: zeros(),
  }
}

async function logitsOf(
  engine: Engine,
  batch: Batch,
  { architecture, folder }: { readonly architecture: string; readonly folder: string },
): Promise<Float32Array> {
  try {
    return (await engine.evaluate(batch)).logits
  } catch (error) {
    if (!(error instanceof MedspanError) || error.code !== 'internal') throw error
    const [reason] = error.message.replace('the worker has failed: ', '').split('\n')
    throw new MedspanError(
      'input',
      `${architecture} of transformers does not compute word pieces alone: ${reason}`,
      {
        where: { path: folder },
        hint: 'Models that need images, places on a page or sound are not trained here.',
        cause: error,
      },
    )
  }
}
