/**
 * @file What a training is made of: the documents of a scope as three parts, the configuration of the model that the server was
 * started with, and the model in use to begin from, with a label for each type that is new.
 *
 * The same documents and models always come to the same, so that a training that was cut off resumes.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Config, openConfig, PARTS, type Part } from '../../config/config.ts'
import { labelConcepts, readLabelMap } from '../../corpus/label-map.ts'
import {
  createLabelPolicy,
  createLabelSet,
  type LabelSettings,
  labelSetOf,
  listedTypes,
} from '../../corpus/labels.ts'
import { formatCorpus } from '../../formats/corpus.ts'
import { locateModel } from '../../hub/model.ts'
import { isFamily } from '../../nn/families/families.ts'
import { modelConfigJson } from '../../nn/model.ts'
import { relabelModel } from '../../nn/relabel.ts'
import { readModelConfig } from '../../nn/stored-model.ts'
import { isAdapterFolder, readClassifier } from '../../nn/weights/adapter-files.ts'
import { MODEL_WEIGHTS, safetensorsPieces } from '../../nn/weights/safetensors.ts'
import { silent } from '../../progress.ts'
import { readRunConfig } from '../../run/run-config.ts'
import { FOLDER_LOCK, withLock } from '../../system/lock.ts'
import { writeFileWhole } from '../../system/output.ts'
import type { Document } from '../../text/document.ts'
import type { TypeFeature } from '../../text/format.ts'
import { labelToTag, tagsToSpans } from '../../text/tags.ts'
import type { Segmenter } from '../../text/words.ts'
import { tokenizerCopies } from '../../tokenizer/stored-tokenizer.ts'
import { linkDocuments } from '../../train/data/dataset.ts'
import { readTrainedTokenizer, resolveBaseOf } from '../../train/trained-model.ts'
import { readUsage } from '../../train/usage.ts'
import { readKept } from './documents.ts'
import { type DocumentParts, divideDocuments } from './parts.ts'
import { workFolder } from './state.ts'

/** Of all trainings: another seed would be another training of the same. */
const seed = 42

export interface PreparationTask {
  /** The folder of the scope. */
  readonly scope: string
  /** The model that the server was started with, which says how documents are read and labelled. */
  readonly base: string
  /** The model that training begins with: the one in use. */
  readonly begins: string
  readonly runFolder: string
  readonly threads: number
  /** Whether somebody asks for it, so that any number of documents will do. */
  readonly isAsked: boolean
  /** Documents that the model has learnt from already, by hashes of their ids. */
  readonly seen: readonly string[]
}

export type Preparation =
  | { readonly kind: 'waiting'; readonly reason: string }
  | {
      readonly kind: 'ready'
      readonly config: Config
      /** Where none is held out, all are trained with. */
      readonly documents: { readonly train: number; readonly validation: number; readonly heldOut: number }
      /** The file of the documents that both models tag, which are those that are held out where there are such. */
      readonly gold: string
      /** The layer and the feature that held the types of the first model's documents. */
      readonly trainedFrom: TypeFeature | undefined
    }

/** Makes all that a training takes, in the scope's folder `work`. */
export async function prepareLearning(task: PreparationTask): Promise<Preparation> {
  const work = workFolder(task.scope)
  await mkdir(work, { recursive: true })
  // A process that a server has left behind comes to its end first.
  return withLock(join(work, FOLDER_LOCK), async () => {
    const settings = await settingsOf(task.base)
    const { types: labelled } = settings.labels
    const parts = divideDocuments(await readTyped(task.scope, settings), { ...task, types: labelled })
    if (typeof parts === 'string') return { kind: 'waiting', reason: parts }
    const isHeldOut = parts.test.length > 0
    // A run has documents in every part.
    const files = isHeldOut ? parts : { ...parts, test: parts.train }
    for (const part of PARTS) await writeFileWhole(join(work, `${part}.jsonl`), formatCorpus(files[part]))
    const folder = await locateModel(task.begins, { progress: silent })
    const types = await typesToLearn(folder, parts, settings.labels)
    const begins = await beginWith(folder, types, join(work, 'model'))
    return {
      kind: 'ready',
      config: await configOf(settings, {
        ...task,
        ...{ work, begins, types },
        few: isHeldOut ? undefined : fewSettings(parts.train, { hasNewHead: begins !== folder }),
      }),
      documents: {
        train: parts.train.length,
        validation: isHeldOut ? parts.validation.length : 0,
        heldOut: parts.test.length,
      },
      gold: join(work, 'test.jsonl'),
      trainedFrom: settings.trainedFrom,
    }
  })
}

type Settings = Pick<Config, 'corpus' | 'labels' | 'model' | 'loss' | 'training' | 'accelerate'> & {
  readonly segment: Segmenter
  readonly trainedFrom: TypeFeature | undefined
}

/** What the training of a model was told; of a model that medspan has not trained, the defaults. */
async function settingsOf(name: string): Promise<Settings> {
  const folder = await locateModel(name, { progress: silent })
  const path = join(folder, 'medspan.yaml')
  const { corpus, model, ...config } = existsSync(path)
    ? (await readRunConfig(folder)).config
    : await openConfig('corpus: { sources: [{ path: . }] }', path, [], { files: 'skip' })
  // How its tagger cuts texts: of what its training has read, or as it was exported.
  const { path: at, source } = await readModelConfig(folder)
  const { segment, stride = 0, context = 'none', trainedFrom } = readUsage(source.medspan, at)
  const { tokenizer = 'biomedical', language } = Object(source.medspan) as Partial<Config['corpus']>
  return {
    ...config,
    corpus: { ...corpus, tokenizer, language },
    model: { ...model, stride, context },
    segment,
    trainedFrom,
  }
}

/** The documents of a scope with words, and with the types of their concepts where those can be looked up. */
async function readTyped(
  scope: string,
  { corpus, labels, segment }: Settings,
): Promise<Map<string, Document>> {
  const kept = await readKept(scope)
  let documents: readonly Document[] = [...kept.values()].map(document =>
    document.tokens.length === 0 ? { ...document, ...segment(document.text) } : document,
  )
  if (labels.map !== undefined) documents = labelConcepts(documents, await readLabelMap(labels.map), silent)
  const isUntyped = documents.some(({ mentions }) => mentions.some(({ types }) => types.length === 0))
  if (corpus.link !== undefined && isUntyped)
    documents = await linkDocuments(documents, corpus.link, { progress: silent })
  return new Map([...kept.keys()].map((name, index) => [name, documents[index]!]))
}

/** The types of the model, and those of the documents that none of them stands for. */
async function typesToLearn(
  folder: string,
  parts: DocumentParts,
  settings: Config['labels'],
): Promise<LabelSettings['types']> {
  // Every mention is of one class, whatever its types are.
  if (settings.types === 'one') return 'one'
  const { labels = [] } = await readModelConfig(folder)
  const known = labels.flatMap(label => tagsToSpans([labelToTag(label)]).map(({ type }) => type))
  const policy = createLabelPolicy(labelSetOf(known), settings)
  const added = new Set<string>()
  // A type that is held out alone cannot be learnt yet.
  for (const { mentions } of [...parts.train, ...parts.validation])
    for (const { types } of mentions) {
      const isKnown = types.length > 0 && ['itself', 'ancestor', 'group'].includes(policy.decide(types).how)
      if (!isKnown && types[0] !== undefined) added.add(types[0])
    }
  const { types } = createLabelSet([...known, ...added])
  const listed = new Set(listedTypes(settings.types))
  const isListed = types.length === listed.size && types.every(type => listed.has(type))
  return isListed ? settings.types : [...types]
}

/** The model to begin with: as it is, or a copy that has a label for each type, and no adapters. */
async function beginWith(folder: string, types: LabelSettings['types'], copy: string): Promise<string> {
  const { source, labels: before = [] } = await readModelConfig(folder)
  const { labels } = createLabelSet(listedTypes(types)!)
  const isSame = before.join('\n') === labels.join('\n')
  // A model that transformers alone knows gets a new head.
  if (!isFamily(source.model_type) || (isSame && !isAdapterFolder(folder))) return folder
  const resolveBase = resolveBaseOf(folder, name => locateModel(name, { progress: silent }))
  const model = relabelModel(await readClassifier(folder, { seed, resolveBase }), labels, seed)
  const tokenizer = await readTrainedTokenizer(folder, resolveBase)
  const maxLength = Math.min(tokenizer.maxLength ?? model.encoder.maxLength, model.encoder.maxLength)
  for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength }))
    await writeFileWhole(join(copy, name), content)
  await writeFileWhole(join(copy, MODEL_WEIGHTS), safetensorsPieces(model.parameters, { format: 'pt' }))
  await writeFileWhole(join(copy, 'config.json'), modelConfigJson(model))
  return copy
}

/**
 * How a training on a few documents is set: as many steps as a correction takes, twice as many where the model gets labels that are
 * new; lower rates below, so that what it knows stays; and the first model that has learnt the documents. docs/learning.md has the
 * measurements.
 */
function fewSettings(documents: readonly Document[], { hasNewHead }: { readonly hasNewHead: boolean }) {
  const [batch, steps] = [16, hasNewHead ? 120 : 60]
  const sentences = documents.reduce((sum, document) => sum + document.sentences.length, 0)
  const epochSteps = Math.max(1, Math.ceil(sentences / batch))
  return {
    per_device_train_batch_size: batch,
    num_train_epochs: Math.max(5, Math.ceil(steps / epochSteps)),
    layerwise_lr_decay: 0.6,
    eval_strategy: 'steps',
    eval_steps: Math.max(2, epochSteps),
    save_strategy: 'best',
    early_stopping_patience: 0,
  } as const
}

async function configOf(
  { corpus, labels, model, loss, training, accelerate }: Settings,
  {
    work,
    begins,
    types,
    runFolder,
    threads,
    few,
  }: {
    readonly work: string
    readonly begins: string
    readonly types: LabelSettings['types']
    readonly runFolder: string
    readonly threads: number
    /** How a training is set that has no documents but those to train with. */
    readonly few: ReturnType<typeof fewSettings> | undefined
  },
): Promise<Config> {
  const source = (split: Part) => ({
    path: join(work, `${split}.jsonl`),
    name: split,
    format: 'corpus',
    split,
  })
  const { map: _, ...labelling } = labels
  const { revision: __, lora, ...settings } = model
  // Whichever settings its training had, this is what the model is.
  const { settings: own } = await readModelConfig(begins)
  const written = {
    corpus: {
      sources: PARTS.map(source),
      tokenizer: corpus.tokenizer,
      language: corpus.language,
      overlap: corpus.overlap,
    },
    labels: { ...labelling, types },
    // Adapters of adapters would need every model that they were made for.
    model: { ...settings, ...own, ...(lora && { lora: { ...lora, merge: true } }), name_or_path: begins },
    loss,
    training: {
      ...few,
      engine: training.engine,
      device: training.device,
      seed,
      threads,
      save_total_limit: 1,
      output_dir: runFolder,
    },
    accelerate,
  }
  return openConfig(stringify(written), join(work, 'medspan.yaml'), [], { files: 'skip' })
}
