import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { biocJsonFormat } from '../../src/formats/bioc-json.ts'
import { biocXmlFormat } from '../../src/formats/bioc-xml.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { recordsFormat } from '../../src/formats/records.ts'
import { silent } from '../../src/progress.ts'
import { coveredText, type Document } from '../../src/text/document.ts'
import type { DocumentFormat } from '../../src/text/format.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-bioc-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(format: DocumentFormat, content: string | Uint8Array) {
  const path = join(folder, format === biocXmlFormat ? 'a.xml' : 'a.json')
  writeFileSync(path, content)
  const notices = new Notices()
  const lines: string[] = []
  const documents = await format.read(path, {
    progress: {
      ...silent,
      notice: notice => notices.addAll([notice]),
      info: line => lines.push(line.replace(`${folder}/`, '')),
    },
  })
  return { documents, notices: notices.list(), info: lines }
}

async function refusal(format: DocumentFormat, content: string): Promise<string> {
  try {
    await read(format, content)
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code} ${formatError(error).replaceAll(folder, '')}`
    throw error
  }
  return 'was read'
}

const codes = (notices: readonly { code: string; count: number }[]) =>
  notices.map(({ code, count }) => [code, count])

/** Mentions as `types: text (concepts)`. */
const named = (document: Document) =>
  document.mentions.map(
    mention => `${mention.types.join()}: ${coveredText(document, mention)} (${mention.concepts.join()})`,
  )

const doctype = '<!DOCTYPE collection SYSTEM "BioC.dtd">'

const pubtatorXml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
${doctype}
<collection><source>PubTator</source><date></date><key>BioC.key</key>
<document><id>25763772</id>
<passage><infon key="type">title</infon><offset>0</offset><text>DCTN4 as a modifier of &lt;lung&gt; infection</text>
<annotation id="1"><infon key="identifier">51164</infon><infon key="type">Gene</infon>
<location offset="0" length="5"/><text>DCTN4</text></annotation></passage>
<passage><infon key="type">abstract</infon><offset>40</offset><text>Cystic fibrosis (CF) 😀. Lungs &amp; CF.</text>
<annotation id="2"><infon key="MESH">D003550</infon><infon key="type">Disease</infon><infon key="score">1</infon><infon key="note">seen</infon>
<location offset="40" length="6"/><location offset="57" length="2"/><text>Cystic CF</text></annotation>
<annotation id="3"><infon key="identifier">UMLS:C0010674</infon><infon key="type">Disease</infon>
<location offset="72" length="2"/><text>CF</text></annotation>
<relation id="R1"><infon key="type">Association</infon><node refid="1" role="x"/></relation>
</passage>
<relation id="R2"><infon key="type">Association</infon></relation>
</document></collection>
`

/** The same in JSON. */
const pubtatorJson = {
  source: 'PubTator',
  date: '',
  key: 'BioC.key',
  infons: {},
  documents: [
    {
      id: '25763772',
      infons: {},
      passages: [
        {
          infons: { type: 'title' },
          offset: 0,
          text: 'DCTN4 as a modifier of <lung> infection',
          annotations: [
            {
              id: '1',
              infons: { identifier: '51164', type: 'Gene' },
              text: 'DCTN4',
              locations: [{ offset: 0, length: 5 }],
            },
          ],
        },
        {
          infons: { type: 'abstract' },
          offset: 40,
          text: 'Cystic fibrosis (CF) 😀. Lungs & CF.',
          sentences: [],
          annotations: [
            {
              id: '2',
              infons: { MESH: 'D003550', type: 'Disease', score: 1, note: 'seen' },
              text: 'Cystic CF',
              locations: [
                { offset: 40, length: 6 },
                { offset: 57, length: 2 },
              ],
            },
            {
              id: 3,
              infons: { identifier: ['UMLS:C0010674'], type: 'Disease' },
              text: 'CF',
              locations: [{ offset: 72, length: 2 }],
            },
          ],
          relations: [{ id: 'R1' }],
        },
      ],
      relations: [{ id: 'R2' }],
    },
  ],
}

/** A document of one passage with one annotation. */
function xml(text: string, offset: number, length: number, surface: string): string {
  return (
    `<collection><document><id>1</id><passage><offset>0</offset><text>${text}</text>` +
    `<annotation id="1"><infon key="type">A</infon><location offset="${offset}" length="${length}"/>` +
    `<text>${surface}</text></annotation></passage></document></collection>`
  )
}

describe.each([
  ['XML', biocXmlFormat, pubtatorXml],
  ['JSON', biocJsonFormat, JSON.stringify(pubtatorJson)],
])('BioC %s as PubTator writes it', (_, format, content) => {
  it('gives the passages as lines, mentions with types and identifiers, and counts what is left out', async () => {
    const { documents, notices, info } = await read(format, content)
    expect(documents).toHaveLength(1)
    const [document] = documents
    expect(document).toMatchObject({
      id: '25763772',
      text: 'DCTN4 as a modifier of <lung> infection\nCystic fibrosis (CF) 😀. Lungs & CF.',
    })
    expect(named(document!)).toEqual([
      'Gene: DCTN4 (51164)',
      'Disease: Cystic fibrosis (CF (MESH:D003550)',
      'Disease: CF (C0010674)',
    ])
    expect(document!.mentions.map(({ score }) => score)).toEqual([undefined, 1, undefined])
    expect(document!.mentions[1]!.parts).toEqual([
      { begin: 40, end: 46 },
      { begin: 57, end: 59 },
    ])
    expect(codes(notices)).toEqual([
      ['relation-skipped', 2],
      ['discontinuous-mention', 1],
      ['infon-skipped', 1],
    ])
    expect(document!.sentences.map(span => coveredText(document!, span))).toEqual([
      'DCTN4 as a modifier of <lung> infection',
      'Cystic fibrosis (CF) 😀.',
      'Lungs & CF.',
    ])
    expect(info).toEqual([
      `a.${format === biocXmlFormat ? 'xml' : 'json'}: offsets count code points, seen in 1 documents with characters beyond ASCII`,
    ])
  })
  it('is recognised by its content', () => {
    const accepts = (one: DocumentFormat) =>
      one.accepts({ path: 'x', isFolder: false, head: Buffer.from(content).subarray(0, 4096) })
    expect(accepts(format)).toBe(true)
    const others = [biocXmlFormat, biocJsonFormat, pubtatorFormat, recordsFormat].filter(
      one => one !== format,
    )
    expect(others.some(accepts)).toBe(false)
  })
})

describe('offsets in BioC', () => {
  // "α😀 " is 3 code points, 4 code units of UTF-16, and 7 bytes of UTF-8; "lupus" ends each.
  it.each([
    ['code points', 3],
    ['UTF-16 code units', 4],
    ['UTF-8 bytes', 7],
  ])('are found to count %s, which is said', async (unit, offset) => {
    const { documents, notices, info } = await read(biocXmlFormat, xml('α😀 lupus', offset, 5, 'lupus'))
    expect(named(documents[0]!)).toEqual(['A: lupus ()'])
    expect(info[0]).toContain(`offsets count ${unit},`)
    expect(codes(notices)).toEqual(unit === 'code points' ? [] : [['offset-unit', 1]])
  })

  it('are those of passages, too: bytes leave no gap that is not there', async () => {
    const { documents, notices } = await read(
      biocXmlFormat,
      '<collection><document><id>1</id><passage><offset>100</offset><text>ααα</text></passage><passage>' +
        '<offset>107</offset><text>β lupus</text><annotation id="1"><location offset="110" length="5"/>' +
        '<text>lupus</text></annotation></passage></document></collection>',
    )
    expect(documents[0]!.text).toBe('ααα\nβ lupus')
    expect(named(documents[0]!)).toEqual([': lupus ()'])
    expect(codes(notices)).toEqual([['offset-unit', 1]])
  })

  it('fill gaps with line breaks, one where there is none or too many, and overlaps are counted', async () => {
    const passages = [
      [0, 'a'],
      [4, 'b'],
      [5, 'c'],
      [5, 'd'],
      [9000, 'e'],
    ].map(([offset, text]) => ({ offset, text }))
    const { documents, notices } = await read(biocJsonFormat, JSON.stringify({ id: 7, passages }))
    expect(documents).toMatchObject([{ id: '7', text: 'a\n\n\nb\nc\nd\ne' }])
    expect(codes(notices)).toEqual([
      ['passage-overlap', 1],
      ['gap-shortened', 1],
    ])
  })

  it('may lead to another passage, or over the border of two', async () => {
    const annotation = (offset: number, length: number, text: string) => ({
      infons: { type: 'A' },
      text,
      locations: [{ offset, length }],
    })
    const { documents, notices } = await read(
      biocJsonFormat,
      JSON.stringify({
        id: '1',
        annotations: [annotation(2, 1, 'c')],
        passages: [
          { offset: 0, text: 'abc', annotations: [annotation(4, 2, 'de')] },
          { offset: 4, text: 'def', annotations: [annotation(1, 5, 'bc de')] },
        ],
      }),
    )
    expect(notices).toEqual([])
    expect(named(documents[0]!)).toEqual(['A: bc\nde ()', 'A: c ()', 'A: de ()'])
  })
})

describe('sentences in BioC', () => {
  const sentence = (offset: number, text: string, annotations = '') =>
    `<sentence><offset>${offset}</offset><text>${text}</text>${annotations}</sentence>`
  it('are kept, with blanks between them and words found in each', async () => {
    const { documents, notices } = await read(
      biocXmlFormat,
      `<collection><document><id>1</id><passage><offset>0</offset>${sentence(0, 'One. Two')}${sentence(
        9,
        'three.',
        '<annotation id="1"><infon key="type">A</infon><infon key="type">B</infon>' +
          '<location offset="9" length="5"/><text>three</text></annotation><relation id="r"/>',
      )}</passage><passage><offset>16</offset>${sentence(16, ' 4 ')}</passage></document></collection>`,
    )
    const [document] = documents
    expect(document!.text).toBe('One. Two three.\n 4 ')
    expect(document!.sentences.map(span => coveredText(document!, span))).toEqual(['One. Two', 'three.', '4'])
    expect(document!.tokens.map(span => coveredText(document!, span)).join('|')).toBe('One|.|Two|three|.|4')
    expect(named(document!)).toEqual(['A,B: three ()'])
    expect(codes(notices)).toEqual([['relation-skipped', 1]])
  })
})

describe('annotations of a passage whose text is in its sentences', () => {
  const count = 150_000
  const text = 'a '.repeat(count)
  const offsets = Array.from({ length: count }, (_, i) => 2 * i)

  it('may be more than a call takes as arguments', async () => {
    const annotations = offsets.map(offset => ({
      infons: { type: 'T' },
      text: 'a',
      locations: [{ offset, length: 1 }],
    }))
    const passage = { offset: 0, text: '', sentences: [{ offset: 0, text, annotations: [] }], annotations }
    const content = JSON.stringify({ documents: [{ id: '1', passages: [passage] }] })
    const { documents } = await read(biocJsonFormat, content)
    expect(documents[0]!.mentions).toHaveLength(count)
  })
})

describe('BioC JSON', () => {
  const document = { id: 'd', passages: [{ offset: 0, text: 'x' }] }
  it.each([
    ['a list of collections', JSON.stringify([{ documents: [document] }, { documents: [document] }])],
    ['PubTator 3', JSON.stringify({ PubTator3: [document, { ...document, id: undefined, _id: 'd' }] })],
    ['a document a line', `${JSON.stringify(document)}\n${JSON.stringify(document)}\n`],
  ])('may be %s', async (_, content) => {
    const { documents } = await read(biocJsonFormat, content)
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['d', 'x'],
      ['d', 'x'],
    ])
  })
  it('packed with gzip is read like any other, and so is XML', async () => {
    expect((await read(biocJsonFormat, gzipSync(JSON.stringify(document)))).documents).toHaveLength(1)
    expect((await read(biocXmlFormat, gzipSync(pubtatorXml))).documents).toHaveLength(1)
  })
  it('without ids, or with annotations without characters, is counted', async () => {
    const annotations = [{ text: '', locations: [] }, { locations: [{ offset: 0, length: 0 }] }]
    const { documents, notices } = await read(
      biocJsonFormat,
      JSON.stringify({ documents: [{ passages: [{ offset: 0, text: 'x', annotations }] }] }),
    )
    expect(documents).toMatchObject([{ id: 'a.json#1', mentions: [] }])
    expect(codes(notices)).toEqual([
      ['mention-empty', 2],
      ['document-without-id', 1],
    ])
  })
  it.each([
    ['{"documents": {}}', '/a.json documents: expected a list, got {}'],
    ['{"tokens": []}', '/a.json: expected a collection with documents, or a document with passages'],
    [
      '{"id": "1", "passages": [{"text": "x"}]}',
      '/a.json passages[0].offset: expected a whole number, got nothing',
    ],
    [
      '{"id": "1", "passages": [{"offset": 0, "text": ["x"]}]}',
      '/a.json passages[0].text: expected a text, got ["x"]',
    ],
    [
      '{"id":"1","passages":[{"offset":0,"text":"x","annotations":[{"locations":[{"offset":0,"length":5}]}]}]}',
      "/a.json passages[0].annotations[0]: expected a location within the document's passages that cuts no character, got 5 at 0",
    ],
    ['{"id": "1", "passages": [3]}', '/a.json passages[0]: expected an object, got 3'],
    ['{"id": "1"}\n{"id": \n', '/a.json:'],
  ])('of another shape (%s) is refused with its place', async (content, expected) => {
    expect(await refusal(biocJsonFormat, content)).toContain(expected)
  })
})

describe('BioC XML', () => {
  it.each([
    ['with a document type by its address', `<?xml version="1.0"?><!-- c -->${doctype}`],
    ['with a public document type', '<!DOCTYPE collection PUBLIC "-//BioC//EN" \'http://x/BioC.dtd\' >'],
    ['with none', '<?xml version="1.0"?>\n'],
  ])('is read %s, and nothing is fetched', async (_, prolog) => {
    const content = prolog + xml('lupus', 0, 5, 'lupus')
    const head = new TextEncoder().encode(content)
    expect(biocXmlFormat.accepts({ path: 'x', isFolder: false, head })).toBe(true)
    expect((await read(biocXmlFormat, content)).documents).toHaveLength(1)
  })
  it('with a document type that declares anything is refused', async () => {
    for (const declared of ['[<!ENTITY a "b">]', 'SYSTEM "BioC.dtd" [<!ENTITY a "b">]'])
      expect(await refusal(biocXmlFormat, `<!DOCTYPE collection ${declared}>${xml('a', 0, 1, 'a')}`)).toMatch(
        /^unsafe-input \/a\.xml:1:/,
      )
  })
  it('keeps lines and columns of what follows a document type', async () => {
    const broken = pubtatorXml.replace('offset="72"', 'offset="x"')
    const line = broken.slice(0, broken.indexOf('offset="x"')).split('\n').length
    expect(await refusal(biocXmlFormat, broken)).toContain(
      `/a.xml:${line}:1: expected a whole number as offset, got "x"`,
    )
  })
  it.each([
    ['<documents></documents>', "input /a.xml:1:1: expected BioC's <collection>, got <documents>"],
    ['<collection><document><id>1</id>', 'input /a.xml:1:'],
    [
      '<collection><document><id>1</id><passage><text>x</text></passage></document></collection>',
      'expected an <offset> in the <passage>, got none',
    ],
    [
      xml('x', 0, 2, 'x'),
      "expected a location within the document's passages that cuts no character, got 2 at 0",
    ],
    [
      xml('😷 lupus', 3, 5, 'lupus').replace(
        /(<annotation.*<\/annotation>)/,
        '$1$1<annotation id="2"><location offset="1" length="2"/></annotation>',
      ),
      "expected a location within the document's passages that cuts no character, got 2 at 1",
    ],
  ])('that is malformed is refused with its place (%#)', async (content, expected) => {
    expect(await refusal(biocXmlFormat, content)).toContain(expected)
  })
  it('is not every collection: MARC, type systems and XMI are others', () => {
    for (const content of [
      '<collection xmlns="http://www.loc.gov/MARC21/slim"><record/></collection>',
      '<typeSystemDescription/>',
      '<xmi:XMI xmlns:xmi="x"/>',
    ])
      expect(
        biocXmlFormat.accepts({ path: 'x', isFolder: false, head: new TextEncoder().encode(content) }),
      ).toBe(false)
  })
})

testFormat({
  format: biocXmlFormat,
  samples: { 'a.xml': pubtatorXml },
  roundTrip: { parts: true },
})
testFormat({
  format: biocJsonFormat,
  samples: { 'a.json': JSON.stringify(pubtatorJson) },
  roundTrip: { parts: true },
})

it.each(['1.5', '-1', 'high', '', '0x1', 'NaN'])('an infon score of %j is none', async value => {
  const scored = JSON.stringify(pubtatorJson).replace('"score":1', `"score":"${value}"`)
  const { documents } = await read(biocJsonFormat, scored)
  expect(documents[0]!.mentions.length).toBeGreaterThan(0)
  for (const mention of documents[0]!.mentions) expect(mention).not.toHaveProperty('score')
})

describe('the writers of BioC', () => {
  it('give texts with control characters back, in XML 1.1', async () => {
    const document: Document = {
      id: 'a<b',
      text: 'x\u0001\r\n\u0085y',
      sentences: [],
      tokens: [],
      mentions: [{ begin: 0, end: 1, types: ['A, B'], concepts: ['c d'], score: 0.25 }],
    }
    for (const format of [biocXmlFormat, biocJsonFormat]) {
      const { writer } = format
      if (writer?.holds !== 'corpus') throw new Error('expected a writer of one file')
      const notices = new Notices()
      let content = ''
      for await (const piece of writer.format([document], { tags: { overlap: 'longest' }, notices }))
        content += piece as string
      const { documents } = await read(format, content)
      expect(documents).toMatchObject([{ id: 'a<b', text: document.text }])
      expect(documents[0]!.mentions).toMatchObject([{ types: ['A_ B'], concepts: ['c_d'], score: 0.25 }])
      expect(codes(notices.list())).toEqual([['name-changed', 2]])
    }
  })
})

describeWithData('BioC of real corpora', ['ner'], folderPath => {
  it.each(['NCBIdisease_TrainDev.PubTator', 'BioRED_TrainDev.PubTator'])(
    'written from %s gives the same documents back, by XML and by JSON',
    async file => {
      const documents = await pubtatorFormat.read(join(folderPath, file), { progress: silent })
      for (const format of [biocXmlFormat, biocJsonFormat]) {
        const { writer } = format
        if (writer?.holds !== 'corpus') throw new Error('expected a writer of one file')
        const pieces: string[] = []
        for await (const piece of writer.format(documents, {
          tags: { overlap: 'longest' },
          notices: new Notices(),
        }))
          pieces.push(piece as string)
        const content = pieces.join('')
        const { documents: again, notices } = await read(format, content)
        expect(notices).toEqual([])
        expect(again.map(one => ({ ...one, source: '' }))).toEqual(
          documents.map(one => ({ ...one, source: '' })),
        )
      }
    },
  )
})
