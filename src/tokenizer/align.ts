/**
 * @file Words and their pieces: sentences cut into chunks that a model can take, labels laid on pieces, padding.
 * The way back, from logits to one label a word, is `decode.ts`.
 *
 * Labelling follows Hugging Face's `run_ner`: a word's first piece carries its label, the others are ignored or,
 * with `labelAllTokens`, continue it. Unlike `run_ner`, nothing is truncated: a sentence that is too long becomes
 * several chunks; and later pieces count in the loss alone, where `run_ner` then scores each piece as if it were a
 * word. Training, evaluation and prediction all go through here, so that a tag comes back by the same road that took
 * it there.
 */
import { internal, MedspanError, type Notices } from '../errors.ts'
import { IGNORE_INDEX } from '../text/tags.ts'
import type { Tokenizer } from './tokenizer.ts'
import { cutWindows, type Window } from './windows.ts'

/** Some consecutive words of one sentence as word pieces, with special pieces and what context they were given. */
export interface Chunk {
  /** [T] */
  readonly ids: Int32Array
  /**
   * [T] The word of each piece that counts here, counted in its sentence; -1 for special pieces, and for context:
   * words of other sentences, and those of its own that count in another window.
   */
  readonly wordOf: Int32Array
  /** The first word that counts here, counted in its sentence. */
  readonly firstWord: number
  /** The last word that counts here, inclusive. */
  readonly lastWord: number
}

/** What a sentence sees besides itself: nothing, or its neighbours in the document. */
export const CONTEXTS = ['none', 'sentences'] as const

/** How sentences become sequences. */
export interface ChunkOptions {
  /** The most pieces a chunk may have, special pieces included. */
  readonly maxLength: number
  /** Pieces that the chunks of a sentence that is too long share at least; 0 by default: none. */
  readonly stride?: number | undefined
  /**
   * Whether chunks are filled up with the sentences before and after; not by default. Every sequence is then as long
   * as may be: on NCBI-disease, four times the pieces with a `maxLength` of 128, and seven times with 256.
   */
  readonly context?: (typeof CONTEXTS)[number] | undefined
}

export interface EncodeOptions extends ChunkOptions {
  /** Is told of words that lost pieces. */
  readonly notices?: Notices | undefined
}

type WordEncoder = Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix'>

/**
 * Encodes a sentence's words, as few chunks as fit, cut between words only. A sentence without words gives none.
 * See `encodeSentences`.
 */
export function encodeSentence(
  words: readonly string[],
  tokenizer: WordEncoder,
  options: EncodeOptions,
): Chunk[] {
  return encodeSentences([words], tokenizer, options)[0]!
}

/**
 * Encodes the consecutive sentences of one document: the chunks of each, in order. Every word counts in exactly one
 * of its sentence's chunks (`windows.ts` says in which); with `context` their neighbours are seen, and do not count.
 *
 * A word that the tokenizer drops (control characters only) belongs to a chunk but has no piece in it, as in
 * Python with `is_split_into_words=True`. A word with more pieces than `maxLength` leaves room for keeps the
 * first of them, and `notices` counts it.
 * @throws MedspanError `config` when `maxLength` leaves no room for a piece, or the stride no room for a new one.
 */
export function encodeSentences(
  sentences: readonly (readonly string[])[],
  tokenizer: WordEncoder,
  options: EncodeOptions,
): Chunk[][] {
  const room = roomOf(tokenizer, options)
  const pieces = encodeWords(sentences, tokenizer, { ...options, room })
  const settings = { room, stride: options.stride ?? 0, context: options.context === 'sentences' }
  let end = 0
  let cells = 0
  const special = tokenizer.prefix.length + tokenizer.suffix.length
  const windows = sentences.map(({ length }) => {
    const begin = end
    end += length
    const own = cutWindows(pieces.before, { begin, end }, settings)
    for (const window of own) cells += pieces.before[window.end]! - pieces.before[window.begin]! + special
    return own
  })
  const chunkAt = createChunks(pieces, tokenizer, cells)
  let begin = 0
  return sentences.map(({ length }, sentence) => {
    const chunks: Chunk[] = []
    for (const window of windows[sentence]!)
      if (window.ownBegin < window.ownEnd) chunks.push(chunkAt(window, begin))
    begin += length
    return chunks
  })
}

/** The pieces of a document's words, one after the other. */
interface WordPieces {
  readonly ids: Int32Array
  /** [words + 1] How many pieces stand before each word, the last of them being all. */
  readonly before: Int32Array
}

function encodeWords(
  sentences: readonly (readonly string[])[],
  tokenizer: WordEncoder,
  { room, maxLength, notices }: EncodeOptions & { readonly room: number },
): WordPieces {
  const words = sentences.reduce((sum, { length }) => sum + length, 0)
  const before = new Int32Array(words + 1)
  let ids = new Int32Array(2 * words + 64)
  let place = 0
  let count = 0
  for (const sentence of sentences)
    for (const word of sentence) {
      const pieces = tokenizer.encodeWord(word)
      let { length } = pieces
      if (length > room) {
        length = room
        notices?.add(
          'word-too-long',
          `a word has more pieces than a sequence of ${maxLength} holds: its last pieces are left out`,
          { at: word.length > 40 ? `${word.slice(0, 40)}...` : word },
        )
      }
      if (count + length > ids.length) ids = enlarge(ids, count + length)
      for (let i = 0; i < length; i++) ids[count++] = pieces[i]!
      before[++place] = count
    }
  return { ids, before }
}

/** The same numbers with room for twice as many, and for so many at least. */
function enlarge(numbers: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(2 * numbers.length, least))
  larger.set(numbers)
  return larger
}

/** How many pieces of words fit into a sequence. */
function roomOf({ prefix, suffix }: WordEncoder, { maxLength, stride = 0 }: ChunkOptions): number {
  const special = prefix.length + suffix.length
  const room = maxLength - special
  const hint = `This tokenizer puts ${special} special pieces around a sequence.`
  if (!(room >= 1))
    throw new MedspanError(
      'config',
      `expected a longest sequence of at least ${special + 1}, got ${maxLength}`,
      { hint },
    )
  if (!(stride >= 0 && stride < room))
    throw new MedspanError(
      'config',
      `expected a stride from 0 to ${room - 1} with sequences of ${maxLength}, got ${stride}`,
      { where: { at: 'model.stride' }, hint },
    )
  return room
}

/**
 * Makes chunks of a document's windows, which have so many cells together: their arrays are parts of one, because to make
 * and to drop an array takes longer than to fill a short one.
 * @returns a window as a chunk of the sentence that begins with a document's word `sentenceBegin`
 */
function createChunks(
  { ids, before }: WordPieces,
  { prefix, suffix }: WordEncoder,
  cells: number,
): (window: Window, sentenceBegin: number) => Chunk {
  const all = new Int32Array(2 * cells)
  const { buffer } = all
  let free = 0
  return ({ begin, end, ownBegin, ownEnd }, sentenceBegin) => {
    const length = prefix.length + before[end]! - before[begin]! + suffix.length
    const idsBegin = free
    const wordsBegin = idsBegin + length
    free = wordsBegin + length
    all.fill(-1, wordsBegin, free)
    let at = idsBegin
    for (let i = 0; i < prefix.length; i++) all[at++] = prefix[i]!
    for (let i = before[begin]!; i < before[end]!; i++) all[at++] = ids[i]!
    for (let i = 0; i < suffix.length; i++) all[at++] = suffix[i]!
    at = wordsBegin + prefix.length + before[ownBegin]! - before[begin]!
    for (let word = ownBegin; word < ownEnd; word++)
      for (let i = before[word]!; i < before[word + 1]!; i++) all[at++] = word - sentenceBegin
    return {
      ids: new Int32Array(buffer, idsBegin * all.BYTES_PER_ELEMENT, length),
      wordOf: new Int32Array(buffer, wordsBegin * all.BYTES_PER_ELEMENT, length),
      firstWord: ownBegin - sentenceBegin,
      lastWord: ownEnd - 1 - sentenceBegin,
    }
  }
}

export interface AlignOptions {
  /** Whether a word's later pieces are labelled too: those of `B-X` with `I-X`, as `run_ner` does. */
  readonly labelAllTokens: boolean
  /** The label set, by id: says which `I-X` continues which `B-X`. Needed with `labelAllTokens` only. */
  readonly labels?: readonly string[] | undefined
}

/**
 * Lays a sentence's labels on a chunk's pieces.
 * @param labelIds one a word of the whole sentence; `IGNORE_INDEX` stays what it is on every piece.
 * @returns [T] a label a piece, `IGNORE_INDEX` on special pieces and on context.
 */
export function alignLabels(chunk: Chunk, labelIds: ArrayLike<number>, options: AlignOptions): Int32Array {
  const aligned = new Int32Array(chunk.ids.length).fill(IGNORE_INDEX)
  let previous = -1
  for (let t = 0; t < aligned.length; t++) {
    const word = chunk.wordOf[t]!
    if (word >= 0) {
      const label = labelIds[word]
      if (label === undefined)
        throw internal(`expected a label for word ${word}, got ${labelIds.length} labels`)
      if (word !== previous) aligned[t] = label
      else if (options.labelAllTokens && label !== IGNORE_INDEX) aligned[t] = continuation(label, options)
    }
    previous = word
  }
  return aligned
}

/** The label of a word's later pieces: `I-X` for `B-X` where the label set has it, else the same label. */
function continuation(label: number, options: AlignOptions): number {
  if (options.labels === undefined) throw internal('labelling all pieces needs the label set')
  const name = options.labels[label]
  if (name === undefined || !name.startsWith('B-')) return label
  const inside = options.labels.indexOf(`I-${name.slice(2)}`)
  return inside < 0 ? label : inside
}

/** Chunks as a rectangle; every array is row-major [B,T]. */
export interface PaddedChunks {
  /** B */
  readonly rows: number
  /** T, the length of the longest chunk. */
  readonly length: number
  readonly inputIds: Int32Array
  /** 1 where there is a piece, 0 where there is padding. */
  readonly attentionMask: Int32Array
  /** All 0: a chunk is one segment. */
  readonly tokenTypeIds: Int32Array
}

/** Pads chunks on the right to the longest of them. */
export function padChunks(chunks: readonly Chunk[], padId: number): PaddedChunks {
  const length = chunks.reduce((longest, chunk) => Math.max(longest, chunk.ids.length), 0)
  const attentionMask = new Int32Array(chunks.length * length)
  for (const [row, chunk] of chunks.entries())
    attentionMask.fill(1, row * length, row * length + chunk.ids.length)
  return {
    rows: chunks.length,
    length,
    inputIds: padRows(
      chunks.map(chunk => chunk.ids),
      length,
      padId,
    ),
    attentionMask,
    tokenTypeIds: new Int32Array(chunks.length * length),
  }
}

/** Lays rows of different lengths into [B,T], filled up on the right; for labels with `IGNORE_INDEX`. */
export function padRows(rows: readonly Int32Array[], length: number, filler: number): Int32Array {
  const padded = new Int32Array(rows.length * length).fill(filler)
  for (const [row, values] of rows.entries()) {
    if (values.length > length)
      throw internal(`expected rows of at most ${length}, got one of ${values.length}`)
    padded.set(values, row * length)
  }
  return padded
}
