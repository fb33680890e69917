/**
 * @file Learning where there is no Node: a trained model goes on training on documents that somebody has corrected, over
 * onnxruntime-web, so that no text leaves the machine.
 *
 * It is the training of Node: the same examples, graph, dropout, schedule and optimizer, with plain cross-entropy and
 * the defaults of Hugging Face's Trainer. What it has not are a validation part, and checkpoints.
 */
import { createLabelPolicy, type LabelSet, labelSetOf } from '../corpus/labels.ts'
import { MedspanError } from '../errors.ts'
import { type LoadedClassifier, modelConfigJson } from '../nn/model.ts'
import { formatSafetensors, MODEL_WEIGHTS } from '../nn/weights/safetensors.ts'
import { withWords } from '../predict/tagger.ts'
import { type Progress, silent } from '../progress.ts'
import type { Document } from '../text/document.ts'
import { tokenizerFiles } from '../tokenizer/folder.ts'
import { openTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Example } from '../train/data/batches.ts'
import { encodeCorpus, tagCorpus } from '../train/data/examples.ts'
import { createArithmetic } from '../train/engine/onnx/arithmetic.ts'
import { copyingBackend, type OnnxRuntime } from '../train/engine/onnx-runtime.ts'
import { createLoader, lengthsOf, planTraining } from '../train/loop/plan.ts'
import { createSchedule } from '../train/loop/schedule.ts'
import { readUsage } from '../train/usage.ts'
import { readClassifier } from './classifier.ts'
import { CONFIG, filesOf, type ReadFile, readConfig } from './files.ts'

export interface LearnOptions {
  /** onnxruntime-web, set up to find its WebAssembly. */
  readonly runtime: OnnxRuntime
  /** 200 by default. */
  readonly steps?: number | undefined
  /** Of the first step, from which it falls to 0 in a line; 5e-5 by default. */
  readonly learningRate?: number | undefined
  /** Sentences in a step; 8 by default. */
  readonly batchSize?: number | undefined
  /** Of the order of sentences, and of dropout; 42 by default. */
  readonly seed?: number | undefined
  /** Is told of each step, from 1, when it is made. */
  readonly onStep?: ((step: number, loss: number) => void) | undefined
  /** Ends learning after the step that is under way: what was learnt by then is kept. */
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
}

export interface Learnt {
  /** The loss of each step that was made. */
  readonly losses: readonly number[]
  /**
   * The model as the files of a folder, by name: `config.json`, `model.safetensors` in float32, and those of the tokenizer. It
   * is a folder that `medspan predict --model` takes.
   */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Trains a model further, on documents with all their mentions, right ones too: what is no mention there is learnt to be none.
 * Sentences and words are a document's own; where it has none, they are found in its text.
 *
 * Run it in a worker: a step holds up everything else there.
 * @param read gives the files of a run folder, or of one that `medspan export` has written
 * @throws MedspanError `input` when a file is missing or broken; `config` for settings that are none; `data` for documents
 *     of which nothing can be learnt, and when the loss is no longer a number
 */
export async function learn(
  read: ReadFile,
  documents: readonly Document[],
  options: LearnOptions,
): Promise<Learnt> {
  const { steps = 200, learningRate = 5e-5, batchSize = 8, seed = 42, signal, progress = silent } = options
  checkCount('steps', steps)
  checkCount('batchSize', batchSize)
  const files = filesOf(read)
  const tokenizer = await openTokenizer(files)
  const model = await readClassifier(read, await readConfig(files), tokenizer.vocabSize)
  const examples = await encode(documents, model, tokenizer, progress)
  const plan = { seed, epochs: 1, maxSteps: steps, batchSize, padId: tokenizer.padId }
  const batchesOfStep = createLoader(examples, planTraining(lengthsOf(examples), plan), tokenizer.padId)
  const schedule = createSchedule({ type: 'linear', learningRate, totalSteps: steps, warmupSteps: 0 })
  const engine = createArithmetic(model, copyingBackend(options.runtime), { seed })
  const losses: number[] = []
  try {
    for (let step = 0; step < steps && !signal?.aborted; step++) {
      const { loss, gradNorm } = await engine
        .step(batchesOfStep(step), { learningRate: schedule(step), step })
        .catch(notComputed)
      if (!Number.isFinite(loss) || !Number.isFinite(gradNorm))
        throw new MedspanError('data', `the loss, or its gradient, is no number at step ${step + 1}`, {
          hint: 'Lower the learning rate.',
        })
      losses.push(loss)
      options.onStep?.(step + 1, loss)
      // Lets messages be heard, such as one to stop.
      await new Promise(resolve => setTimeout(resolve))
    }
    const { parameters } = engine.state()
    return { losses, files: await filesOfModel({ ...model, parameters }, read) }
  } finally {
    await engine.dispose()
  }
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new MedspanError('config', `expected a whole number from 1 on, got ${value}`, {
      where: { at: name },
    })
}

async function encode(
  documents: readonly Document[],
  { labels, source, encoder }: LoadedClassifier,
  tokenizer: Tokenizer,
  progress: Progress,
): Promise<Example[]> {
  const { segment, stride, context } = readUsage(source.medspan, CONFIG)
  const corpus = documents.map(document => withWords(document, segment))
  const policy = createLabelPolicy(labelSetOfModel(labels), {
    types: 'all',
    unseen: 'nearest-ancestor',
    without_ancestor: 'ignore',
    concept_type: 'in-label-set',
  })
  const tagged = tagCorpus(corpus, { corpus: { overlap: 'longest' } }, progress, policy)
  const sentences = await encodeCorpus(tagged, {
    tokenizer,
    labels: policy.labelSet,
    labelAllTokens: false,
    maxLength: Math.min(tokenizer.maxLength ?? encoder.maxLength, encoder.maxLength),
    stride,
    context,
    title: 'documents',
    progress,
  })
  const examples = sentences.flatMap(({ chunks }) => chunks)
  if (examples.some(({ labels: own }) => own.some(id => id >= 0))) return examples
  throw new MedspanError('data', 'expected documents to learn from, got none with a word that counts', {
    hint: `Give documents with words, and mentions of the types that the model knows: ${labels.join(', ')}.`,
  })
}

/** @throws MedspanError `input` for labels that are not those of a training here, which tags words by BIO */
function labelSetOfModel(labels: readonly string[]): LabelSet {
  const known = labelSetOf(labels.filter(label => label.startsWith('B-')).map(label => label.slice(2)))
  if (known.labels.length !== labels.length || !known.labels.every(label => labels.includes(label)))
    throw new MedspanError(
      'input',
      `expected the labels O, B-X and I-X for each type X, got ${labels.join(', ')}`,
      {
        where: { path: CONFIG, at: 'id2label' },
        hint: 'Give a model that medspan has trained.',
      },
    )
  const ids = new Map(labels.map((label, id) => [label, id]))
  return { ...known, labels, id: tag => ids.get(tag) }
}

async function filesOfModel(model: LoadedClassifier, read: ReadFile): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  files.set(CONFIG, new TextEncoder().encode(modelConfigJson(model, Object(model.source.medspan))))
  files.set(MODEL_WEIGHTS, formatSafetensors(model.parameters, { format: 'pt' }))
  for (const name of tokenizerFiles) {
    const bytes = await read(name)
    if (bytes !== undefined) files.set(name, bytes)
  }
  return files
}

function notComputed(cause: unknown): never {
  if (cause instanceof MedspanError) throw cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  throw new MedspanError('config', `ONNX Runtime could not compute a step: ${reason}`, {
    where: { at: 'batchSize' },
    hint: 'Give fewer sentences in a step: WebAssembly has at most 4 GB of memory.',
    cause,
  })
}
