/**
 * @file The scores of a model on a part of a corpus, during training and of a finished run.
 *
 * A sentence counts whole, however many chunks it has. Words whose gold tag is `IGN` are left out, as `run_ner`
 * leaves out the label -100; a gold type that the model cannot know stays in, and is missed.
 */

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
import { type Progress, sumNotices } from '../progress.ts'
import { changedSources } from '../run/identity.ts'
import { type PartResult, type PartScores, plainScores } from '../run/results.ts'
import { readRunConfig, reportIgnored } from '../run/run-config.ts'
import { readRunFile } from '../run/run-file.ts'
import { OUTSIDE, tagsToSpans } from '../text/tags.ts'
import { type Prediction, predictSentences } from '../tokenizer/prediction.ts'
import { readTokenizer } from '../tokenizer/tokenizer.ts'
import { createBatch } from './data/batches.ts'
import { prepareCorpus } from './data/dataset.ts'
import { type EvaluatedPart, encodeSplit, labelSplits } from './data/encoded-splits.ts'
import type { EncodedSentence, TaggedWords } from './data/examples.ts'
import { type GoldDocument, matchPredictions } from './data/gold-documents.ts'
import type { Engine } from './engine/engine.ts'
import { readTrained } from './trained-model.ts'

export interface EvaluateOptions {
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

/** What a model makes of a part. */
export interface PartEvaluation {
  readonly result: PartResult
  /** The predicted tags and mentions of each sentence. */
  readonly predictions: readonly Prediction[]
}

/**
 * Tags sentences with an engine and scores the tags. The loss is the mean over all words that count, whatever
 * the batches.
 * @throws what the signal was aborted with
 */
export async function evaluatePart(
  engine: Engine,
  sentences: readonly EncodedSentence[],
  { labels: { labels }, batchSize, decoding, ...options }: EvaluateOptions,
): Promise<PartEvaluation> {
  const started = performance.now()
  const sequences = sentences.reduce((sum, { chunks }) => sum + chunks.length, 0)
  const task = options.progress.task(options.title, sequences, 'sequences')
  let [lossSum, counted, batches] = [0, 0, 0]
  const chunked = sentences.map(({ sentence, chunks }) => ({ words: sentence.words.length, chunks }))
  const predictions = await predictSentences(chunked, {
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
  }).finally(() => task.end())
  const scores = scoreSentences(
    sentences.map(({ sentence }) => sentence),
    predictions.map(({ tags }) => tags),
  )
  const result = {
    loss: counted === 0 ? 0 : lossSum / counted,
    ...scores,
    sentences: sentences.length,
    batches,
    seconds: (performance.now() - started) / 1000,
  }
  return { result, predictions }
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

/** Evaluates a part by tags and by characters. */
export async function evaluateSplit(
  engine: Engine,
  { sentences, documents }: EvaluatedSplit,
  resampling: Parameters<typeof evaluateDocuments>[1],
  options: EvaluateOptions,
): Promise<SplitEvaluation> {
  const evaluated = await evaluatePart(engine, sentences, options)
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
      const { result, evaluation } = await evaluateSplit(
        engine,
        { sentences, documents: labelled.documents[part] },
        resampling,
        {
          labels,
          padId: tokenizer.padId,
          batchSize: config.training.per_device_eval_batch_size,
          decoding: await decodingOf(engine, labels, config.model),
          title: `Evaluating ${part}`,
          progress,
          signal,
        },
      )
      return { result, evaluation }
    }
    const validation = await evaluate('validation')
    const test = await evaluate('test')
    const baseline = applyBaseline(labelled.tagged)
    return {
      runFolder,
      validation: validation.result,
      test: test.result,
      evaluations: { validation: validation.evaluation, test: test.evaluation },
      baseline: { validation: baseline.validation.scores, test: baseline.test.scores },
    }
  } finally {
    await engine.dispose()
  }
}
