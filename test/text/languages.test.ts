import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import { coveredText } from '../../src/text/document.ts'
import { LANGUAGES, languageOf } from '../../src/text/languages.ts'
import { segment, splitSentences, tokenizeWords } from '../../src/text/words.ts'
import { describeWithData } from '../shared-data.ts'

const sentences = (text: string, language: string) =>
  splitSentences(text, language).map(span => coveredText({ text }, span))
const words = (text: string, language: string) =>
  tokenizeWords(text, undefined, language).map(span => coveredText({ text }, span))

test('a language is found by the code of a document, and English rules stand in for others', () => {
  expect(['de', 'de-AT', 'DE_de', ' fr ', 'en'].map(languageOf)).toEqual(['de', 'de', 'de', 'fr', 'en'])
  const others = ['x-unspecified', 'it', 'deu', '', 'constructor', `d${'e'.repeat(1e6)}`, undefined]
  expect(others.map(languageOf)).toEqual(others.map(() => undefined))
  const text = 'Il sig. Rossi. La paziente (0,5 mg).'
  expect(segment(text, 'it')).toEqual(segment(text))
})

describe.each([
  ['german', 'de'],
  ['french', 'fr'],
])('clinical sentences in %s', (name, language) => {
  const lines = readFileSync(join(import.meta.dirname, `fixtures/${name}.txt`), 'utf8')
    .trim()
    .split('\n')

  test('end where they end, one after the other', () => {
    expect(lines.length).toBeGreaterThan(20)
    expect(sentences(lines.join(' '), language)).toEqual(lines)
    expect(sentences(lines.join('\n'), language)).toEqual(lines)
  })

  test('end elsewhere by English rules', () => {
    expect(sentences(lines.join(' '), 'en')).not.toEqual(lines)
  })
})

test('German and French keep a decimal comma, and German dates', () => {
  for (const language of ['de', 'fr'])
    expect(words('0,05 mg, am 12.03.2019, 1,5-2,5 (3,) 1,2,', language)).toEqual([
      ...['0,05', 'mg', ',', 'am', '12.03.2019', ',', '1,5', '-', '2,5', '(', '3', ',', ')', '1,2', ','],
    ])
  expect(words('0,05', 'en')).toEqual(['0', ',', '05'])
})

test('French has an elided word with its apostrophe', () => {
  expect(words("L'hôpital d’Orsay, qu'il l'a vu ; aujourd'hui O'Brien, 5' l'", 'fr')).toEqual(
    "L' hôpital d’ Orsay , qu' il l' a vu ; aujourd' hui O ' Brien , 5 ' l '".split(' '),
  )
  expect(words("l'hôpital", 'de')).toEqual(['l', "'", 'hôpital'])
})

test.each(LANGUAGES)('every visible character is in one word of one sentence in %s', language => {
  const piece = fc.constantFrom(
    ...[
      'z. B. ',
      'Dr. ',
      '3. ',
      '12.03. ',
      "l'",
      '’',
      '« ',
      ' »',
      '„',
      '“ ',
      '. ',
      '? ',
      '0,5',
      '😀',
      'é',
      '\n',
      'a',
      'B ',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), pieces => {
      const text = pieces.join('')
      const found = segment(text, language)
      const covered = (spans: readonly { begin: number; end: number }[]) =>
        spans
          .map(span => coveredText({ text }, span))
          .join('')
          .replace(/\s/gu, '')
      expect(covered(found.tokens)).toBe(text.replace(/\s/gu, ''))
      expect(covered(found.sentences)).toBe(text.replace(/\s/gu, ''))
    }),
  )
})

test.each(LANGUAGES)('a row of what may be an abbreviation takes no longer than it is, in %s', language => {
  for (const row of ['a. ', 'Z. n. ', "l'", '. »', '1. ', '„'])
    expect(segment(row.repeat(100_000), language).tokens.length).toBeGreaterThan(90_000)
})

describeWithData("INCEpTION's sentences in German letters", ['cas', 'gemtex-surrogator-project'], folder => {
  test('are found, but for its ends within addresses', async () => {
    const documents = await importCorpus([join(folder, 'annotation')], { annotator: 'all', progress: silent })
    const letters = new Map(documents.map(({ text, sentences: gold }) => [text, gold]))
    const score = (language: string) => {
      const counts = { found: 0, gold: 0, right: 0 }
      for (const [letter, gold] of letters) {
        // Line breaks end our sentences and none of its: what is compared are full stops.
        const text = letter.replace(/[\n\u200b]/gu, ' ')
        const endOf = ({ end }: { end: number }) => text.slice(0, end).trimEnd().length
        const ends = new Set(gold.map(endOf))
        const own = splitSentences(text, language).map(endOf)
        counts.found += own.length
        counts.gold += ends.size
        counts.right += own.filter(end => ends.has(end)).length
      }
      return counts
    }
    expect(letters.size).toBe(15)
    expect(score('en')).toEqual({ found: 45, gold: 44, right: 43 })
    expect(score('de')).toEqual({ found: 43, gold: 44, right: 43 })
  })
})
