import { describe, expect, it } from 'vitest'
import { bySource, describeTally, firstEndingAfter, lengthStats } from '../../src/corpus/stats.ts'
import { dropStats, overlapStats, PAIR_LIMIT, sharedStats } from '../../src/corpus/stats-overlaps.ts'
import { typeStats } from '../../src/corpus/stats-types.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'

/** A document whose mentions are `word/type+type/concept`, at the first place after the one before. */
function document(id: string, text: string, ...marks: string[]): Document {
  const mentions = marks.map(mark => {
    const [word, types, concept] = mark.split('/')
    const begin = text.indexOf(word!)
    return {
      begin,
      end: begin + word!.length,
      types: types === undefined || types === '' ? [] : types.split('+'),
      concepts: concept === undefined ? [] : [concept],
    }
  })
  mentions.sort((a, b) => a.begin - b.begin || a.end - b.end)
  return { id, text, ...segment(text), mentions }
}

const one = document(
  'one',
  'Gastritis and severe chronic bronchitis were seen. Arthritis too. Nothing here.',
  'Gastritis/T047/C1',
  'severe chronic bronchitis/T047+T046/C2',
  'chronic/T079/C3',
  'Arthritis/T047/C4',
)
const two = document(
  'two',
  'GASTRITIS  rose.\nAspirin, aspirin.',
  'GASTRITIS/T033/C1',
  'Aspirin/T121/C5',
  'aspirin/T121/C5',
)

describe('lengths', () => {
  it('are those of documents, sentences and mentions', () => {
    const lengths = lengthStats([one, two])
    expect(lengths.documentSentences.histogram).toEqual([
      [2, 1],
      [3, 1],
    ])
    expect(lengths.sentenceWords.histogram).toEqual([
      [3, 3],
      [4, 1],
      [8, 1],
    ])
    expect(lengths.sentenceMentions.histogram).toEqual([
      [0, 1],
      [1, 2],
      [2, 1],
      [3, 1],
    ])
    expect(lengths.mentionWords.histogram).toEqual([
      [1, 6],
      [3, 1],
    ])
    expect(lengths.mentionCharacters.max).toBe(25)
  })
  it('have quantiles by nearest rank', () => {
    const tally = new Map(Array.from({ length: 100 }, (_, i) => [i + 1, 1]))
    expect(describeTally(tally)).toMatchObject({
      count: 100,
      mean: 50.5,
      min: 1,
      max: 100,
      quantiles: { '0.25': 25, '0.5': 50, '0.75': 75, '0.95': 95, '0.99': 99 },
    })
    expect(describeTally(new Map())).toMatchObject({ count: 0, mean: null, min: null, max: null })
  })
})

describe('sources', () => {
  it('are the corpora that documents were merged from, else their files', () => {
    const parts = bySource([{ ...one, origin: 'a', source: 'x' }, { ...two, source: 'x' }, two])
    expect(parts.map(({ name, corpus }) => [name, corpus.length])).toEqual([
      ['a', 1],
      ['x', 1],
      ['(unknown)', 1],
    ])
  })
})

describe('types', () => {
  it('have forms in lower case with single blanks', () => {
    const { profiles } = typeStats([one, two])
    expect(Object.keys(profiles)).toEqual(['T047', 'T121', 'T033', 'T079'])
    expect(profiles.T121).toMatchObject({ mentions: 2, forms: 1, concepts: 1, topForms: [['aspirin', 2]] })
    expect(profiles.T047!.topForms[0]).toEqual(['arthritis', 1])
    expect(profiles.T047!.partsOfSpeech).toBeUndefined()
  })
  it('have the endings that tell them from other words', () => {
    const [first] = typeStats([one, two]).profiles.T047!.topSuffixes
    expect(first).toMatchObject({ suffix: 'itis', count: 3 })
    expect(first!.logOdds).toBeGreaterThan(1)
    // Every word has its endings counted, so a type whose words end like all others has none to show.
    const plain = document('p', 'The testing of nothing and bringing.', 'testing/X')
    expect(typeStats([plain]).profiles.X!.topSuffixes).toEqual([])
  })
  it('occur together in sentences and in mentions', () => {
    expect(typeStats([one, two]).coOccurrence).toEqual({
      sentence: [
        ['T047', 'T047', 1],
        ['T047', 'T079', 1],
        ['T121', 'T121', 1],
      ],
      mention: [['T046', 'T047', 1]],
    })
  })
  it('share forms, which are then ambiguous', () => {
    expect(typeStats([one, two]).ambiguity).toEqual({
      forms: 5,
      ambiguousForms: 1,
      mentionShare: 2 / 7,
      top: [{ form: 'gastritis', types: { T033: 1, T047: 1 } }],
    })
  })
  it('have parts of speech where a tagger is given', () => {
    const partOfSpeech = (words: readonly string[]) =>
      words.map(word => (/itis$/iu.test(word) ? 'NOUN' : 'ADJ'))
    expect(typeStats([one], { partOfSpeech }).profiles.T047!.partsOfSpeech).toEqual({ NOUN: 3, ADJ: 2 })
  })
  it('pairs the first types of a sentence alone where it has very many', () => {
    const mentions = Array.from({ length: 5_000 }, (_, i) => ({
      begin: 0,
      end: 1,
      types: [`T${i}`],
      concepts: [],
    }))
    const { coOccurrence } = typeStats([{ ...document('m', 'a b'), mentions }])
    expect(coOccurrence.sentence).toHaveLength((150 * 149) / 2)
    expect(coOccurrence.sentence[0]).toEqual(['T0', 'T1', 1])
  })
  it('may bear any name', () => {
    const odd = document('o', 'a b', 'a/__proto__', 'b/constructor')
    expect(Object.keys(typeStats([odd]).profiles)).toEqual(['__proto__', 'constructor'])
  })
})

describe('overlaps', () => {
  const nested = document(
    'n',
    'acute lung injury model',
    'acute lung injury/A',
    'lung/B',
    'lung/C',
    'injury model/D',
  )
  it('are counted by kind', () => {
    expect(overlapStats([nested, one])).toEqual({
      identical: 1,
      nested: 3,
      crossing: 1,
      mentions: 6,
      depth: 3,
      discontinuous: 0,
      nestedTypes: [
        ['A', 'B', 1],
        ['A', 'C', 1],
        ['T047', 'T079', 1],
      ],
      incomplete: 0,
    })
  })
  it('are counted up to a limit in a document that is made of them', () => {
    const mention = { begin: 0, end: 1, types: ['A'], concepts: [] }
    const stats = overlapStats([{ ...document('x', 'a'), mentions: new Array(20_000).fill(mention) }])
    expect(stats).toMatchObject({ identical: PAIR_LIMIT, incomplete: 1, depth: 20_000 })
  })
  it('cost mentions, which are told with the one that was kept', () => {
    const { stats, dropped } = dropStats([nested], 'longest')
    expect(stats).toEqual({
      overlap: 'longest',
      mentions: 3,
      types: { B: 1, C: 1, D: 1 },
      reasons: { overlap: 3 },
    })
    expect(dropped[0]).toMatchObject({
      document: 'n',
      text: 'lung',
      reason: 'overlap',
      kept: { text: 'acute lung injury', type: 'A', begin: 0, end: 17 },
    })
    expect(dropStats([nested], 'innermost').stats.types).toMatchObject({ A: 1 })
    expect(() => dropStats([nested], 'error')).toThrow(/overlap/)
  })
})

describe('what parts share', () => {
  it('is told against train', () => {
    const [shared, ...rest] = sharedStats([
      { name: 'test', corpus: [two, { ...one, id: 'three' }] },
      { name: 'train', corpus: [one] },
    ])
    expect(rest).toEqual([])
    expect(shared).toEqual({
      from: 'train',
      to: 'test',
      documentIds: 0,
      documentTexts: 1,
      mentions: { form: 5 / 7, formAndType: 4 / 7, concept: 5 / 7 },
      concepts: 5,
      sharedConcepts: 4,
    })
  })
  it('is nothing where there is one part, and null where there is no mention', () => {
    expect(sharedStats([{ name: 'all', corpus: [one] }])).toEqual([])
    const empty = { name: 'test', corpus: [] }
    expect(sharedStats([{ name: 'train', corpus: [one] }, empty])[0]!.mentions).toEqual({
      form: null,
      formAndType: null,
      concept: null,
    })
  })
})

it('finds the span that holds a place, or the next one', () => {
  const spans = [
    { begin: 0, end: 3 },
    { begin: 3, end: 5 },
    { begin: 8, end: 9 },
  ]
  expect([0, 2, 3, 4, 5, 8, 9].map(place => firstEndingAfter(spans, place))).toEqual([0, 0, 1, 1, 2, 2, 3])
})
