/**
 * @file A tagger: documents in, the same documents with predicted mentions out.
 *
 * It is written against `Classifier`, four things that any model can be asked. `loadTagger` puts a trained run
 * behind it, and for that alone this file imports from `train`.
 */
import { join } from 'node:path'
import { internal, MedspanError, Notices } from '../errors.ts'
import { locateModel } from '../hub/model.ts'
import { crfParameters } from '../nn/crf.ts'
import { createDecoding, DECODINGS } from '../nn/decoding.ts'
import { type Progress, silent } from '../progress.ts'
import { checkTextLength, type Document, type Mention } from '../text/document.ts'
import type { TypeFeature } from '../text/format.ts'
import { LANGUAGES } from '../text/languages.ts'
import { createSegmenter, SEGMENTERS } from '../text/segmenters.ts'
import { IGNORE_INDEX, labelToTag, OUTSIDE, tagSentences, tagsToSpans } from '../text/tags.ts'
import { type Segmenter, segment } from '../text/words.ts'
import {
  type ChunkOptions,
  CONTEXTS,
  encodeSentences,
  type PaddedChunks,
  padChunks,
} from '../tokenizer/align.ts'
import type { Decode, Probabilities } from '../tokenizer/decode.ts'
import { predictSentences } from '../tokenizer/prediction.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { checkTrained, readTemperature, readTrained, readTrainedTokenizer } from '../train/trained-model.ts'
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
  dispose(): Promise<void>
}

export interface TaggingOptions {
  /** Is told how many words more are tagged, batch by batch. */
  readonly advance?: ((words: number) => void) | undefined
}

export interface Tagger {
  /** The types that it can find, sorted. */
  readonly types: readonly string[]
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
  /** Word pieces in one batch, padding included, 1,024 by default: more take more memory. */
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
  const { batchPieces = 1024, minScore = 0, progress = silent, segment: find = segment } = options
  const labels = classifier.labels.map(labelToTag)
  const maxLength = Math.min(options.maxLength ?? classifier.maxLength, classifier.maxLength)
  if (!labels.includes(OUTSIDE)) {
    const got = classifier.labels.slice(0, 10).join(', ')
    throw new MedspanError('data', `expected a label set with ${OUTSIDE}, got ${got}`, {
      hint: 'Take a model that was trained for named entities: its labels are O and such as B-Disease, or Disease.',
    })
  }
  const types = new Set(labels.flatMap(label => tagsToSpans([label]).map(span => span.type)))

  /** A document with words, and without mentions. */
  const withWords = (document: Document): Document => {
    checkTextLength(document.text.length, { path: document.source ?? document.id })
    return { ...document, ...(document.tokens.length === 0 ? find(document.text) : {}), mentions: [] }
  }

  /** The same, its sentences, and these as sequences. */
  const prepare = (document: Document, notices: Notices) => {
    const untagged = withWords(document)
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
    { advance }: TaggingOptions,
    notices: Notices,
  ): Promise<Document[]> => {
    const prepared = documents.map(document => prepare(document, notices))
    const predictions = await predictSentences(
      prepared.flatMap(({ chunked }) => chunked),
      {
        labels,
        batch: { pieces: batchPieces },
        decode: options.decode,
        probabilities: options.probabilities,
        temperature: options.temperature,
        async compute(items) {
          const batch = padChunks(
            items.map(({ chunk }) => chunk),
            tokenizer.padId,
          )
          const logits = await classifier.logits(batch)
          advance?.(items.reduce((sum, { chunk }) => sum + chunk.lastWord - chunk.firstWord + 1, 0))
          return { logits, length: batch.length }
        },
      },
    )
    let next = 0
    return prepared.map(({ untagged, sentences }) => {
      const mentions: Mention[] = []
      for (const { tokens } of sentences)
        for (const { type, start, end, score } of predictions[next++]!.found) {
          if (score < minScore) continue
          const span = { begin: tokens[start]!.begin, end: tokens[end - 1]!.end }
          mentions.push({ ...span, concepts: [], types: [type], score })
        }
      return { ...untagged, mentions }
    })
  }

  /** The same by the words of the tokenizer. */
  const aggregateWindow = async (
    aggregation: Aggregation,
    documents: readonly Document[],
    { advance }: TaggingOptions,
  ): Promise<Document[]> => {
    const untagged = documents.map(withWords)
    const found = await aggregateMentions(untagged, {
      aggregation,
      labels: classifier.labels,
      maxLength,
      tokenizer,
      batchPieces,
      temperature: options.temperature,
      logits: batch => classifier.logits(batch),
    })
    advance?.(untagged.reduce((sum, { tokens }) => sum + tokens.length, 0))
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

/** A document of nothing but a text. */
export function documentOf(id: string, text: string): Document {
  return { id, text, sentences: [], tokens: [], mentions: [] }
}

export interface LoadTaggerOptions extends TaggerOptions {
  /** Threads of the arithmetic; left out, one a core. */
  readonly threads?: number | undefined
  /** The Python for models of no family here; MEDSPAN_PYTHON by default. */
  readonly python?: string | undefined
  /** With weights in int8, about twice as fast; left out, where the folder has no others. Of models of this package. */
  readonly int8?: boolean | undefined
}

/**
 * Loads a run folder, any Hugging Face folder of a token classifier, or one of the hub by its id. Models of the families of
 * this package need nothing else; others are computed by transformers, in the Python that MEDSPAN_PYTHON names. Labels may
 * be in BIO, BIOES, BILOU or IO, or names of types; those of a word are those of its first piece.
 *
 * Without `maxLength`, sequences are at most as long as the tokenizer's `model_max_length` says (in a run folder,
 * the length that training used), and never longer than the model has positions. Stride, context, tokenizer, language and
 * temperature are those of the training, which `config.json` has under `medspan`.
 * @param pathOrId of the hub, where no folder has this name: `owner/name`
 * @throws MedspanError `input` when a file is missing or broken, the weights are incomplete, or the tokenizer
 * belongs to another model
 */
export async function loadTagger(pathOrId: string, options: LoadTaggerOptions = {}): Promise<Tagger> {
  const { progress = silent } = options
  const runFolder = await locateModel(pathOrId, { progress })
  const resolveBase = (name: string): Promise<string> => locateModel(name, { progress })
  const tokenizer = await readTrainedTokenizer(runFolder, resolveBase)
  const { model, start } = await readTrained(runFolder, {
    seed: 0,
    vocabulary: tokenizer.vocabSize,
    python: options.python,
    resolveBase,
  })
  checkTrained(model, tokenizer.vocabSize, runFolder)
  const usage = readUsage(model.source.medspan, runFolder)
  const { labels } = model
  const { head } = model.settings
  const chain = head === 'crf' ? [...crfParameters(labels.length).keys()] : []
  const engine = await start({ threads: options.threads, int8: options.int8 })
  const classifier: Classifier = {
    labels,
    maxLength: engine.maxLength,
    async logits(batch) {
      const pieces = batch.inputIds.length
      const { logits } = await engine.evaluate({
        ...batch,
        labels: new Int32Array(pieces).fill(IGNORE_INDEX),
      })
      if (logits.length !== pieces * labels.length)
        throw internal(`expected ${pieces} times ${labels.length} logits, got ${logits.length}`)
      return logits
    },
    dispose: () => engine.dispose(),
  }
  return createTagger(classifier, tokenizer, {
    ...createDecoding({ labels, head, decoding: usage.decoding, parameters: await engine.weights(chain) }),
    ...options,
    temperature: options.temperature ?? usage.temperature,
    segment: options.segment ?? usage.segment,
    stride: options.stride ?? usage.stride,
    context: options.context ?? usage.context,
    maxLength: options.maxLength ?? tokenizer.maxLength,
    trainedFrom: options.trainedFrom ?? usage.trainedFrom,
  })
}

/** How a model is used, besides what it is. */
interface Usage extends Pick<ChunkOptions, 'stride' | 'context'> {
  readonly decoding: (typeof DECODINGS)[number]
  readonly temperature: number
  readonly segment: Segmenter
  readonly trainedFrom?: TypeFeature | undefined
}

/** What `config.json` says under `medspan` about sentences and their labels; nothing, if there is no such key. */
function readUsage(settings: unknown, runFolder: string): Usage {
  if (settings === undefined) return { decoding: 'argmax', temperature: 1, segment }
  const wrong = (expected: string, at: string, value: unknown): MedspanError =>
    new MedspanError('input', `expected ${expected}, got ${JSON.stringify(value)}`, {
      where: { path: join(runFolder, 'config.json'), at },
    })
  if (typeof settings !== 'object' || settings === null) throw wrong('an object', 'medspan', settings)
  const given = settings as Readonly<Record<string, unknown>>
  const choose = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = given[name] ?? choices[0]
    const known = choices.find(choice => choice === value)
    if (known === undefined) throw wrong(choices.join(' or '), `medspan.${name}`, value)
    return known
  }
  const { stride = 0 } = given
  if (typeof stride !== 'number' || !Number.isInteger(stride) || stride < 0)
    throw wrong('a whole number from 0', 'medspan.stride', stride)
  const language = given.language === undefined ? undefined : choose('language', LANGUAGES)
  return {
    stride,
    context: choose('context', CONTEXTS),
    decoding: choose('decoding', DECODINGS),
    temperature: readTemperature(given, runFolder),
    segment: createSegmenter(choose('tokenizer', SEGMENTERS), language),
    trainedFrom: readTypeFeature(given, wrong),
  }
}

/** `layer` and `feature`, of which there are both or none. */
function readTypeFeature(
  { layer, feature }: Readonly<Record<string, unknown>>,
  wrong: (expected: string, at: string, value: unknown) => MedspanError,
): TypeFeature | undefined {
  if (layer === undefined && feature === undefined) return undefined
  if (typeof layer !== 'string') throw wrong('the name of a layer', 'medspan.layer', layer)
  if (typeof feature !== 'string') throw wrong('the name of a feature', 'medspan.feature', feature)
  return { layer, feature }
}
