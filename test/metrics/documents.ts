/** @file Documents with gold and predicted mentions for the tests of metrics over mentions. */
import fc from 'fast-check'
import type { FoundMention, MentionSpan, ScoredDocument } from '../../src/metrics/mentions.ts'
import { createRandom } from '../../src/random.ts'

const mention = (types: readonly string[]): fc.Arbitrary<MentionSpan> =>
  fc
    .tuple(fc.nat(14), fc.integer({ min: 0, max: 6 }), fc.constantFrom(...types))
    .map(([begin, length, type]) => ({ begin, end: begin + length, type }))

const found = (types: readonly string[]): fc.Arbitrary<FoundMention> =>
  fc
    .tuple(mention(types), fc.integer({ min: 1, max: 20 }))
    .map(([span, score]) => ({ ...span, score: score / 20 }))

/** A document with nested, overlapping, equal and empty mentions. */
export const documentArbitrary: fc.Arbitrary<ScoredDocument> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  gold: fc.array(mention(['X', 'Y', 'Z']), { maxLength: 7 }),
  predicted: fc.array(found(['X', 'Y', 'Z']), { maxLength: 7 }),
})

export const documentsArbitrary = fc.array(documentArbitrary, { maxLength: 5 })

/** `begin end type` for each mention, and nothing else. */
export function parseMentions(lines: readonly string[]): FoundMention[] {
  return lines.map(line => {
    const [begin, end, type] = line.split(' ')
    return { begin: Number(begin), end: Number(end), type: type!, score: 1 }
  })
}

/** A document from lines as `parseMentions` reads them. */
export function createDocument(
  id: string,
  gold: readonly string[],
  predicted: readonly string[],
): ScoredDocument {
  const plain = parseMentions(gold).map(({ begin, end, type }) => ({ begin, end, type }))
  return { id, gold: plain, predicted: parseMentions(predicted) }
}

/**
 * What systems of given quality find in the same documents. A system finds a gold mention with its quality as
 * probability, a little more in easy documents and less in difficult ones; half of what it does not find has wrong
 * borders.
 * @param options.qualities one system each, in (0, 1).
 * @param options.agreement the share of mentions for which luck is the same for all systems, as it is for systems that
 * learnt from the same data; 0 unless given.
 */
export function simulateSystems(options: {
  readonly seed: number
  readonly documents: number
  readonly types: number
  readonly mentions: number
  readonly qualities: readonly number[]
  readonly agreement?: number
}): ScoredDocument[][] {
  const { seed, documents, types, mentions, qualities, agreement = 0 } = options
  const random = createRandom(seed, 'systems')
  const systems: ScoredDocument[][] = qualities.map(() => [])
  for (let document = 0; document < documents; document++) {
    const gold = Array.from({ length: random.below(2 * mentions + 1) }, (_, place) => ({
      begin: 10 * place,
      end: 10 * place + 5,
      type: `T${String(Math.floor(types * random.uniform() ** 2)).padStart(2, '0')}`,
    }))
    const ease = 0.2 * (random.uniform() - 0.5)
    const shared = gold.map(() => (random.uniform() < agreement ? random.uniform() : undefined))
    for (const [system, quality] of qualities.entries()) {
      const predicted = gold.flatMap((span, place) => {
        if ((shared[place] ?? random.uniform()) < quality + ease) return [{ ...span, score: 0.9 }]
        return random.uniform() < 0.5 ? [{ ...span, end: span.end + 2, score: 0.4 }] : []
      })
      systems[system]!.push({ id: `d${document}`, gold, predicted })
    }
  }
  return systems
}
