/**
 * @file Linking: the semantic types of the concepts that annotators chose.
 */
import { type Notice, Notices, type Where } from '../errors.ts'
import type { Progress } from '../progress.ts'
import type { Corpus, Document, Mention } from '../text/document.ts'
import type { SemanticTypes } from './mrsty.ts'

const cuiPattern = /^C\d{7}$/u

/** The CUIs that `linkCorpus` will ask for: those of mentions without types. */
export function wantedConcepts(corpus: Corpus): Set<string> {
  const wanted = new Set<string>()
  for (const { mentions } of corpus)
    for (const { concepts, types } of mentions)
      if (types.length === 0)
        for (const concept of concepts) if (cuiPattern.test(concept)) wanted.add(concept)
  return wanted
}

/** Why a concept gave no type, and what a notice says of such concepts. */
const reasons = {
  'concept-unknown': 'mentions of concepts that are not among the semantic types',
  'concept-without-type': 'mentions of concepts without a semantic type',
  'concept-other': 'mentions with identifiers that are no CUIs and cannot be looked up',
} as const
type Reason = keyof typeof reasons

/** How many concepts a notice names. */
const namedConcepts = 5

/** What went wrong, by reason: one notice each, which names the first few concepts. */
function createFailures() {
  const byReason = new Map<Reason, { concepts: Set<string>; count: number; where: Where }>()
  return {
    add(reason: Reason, concept: string, where: Where): void {
      const known = byReason.get(reason) ?? { concepts: new Set(), count: 0, where }
      known.concepts.add(concept)
      known.count++
      byReason.set(reason, known)
    },
    notices(): Notice[] {
      return [...byReason].map(([code, { concepts, count, where }]) => {
        const more = concepts.size - namedConcepts
        const list = [...concepts].slice(0, namedConcepts).join(', ') + (more > 0 ? ` and ${more} more` : '')
        return { code, message: `${reasons[code]}: ${list}`, count, where }
      })
    },
  }
}

/**
 * Gives each mention that has concepts and no types the semantic types of its concepts: all of them, in the order
 * of its concepts and of the file, each once. A mention that has types keeps them; one whose concepts have none
 * stays without, and is tagged `IGN`.
 *
 * Counted notices: `concept-unknown` (a CUI that the file does not have), `concept-without-type` (one that it has
 * without a type), `concept-other` (an identifier that is no CUI), `mention-without-concept`.
 */
export function linkCorpus(corpus: Corpus, types: SemanticTypes, options: { progress: Progress }): Corpus {
  const { progress } = options
  const failures = createFailures()
  const notices = new Notices()
  const task = progress.task('Linking', corpus.length, 'documents')

  const link = (mention: Mention, document: Document): Mention => {
    if (mention.types.length > 0) return mention
    const where = {
      path: document.source ?? document.id,
      at: `${document.id} ${mention.begin}-${mention.end}`,
    }
    if (mention.concepts.length === 0) {
      notices.add('mention-without-concept', 'mentions have neither a concept nor a type', where)
      return mention
    }
    const found = new Set<string>()
    for (const concept of mention.concepts) {
      const own = types.types(concept)
      if (own !== undefined && own.length > 0) for (const type of own) found.add(type)
      else if (own !== undefined) failures.add('concept-without-type', concept, where)
      else failures.add(cuiPattern.test(concept) ? 'concept-unknown' : 'concept-other', concept, where)
    }
    return found.size === 0 ? mention : { ...mention, types: [...found] }
  }

  const linked = corpus.map(document => {
    const mentions = document.mentions.map(mention => link(mention, document))
    task.advance()
    return mentions.every((mention, i) => mention === document.mentions[i])
      ? document
      : { ...document, mentions }
  })
  task.end()
  for (const notice of [...failures.notices(), ...notices.list()]) progress.notice(notice)
  return linked
}
