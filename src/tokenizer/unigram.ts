/**
 * @file Unigram language model (Kudo 2018): of all ways to cut a word into pieces, the one with the highest sum of
 * scores, found in one pass from left to right (Viterbi).
 */

import { appendAll } from '../lists.ts'
import { bytePieces, bytesOf } from './bpe.ts'
import type { Part } from './json-value.ts'
import type { Model } from './model.ts'
import { Trie } from './trie.ts'

/** How much less than the worst piece an unknown character scores (SentencePiece, `unigram_model.cc`). */
const unknownPenalty = 10

/**
 * @param part the model of tokenizer.json: `vocab` is a list of [piece, score], an id is a place in it.
 * @throws MedspanError `input` when an entry is no such pair, or `unk_id` names none.
 */
export function createUnigram(part: Part): Model {
  const list = part.get('vocab')
  const scores = new Float64Array(list.list().length)
  const vocabulary = new Map<string, number>()
  let worst = Number.POSITIVE_INFINITY
  for (const [id, entry] of list.list().entries()) {
    const [piece, score] = Array.isArray(entry) ? entry : []
    if (typeof piece !== 'string' || typeof score !== 'number' || !Number.isFinite(score))
      list.get(`${id}`).fail(`expected a piece and its score, got ${JSON.stringify(entry)?.slice(0, 60)}`)
    vocabulary.set(piece, id)
    scores[id] = score
    worst = Math.min(worst, score)
  }
  const unknown = part.get('unk_id').id()
  if (unknown >= scores.length) part.get('unk_id').expected(`an id below ${scores.length}`)
  const bytes = part.get('byte_fallback').boolean(false) ? bytePieces(vocabulary) : undefined
  const trie = new Trie(vocabulary, list)
  const short = createPath(longestShort)

  return {
    vocabulary,
    encode(text, ids) {
      const { begin, id } = bestPath(text, text.length > longestShort ? createPath(text.length) : short, {
        trie,
        scores,
        unknown,
        penalty: worst - unknownPenalty,
      })
      // From the end to the beginning; unknown characters that stand together are one piece.
      const pieces: number[] = []
      for (let end = text.length; end > 0; ) {
        let from = begin[end]!
        if (id[end] !== unknown) pieces.push(id[end]!)
        else {
          while (from > 0 && id[from] === unknown) from = begin[from]!
          const piece = text.slice(from, end)
          const found = vocabulary.get(piece)
          const fallback = found === undefined && bytes !== undefined ? bytesOf(piece, bytes) : undefined
          if (fallback !== undefined) appendAll(pieces, fallback.reverse())
          else pieces.push(found ?? unknown)
        }
        end = from
      }
      for (let at = pieces.length - 1; at >= 0; at--) ids.push(pieces[at]!)
    },
  }
}

/** Texts up to here, in code units, share one path. */
const longestShort = 255

interface Path {
  /** [length + 1] Where the best last piece of a text that ends here begins; -1 where none does. */
  readonly begin: Int32Array
  /** [length + 1] That piece. */
  readonly id: Int32Array
  /** [length + 1] The sum of scores. */
  readonly best: Float64Array
}

function createPath(length: number): Path {
  return {
    begin: new Int32Array(length + 1),
    id: new Int32Array(length + 1),
    best: new Float64Array(length + 1),
  }
}

interface Scored {
  readonly trie: Trie
  readonly scores: Float64Array
  readonly unknown: number
  readonly penalty: number
}

/** Of equal paths the first that is found wins; an unknown character is a piece only where no piece is that long. */
function bestPath(text: string, path: Path, { trie, scores, unknown, penalty }: Scored): Path {
  const { begin, id, best } = path
  begin.fill(-1, 0, text.length + 1)
  best[0] = 0
  const offer = (from: number, to: number, piece: number, score: number): void => {
    const sum = best[from]! + score
    if (begin[to]! >= 0 && sum <= best[to]!) return
    best[to] = sum
    begin[to] = from
    id[to] = piece
  }
  for (let from = 0; from < text.length; ) {
    const character = text.codePointAt(from)! > 0xffff ? 2 : 1
    let known = false
    let node = 0
    for (let to = from; to < text.length; ) {
      node = trie.child(node, text.charCodeAt(to))
      if (node < 0) break
      to++
      const piece = trie.valueOf(node)
      if (piece < 0) continue
      offer(from, to, piece, scores[piece]!)
      if (to === from + character) known = true
    }
    if (!known) offer(from, from + character, unknown, penalty)
    from += character
  }
  return path
}
