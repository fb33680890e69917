/**
 * @file A tagger: documents in, the same documents with predicted mentions out.
 *
 * It is written against `Classifier`, four things that any model can be asked, and runs in Node and in browsers.
 */
import { internal, MedspanError, Notices } from '../errors.ts'
import { createDecoding } from '../nn/decoding.ts'
import type { NamedTensors } from '../nn/tensors.ts'
import { type Progress, silent } from '../progress.ts'
import { checkTextLength, type Document, type Mention, type Sentence } from '../text/document.ts'
import type { TypeFeature } from '../text/format.ts'
import { labelToTag, OUTSIDE, tagSentences, tagsToSpans } from '../text/tags.ts'
import { type Segmenter, segment } from '../text/words.ts'
import { type ChunkOptions, encodeSentences, type PaddedChunks, padChunks } from '../tokenizer/align.ts'
import type { Decode, Probabilities } from '../tokenizer/decode.ts'
import { predictSentences } from '../tokenizer/prediction.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Usage } from '../train/usage.ts'
import { type Aggregation, aggregateMentions } from './aggregation.ts'
import { windowsOf } from './windows.ts'

/** A token classifier, as far as a tagger needs to know it. */
export interface Classifier {
  /** The label set by id, `O` among them, in any scheme that `labelToTag` knows; L of them. */
  readonly labels: readonly string[]
  /** The longest sequence that it takes, special pieces included. */
  readonly maxLength: number
  /** [B,T] -> [B,T,L], without dropout. */
  logits(batch: PaddedChunks): Promise<Float32Array>
  /** Whether it computes padding as it does word pieces; left out, it computes nothing for it. */
  readonly computesPadding?: boolean | undefined
  dispose(): Promise<void>
}

/** Does some work when its turn comes. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export interface TaggingOptions {
  /** Is told how many words more are tagged, batch by batch. */
  readonly advance?: ((words: number) => void) | undefined
  /** Ends the tagging between two batches: what is awaited rejects with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Computes each batch of the model when its turn comes; at once where it is left out. */
  readonly inTurn?: InTurn | undefined
  /** Whether each sentence with words gets its `confidence`; false by default. Not with `aggregation`, which has no words. */
  readonly confidence?: boolean | undefined
}

export interface Tagger {
  /** The types that it can find, sorted. */
  readonly types: readonly string[]
  /** Where the files of its model are, where it was loaded from a folder. */
  readonly folder?: string | undefined
  /** Finds sentences and words where a document has none. */
  readonly segment: Segmenter
  /** The layer and the feature that held the types of the documents it was trained from, where those were CASes. */
  readonly trainedFrom?: TypeFeature | undefined
  /**
   * A copy of a document with the predicted mentions in the place of those it had, each with its score: the mean, over
   * its words, of the probability of the word's label. Words and sentences are the document's own; where it has none, they
   * are found in its text. A text is tagged as a document called `text`.
   */
  tag(document: Document | string, options?: TaggingOptions): Promise<Document>
  /**
   * Tags documents as they come, and yields each in its turn. So many go through the model together as make good batches, and no
   * more are held: there may be any number.
   */
  tag(
    documents: Iterable<Document> | AsyncIterable<Document>,
    options?: TaggingOptions,
  ): AsyncGenerator<Document, void, undefined>
  dispose(): Promise<void>
}

export interface TaggerOptions extends Omit<ChunkOptions, 'maxLength'> {
  /** Longer sentences are tagged in parts; left out, or where the classifier takes less, the classifier's own. */
  readonly maxLength?: number | undefined
  /** Labels from the scores of a sentence's words; each word's best by default. */
  readonly decode?: Decode | undefined
  /** What belongs to `decode`: the probabilities of labels; each word's softmax by default. */
  readonly probabilities?: Probabilities | undefined
  /** By which scores are divided before they become probabilities; 1 by default. */
  readonly temperature?: number | undefined
  /**
   * How labels of word pieces become mentions, as in transformers' pipelines; left out, each word has the label of its first piece.
   * What `decode` does is left out with it.
   */
  readonly aggregation?: Aggregation | undefined
  /** Finds sentences and words where a document has none; by default those of English biomedical text. */
  readonly segment?: Segmenter | undefined
  /** Where the types of its training documents stood. */
  readonly trainedFrom?: TypeFeature | undefined
  /** Word pieces in one batch, 512 by default: more take more memory. */
  readonly batchPieces?: number | undefined
  /** Mentions with a lower score are left out; 0 by default: none. */
  readonly minScore?: number | undefined
  readonly progress?: Progress | undefined
}

/**
 * Makes a tagger of a classifier and its tokenizer; it disposes the classifier with itself.
 * @throws MedspanError `data` when the label set has no `O`
 */
export function createTagger(
  classifier: Classifier,
  tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix' | 'padId' | 'textPieces'>,
  options: TaggerOptions = {},
): Tagger {
  const { batchPieces = 512, minScore = 0, progress = silent, segment: find = segment } = options
  const labels = classifier.labels.map(labelToTag)
  const limits = { pieces: batchPieces, computesPadding: classifier.computesPadding }
  const maxLength = Math.min(options.maxLength ?? classifier.maxLength, classifier.maxLength)
  if (!labels.includes(OUTSIDE)) {
    const got = classifier.labels.slice(0, 10).join(', ')
    throw new MedspanError('data', `expected a label set with ${OUTSIDE}, got ${got}`, {
      hint: 'Take a model that was trained for named entities: its labels are O and such as B-Disease, or Disease.',
    })
  }
  const types = new Set(labels.flatMap(label => tagsToSpans([label]).map(span => span.type)))

  /** Computes a batch, where somebody still waits for it by then. */
  const logitsOf = (
    batch: PaddedChunks,
    { signal, inTurn = atOnce }: TaggingOptions,
  ): Promise<Float32Array> =>
    inTurn(async () => {
      signal?.throwIfAborted()
      return classifier.logits(batch)
    })

  const withoutMentions = (document: Document): Document => ({ ...withWords(document, find), mentions: [] })

  /** The same, its sentences, and these as sequences. */
  const prepare = (document: Document, notices: Notices) => {
    const untagged = withoutMentions(document)
    const sentences = tagSentences(untagged, { overlap: 'longest' }, notices)
    const { stride, context } = options
    const words = sentences.map(sentence => sentence.words)
    const chunks = encodeSentences(words, tokenizer, { maxLength, stride, context, notices })
    const chunked = words.map((own, i) => ({
      words: own.length,
      chunks: chunks[i]!.map(chunk => ({ chunk })),
    }))
    return { untagged, sentences, chunked }
  }

  /** Tags documents that are tagged together. */
  const tagWindow = async (
    documents: readonly Document[],
    settings: TaggingOptions,
    notices: Notices,
  ): Promise<Document[]> => {
    const { advance, confidence = false } = settings
    const prepared = documents.map(document => prepare(document, notices))
    const predictions = await predictSentences(
      prepared.flatMap(({ chunked }) => chunked),
      {
        labels,
        batch: limits,
        decode: options.decode,
        probabilities: options.probabilities,
        temperature: options.temperature,
        confidence,
        async compute(items) {
          const batch = padChunks(
            items.map(({ chunk }) => chunk),
            tokenizer.padId,
          )
          const logits = await logitsOf(batch, settings)
          advance?.(items.reduce((sum, { chunk }) => sum + chunk.lastWord - chunk.firstWord + 1, 0))
          return { logits, length: batch.length }
        },
      },
    )
    let next = 0
    return prepared.map(({ untagged, sentences }) => {
      const mentions: Mention[] = []
      const confidences = new Map<Sentence, number | undefined>()
      for (const { sentence, tokens } of sentences) {
        const prediction = predictions[next++]!
        confidences.set(sentence, prediction.confidence)
        for (const { type, start, end, score } of prediction.found) {
          if (score < minScore) continue
          const span = { begin: tokens[start]!.begin, end: tokens[end - 1]!.end }
          mentions.push({ ...span, concepts: [], types: [type], score })
        }
      }
      if (!confidence) return { ...untagged, mentions }
      const sure = untagged.sentences.map(sentence => {
        const own = confidences.get(sentence)
        return own === undefined ? sentence : { ...sentence, confidence: own }
      })
      return { ...untagged, sentences: sure, mentions }
    })
  }

  /** The same by the words of the tokenizer. */
  const aggregateWindow = async (
    aggregation: Aggregation,
    documents: readonly Document[],
    settings: TaggingOptions,
  ): Promise<Document[]> => {
    if (settings.confidence === true)
      throw new MedspanError('config', 'expected no aggregation where sentences are to have a confidence', {
        hint: 'Leave it out: each word then has the label of its first piece.',
      })
    const untagged = documents.map(withoutMentions)
    const found = await aggregateMentions(untagged, {
      aggregation,
      labels: classifier.labels,
      maxLength,
      tokenizer,
      batch: limits,
      temperature: options.temperature,
      logits: batch => logitsOf(batch, settings),
    })
    settings.advance?.(untagged.reduce((sum, { tokens }) => sum + tokens.length, 0))
    return untagged.map((document, i) => ({
      ...document,
      mentions: found[i]!.filter(({ score = 1 }) => score >= minScore),
    }))
  }

  async function* tagAll(
    documents: Iterable<Document> | AsyncIterable<Document>,
    settings: TaggingOptions,
  ): AsyncGenerator<Document, void, undefined> {
    const notices = new Notices()
    try {
      for await (const window of windowsOf(documents, ({ text }) => text.length))
        yield* await (options.aggregation === undefined
          ? tagWindow(window, settings, notices)
          : aggregateWindow(options.aggregation, window, settings))
    } finally {
      for (const notice of notices.list()) progress.notice(notice)
    }
  }

  function tag(document: Document | string, settings?: TaggingOptions): Promise<Document>
  function tag(
    documents: Iterable<Document> | AsyncIterable<Document>,
    settings?: TaggingOptions,
  ): AsyncGenerator<Document, void, undefined>
  function tag(
    input: Document | string | Iterable<Document> | AsyncIterable<Document>,
    settings: TaggingOptions = {},
  ) {
    if (typeof input === 'string') return tagOne(documentOf('text', input), settings)
    return 'text' in input ? tagOne(input, settings) : tagAll(input, settings)
  }
  const tagOne = async (document: Document, settings: TaggingOptions): Promise<Document> => {
    for await (const tagged of tagAll([document], settings)) return tagged
    throw internal('expected a tagged document')
  }

  const { trainedFrom } = options
  return { types: [...types].sort(), segment: find, trainedFrom, tag, dispose: () => classifier.dispose() }
}

/**
 * A document with sentences and words: its own, or those that are found in its text.
 * @throws MedspanError (`unsafe-input`) for a text that is too long
 */
export function withWords(document: Document, find: Segmenter): Document {
  checkTextLength(document.text.length, { path: document.source ?? document.id })
  return document.tokens.length === 0 ? { ...document, ...find(document.text) } : document
}

const atOnce: InTurn = work => work()

/** A document of nothing but a text. */
export function documentOf(id: string, text: string): Document {
  return { id, text, sentences: [], tokens: [], mentions: [] }
}

/**
 * Makes a tagger of a model, as its training used it.
 * @param chain the parameters of its CRF, where it has one
 * @param options go before what the model says
 */
export function createModelTagger(
  classifier: Classifier,
  tokenizer: Tokenizer,
  {
    usage,
    chain,
    options,
  }: { readonly usage: Usage; readonly chain: NamedTensors; readonly options: TaggerOptions },
): Tagger {
  const { head, decoding } = usage
  return createTagger(classifier, tokenizer, {
    ...createDecoding({ labels: classifier.labels, head, decoding, parameters: chain }),
    ...options,
    temperature: options.temperature ?? usage.temperature,
    segment: options.segment ?? usage.segment,
    stride: options.stride ?? usage.stride,
    context: options.context ?? usage.context,
    maxLength: options.maxLength ?? tokenizer.maxLength,
    trainedFrom: options.trainedFrom ?? usage.trainedFrom,
  })
}
