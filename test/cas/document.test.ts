import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileId, readCas } from '../../src/cas/document.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { Notices } from '../../src/errors.ts'
import type { Span } from '../../src/text/document.ts'
import { createSegmenter } from '../../src/text/segmenters.ts'
import { type Segmenter, segment } from '../../src/text/words.ts'
import { errorOf, over, sampleXmi, typeSystem } from './sample-cas.ts'

const text = 'Aspirin helped. Cough stayed.'

function read(structures: readonly string[], of = text, notices = new Notices()) {
  return readCas(parseXmi(sampleXmi(of, structures), typeSystem, 'a.xmi'), 'a.xmi', notices)
}

function seg(name: 'Sentence' | 'Token', spans: readonly Span[], from: number): string[] {
  return spans.map(
    ({ begin, end }, i) => `<seg:${name} xmi:id="${from + i}" sofa="1" begin="${begin}" end="${end}"/>`,
  )
}

function words(spans: readonly Span[], of = text): string[] {
  return spans.map(({ begin, end }) => of.slice(begin, end))
}

describe('a document out of a CAS', () => {
  test('has the sentences and words of its annotators', () => {
    const reading = read([
      over(2, 'seg:Sentence', text, text),
      over(3, 'seg:Token', text, 'Aspirin helped'),
      over(4, 'seg:Token', text, '. Cough'),
    ])
    expect(words(reading.sentences)).toEqual([text])
    expect(words(reading.tokens)).toEqual(['Aspirin helped', '. Cough'])
  })

  test('is segmented where they gave none', () => {
    const reading = read([])
    expect(words(reading.sentences)).toEqual(['Aspirin helped.', 'Cough stayed.'])
    expect(words(reading.tokens)).toEqual(['Aspirin', 'helped', '.', 'Cough', 'stayed', '.'])
  })

  test('is segmented by the language that it says, unless the import says another', () => {
    const german = "Z.n. Infarkt. L'hôpital am 3. Tag."
    const of = (language: string, segment?: Segmenter) => {
      const meta = `<tcas:DocumentAnnotation xmi:id="2" sofa="1" begin="0" end="${german.length}" language="${language}"/>`
      const data = `<meta:DocumentMetaData xmi:id="3" sofa="1" begin="0" end="${german.length}" language="${language}"/>`
      return [meta, data].map(structure => {
        const cas = parseXmi(sampleXmi(german, [structure]), typeSystem, 'a.xmi')
        const { sentences, tokens } = readCas(cas, 'a.xmi', new Notices(), { segment })
        return [sentences.length, tokens.length]
      })
    }
    const both = (text: string, language?: string) => {
      const { sentences, tokens } = segment(text, language)
      return Array(2).fill([sentences.length, tokens.length])
    }
    expect(of('de-DE')).toEqual(both(german, 'de'))
    expect(of('fr')).toEqual(both(german, 'fr'))
    for (const language of ['x-unspecified', 'en', 'constructor', 'dexter'])
      expect(of(language)).toEqual(both(german))
    expect(both(german, 'de')).not.toEqual(both(german))
    expect(both(german, 'fr')).not.toEqual(both(german))
    expect(of('fr', createSegmenter('biomedical', 'de'))).toEqual(both(german, 'de'))
    expect(of('de', createSegmenter('spacy-like'))).toEqual(of('en', createSegmenter('spacy-like')))
  })

  test('gets words inside annotated sentences, and sentences around annotated words', () => {
    const sentences = read([over(2, 'seg:Sentence', text, 'Cough stayed.')])
    expect(words(sentences.tokens)).toEqual(['Cough', 'stayed', '.'])
    const tokens = read([over(2, 'seg:Token', text, 'helped. Cough')])
    expect(words(tokens.sentences)).toEqual([text])
    expect(words(tokens.tokens)).toEqual(['helped. Cough'])
  })

  test('cuts words that overlap or cross a sentence, and counts them', () => {
    const notices = new Notices()
    const reading = read(
      [
        over(2, 'seg:Sentence', text, 'Aspirin helped.'),
        over(3, 'seg:Sentence', text, ' Cough stayed.'),
        over(4, 'seg:Token', text, 'Aspirin'),
        over(5, 'seg:Token', text, 'rin helped'),
        over(6, 'seg:Token', text, '. Cough'),
        '<seg:Token xmi:id="7" sofa="1" begin="3" end="3"/>',
      ],
      text,
      notices,
    )
    expect(words(reading.tokens)).toEqual(['Aspirin', ' helped', '.', ' Cough'])
    expect(notices.list().map(({ code, count }) => [code, count])).toEqual([
      ['cas-token-overlap', 2],
      ['cas-token-crosses-sentence', 1],
    ])
  })

  test('loses no annotated word that stands outside the annotated sentences', () => {
    const notices = new Notices()
    const reading = read(
      [
        over(2, 'seg:Sentence', text, 'helped.'),
        over(3, 'seg:Token', text, 'Aspirin'),
        over(4, 'seg:Token', text, 'Cough'),
        over(5, 'seg:Token', text, 'stayed'),
      ],
      text,
      notices,
    )
    expect(words(reading.sentences)).toEqual(['Aspirin', 'helped.', 'Cough stayed'])
    expect(notices.list().map(({ code, count }) => [code, count])).toEqual([
      ['cas-token-outside-sentence', 2],
    ])
  })

  test('keeps the rules of a document whatever was annotated', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(text.length), fc.nat(text.length)).map(([a, b]) => ({
        begin: Math.min(a, b),
        end: Math.max(a, b),
      })),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(spans, spans, (sentences, tokens) => {
        const reading = read([...seg('Sentence', sentences, 10), ...seg('Token', tokens, 50)])
        const ordered = (list: readonly Span[]) =>
          list.every(({ begin, end }, i) => begin < end && (i === 0 || list[i - 1]!.end <= begin))
        expect(ordered(reading.sentences)).toBe(true)
        expect(ordered(reading.tokens)).toBe(true)
        for (const token of reading.tokens)
          expect(reading.sentences.some(one => one.begin <= token.begin && token.end <= one.end)).toBe(true)
        // Every character that an annotated word covered is still in a word.
        const covered = (list: readonly Span[]) =>
          new Set(list.flatMap(({ begin, end }) => Array.from({ length: end - begin }, (_, i) => begin + i)))
        const kept = covered(reading.tokens)
        for (const at of covered(tokens)) expect(kept.has(at)).toBe(true)
      }),
      // A word that is only the space between two sentences, left over from an overlap.
      {
        numRuns: 300,
        examples: [
          [
            [],
            [
              { begin: 0, end: 15 },
              { begin: 0, end: 16 },
            ],
          ],
        ],
      },
    )
  })

  test('is named by its meta data, else by its file or the folder of a curated file', () => {
    expect(read([over(2, 'meta:DocumentMetaData', text, text, 'documentTitle="t"')]).id).toBe('t')
    expect(read([]).id).toBe('a')
    expect(fileId('curation/case 1.txt/CURATION_USER.xmi')).toBe('case 1.txt')
    expect(fileId('folder/one.two.xmi')).toBe('one.two')
    expect(fileId('folder/case 2.zip!CURATION_USER.xmi')).toBe('case 2')
    expect(fileId('a.zip!b.zip!x/one.xmi')).toBe('one')
  })

  test('comes from the view with annotations where the initial view has none', () => {
    const xml = sampleXmi(text, [over(2, 'custom:Finding', text, 'Cough')])
      .replace('sofaID="_InitialView"', 'sofaID="other"')
      .replace(
        '  <cas:View',
        '  <cas:Sofa xmi:id="9" sofaNum="2" sofaID="_InitialView" sofaString="x"/>\n  <cas:View',
      )
    const notices = new Notices()
    expect(readCas(parseXmi(xml, typeSystem, 'a.xmi'), 'a.xmi', notices).text).toBe(text)
    expect(notices.list()).toMatchObject([{ code: 'cas-views' }])
  })

  test('needs a text', async () => {
    const xml = sampleXmi(text, []).replace(/ sofaString="[^"]*"/, ' sofaURI="file:///etc/passwd"')
    const error = await errorOf(() => readCas(parseXmi(xml, typeSystem, 'a.xmi'), 'a.xmi', new Notices()))
    expect(error.message).toMatch(/no view with a text/)
    expect(error.where).toMatchObject({ path: 'a.xmi', line: 8 })
  })
})
