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
  /** The mentions of stretches: those that are known, those that another request is finding, and what `find` finds of the others. */
  of(indices: readonly number[], find: FindMentions): Promise<(readonly Mention[])[]>
}

/** Finds the mentions of stretches, of each its own. */
export type FindMentions = (indices: readonly number[]) => Promise<readonly (readonly Mention[])[]>

interface Entry {
  readonly stretches: Map<number, readonly Mention[]>
  /** What is being found. */
  readonly pending: Map<number, Promise<unknown>>
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
        async of(indices, find) {
          const others = () => indices.flatMap(index => pending.get(index) ?? [])
          // What a client was finding who has gone away, this one finds.
          for (let finding = others(); finding.length > 0; finding = others())
            await Promise.allSettled(finding)
          const missing = indices.filter(index => !stretches.has(index))
          if (missing.length > 0) {
            const finding = find(missing)
            for (const index of missing) pending.set(index, finding)
            try {
              for (const [at, mentions] of (await finding).entries()) {
                stretches.set(missing[at]!, mentions)
                resize(mentionBytes * (1 + mentions.length))
              }
            } finally {
              for (const index of missing) pending.delete(index)
            }
          }
          return indices.map(index => stretches.get(index)!)
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
