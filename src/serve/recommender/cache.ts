/**
 * @file Mentions that were found, by text and model: a long document that was not finished in time goes on where it stopped, and
 * one that is asked for again after each annotation is not tagged again.
 */
import { createHash } from 'node:crypto'
import type { Document, Mention } from '../../text/document.ts'

/** About what a mention takes in memory, with its lists; and a document, with its key and maps. */
const mentionBytes = 256
const entryBytes = 1024

/** The mentions of a document's stretches, by their places among all. */
export interface Found {
  get(index: number): readonly Mention[] | undefined
  /** The mentions of a stretch: those that are known, those that another request is finding, or what `find` finds. */
  of(index: number, find: () => Promise<readonly Mention[]>): Promise<readonly Mention[]>
}

interface Entry {
  readonly stretches: Map<number, readonly Mention[]>
  /** What is being found. */
  readonly pending: Map<number, Promise<readonly Mention[]>>
  bytes: number
}

export interface MentionCache {
  /** What is known of a document by a model; the documents that were asked for longest ago are forgotten. */
  of(model: readonly string[], document: Pick<Document, 'text' | 'sentences' | 'tokens'>): Found
  /** About how many bytes are held. */
  readonly bytes: number
}

/** @param limit how many bytes are held at most; one document more than that is forgotten at once */
export function createMentionCache(limit: number): MentionCache {
  const entries = new Map<string, Entry>()
  let total = 0
  return {
    get bytes() {
      return total
    },
    of(model, document) {
      const key = keyOf(model, document)
      const entry = entries.get(key) ?? { stretches: new Map(), pending: new Map(), bytes: 0 }
      const resize = (by: number): void => {
        // What a model is still finding of a document that was forgotten meanwhile is no longer counted.
        if (entries.get(key) !== entry) return
        entry.bytes += by
        total += by
        for (const [oldest, { bytes }] of entries) {
          if (total <= limit) break
          entries.delete(oldest)
          total -= bytes
        }
      }
      const isNew = !entries.delete(key)
      entries.set(key, entry)
      if (isNew) resize(entryBytes)
      const { stretches, pending } = entry
      return {
        get: index => stretches.get(index),
        async of(index, find) {
          for (let other = pending.get(index); other !== undefined; other = pending.get(index))
            // Where its client has gone away, this one finds it.
            await other.catch(() => {})
          const known = stretches.get(index)
          if (known !== undefined) return known
          const finding = find()
          pending.set(index, finding)
          try {
            const mentions = await finding
            stretches.set(index, mentions)
            resize(mentionBytes * (1 + mentions.length))
            return mentions
          } finally {
            pending.delete(index)
          }
        },
      }
    },
  }
}

function keyOf(
  model: readonly string[],
  { text, sentences, tokens }: Pick<Document, 'text' | 'sentences' | 'tokens'>,
): string {
  const hash = createHash('sha256').update(JSON.stringify(model)).update(text, 'utf16le')
  for (const spans of [sentences, tokens])
    hash.update(Int32Array.from([-1, ...spans.flatMap(({ begin, end }) => [begin, end])]))
  return hash.digest('base64')
}
