/**
 * @file Merging corpora: the documents of every part, each under an id of its own.
 */
import type { Progress } from '../progress.ts'
import { silent } from '../progress.ts'
import type { Corpus, Document } from '../text/document.ts'

/**
 * The documents of all parts, part after part.
 *
 * An id that occurs in several parts is prefixed with its part's name in each of them (`team1/CURATION_USER`),
 * so that no part depends on the order of the others; what still collides is numbered (`…#2`). Both are counted
 * notices: `document-renamed`. That two documents are one text is no reason to drop either; a split keeps them
 * together.
 */
export function mergeCorpora(
  parts: readonly { readonly name: string; readonly documents: Corpus }[],
  options: { progress?: Progress } = {},
): Corpus {
  const holders = new Map<string, Set<number>>()
  for (const [i, { documents }] of parts.entries())
    for (const { id } of documents) holders.set(id, (holders.get(id) ?? new Set()).add(i))

  const taken = new Set([...holders].filter(([, of]) => of.size === 1).map(([id]) => id))
  const merged: Document[] = []
  const seen = new Set<string>()
  let renamed = 0
  for (const { name, documents } of parts)
    for (const document of documents) {
      const wanted = holders.get(document.id)!.size > 1 ? `${name}/${document.id}` : document.id
      const isFree = (id: string): boolean => !seen.has(id) && (id === document.id || !taken.has(id))
      let id = wanted
      for (let n = 2; !isFree(id); n++) id = `${wanted}#${n}`
      seen.add(id)
      if (id !== document.id) renamed++
      merged.push(id === document.id ? document : { ...document, id })
    }
  if (renamed > 0)
    (options.progress ?? silent).notice({
      code: 'document-renamed',
      message: "documents of several sources have one id: the source's name was put before it",
      count: renamed,
    })
  return merged
}
