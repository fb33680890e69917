/**
 * @file Documents that are in two parts of a corpus at once: what a model has learnt is then what it is tested on.
 */
import type { Progress } from '../progress.ts'
import type { Corpus, Document } from '../text/document.ts'
import { type DuplicatePair, findDuplicates } from './duplicates.ts'

/** Two documents that are one, in two parts. */
export interface Leak {
  readonly a: { readonly part: string; readonly document: Document }
  readonly b: { readonly part: string; readonly document: Document }
  readonly why: DuplicatePair['why']
  readonly similarity: number
}

/** How many leaks are told one by one. */
const shown = 10

/** For each document of a later part that is (nearly) one of an earlier part: the first such one. */
export function findLeaks(parts: readonly { readonly name: string; readonly documents: Corpus }[]): Leak[] {
  const placed = parts.flatMap(({ name, documents }) => documents.map(document => ({ part: name, document })))
  const { pairs, firstOf } = findDuplicates(
    placed.map(({ document }) => document),
    { by: ['title', 'id'] },
  )
  const told = new Map<number, DuplicatePair>()
  for (const pair of pairs) if (!told.has(pair.b)) told.set(pair.b, pair)
  const leaks: Leak[] = []
  // Documents come part after part, so that the first of a group is in its earliest part.
  for (const [i, b] of placed.entries()) {
    const first = firstOf[i]!
    if (placed[first]!.part === b.part) continue
    const pair = told.get(i)
    const direct = pair !== undefined && placed[pair.a]!.part !== b.part ? pair.a : first
    leaks.push({ a: placed[direct]!, b, why: pair?.why ?? 'near', similarity: pair?.similarity ?? 0 })
  }
  return leaks
}

/** `train a = test b (near, 0.91)`. */
export function renderLeak({ a, b, why, similarity }: Leak): string {
  const alike = why === 'near' ? `, ${similarity.toFixed(2)}` : ''
  return `${a.part} ${a.document.id} = ${b.part} ${b.document.id} (same ${why === 'near' ? 'text, nearly' : why}${alike})`
}

/**
 * Tells of leaks: the first ones by name, all of them as the counted notice `document-in-two-parts`. Nothing is
 * changed.
 */
export function reportLeaks(
  parts: readonly { readonly name: string; readonly documents: Corpus }[],
  progress: Progress,
): Leak[] {
  const leaks = findLeaks(parts)
  for (const leak of leaks.slice(0, shown)) progress.info(`LEAK: ${renderLeak(leak)}`)
  if (leaks.length > shown) progress.info(`LEAK: and ${leaks.length - shown} more`)
  const first = leaks[0]
  if (first !== undefined)
    progress.notice({
      code: 'document-in-two-parts',
      message:
        'LEAK: documents are in two parts at once, by text, title or PMID; they were left where they are, and ' +
        'scores on them say nothing',
      count: leaks.length,
      where: { path: first.b.document.source ?? first.b.document.id, at: renderLeak(first) },
    })
  return leaks
}
