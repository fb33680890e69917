import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from '../../src/text/document.ts'
import { segment, splitSentences, tokenizeWords } from '../../src/text/words.ts'

const covered = (text: string, spans: readonly Span[]) => spans.map(span => text.slice(span.begin, span.end))
const words = (text: string) => covered(text, tokenizeWords(text))
const sentences = (text: string) => covered(text, splitSentences(text))

/** Text that looks like abstracts, with everything that has ever broken an offset. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '. ',
        'e.g. ',
        'Fig. 2',
        'et al. ',
        '\n',
        '\r\n',
        '0.05',
        '1,200',
        '😀',
        '👩‍⚕️',
        'α',
        'e\u0301',
        '\u00AD',
      ),
      fc.constantFrom(
        '\uD83D',
        '\uDE00',
        '\uFEFF',
        '\u00A0',
        '\u200B',
        '\0',
        '(',
        ')',
        '"',
        '. The ',
        '!? ',
        '\u2028',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map(parts => parts.join(''))

const visible = /[^\s\p{Cc}\p{Cf}]/gu

describe('words', () => {
  it('come apart at punctuation, hyphens included', () => {
    expect(words('IL-2 (p<0.05), 5-fluorouracil.')).toEqual([
      'IL',
      '-',
      '2',
      '(',
      'p',
      '<',
      '0.05',
      ')',
      ',',
      '5',
      '-',
      'fluorouracil',
      '.',
    ])
  })
  it('keep decimals and thousands, and nothing else that looks like them', () => {
    expect(words('1.5 1,200 1,2-x 12,3456 v1.2.3 end. 3.')).toEqual(
      '1.5|1,200|1|,|2|-|x|12|,|3456|v1.2.3|end|.|3|.'.split('|'),
    )
  })
  it('keep letters with their marks, and emoji whole', () => {
    expect(words('cafe\u0301 α-syn 😀😀 β2')).toEqual(['cafe\u0301', 'α', '-', 'syn', '😀', '😀', 'β2'])
    expect(words('hy\u00ADphen \u200B x')).toEqual(['hy\u00ADphen', 'x'])
  })
  it('are found inside the given span only', () => {
    expect(tokenizeWords('one two three', { begin: 4, end: 9 })).toEqual([
      { begin: 4, end: 7 },
      { begin: 8, end: 9 },
    ])
  })
})

describe('sentences', () => {
  it('end at full stops before an opening word', () => {
    expect(sentences('We saw it. It grew! Did it? 5 of 6 died. p53 was high. mRNA fell.')).toEqual([
      'We saw it.',
      'It grew!',
      'Did it?',
      '5 of 6 died.',
      'p53 was high.',
      'mRNA fell.',
    ])
  })
  it.each([
    'Shown by e.g. IL-2 and i.e. TNF in Fig. 2 and Figs. 3 (cf. Eq. 1).',
    'Mice vs. Rats given 5 mg i.v. or 3 mg i.p. MP daily.',
    'As J. Smith et al. (2003) and B. Jones et al. Blood showed.',
    'Infection with E. coli and S. Typhi, p = 0.05.',
    'Deficiency of G6PD (EC 1. 1. 1. 49) occurs.',
    'The variant c.871 G>A (p. Asp291Asn) was new.',
    'Sample No. 5 of Dr. Mary St. Clair, Univ. Hospital.',
    'Patients vs. controls... and others.',
  ])('do not end inside %j', text => {
    expect(sentences(text)).toEqual([text])
  })
  it('end after abbreviations that may stand last, when a clear opener follows', () => {
    expect(
      sentences('It was given i.v. The dose rose. Jones et al. However, no. We took vitamin C. In all.'),
    ).toEqual([
      'It was given i.v.',
      'The dose rose.',
      'Jones et al.',
      'However, no.',
      'We took vitamin C.',
      'In all.',
    ])
    expect(sentences('Treated for 24 h. Few died within 75 min. Hippocampal levels fell.')).toHaveLength(3)
  })
  it('end at each line break and take closing brackets and quotes along', () => {
    expect(sentences('A title without a stop\nThe text. (It is "quoted.") Then\r\nend')).toEqual([
      'A title without a stop',
      'The text.',
      '(It is "quoted.")',
      'Then',
      'end',
    ])
  })
  it('are none in white space', () => {
    expect(splitSentences(' \n\t ')).toEqual([])
    expect(segment('\u200B\n.')).toEqual({
      sentences: [{ begin: 2, end: 3 }],
      tokens: [{ begin: 2, end: 3 }],
    })
  })
})

describe('any text', () => {
  it('is covered by words that never overlap, cross a sentence or cut a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { sentences, tokens } = segment(text)
        const seen = new Uint8Array(text.length)
        let end = 0
        for (const token of tokens) {
          expect(token.begin).toBeGreaterThanOrEqual(end)
          expect(token.end).toBeGreaterThan(token.begin)
          end = token.end
          seen.fill(1, token.begin, token.end)
          expect(sentences.some(one => one.begin <= token.begin && token.end <= one.end)).toBe(true)
        }
        for (const match of text.matchAll(visible))
          for (let i = 0; i < match[0].length; i++) expect(seen[match.index + i]).toBe(1)
        for (const { begin, end } of [...sentences, ...tokens])
          for (const border of [begin, end]) {
            const pair = text.codePointAt(border - 1)
            expect(border > 0 && pair !== undefined && pair > 0xffff).toBe(false)
          }
        let before = 0
        for (const sentence of sentences) {
          expect(sentence.begin).toBeGreaterThanOrEqual(before)
          expect(text.slice(sentence.begin, sentence.end)).toBe(
            text.slice(sentence.begin, sentence.end).trim(),
          )
          before = sentence.end
        }
      }),
      { numRuns: 500 },
    )
  })
  it('has the words that a regular expression says, only sooner', () => {
    const word = new RegExp(
      [
        String.raw`[\p{L}\p{N}](?:\p{Cf}*[\p{L}\p{M}\p{N}]|(?<=\p{Nd})\.(?=\p{Nd})|(?<=\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd})))*`,
        String.raw`[^\s\p{Cc}\p{Cf}]\p{M}*`,
      ].join('|'),
      'gu',
    )
    const numbers = fc.constantFrom(
      '1',
      '12',
      '345',
      '.',
      ',',
      '\u{1D7CF}\u{1D7D0}',
      '٣',
      '½',
      '\u{E0001}',
      '\u{1D165}',
    )
    const text = fc.array(fc.oneof(anyText, numbers, numbers), { maxLength: 12 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(text, text => {
        expect(words(text)).toEqual([...text.matchAll(word)].map(match => match[0]))
      }),
      { numRuns: 1_000 },
    )
  })
  it.each([
    ['full stops with blanks', '. '.repeat(100_000), 1],
    ['full stops without', `x${'.'.repeat(1_000_000)}x`, 1],
    ['letters with full stops', 'a.'.repeat(100_000), 1],
    ['closing quotes', `x.${'"'.repeat(1_000_000)}x`, 1],
    ['opening quotes', '("'.repeat(100_000), 1],
    ['commas between digits', '1,'.repeat(100_000), 1],
    ['blanks, and abbreviations', `${' '.repeat(300_000)}${'vs. '.repeat(100_000)}`, 1],
    ['line breaks', '\n'.repeat(1_000_000), 0],
  ])('is split in one go where it is all %s', (_, text, count) => {
    expect(segment(text).sentences).toHaveLength(count)
  })
})

it('words keep the first characters beyond 16 bits whole', () => {
  expect(words('a \u{10000}\u{10001}b c')).toEqual(['a', '\u{10000}\u{10001}b', 'c'])
})
