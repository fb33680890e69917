/**
 * @file What runs take of a corpus: read, split, labelled and encoded once, for all runs that take the same.
 *
 * There are two stages, because a run folder is claimed between them: the corpus says whether a run may go on in a
 * folder, and only then is it worth encoding. Documents are let go once they are encoded: they are large, and training
 * needs sequences only.
 */

import type { Config, Part } from '../config/config.ts'
import { decideLabels, type LabelSet } from '../corpus/labels.ts'
import { internal, type Notice } from '../errors.ts'
import type { TrainingMentions } from '../metrics/seen.ts'
import { collectNotices, type Progress } from '../progress.ts'
import type { SourceFingerprint } from '../run/identity.ts'
import type { PartCounts } from '../run/results.ts'
import type { Corpus } from '../text/document.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Example } from './data/batches.ts'
import { type PreparedCorpus, prepareCorpus } from './data/dataset.ts'
import { type EncodedSplits, encodeSplits } from './data/encoded-splits.ts'
import type { EncodedSentence } from './data/examples.ts'
import { type LabelsFile, labelsFile, reportLabels } from './data/labelling.ts'
import { applyBaseline, type Baseline } from './evaluate.ts'

/** All that training and evaluation need of a corpus. */
export interface EncodedCorpus {
  readonly examples: readonly Example[]
  readonly validation: readonly EncodedSentence[]
  readonly test: readonly EncodedSentence[]
  readonly counts: Readonly<Record<Part, PartCounts>>
  readonly labelsFile: LabelsFile
  readonly documents: EncodedSplits['documents']
  readonly training: TrainingMentions
  readonly baseline: Readonly<Record<'validation' | 'test', Baseline>>
}

export interface CorpusOptions {
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

export interface EncodingOptions extends CorpusOptions {
  readonly tokenizer: Tokenizer
  /** The longest sequence that the model takes. */
  readonly longest: number
}

/** A corpus that is read and split. */
export interface OpenedCorpus extends Pick<PreparedCorpus, 'language' | 'languages' | 'trainedFrom'> {
  readonly sources: readonly SourceFingerprint[]
  readonly labels: LabelSet
  /** Sentences of the training part. */
  readonly sentences: number
  /** The ids of each part's documents. */
  readonly splits: Readonly<Record<Part, readonly string[]>>
  /** Encodes it; the documents are gone afterwards, so that another call gives what the first one gave. */
  encode(options: EncodingOptions): Promise<EncodedCorpus>
}

/** Gives the corpus of a configuration. */
export type OpenCorpus = (config: Config, options: CorpusOptions) => Promise<OpenedCorpus>

/**
 * Reads and splits the corpus of a configuration, and decides its labels.
 * @throws MedspanError as `prepareCorpus`
 */
export async function openCorpus(config: Config, options: CorpusOptions): Promise<OpenedCorpus> {
  let corpus: PreparedCorpus | undefined = await prepareCorpus(config, options)
  const labels = decideLabels(corpus.wholeTrain, config.labels)
  const encode = once(async (encoding: EncodingOptions) => {
    if (corpus === undefined) throw internal('the corpus was encoded before')
    const encoded = await encodeSplits(corpus, labels, { ...encoding, config })
    reportLabels(encoded.policies, encoding.progress)
    const encodedCorpus = encodedCorpusOf(corpus, encoded, config)
    corpus = undefined
    return encodedCorpus
  })
  const sentences = countSentences(corpus.parts.train)
  const { sources, language, languages, trainedFrom } = corpus
  return { sources, labels, language, languages, trainedFrom, sentences, splits: splitsOf(corpus), encode }
}

/** Opens the corpus of a configuration once for all runs that take the same, which come one after the other. */
export function shareCorpora(): OpenCorpus {
  let known:
    | { readonly key: string; readonly open: (options: CorpusOptions) => Promise<OpenedCorpus> }
    | undefined
  return (config, options) => {
    const key = keyOf(config)
    // Runs that alternate between two corpora are not what this is for, and each corpus is large.
    if (known?.key !== key) known = { key, open: once(given => openCorpus(config, given)) }
    return known.open(options)
  }
}

/** All that decides what a corpus is as sequences. */
function keyOf({ corpus, labels, model }: Config): string {
  const { name_or_path, revision, max_seq_length, stride, context, label_all_tokens } = model
  const own = { name_or_path, revision, max_seq_length, stride, context, label_all_tokens }
  return JSON.stringify([corpus, labels, own])
}

/** Works the first time only; what there is to notice is noticed each time. */
function once<Options extends CorpusOptions, Result>(
  work: (options: Options) => Promise<Result>,
): (options: Options) => Promise<Result> {
  let done: { readonly result: Result; readonly notices: readonly Notice[] } | undefined
  return async options => {
    if (done !== undefined) {
      for (const notice of done.notices) options.progress.notice(notice)
      return done.result
    }
    const { progress, notices } = collectNotices(options.progress)
    const result = await work({ ...options, progress })
    done = { result, notices: notices.list() }
    return result
  }
}

function encodedCorpusOf(
  { parts }: PreparedCorpus,
  { sentences, tagged, policies, documents, training }: EncodedSplits,
  config: Config,
): EncodedCorpus {
  const count = (part: Part) => countsOf(parts[part], sentences[part])
  return {
    examples: sentences.train.flatMap(({ chunks }) => chunks),
    validation: sentences.validation,
    test: sentences.test,
    counts: { train: count('train'), validation: count('validation'), test: count('test') },
    labelsFile: labelsFile(policies, config.labels),
    documents,
    training,
    baseline: applyBaseline(tagged),
  }
}

/** Of all documents of a part. */
export function countSentences(corpus: Corpus): number {
  return corpus.reduce((sum, { sentences }) => sum + sentences.length, 0)
}

function splitsOf({ parts }: PreparedCorpus): Record<Part, string[]> {
  const ids = (part: Part) => parts[part].map(({ id }) => id)
  return { train: ids('train'), validation: ids('validation'), test: ids('test') }
}

function countsOf(corpus: Corpus, sentences: readonly EncodedSentence[]): PartCounts {
  return {
    documents: corpus.length,
    sentences: sentences.length,
    words: sentences.reduce((count, { sentence }) => count + sentence.words.length, 0),
    sequences: sentences.reduce((count, { chunks }) => count + chunks.length, 0),
  }
}
