/**
 * @file Which documents are trained with, which choose the best model on the way, and which are held out to compare the new
 * model with the one in use.
 *
 * Where somebody asks for a learning, it may be from documents too few for that: then all are trained with, choose and compare.
 *
 * The hash of a document's id decides, so that a document that was held out is not trained with later, unless others have
 * come to be held out in its place; and none that was trained with is ever held out.
 */
import type { Part } from '../../config/config.ts'
import type { LabelSettings } from '../../corpus/labels.ts'
import { addTo } from '../../lists.ts'
import type { Document } from '../../text/document.ts'
import { documentHash } from './state.ts'

/** Of all documents, the share that is held out; and of the others, the share by which the best model is chosen. */
const [heldOutShare, validationShare] = [0.2, 0.125]
/** With fewer documents that have mentions with types nothing is learnt. */
export const fewestDocuments = 5

/** `test` is what is held out; nothing, where the others are all documents each. */
export type DocumentParts = Readonly<Record<Part, readonly Document[]>>

/** A number in [0, 1) of a hash, from its n-th eight digits. */
const fractionOf = (hash: string, n: number): number =>
  Number.parseInt(hash.slice(8 * n, 8 * n + 8), 16) / 2 ** 32

/** Those whose number is below a share, or the one with the least. */
function choose(hashes: readonly string[], n: number, share: number): Set<string> {
  const sorted = [...hashes].sort((a, b) => fractionOf(a, n) - fractionOf(b, n))
  const below = sorted.filter(hash => fractionOf(hash, n) < share)
  return new Set(below.length > 0 ? below : sorted.slice(0, 1))
}

export interface DivisionOptions {
  /** What mentions are labelled by: unless all are `one` class, those without a type are none to learn from. */
  readonly types?: LabelSettings['types'] | undefined
  /** Whether somebody asks for it, so that documents of which none can be held out are learnt from as well. */
  readonly isAsked?: boolean
  /** Documents that are not to be held out, as a version has learnt from them: hashes of their ids. */
  readonly seen?: readonly string[]
}

/**
 * Divides documents.
 * @param documents by the names of their files
 * @returns the parts, or why there is nothing to learn yet
 */
export function divideDocuments(
  documents: ReadonlyMap<string, Document>,
  { types, isAsked = false, seen = [] }: DivisionOptions = {},
): DocumentParts | string {
  const byId = new Map<string, Document[]>()
  for (const [name, document] of documents)
    addTo(byId, documentHash(name), { ...document, id: name.replace(/\.jsonl$/, '') })
  const ids = [...byId.keys()].sort()
  const known = new Set(seen)
  const unseen = ids.filter(id => !known.has(id))
  const heldOut = choose(unseen, 0, heldOutShare)
  const rest = ids.filter(id => !heldOut.has(id))
  const validation = choose(rest, 1, validationShare)
  const documentsOf = (some: Iterable<string>): Document[] => [...some].sort().flatMap(id => byId.get(id)!)
  const learnt = documentsOf(rest)
  // Whoever knows a text by heart is no better on others.
  const texts = new Set(learnt.map(({ text }) => text))
  const parts = {
    train: documentsOf(rest.filter(id => !validation.has(id))),
    validation: documentsOf(validation),
    test: documentsOf(heldOut).filter(({ text }) => !texts.has(text)),
  }
  const hasMentions = ({ mentions }: Document): boolean =>
    mentions.some(mention => types === 'one' || mention.types.length > 0)
  const problem = problemOf(
    unseen.map(id => byId.get(id)!),
    parts,
    hasMentions,
  )
  if (problem === undefined) return parts
  if (!isAsked) return problem
  const all = documentsOf(ids)
  return all.some(hasMentions)
    ? { train: all, validation: all, test: [] }
    : 'expected mentions in the documents to train with, got none'
}

function problemOf(
  unseen: readonly (readonly Document[])[],
  { train, validation, test }: DocumentParts,
  hasMentions: (document: Document) => boolean,
): string | undefined {
  const annotated = unseen.filter(same => same.some(hasMentions)).length
  if (annotated < fewestDocuments)
    return `expected ${fewestDocuments} documents with mentions, got ${annotated}`
  if (!train.some(hasMentions) || validation.length === 0)
    return 'expected mentions in the documents to train with, got none yet'
  if (!test.some(hasMentions)) return 'expected mentions in the documents that are held out, got none yet'
  return undefined
}
