/**
 * @file From the labels of word pieces to mentions, as transformers' TokenClassificationPipeline aggregates them: for token
 * classifiers that were trained without words.
 *
 * Words are the tokenizer's own. A sentence is what a pipeline is given as a text; one that is too long is cut between words, and
 * not cut off.
 */
import { MedspanError } from '../errors.ts'
import type { Document, Mention, Span } from '../text/document.ts'
import { labelToTag, OUTSIDE, tagsToSpans } from '../text/tags.ts'
import type { Chunk, PaddedChunks } from '../tokenizer/align.ts'
import { padChunks } from '../tokenizer/align.ts'
import { softmaxProbabilities } from '../tokenizer/decode.ts'
import { type BatchLimits, batchesByLength } from '../tokenizer/prediction.ts'
import type { TextPiece } from '../tokenizer/text-pieces.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** transformers' `aggregation_strategy`: each piece for itself, or a word by its first piece, the mean, or the surest piece. */
export const AGGREGATIONS = ['simple', 'first', 'average', 'max'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

export interface AggregationOptions {
  readonly aggregation: Aggregation
  /** The label set by id, as the model has it. */
  readonly labels: readonly string[]
  readonly maxLength: number
  readonly tokenizer: Pick<Tokenizer, 'prefix' | 'suffix' | 'padId' | 'textPieces'>
  readonly batch: BatchLimits
  readonly temperature?: number | undefined
  logits(batch: PaddedChunks): Promise<Float32Array>
}

/** A piece and the probabilities of its labels. [L] */
type ScoredPiece = TextPiece & { readonly scores: Float64Array }
/** A piece, or a word, and its label. */
type Labelled = Span & { readonly label: number; readonly score: number }

/**
 * Finds the mentions of documents with sentences.
 * @throws MedspanError `config` for a tokenizer whose pieces have no places in a text
 */
export async function aggregateMentions(
  documents: readonly Document[],
  options: AggregationOptions,
): Promise<Mention[][]> {
  const { tokenizer, aggregation, labels } = options
  const { textPieces } = tokenizer
  if (textPieces === undefined)
    throw new MedspanError(
      'config',
      `expected a tokenizer of BERT (WordPiece) for aggregation ${aggregation}`,
      {
        hint: 'Leave it out: each word then has the label of its first piece.',
      },
    )
  const sentences = documents.flatMap(({ text, sentences }, document) =>
    sentences.map(({ begin, end }) => ({
      document,
      begin,
      pieces: textPieces(text.slice(begin, end)),
    })),
  )
  const scores = await scoresOf(
    sentences.map(({ pieces }) => pieces),
    options,
  )
  const found: Mention[][] = documents.map(() => [])
  for (const [i, { document, begin, pieces }] of sentences.entries()) {
    const scored = pieces.map((piece, at) => ({ ...piece, scores: scores[i]![at]! }))
    for (const group of groupLabels(labelPieces(scored, aggregation), labels)) {
      const type = tagsToSpans([labelToTag(labels[group[0]!.label]!)])[0]?.type
      if (type === undefined) continue
      const score = group.reduce((sum, one) => sum + one.score, 0) / group.length
      const span = { begin: begin + group[0]!.begin, end: begin + group.at(-1)!.end }
      found[document]!.push({ ...span, concepts: [], types: [type], score })
    }
  }
  return found
}

/** The probabilities of labels for each piece of sentences. */
async function scoresOf(
  sentences: readonly (readonly TextPiece[])[],
  { labels, maxLength, tokenizer, batch: limits, temperature = 1, logits }: AggregationOptions,
): Promise<Float64Array[][]> {
  const { prefix, suffix, padId } = tokenizer
  const room = maxLength - prefix.length - suffix.length
  const windows = sentences.flatMap((pieces, sentence) =>
    cutPieces(pieces, room).map(([begin, end]) => ({ sentence, begin, end })),
  )
  const chunks = windows.map(({ sentence, begin, end }): Chunk => {
    const ids = sentences[sentence]!.slice(begin, end).map(({ id }) => id)
    const whole = Int32Array.from([...prefix, ...ids, ...suffix])
    return { ids: whole, wordOf: whole.map(() => -1), firstWord: 0, lastWord: 0 }
  })
  const scores = sentences.map(pieces => new Array<Float64Array>(pieces.length))
  const size = labels.length
  for (const indices of batchesByLength(
    chunks.map(({ ids }) => ids.length),
    limits,
  )) {
    const batch = padChunks(
      indices.map(index => chunks[index]!),
      padId,
    )
    const computed = await logits(batch)
    for (const [row, index] of indices.entries()) {
      const { sentence, begin, end } = windows[index]!
      for (let piece = begin; piece < end; piece++) {
        const at = (row * batch.length + prefix.length + piece - begin) * size
        scores[sentence]![piece] = softmaxProbabilities(computed.subarray(at, at + size), size, temperature)
      }
    }
  }
  return scores
}

/** A sentence in windows that a model can take, cut before a word where there is one. */
function cutPieces(pieces: readonly TextPiece[], room: number): [begin: number, end: number][] {
  const windows: [number, number][] = []
  for (let begin = 0; begin < pieces.length; ) {
    let end = Math.min(begin + room, pieces.length)
    if (end < pieces.length) {
      let border = end
      while (border > begin && pieces[border]!.isSubword) border--
      if (border > begin) end = border
    }
    windows.push([begin, end])
    begin = end
  }
  return windows
}

/** `aggregate` and `aggregate_words`. */
function labelPieces(pieces: readonly ScoredPiece[], aggregation: Aggregation): Labelled[] {
  const words: ScoredPiece[][] = []
  for (const piece of pieces) {
    const word = words.at(-1)
    if (aggregation !== 'simple' && word !== undefined && piece.isSubword) word.push(piece)
    else words.push([piece])
  }
  return words.map(word => {
    const scores = wordScores(word, aggregation)
    const label = bestOf(scores)
    return { begin: word[0]!.begin, end: word.at(-1)!.end, label, score: scores[label]! }
  })
}

/** `aggregate_word`. */
function wordScores(word: readonly ScoredPiece[], aggregation: Aggregation): Float64Array {
  const [first] = word
  if (aggregation === 'average')
    return first!.scores.map(
      (_, label) => word.reduce((sum, { scores }) => sum + scores[label]!, 0) / word.length,
    )
  if (aggregation !== 'max') return first!.scores
  const surest = (scores: Float64Array): number => scores[bestOf(scores)]!
  return word.reduce((best, { scores }) => (surest(scores) > surest(best) ? scores : best), first!.scores)
}

function bestOf(scores: Float64Array): number {
  let best = 0
  for (const [label, score] of scores.entries()) if (score > scores[best]!) best = label
  return best
}

/** `group_entities`: neighbours of one type; `B-` begins a new one, and what has no such prefix continues. */
function groupLabels(entities: readonly Labelled[], labels: readonly string[]): Labelled[][] {
  const typeOf = ({ label }: Labelled): string => labels[label]!.replace(/^[BI]-/, '')
  const groups: Labelled[][] = []
  for (const entity of entities) {
    const group = groups.at(-1)
    const continues = !labels[entity.label]!.startsWith('B-')
    if (group !== undefined && continues && typeOf(group.at(-1)!) === typeOf(entity)) group.push(entity)
    else groups.push([entity])
  }
  return groups.filter(group => labels[group[0]!.label] !== OUTSIDE)
}
