/** @file A layer to predict, documents, and a tagger for them. */
import { NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import type { TypeSystem } from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { sampleXmi } from '../../cas/sample-cas.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'

export const ENTITY = { layer: NAMED_ENTITY, feature: 'value' }

/** Finds some words, with a score that says which one it was. */
export const wordTagger = createTestTagger(['T121', 'T047'], ({ text }) =>
  [...text.matchAll(/a\p{M}?cid(?: rain)?|cough|𝓭rug/giu)].map(({ index, 0: found }, i) => ({
    begin: index,
    end: index + found.length,
    concepts: [],
    types: [/cough/i.test(found) ? 'T047' : 'T121'],
    score: 0.9 - i / 8,
  })),
)

/** A CAS whose words are what is between blanks, and whose sentences end with full stops. */
export function casOf(text: string, types: TypeSystem, structures: readonly string[] = []) {
  const spans = (pattern: RegExp, type: string, from: number) =>
    [...text.matchAll(pattern)].map(
      ({ index, 0: { length } }, i) =>
        `<seg:${type} xmi:id="${from + i}" sofa="1" begin="${index}" end="${index + length}"/>`,
    )
  const all = [
    ...structures,
    ...spans(/[^\s.]+|\./gu, 'Token', 1000),
    ...spans(/\S[^.]*\./gu, 'Sentence', 100_000),
  ]
  return parseXmi(sampleXmi(text, all), types, 'sample')
}
