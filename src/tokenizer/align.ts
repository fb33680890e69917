/**
 * @file Words and their pieces: sentences cut into chunks that a model can take, labels laid on pieces, padding,
 * and the way back from logits to one label a word.
 *
 * Labelling follows Hugging Face's `run_ner`: a word's first piece carries its label, the others are ignored or,
 * with `labelAllTokens`, continue it. Unlike `run_ner`, nothing is truncated: a sentence that is too long becomes
 * several chunks. Training, evaluation and prediction all go through here, so that a tag comes back by the same
 * road that took it there.
 */
import { internal, MedspanError, type Notices } from '../errors.ts'
import type { Tokenizer } from './tokenizer.ts'

/** The label of a piece that counts neither in the loss nor in a score. */
export const IGNORED_LABEL = -100

/** Some consecutive words of one sentence as word pieces, special pieces included. */
export interface Chunk {
  /** [T] */
  readonly ids: Int32Array
  /** [T] The word of each piece, counted in its sentence; -1 for special pieces. */
  readonly wordOf: Int32Array
  /** The chunk's first word, counted in its sentence. */
  readonly firstWord: number
  /** The chunk's last word, inclusive. */
  readonly lastWord: number
}

export interface EncodeOptions {
  /** The most pieces a chunk may have, special pieces included. */
  readonly maxLength: number
  /** Is told of words that lost pieces. */
  readonly notices?: Notices | undefined
}

/**
 * Encodes a sentence's words, as few chunks as fit, cut between words only. A sentence without words gives none.
 *
 * A word that the tokenizer drops (control characters only) belongs to a chunk but has no piece in it, as in
 * Python with `is_split_into_words=True`. A word with more pieces than `maxLength` leaves room for keeps the
 * first of them, and `notices` counts it.
 * @throws MedspanError `config` when `maxLength` leaves no room for a piece.
 */
export function encodeSentence(
  words: readonly string[],
  tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix'>,
  options: EncodeOptions,
): Chunk[] {
  const { prefix, suffix } = tokenizer
  const special = prefix.length + suffix.length
  const room = options.maxLength - special
  if (!(room >= 1))
    throw new MedspanError(
      'config',
      `expected a longest sequence of at least ${special + 1}, got ${options.maxLength}`,
      { hint: `This tokenizer puts ${special} special pieces around a sequence.` },
    )
  const before = prefix.map(() => -1)
  const after = suffix.map(() => -1)
  const chunks: Chunk[] = []
  let ids: number[] = []
  let wordOf: number[] = []
  let firstWord = 0
  const close = (lastWord: number): void => {
    chunks.push({
      ids: Int32Array.from([...prefix, ...ids, ...suffix]),
      wordOf: Int32Array.from([...before, ...wordOf, ...after]),
      firstWord,
      lastWord,
    })
    ids = []
    wordOf = []
    firstWord = lastWord + 1
  }
  for (const [index, word] of words.entries()) {
    let pieces = tokenizer.encodeWord(word)
    if (pieces.length > room) {
      pieces = pieces.slice(0, room)
      options.notices?.add(
        'word-too-long',
        `a word has more pieces than a sequence of ${options.maxLength} holds: its last pieces are left out`,
        { at: word.length > 40 ? `${word.slice(0, 40)}...` : word },
      )
    }
    if (ids.length + pieces.length > room) close(index - 1)
    for (const id of pieces) {
      ids.push(id)
      wordOf.push(index)
    }
  }
  if (words.length > 0) close(words.length - 1)
  return chunks
}

export interface AlignOptions {
  /** Whether a word's later pieces are labelled too: those of `B-X` with `I-X`, as `run_ner` does. */
  readonly labelAllTokens: boolean
  /** The label set, by id: says which `I-X` continues which `B-X`. Needed with `labelAllTokens` only. */
  readonly labels?: readonly string[] | undefined
}

/**
 * Lays a sentence's labels on a chunk's pieces.
 * @param labelIds one a word of the whole sentence; `IGNORED_LABEL` stays what it is on every piece.
 * @returns [T] a label a piece, `IGNORED_LABEL` on special pieces.
 */
export function alignLabels(chunk: Chunk, labelIds: ArrayLike<number>, options: AlignOptions): Int32Array {
  const aligned = new Int32Array(chunk.ids.length).fill(IGNORED_LABEL)
  let previous = -1
  for (let t = 0; t < aligned.length; t++) {
    const word = chunk.wordOf[t]!
    if (word >= 0) {
      const label = labelIds[word]
      if (label === undefined)
        throw internal(`expected a label for word ${word}, got ${labelIds.length} labels`)
      if (word !== previous) aligned[t] = label
      else if (options.labelAllTokens && label !== IGNORED_LABEL) aligned[t] = continuation(label, options)
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

/** Lays rows of different lengths into [B,T], filled up on the right; for labels with `IGNORED_LABEL`. */
export function padRows(rows: readonly Int32Array[], length: number, filler: number): Int32Array {
  const padded = new Int32Array(rows.length * length).fill(filler)
  for (const [row, values] of rows.entries()) {
    if (values.length > length)
      throw internal(`expected rows of at most ${length}, got one of ${values.length}`)
    padded.set(values, row * length)
  }
  return padded
}

export interface DecodeOptions {
  /** T, the padded length of a row. */
  readonly length: number
  /** L, the size of the label set. */
  readonly labels: number
  /** The label of a word without a piece: the id of `O`. */
  readonly outside: number
}

/**
 * Reads the best label of each word off the logits of its first piece; of equal logits the first wins.
 *
 * The labels of a whole sentence are those of its chunks one after the other
 * (`sentence.set(decoded, chunk.firstWord)`).
 * @param logits [B,T,L], row b belonging to `chunks[b]`; rows beyond the chunks are not looked at.
 * @returns for each chunk a label for each of its words, [lastWord - firstWord + 1]
 */
export function decodeTags(
  chunks: readonly Chunk[],
  logits: Float32Array,
  options: DecodeOptions,
): Int32Array[] {
  const { length, labels, outside } = options
  if (logits.length < chunks.length * length * labels)
    throw internal(`expected logits [${chunks.length},${length},${labels}], got ${logits.length} numbers`)
  return chunks.map((chunk, row) => {
    const best = new Int32Array(chunk.lastWord - chunk.firstWord + 1).fill(outside)
    let previous = -1
    for (let t = 0; t < chunk.wordOf.length; t++) {
      const word = chunk.wordOf[t]!
      if (word >= 0 && word !== previous) {
        const offset = (row * length + t) * labels
        let label = 0
        for (let l = 1; l < labels; l++) if (logits[offset + l]! > logits[offset + label]!) label = l
        best[word - chunk.firstWord] = label
      }
      previous = word
    }
    return best
  })
}
