import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { escapeAttribute, escapeText, parseXml, readXml, type XmlHandlers } from '../../src/text/xml.ts'
import { errorOf } from '../cas/sample-cas.ts'
import { fuzzRuns } from '../fuzz.ts'

const numRuns = fuzzRuns(300)

type Event = [kind: string, ...rest: unknown[]]

/** Handlers that write down what they hear, stretches of text joined. */
function listener(events: Event[], hasPlaces = false): XmlHandlers {
  return {
    open: ({ name, attributes, line, column }) =>
      events.push(['open', name, { ...attributes }, ...(hasPlaces ? [line, column] : [])]),
    close: name => events.push(['close', name]),
    text: text => addText(events, text),
  }
}

/** What a document says; or that it was refused, and where. */
function read(xml: string): Event[] | string {
  const events: Event[] = []
  try {
    parseXml(xml, 'a.xml', listener(events))
    return events
  } catch (error) {
    return refusal(error)
  }
}

async function readInPieces(xml: string, size: number): Promise<Event[] | string> {
  const events: Event[] = []
  try {
    await readXml(cut(Buffer.from(xml), size), 'a.xml', listener(events))
    return events
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): string {
  if (!(error instanceof MedspanError) || error.code === 'internal') throw error
  expect(error.where).toMatchObject({ path: 'a.xml', line: expect.any(Number), column: expect.any(Number) })
  const { line, column } = error.where!
  expect(Math.min(line!, column!)).toBeGreaterThan(0)
  return `${line}:${column}: ${error.message}`
}

function addText(events: Event[], text: string): void {
  const last = events.at(-1)
  if (last?.[0] === 'text') last[1] += text
  else if (text !== '') events.push(['text', text])
}

const documents = [
  '<?xml version="1.0" encoding="UTF-8"?>\n<a:b xmlns:a="urn:x" c=\'1\' d = "&lt;&#x41;&quot;\t" >\r\n t&amp;u <e/><e f="g>"></e >' +
    '<!-- c - d --><?pi some thing?><![CDATA[<x>&]]]> ]] > β🧬</a:b>\n<!-- end -->\n',
  '<?xml version=\'1.1\' standalone="yes" ?><a b="&#1;&#x85;\u0085x" c="\u007e">\u2028t\r\u0085u&#11;<b\u0085c="d"\u2028/></a>',
  '<ä.b-c_1 é="ü">ñ</ä.b-c_1>',
]
const meanings: readonly Event[][] = [
  [
    ['open', 'a:b', { 'xmlns:a': 'urn:x', c: '1', d: '<A" ' }],
    ['text', '\n t&u '],
    ['open', 'e', {}],
    ['close', 'e'],
    ['open', 'e', { f: 'g>' }],
    ['close', 'e'],
    ['text', '<x>&] ]] > β🧬'],
    ['close', 'a:b'],
  ],
  [
    ['open', 'a', { b: '\u0001\u0085 x', c: '~' }],
    ['text', '\nt\nu\u000b'],
    ['open', 'b', { c: 'd' }],
    ['close', 'b'],
    ['close', 'a'],
  ],
  [
    ['open', 'ä.b-c_1', { é: 'ü' }],
    ['text', 'ñ'],
    ['close', 'ä.b-c_1'],
  ],
]
const pieces = [
  ...[
    '<',
    '>',
    '/',
    '&',
    ';',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '\r',
    '\t',
    '!',
    '?',
    '-',
    '--',
    ']',
    ']]>',
    '<!--',
    '-->',
  ],
  ...['&#0;', '&#xD800;', '&#1;', '&#133;', '&x;', '&lt;', '\u0000', '\u0001', '\u007f', '\u0085', '\u2028'],
  ...[
    '\ufffe',
    '\uffff',
    '\ufffd',
    '\ufeff',
    '\ud83e',
    '\uddec',
    '🧬',
    '<a>',
    '</a>',
    '<a/>',
    '<![CDATA[',
    '<?',
    '?>',
  ],
  ...[
    'a',
    ':',
    '1',
    '.',
    '-',
    '\u00b7',
    '<!DOCTYPE a>',
    '<?xml version="1.0"?>',
    'xml',
    ' a="1"',
    ' b="2"',
    '1.1',
  ],
]

/** A document with some places changed. */
const mutated = fc
  .tuple(
    fc.constantFrom(...documents),
    fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.constantFrom('', ...pieces)), { minLength: 1, maxLength: 3 }),
  )
  .map(([xml, changes]) =>
    changes.reduce((text, [at, length, put]) => {
      const from = at % (text.length + 1)
      return text.slice(0, from) + put + text.slice(from + length)
    }, xml),
  )

/** A document's bytes in pieces of one size. */
function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}

async function eventsOf(pieces: readonly Uint8Array[]): Promise<Event[]> {
  const events: Event[] = []
  await readXml(pieces, 'a.xml', listener(events, true))
  return events
}

const nothing = { open() {}, close() {} }

describe('the scanner of XML', () => {
  test.each(documents.map((xml, i) => [xml, meanings[i]!] as const))('reads %j', (xml, events) => {
    expect(read(xml)).toEqual(events)
  })

  test('reads changed documents, or says where they are wrong, alike in pieces of any length', async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 9 }), async (xml, size) => {
        const whole = read(xml)
        if (typeof whole === 'string') refused += 1
        if (!/\p{Surrogate}/u.test(xml))
          expect(await readInPieces(xml, size)).toEqual(await readInPieces(xml, 1000))
      }),
      { numRuns: numRuns * 3 },
    )
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThan(numRuns * 3)
  })

  test.each(['utf8', 'utf16le', 'utf16be', 'bom', 'latin1'])(
    'reads the same events and places from bytes in %s, in pieces of 1, 2, 3, 5 and 1000',
    async encoding => {
      const text = '<?xml version="1.0"?>\n<a é="ü">\n  <b/>\r\n<c d="\u00f1"/><e/></a>'
      const xml = encoding === 'latin1' ? text.replace('?>', ' encoding="ISO-8859-1"?>') : text
      const bytes =
        encoding === 'utf16le' || encoding === 'utf16be'
          ? Buffer.from(`\ufeff${xml}`, 'utf16le')
          : Buffer.from(encoding === 'bom' ? `\ufeff${xml}` : xml, encoding === 'latin1' ? 'latin1' : 'utf8')
      if (encoding === 'utf16be') bytes.swap16()
      for (const size of [1, 2, 3, 5, 1000])
        expect(await eventsOf(cut(bytes, size))).toEqual([
          ['open', 'a', { é: 'ü' }, 2, 1],
          ['text', '\n  '],
          ['open', 'b', {}, 3, 3],
          ['close', 'b'],
          ['text', '\n'],
          ['open', 'c', { d: 'ñ' }, 4, 1],
          ['close', 'c'],
          ['open', 'e', {}, 4, 11],
          ['close', 'e'],
          ['close', 'a'],
        ])
    },
  )

  test('counts columns in UTF-16 code units', async () => {
    const events = await eventsOf([Buffer.from('<a>β🧬ñ<b/></a>')])
    expect(events[2]).toEqual(['open', 'b', {}, 1, 8])
  })

  test.each<[string, string, RegExp, number, number]>([
    ['a tag that closes another', '<a>\n<b></c></a>', /expected <\/b>/, 2, 4],
    ['an attribute twice', '<a>\n <b x="1" x="2"/></a>', /duplicate attribute: x/, 2, 2],
    ['an attribute without value', '<a x/>', /the character \/ cannot stand here in attribute name/, 1, 5],
    ['an attribute without quotes', '<a x=1/>', /unquoted attribute value/, 1, 6],
    ['attributes without space', '<a x="1"y="2"/>', /no whitespace between attributes/, 1, 9],
    ['a < in a value', '<a x="<"/>', /the character < cannot stand here/, 1, 7],
    ['NUL', '<a>\u0000</a>', /U\+0000 cannot stand here/, 1, 4],
    ['a noncharacter', '<a>β\ufffe</a>', /U\+FFFE cannot stand here/, 1, 5],
    ['a control character by reference in XML 1.0', '<a>&#1;</a>', /stands for no character/, 1, 4],
    ['half a pair by reference', '<a>&#xD800;</a>', /stands for no character/, 1, 4],
    ['a lone &', '<a>a & b</a>', /begins no reference/, 1, 6],
    ['two roots', '<a/><b/>', /only one root/, 1, 5],
    ['text behind the root', '<a/>\nx', /outside of the root/, 2, 1],
    ['text before the root', 'x<a/>', /outside of the root/, 1, 1],
    ['a late declaration', ' <?xml version="1.0"?><a/>', /must be at the start/, 1, 2],
    ['a malformed declaration', '<?xml encoding="UTF-8"?><a/>', /malformed XML declaration/, 1, 1],
    [']]> in text', '<a>]]></a>', /"\]\]>" is disallowed/, 1, 6],
    ['-- in a comment', '<a><!-- a -- b --></a>', /malformed comment/, 1, 13],
    ['half a pair', '<a>\ud83e</a>', /surrogate/, 1, 4],
  ])('refuses %s, with its place', async (_, xml, message, line, column) => {
    const error = await errorOf(() => parseXml(xml, 'a.xml', nothing))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
    expect(error.where).toEqual({ path: 'a.xml', line, column: expect.any(Number) })
    if (!/pair$/.test(_)) expect(error.where?.column).toBe(column)
  })

  test('refuses bytes that are no UTF-8, also when a piece ends inside a character', async () => {
    for (const size of [1, 2, 1000])
      for (const bytes of [
        [0xff],
        [0xc3],
        [0xe2, 0x82],
        [0xf0, 0x9f, 0xa7],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
      ]) {
        const xml = Buffer.concat([Buffer.from('<a>'), Buffer.from(bytes), Buffer.from('</a>')])
        const error = await errorOf(() => readXml(cut(xml, size), 'a.xml', nothing))
        expect(error.message).toMatch(/not UTF-8/)
      }
    const open = Buffer.concat([Buffer.from('<a>'), Buffer.from([0xe2, 0x82])])
    expect((await errorOf(() => readXml([open], 'a.xml', nothing))).message).toMatch(/not UTF-8/)
  })

  test('refuses an encoding that it does not know, by its name', async () => {
    const xml = Buffer.from('<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>')
    const error = await errorOf(() => readXml([xml], 'a.xml', nothing))
    expect(error.message).toMatch(/UTF-8, UTF-16 or ISO-8859-1, got EBCDIC/)
  })

  test('refuses nesting and attributes without bound', async () => {
    const deep = await errorOf(() => parseXml('<a>'.repeat(1e6), 'a.xml', nothing))
    expect([deep.code, deep.message]).toEqual(['unsafe-input', 'elements nest more than 64 deep'])
    const wide = await errorOf(() =>
      parseXml(`<a ${Array.from({ length: 1e5 }, (_, i) => `a${i}=""`).join(' ')}/>`, 'a.xml', nothing),
    )
    expect([wide.code, wide.message]).toEqual(['unsafe-input', 'an element has more than 4096 attributes'])
  })

  test('finds attributes given twice also where very many names occur', async () => {
    const many = Array.from({ length: 6000 }, (_, i) => `<b x${i}=""/>`).join('')
    const error = await errorOf(() => parseXml(`<a>${many}<c y1="" y2="" y1=""/></a>`, 'a.xml', nothing))
    expect(error.message).toMatch(/duplicate attribute: y1/)
  })

  test('looks at a value of many pieces a few times only', async () => {
    const value = Buffer.alloc(1 << 16, 'x')
    const pieces = [Buffer.from('<a b="'), ...Array.from({ length: 320 }, () => value), Buffer.from('"/>')]
    const events = await eventsOf(pieces)
    expect((events[0]![2] as { b: string }).b.length).toBe(320 << 16)
  })

  test('gives back every text that was escaped', () => {
    const text = fc
      .string({ unit: 'binary' })
      .filter(one => ![...one].some(c => '\u0000\ufffe\uffff'.includes(c)))
    fc.assert(
      fc.property(text, text, (value, content) => {
        const xml = `<?xml version="1.1"?><a b="${escapeAttribute(value)}">${escapeText(content)}</a>`
        const events: Event[] = [
          ['open', 'a', { b: value }],
          ['close', 'a'],
        ]
        if (content !== '') events.splice(1, 0, ['text', content])
        expect(read(xml)).toEqual(events)
      }),
      { numRuns },
    )
  })
})
