/**
 * @file From encoded sentences to tags and mentions: chunks of like length go through a model in batches, and each sentence
 * is decoded as a whole. Evaluation and prediction both go through here.
 */
import { internal } from '../errors.ts'
import { OUTSIDE, type TaggedSpan, tagsToSpans } from '../text/tags.ts'
import type { Chunk } from './align.ts'
import {
  createDecoder,
  type Decode,
  type Decoded,
  geometricMean,
  meanProbability,
  type Probabilities,
  softmaxProbabilities,
} from './decode.ts'

/** A mention over the words of a sentence, and how sure the model is of it. */
export interface FoundSpan extends TaggedSpan {
  /** The mean, over its words, of the probability of the word's label, in (0, 1]. */
  readonly score: number
  /** The same at temperature 1, where it was asked and the temperature is another. */
  readonly uncalibrated?: number
}

/** What a model makes of a sentence. */
export interface Prediction {
  /** One a word. */
  readonly tags: readonly string[]
  /** The mentions of the tags. */
  readonly found: readonly FoundSpan[]
  /**
   * Where it was asked: the geometric mean, over the words, of the probability of the word's label, in (0, 1]. Its logarithm is the
   * maximum normalised log-probability, MNLP (Shen et al., "Deep Active Learning for Named Entity Recognition", 2018, section 4,
   * arXiv 1707.05928), of a model whose words are labelled each by itself; with a chain the probabilities are marginals.
   */
  readonly confidence?: number
}

/** A sentence as chunks, whatever else a model takes with each. */
export interface ChunkedSentence<Item extends { readonly chunk: Chunk }> {
  /** How many words it has. */
  readonly words: number
  readonly chunks: readonly Item[]
}

/** The most that one batch has: rows, or pieces. A row by itself is always a batch. */
export type BatchLimits =
  | { readonly rows: number }
  | {
      readonly pieces: number
      /** Whether what fills rows up is computed as well, and counts. */
      readonly computesPadding?: boolean | undefined
    }

export interface DecodeOptions<Item> {
  /** The tags by their numbers, `O` among them; L of them. */
  readonly labels: readonly string[]
  readonly batch: BatchLimits
  /** Each word's best label by default. */
  readonly decode?: Decode | undefined
  /** Computes a batch: logits [B,T,L], a row an item. */
  compute(items: readonly Item[]): Promise<{ readonly logits: Float32Array; readonly length: number }>
}

export interface ScoreOptions {
  /** The tags by their numbers. */
  readonly labels: readonly string[]
  /** What belongs to `decode`: each word's softmax by default. */
  readonly probabilities?: Probabilities | undefined
  /** Of the probabilities; 1 by default. */
  readonly temperature?: number | undefined
  /** Whether sentences have a `confidence`; false by default. */
  readonly confidence?: boolean | undefined
  /** Whether mentions have an `uncalibrated` score; false by default. */
  readonly uncalibrated?: boolean | undefined
}

/** Tags sentences, whose chunks may go through the model in any batches. */
export async function predictSentences<Item extends { readonly chunk: Chunk }>(
  sentences: readonly ChunkedSentence<Item>[],
  options: DecodeOptions<Item> & ScoreOptions,
): Promise<Prediction[]> {
  const predictions = sentences.map(({ words }) => emptyPrediction(words))
  await decodeSentences(sentences, options, decoded => {
    predictions[decoded.sentence] = predictionOf(decoded, options)
  })
  return predictions
}

/** Of a sentence that has no chunk. */
export function emptyPrediction(words: number): Prediction {
  return { tags: new Array<string>(words).fill(OUTSIDE), found: [] }
}

/** Decodes sentences, and passes each on when all its chunks have gone through the model. */
export async function decodeSentences<Item extends { readonly chunk: Chunk }>(
  sentences: readonly ChunkedSentence<Item>[],
  options: DecodeOptions<Item>,
  take: (decoded: Decoded) => void,
): Promise<void> {
  const { labels } = options
  const places = sentences.flatMap(({ chunks }, sentence) => chunks.map(item => ({ sentence, item })))
  const batches = batchesByLength(
    places.map(({ item }) => item.chunk.ids.length),
    options.batch,
  )
  const decoder = createDecoder(
    sentences.map(({ words }) => words),
    { labels: labels.length, outside: labels.indexOf(OUTSIDE), decode: options.decode },
  )
  for (const indices of batches) {
    const chosen = indices.map(index => places[index]!)
    const { logits, length } = await options.compute(chosen.map(({ item }) => item))
    const chunks = chosen.map(({ sentence, item }) => ({ sentence, chunk: item.chunk }))
    for (const decoded of decoder.add(chunks, logits, length)) take(decoded)
  }
}

/** The tags of a decoded sentence, and their mentions with scores. */
export function predictionOf(
  decoded: Decoded,
  {
    labels,
    probabilities = softmaxProbabilities,
    temperature = 1,
    confidence = false,
    uncalibrated = false,
  }: ScoreOptions,
): Prediction {
  const tags = Array.from(decoded.labels, id => {
    const label = labels[id]
    if (label === undefined) throw internal(`expected one of ${labels.length} labels, got ${id}`)
    return label
  })
  const spans = tagsToSpans(tags)
  if (spans.length === 0 && !confidence) return { tags, found: [] }
  const sharesAt = (value: number) => probabilities(decoded.scores, labels.length, value)
  const scoresOf = (shares: ArrayLike<number>): number[] =>
    spans.map(span => meanProbability(shares, decoded, span))
  const shares = sharesAt(temperature)
  const sure = confidence ? { confidence: geometricMean(shares, decoded) } : {}
  const scores = scoresOf(shares)
  if (!uncalibrated || temperature === 1 || spans.length === 0)
    return { tags, found: spans.map((span, i) => ({ ...span, score: scores[i]! })), ...sure }
  const before = scoresOf(sharesAt(1))
  return {
    tags,
    ...sure,
    found: spans.map((span, i) => ({ ...span, score: scores[i]!, uncalibrated: before[i]! })),
  }
}

/** What a batch takes besides its pieces, in pieces: ONNX Runtime lays the weights of a linear map out anew for each. */
const batchOverhead = 32

/**
 * Indices in batches, longest first, so that little is padded and memory is asked for once. Equal lengths keep their
 * order; every index occurs once. Where pieces are limited, batches are full, or end where least padding is computed.
 */
export function batchesByLength(lengths: readonly number[], limits: BatchLimits): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const sorted = order.map(index => lengths[index]!)
  const endOf =
    'rows' in limits
      ? (begin: number) => begin + limits.rows
      : limits.computesPadding
        ? cheapestEnds(sorted, limits.pieces)
        : fullEnds(sorted, limits.pieces)
  const batches: number[][] = []
  for (let begin = 0; begin < order.length; ) {
    const end = endOf(begin)
    batches.push(order.slice(begin, end))
    begin = end
  }
  return batches
}

/** Attention still has a cell for each place of each row: so many times the pieces at most. */
const cellsPerPiece = 2

/** Where the batch that begins at a place ends, as full as it may be. */
function fullEnds(lengths: readonly number[], pieces: number): (begin: number) => number {
  return begin => {
    const rows = Math.floor((cellsPerPiece * pieces) / lengths[begin]!)
    let end = begin + 1
    for (let sum = lengths[begin]!; end < lengths.length && end < begin + rows; end++) {
      sum += lengths[end]!
      if (sum > pieces) break
    }
    return end
  }
}

/** Where the batch that begins at a place ends, such that it and those behind it take the least. */
function cheapestEnds(lengths: readonly number[], pieces: number): (begin: number) => number {
  const count = lengths.length
  const ends = new Int32Array(count)
  /** What all take from a place on. */
  const costs = new Float64Array(count + 1)
  for (let begin = count - 1; begin >= 0; begin--) {
    const length = lengths[begin]!
    const last = Math.min(count, begin + Math.max(1, Math.floor(pieces / length)))
    let least = Number.POSITIVE_INFINITY
    for (let end = begin + 1; end <= last; end++) {
      const cost = batchOverhead + length * (end - begin) + costs[end]!
      if (cost > least) continue
      least = cost
      ends[begin] = end
    }
    costs[begin] = least
  }
  return begin => ends[begin]!
}
