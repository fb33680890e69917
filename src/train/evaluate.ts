/**
 * @file The scores of a model on a part of a corpus, during training and of a finished run.
 *
 * A sentence counts whole, however many chunks it has. Words whose gold tag is `IGN` are left out, as `run_ner`
 * leaves out the label -100; a gold type that the model cannot know stays in, and is missed.
 */

import { join } from 'node:path'
import { accelerateSettings, type Part, type SettledConfig } from '../config/config.ts'
import { createLabelSet, type LabelSet } from '../corpus/labels.ts'
import { MedspanError } from '../errors.ts'
import { locateModel } from '../hub/model.ts'
import { createDictionary } from '../metrics/dictionary.ts'
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts'
import type { ScoredDocument } from '../metrics/mentions.ts'
import { dropIgnored, scoreTags } from '../metrics/spans.ts'
import { crfParameters } from '../nn/crf.ts'
import { createDecoding, type Decoding } from '../nn/decoding.ts'
import { fitTemperature } from '../nn/temperature.ts'
import { type Progress, sumNotices } from '../progress.ts'
import { changedSources } from '../run/identity.ts'
import { type PartResult, type PartScores, plainScores } from '../run/results.ts'
import { readRunConfig, reportIgnored } from '../run/run-config.ts'
import { readRunFile } from '../run/run-file.ts'
import { refuseSeeds } from '../run/seeds.ts'
import { IGNORE_INDEX, OUTSIDE, tagsToSpans } from '../text/tags.ts'
import { type Decoded, softmaxProbabilities } from '../tokenizer/decode.ts'
import {
  type DecodeOptions,
  decodeSentences,
  emptyPrediction,
  type Prediction,
  predictionOf,
} from '../tokenizer/prediction.ts'
import { readTokenizer } from '../tokenizer/stored-tokenizer.ts'
import { createBatch, type Example } from './data/batches.ts'
import { prepareCorpus } from './data/dataset.ts'
import { type EvaluatedPart, encodeSplit, labelSplits } from './data/encoded-splits.ts'
import type { EncodedSentence, TaggedWords } from './data/examples.ts'
import { type GoldDocument, matchPredictions } from './data/gold-documents.ts'
import type { Engine } from './engine/engine.ts'
import { readTrained } from './trained-model.ts'
import { readTemperature } from './usage.ts'

/** How sequences go through a model, and how its scores become labels. */
export interface DecodePartOptions {
  readonly labels: LabelSet
  readonly padId: number
  readonly batchSize: number
  /** Labels from the scores of a sentence's words, and their probabilities; each word for itself by default. */
  readonly decoding?: Decoding | undefined
  /** What the progress says: `Evaluating`. */
  readonly title: string
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface ScorePartOptions extends Pick<DecodePartOptions, 'labels' | 'decoding'> {
  /** Of the probabilities, 1 by default; `fit` takes the one under which the part's own labels are most probable. */
  readonly temperature?: number | 'fit' | undefined
}

/** What a model says of a part's words. */
export interface DecodedPart {
  readonly decoded: readonly Decoded[]
  /** The mean over all words that count, whatever the batches. */
  readonly loss: number
  readonly batches: number
  readonly seconds: number
}

/** How many scores a decoded part has. */
export const countScores = ({ decoded }: Pick<DecodedPart, 'decoded'>): number =>
  decoded.reduce((sum, { scores }) => sum + scores.length, 0)

/** What a part comes to. */
export interface PartEvaluation {
  readonly result: PartResult
  /** The predicted tags and mentions of each sentence. */
  readonly predictions: readonly Prediction[]
  /** The temperature of their scores. */
  readonly temperature: number
}

/**
 * Labels the words of sentences with an engine, and keeps their scores.
 * @throws what the signal was aborted with
 */
export async function decodePart(
  engine: Engine,
  sentences: readonly EncodedSentence[],
  { labels: { labels }, batchSize, decoding, ...options }: DecodePartOptions,
): Promise<DecodedPart> {
  const started = performance.now()
  const sequences = sentences.reduce((sum, { chunks }) => sum + chunks.length, 0)
  const task = options.progress.task(options.title, sequences, 'sequences')
  let [lossSum, counted, batches] = [0, 0, 0]
  const decoded: Decoded[] = []
  const computing: DecodeOptions<Example> = {
    ...decoding,
    labels,
    batch: { rows: batchSize },
    async compute(examples) {
      options.signal?.throwIfAborted()
      const batch = createBatch(examples, options.padId)
      const evaluation = await engine.evaluate(batch)
      lossSum += evaluation.loss * evaluation.counted
      counted += evaluation.counted
      batches++
      task.advance(examples.length)
      return { logits: evaluation.logits, length: batch.length }
    },
  }
  const chunked = sentences.map(({ sentence, chunks }) => ({ words: sentence.words.length, chunks }))
  await decodeSentences(chunked, computing, sentence => decoded.push(sentence)).finally(() => task.end())
  const loss = counted === 0 ? 0 : lossSum / counted
  return { decoded, loss, batches, seconds: (performance.now() - started) / 1000 }
}

/** Scores the tags and mentions of a part's sentences. */
export function scorePart(
  { decoded, loss, batches, seconds }: DecodedPart,
  sentences: readonly EncodedSentence[],
  { labels, decoding, temperature: wanted = 1 }: ScorePartOptions,
): PartEvaluation {
  const started = performance.now()
  const temperature = wanted === 'fit' ? temperatureOf(decoded, sentences, labels, decoding) : wanted
  const predictions = sentences.map(({ sentence }) => emptyPrediction(sentence.words.length))
  const scoring = { ...decoding, labels: labels.labels, temperature, uncalibrated: true }
  for (const one of decoded) predictions[one.sentence] = predictionOf(one, scoring)
  const scores = scoreSentences(
    sentences.map(({ sentence }) => sentence),
    predictions.map(({ tags }) => tags),
  )
  const taken = seconds + (performance.now() - started) / 1000
  const result = { loss, ...scores, sentences: sentences.length, batches, seconds: taken }
  return { result, predictions, temperature }
}

/** How many scores a temperature is fitted to: more take seconds, and change it little. */
const FITTED_SCORES = 2 ** 20

/**
 * The temperature that fits the words of decoded sentences, of many an even sample; 1 where no mention is among them. Words
 * count as they do in the loss, and labels of types that were not annotated are impossible.
 */
function temperatureOf(
  decoded: readonly Decoded[],
  sentences: readonly EncodedSentence[],
  { labels, id }: LabelSet,
  { probabilities }: Pick<Decoding, 'probabilities'> = { probabilities: softmaxProbabilities },
): number {
  const step = Math.ceil(countScores({ decoded }) / FITTED_SCORES)
  const words = decoded
    .filter((_, index) => index % step === 0)
    .map(({ sentence: index, scores }) => {
      const { sentence, chunks } = sentences[index]!
      const mask = chunks[0]?.labelMask
      return {
        scores:
          mask === undefined
            ? scores
            : scores.map((score, i) => (mask[i % labels.length] === 1 ? score : Number.NEGATIVE_INFINITY)),
        gold: sentence.tags.map(tag => id(tag) ?? IGNORE_INDEX),
      }
    })
  const isMention = (label: number): boolean => label >= 0 && labels[label] !== OUTSIDE
  if (!words.some(({ gold }) => gold.some(isMention))) return 1
  return fitTemperature(words, (own, temperature) => probabilities(own, labels.length, temperature))
}

/** The same with scores by characters. */
export interface SplitEvaluation extends PartEvaluation {
  readonly scored: readonly ScoredDocument[]
  readonly evaluation: Evaluation
}

/** What is evaluated: a part's sequences, and its documents with their gold mentions. */
export interface EvaluatedSplit {
  readonly sentences: readonly EncodedSentence[]
  readonly documents: readonly GoldDocument[]
}

/** Scores a part by tags and by characters. */
export function scoreSplit(
  decoded: DecodedPart,
  { sentences, documents }: EvaluatedSplit,
  resampling: Parameters<typeof evaluateDocuments>[1],
  options: ScorePartOptions,
): SplitEvaluation {
  const evaluated = scorePart(decoded, sentences, options)
  const scored = matchPredictions(documents, evaluated.predictions)
  return { ...evaluated, scored, evaluation: evaluateDocuments(scored, resampling) }
}

/** How the model that an engine holds now decodes; undefined where each word is decoded for itself. */
export async function decodingOf(
  engine: Engine,
  { labels }: LabelSet,
  { head, decoding }: Pick<SettledConfig['model'], 'head' | 'decoding'>,
): Promise<Decoding | undefined> {
  if (head === 'linear' && decoding === 'argmax') return undefined
  const names = head === 'crf' ? [...crfParameters(labels.length).keys()] : []
  return createDecoding({ labels, head, decoding, parameters: await engine.weights(names) })
}

/**
 * Scores predicted tags in both modes. Words with the gold tag `IGN` are left out; so are predictions of types that were
 * not annotated.
 */
export function scoreSentences(
  sentences: readonly TaggedWords[],
  predicted: readonly (readonly string[])[],
): PartScores {
  const kept = dropIgnored(
    sentences.map(({ tags }) => tags),
    predicted.map((tags, i) => withoutUnannotated(tags, sentences[i]!)),
  )
  return {
    default: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'default' })),
    strict: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'strict' })),
  }
}

/** Predicted tags, `O` where nobody can say whether they are right. */
function withoutUnannotated(tags: readonly string[], { annotated }: TaggedWords): readonly string[] {
  if (annotated === undefined) return tags
  return tags.map(tag => (annotated.unannotated.has(tag.slice(2)) ? OUTSIDE : tag))
}

/** What a dictionary of the training sentences makes of a part. */
export interface Baseline {
  readonly scores: PartScores
  /** Of each sentence; it is sure of all. */
  readonly predictions: readonly Prediction[]
}

/** Tags validation and test by a dictionary of the training sentences. */
export function applyBaseline(
  sentences: Readonly<Record<Part, readonly TaggedWords[]>>,
): Readonly<Record<EvaluatedPart, Baseline>> {
  const dictionary = createDictionary(sentences.train)
  const apply = (part: EvaluatedPart): Baseline => {
    const tags = sentences[part].map(({ words }) => dictionary.tag(words))
    const predictions = tags.map(own => ({
      tags: own,
      found: tagsToSpans(own).map(span => ({ ...span, score: 1 })),
    }))
    return { scores: scoreSentences(sentences[part], tags), predictions }
  }
  return { validation: apply('validation'), test: apply('test') }
}

export interface RunEvaluation {
  readonly runFolder: string
  /** By which scores were divided, as fitted to validation at the end of the training. */
  readonly temperature: number
  readonly validation: PartResult
  readonly test: PartResult
  /** By characters: types, groups, ancestors, kinds of errors, what training knew, calibration. */
  readonly evaluations: Readonly<Record<'validation' | 'test', Evaluation>>
  readonly baseline: { readonly validation: PartScores; readonly test: PartScores }
}

/**
 * Evaluates a finished run anew on its own validation and test parts, from its data and its model folder, and
 * writes nothing.
 * @throws MedspanError when the run is not finished, or its data have changed since
 */
export async function evaluateRun(
  runFolder: string,
  options: { progress: Progress; signal?: AbortSignal | undefined },
): Promise<RunEvaluation> {
  const { progress, signal } = options
  const run = await readRunFile(runFolder)
  if (run?.status !== 'finished') {
    if (run === undefined) await refuseSeeds(runFolder)
    throw new MedspanError('input', run === undefined ? 'expected a run folder' : 'the run is not finished', {
      where: { path: runFolder },
      hint: 'medspan train makes one, and continues one that was interrupted.',
    })
  }
  const { config, ignored } = await readRunConfig(runFolder)
  reportIgnored(
    ignored.filter(key => !key.startsWith('slurm.')),
    progress,
  )
  const corpus = await prepareCorpus(config, { progress, signal })
  const changed = changedSources(run.identity.sources, corpus.sources)
  if (changed.length > 0) {
    throw new MedspanError('data', `the data have changed since the run: ${changed.join('; ')}`, {
      where: { path: runFolder },
      hint: 'Evaluate with the data that the run was made from, or train again.',
    })
  }
  const labels = createLabelSet(run.types)
  const tokenizer = await readTokenizer(runFolder)
  const trained = await readTrained(runFolder, {
    labels: labels.labels,
    seed: config.training.seed,
    vocabulary: tokenizer.vocabSize,
    python: accelerateSettings(config).python,
    resolveBase: name => locateModel(name, { progress, signal, revision: config.model.revision }),
  })
  const temperature = readTemperature(trained.model.source.medspan, join(runFolder, 'config.json'))
  const engine = await trained.start({
    threads: config.training.threads,
    loss: run.loss,
    // Where PyTorch has trained, ONNX Runtime need not find the same device.
    device: config.training.engine === 'onnx' ? config.training.device : 'cpu',
  })
  try {
    const labelled = await sumNotices(progress, async summed => labelSplits(corpus, labels, config, summed))
    const encoding = { config, tokenizer, longest: engine.maxLength, progress, signal }
    const resampling = { training: labelled.training, seed: config.training.seed }
    const evaluate = async (part: EvaluatedPart) => {
      const sentences = await encodeSplit(labelled, part, encoding)
      const scoring = { labels, decoding: await decodingOf(engine, labels, config.model), temperature }
      const decoded = await decodePart(engine, sentences, {
        ...scoring,
        padId: tokenizer.padId,
        batchSize: config.training.per_device_eval_batch_size,
        title: `Evaluating ${part}`,
        progress,
        signal,
      })
      const documents = labelled.documents[part]
      const { result, evaluation } = scoreSplit(decoded, { sentences, documents }, resampling, scoring)
      return { result, evaluation }
    }
    const validation = await evaluate('validation')
    const test = await evaluate('test')
    const baseline = applyBaseline(labelled.tagged)
    return {
      runFolder,
      temperature,
      validation: validation.result,
      test: test.result,
      evaluations: { validation: validation.evaluation, test: test.evaluation },
      baseline: { validation: baseline.validation.scores, test: baseline.test.scores },
    }
  } finally {
    await engine.dispose()
  }
}
