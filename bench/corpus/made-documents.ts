/** @file A made corpus of MedMentions' shape: 29,000 sentences of 45 words, one in eight of them in a mention. */
import { createRandom } from '../../src/random.ts'
import type { Document, Mention, Span } from '../../src/text/document.ts'

const syllables = 'al be cor de en fi gly hy in ka lip mo ne os pro ra se tu ur vi xo zy'.split(' ')
const SENTENCES = 29_000
const WORDS = 45
const SENTENCES_EACH = 11
const TYPES = 43

/** The same documents on every machine. */
export function makeDocuments(): Document[] {
  const random = createRandom(1, 'made-documents')
  const vocabulary = Array.from({ length: 40_000 }, () =>
    Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)]!).join(''),
  )
  const documents: Document[] = []
  for (let made = 0; made < SENTENCES; made += SENTENCES_EACH) {
    const words: string[] = []
    const sentences: Span[] = []
    const tokens: Span[] = []
    const mentions: Mention[] = []
    let at = 0
    for (let s = 0; s < Math.min(SENTENCES_EACH, SENTENCES - made); s++) {
      const begin = at
      for (let w = 0; w < WORDS; w++) {
        // Frequent words are frequent: the square of a uniform number.
        const rank = Math.floor((random.below(1 << 16) / 65_536) ** 2 * vocabulary.length)
        const word = w === WORDS - 1 ? '.' : vocabulary[rank]!
        const token = { begin: at, end: at + word.length }
        words.push(word, w === WORDS - 1 ? '\n' : ' ')
        tokens.push(token)
        at = token.end + 1
        if (random.below(12) !== 0) continue
        const previous = tokens.at(-2)
        const isTwo = w > 0 && previous !== undefined && (mentions.at(-1)?.end ?? 0) <= previous.begin
        mentions.push({
          begin: isTwo ? previous.begin : token.begin,
          end: token.end,
          concepts: [],
          types: [`T${String(1 + random.below(TYPES)).padStart(3, '0')}`],
        })
      }
      sentences.push({ begin, end: at - 1 })
    }
    const text = words.join('').trimEnd()
    documents.push({ id: String(27_000_000 + made), text, sentences, tokens, mentions })
  }
  return documents
}
