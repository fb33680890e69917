/**
 * @file The scores of a model on a part of a corpus, during training and of a finished run.
 *
 * A sentence counts whole, however many chunks it has. Words whose gold tag is `IGN` are left out, as `run_ner`
 * leaves out the label -100; a gold type that the model cannot know stays in, and is missed.
 */

import type { Config } from '../config/config.ts'
import { accelerateSettings } from '../config/config.ts'
import { createLabelPolicy, createLabelSet, type LabelSet } from '../corpus/labels.ts'
import { internal, MedspanError } from '../errors.ts'
import { locateModel } from '../hub/model.ts'
import { createDictionary } from '../metrics/dictionary.ts'
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts'
import { dropIgnored, scoreTags } from '../metrics/spans.ts'
import { crfParameters } from '../nn/crf.ts'
import { createDecoding, type Decoding } from '../nn/decoding.ts'
import type { Progress } from '../progress.ts'
import { type PartResult, type PartScores, plainScores } from '../run/results.ts'
import { readRunConfig, tellIgnored } from '../run/run-config.ts'
import { changedSources, readRunFile } from '../run/run-file.ts'
import { OUTSIDE, tagsToSpans } from '../text/tags.ts'
import {
  createDecoder,
  type Decoded,
  meanProbability,
  type Probabilities,
  softmaxProbabilities,
} from '../tokenizer/decode.ts'
import { readTokenizer } from '../tokenizer/tokenizer.ts'
import { batchesByLength, createBatch } from './data/batches.ts'
import { prepareCorpus } from './data/dataset.ts'
import {
  type EncodedSentence,
  encodeCorpus,
  outsideOf,
  type TaggedWords,
  tagCorpus,
} from './data/examples.ts'
import { type FoundSpan, judge, partDocuments } from './data/scored-documents.ts'
import { trainingMentions } from './data/training-mentions.ts'
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
export interface Evaluated {
  readonly result: PartResult
  /** The predicted tags of each sentence. */
  readonly tags: readonly (readonly string[])[]
  /** The same as mentions, each with the mean probability of its words' labels. */
  readonly found: readonly (readonly FoundSpan[])[]
}

/**
 * Tags sentences with an engine and scores the tags. The loss is the mean over all words that count, whatever
 * the batches.
 * @throws what the signal was aborted with
 */
export async function evaluatePart(
  engine: Engine,
  sentences: readonly EncodedSentence[],
  options: EvaluateOptions,
): Promise<Evaluated> {
  const { labels, batchSize } = options
  const started = performance.now()
  const places = sentences.flatMap(({ chunks }, sentence) => chunks.map(example => ({ sentence, example })))
  const batches = batchesByLength(
    places.map(({ example }) => example.chunk.ids.length),
    batchSize,
  )
  const decoder = createDecoder(
    sentences.map(({ sentence }) => sentence.words.length),
    { labels: labels.labels.length, outside: outsideOf(labels), decode: options.decoding?.decode },
  )
  const tags = sentences.map(({ sentence }) => new Array<string>(sentence.words.length).fill(OUTSIDE))
  const found: FoundSpan[][] = sentences.map(() => [])
  const { probabilities = softmaxProbabilities } = options.decoding ?? {}
  const task = options.progress.task(options.title, places.length, 'sequences')
  let lossSum = 0
  let counted = 0
  try {
    for (const indices of batches) {
      options.signal?.throwIfAborted()
      const chosen = indices.map(index => places[index]!)
      const batch = createBatch(
        chosen.map(({ example }) => example),
        options.padId,
      )
      const evaluation = await engine.evaluate(batch)
      lossSum += evaluation.loss * evaluation.counted
      counted += evaluation.counted
      const chunks = chosen.map(({ sentence, example }) => ({ sentence, chunk: example.chunk }))
      for (const decoded of decoder.add(chunks, evaluation.logits, batch.length)) {
        const own = Array.from(decoded.labels, id => labelOf(labels, id))
        tags[decoded.sentence] = own
        found[decoded.sentence] = scoredSpans(own, decoded, probabilities, labels.labels.length)
      }
      task.advance(indices.length)
    }
  } finally {
    task.end()
  }
  const scores = scoreSentences(
    sentences.map(({ sentence }) => sentence),
    tags,
  )
  const result = {
    loss: counted === 0 ? 0 : lossSum / counted,
    ...scores,
    sentences: sentences.length,
    batches: batches.length,
    seconds: (performance.now() - started) / 1000,
  }
  return { result, tags, found }
}

/** The mentions of a sentence's tags, see `FoundSpan`. */
function scoredSpans(
  tags: string[],
  decoded: Decoded,
  probabilities: Probabilities,
  count: number,
): FoundSpan[] {
  const spans = tagsToSpans(tags)
  if (spans.length === 0) return []
  const shares = probabilities(decoded.scores, count)
  return spans.map(span => ({ ...span, score: meanProbability(shares, decoded, span) }))
}

/** How the model that an engine holds now decodes; undefined where each word is decoded for itself. */
export async function decodingOf(
  engine: Engine,
  { labels }: LabelSet,
  { head, decoding }: Pick<Config['model'], 'head' | 'decoding'>,
): Promise<Decoding | undefined> {
  if (head === 'linear' && decoding === 'argmax') return undefined
  const names = head === 'crf' ? [...crfParameters(labels.length).keys()] : []
  return createDecoding({ labels, head, decoding, parameters: await engine.weights(names) })
}

function labelOf(labels: LabelSet, id: number): string {
  const label = labels.labels[id]
  if (label === undefined) throw internal(`expected one of ${labels.labels.length} labels, got ${id}`)
  return label
}

/**
 * Scores predicted tags in both modes. Words with the gold tag `IGN` are left out; so are predictions of types that a
 * sentence's annotators did not look for.
 */
export function scoreSentences(
  sentences: readonly TaggedWords[],
  predicted: readonly (readonly string[])[],
): PartScores {
  const kept = dropIgnored(
    sentences.map(({ tags }) => tags),
    predicted.map((tags, i) => judged(tags, sentences[i]!)),
  )
  return {
    default: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'default' })),
    strict: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'strict' })),
  }
}

/** Predicted tags, `O` where nobody can say whether they are right. */
function judged(tags: readonly string[], { unjudged }: TaggedWords): readonly string[] {
  if (unjudged === undefined || unjudged.size === 0) return tags
  return tags.map(tag => (unjudged.has(tag.slice(2)) ? OUTSIDE : tag))
}

/** What a dictionary of the training sentences makes of a part. */
export interface Baseline {
  readonly scores: PartScores
  /** The mentions of each sentence; it is sure of all. */
  readonly found: readonly (readonly FoundSpan[])[]
}

/** Tags validation and test by a dictionary of the training sentences. */
export function applyBaseline(
  training: readonly TaggedWords[],
  parts: { readonly validation: readonly TaggedWords[]; readonly test: readonly TaggedWords[] },
): { readonly validation: Baseline; readonly test: Baseline } {
  const dictionary = createDictionary(training)
  const apply = (sentences: readonly TaggedWords[]): Baseline => {
    const tags = sentences.map(({ words }) => dictionary.tag(words))
    const found = tags.map(own => tagsToSpans(own).map(span => ({ ...span, score: 1 })))
    return { scores: scoreSentences(sentences, tags), found }
  }
  return { validation: apply(parts.validation), test: apply(parts.test) }
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
  tellIgnored(
    ignored.filter(key => !key.startsWith('slurm.')),
    progress,
  )
  const corpus = await prepareCorpus(config.corpus, { progress, signal })
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
    const policy = createLabelPolicy(labels, config.labels)
    const tagged = {
      train: tagCorpus(corpus.parts.train, config, progress, policy),
      validation: tagCorpus(corpus.parts.validation, config, progress, policy),
      test: tagCorpus(corpus.parts.test, config, progress, policy),
    }
    const training = trainingMentions(corpus.parts.train, policy)
    const evaluate = async (title: 'validation' | 'test') => {
      const encoded = await encodeCorpus(tagged[title], {
        tokenizer,
        labels,
        policy,
        maxLength: Math.min(config.model.max_seq_length, engine.maxLength),
        stride: config.model.stride,
        context: config.model.context,
        labelAllTokens: config.model.label_all_tokens,
        title,
        progress,
        signal,
      })
      const { result, found } = await evaluatePart(engine, encoded, {
        labels,
        padId: tokenizer.padId,
        batchSize: config.training.per_device_eval_batch_size,
        decoding: await decodingOf(engine, labels, config.model),
        title: `Evaluating ${title}`,
        progress,
        signal,
      })
      const judged = judge(partDocuments(corpus.parts[title], tagged[title], policy), found)
      return { result, evaluation: evaluateDocuments(judged, { training, seed: config.training.seed }) }
    }
    const validation = await evaluate('validation')
    const test = await evaluate('test')
    const baseline = applyBaseline(tagged.train, tagged)
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
