import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { formatPubtator, pubtatorFormat, readIdentifiers } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { coveredText, type Document } from '../../src/text/document.ts'
import { tagSentences, tagsToSpans } from '../../src/text/tags.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-pubtator-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: string | Uint8Array) {
  const path = join(folder, 'a.txt')
  writeFileSync(path, content)
  return readFile(path)
}

async function readFile(path: string) {
  const notices = new Notices()
  const documents = await pubtatorFormat.read(path, {
    progress: { ...silent, notice: notice => notices.addAll([notice]) },
  })
  return { documents, notices: notices.list() }
}

async function refusal(content: string | Uint8Array): Promise<string> {
  try {
    await read(content)
  } catch (error) {
    if (error instanceof MedspanError)
      return formatError(error).replace(join(folder, ''), '').replace(folder, '')
    throw error
  }
  return 'was read'
}

describe('a PubTator file', () => {
  it('gives texts, UTF-16 offsets, types and concepts', async () => {
    const { documents, notices } = await read(
      '1|t|😀 in lupus\r\n1|a|The 💊 aspirin. helped.\r\n' +
        '1\t17\t24\taspirin\tT109,T121\tUMLS:C0004057\r\n1\t5\t10\tlupus\tDisease\tMESH:D008180|OMIM:152700\r\n\r\n' +
        '2|t|Only a title\n2\t7\t12\ttitle\tUnknownType\t-\n',
    )
    expect(notices).toEqual([])
    expect(documents).toHaveLength(2)
    const [first, second] = documents
    expect(first!.text).toBe('😀 in lupus\nThe 💊 aspirin. helped.')
    expect(first!.mentions).toEqual([
      { begin: 6, end: 11, types: ['Disease'], concepts: ['MESH:D008180', 'OMIM:152700'] },
      { begin: 19, end: 26, types: ['T109', 'T121'], concepts: ['C0004057'] },
    ])
    expect(first!.mentions.map(mention => coveredText(first!, mention))).toEqual(['lupus', 'aspirin'])
    expect(first!.sentences[0]).toEqual({ begin: 0, end: 11 })
    expect(second).toMatchObject({ id: '2', text: 'Only a title', mentions: [{ types: [], concepts: [] }] })
  })
  it('keeps the offsets of a mention that names another text, and counts it', async () => {
    const { documents, notices } = await read('1|t|A lupus case\n1|a|x\n1\t2\t7\tgout\tDisease\tD1\n')
    expect(documents[0]!.mentions[0]).toMatchObject({ begin: 2, end: 7 })
    expect(notices).toMatchObject([{ code: 'surface-mismatch', count: 1, where: { line: 3 } }])
  })
  it('leaves relations out and counts them', async () => {
    const { documents, notices } = await read('1|t|A\n1|a|b\n1\tCID\tD1\tD2\n1\tAssociation\tD1\tD2\tNovel\n')
    expect(documents[0]!.mentions).toEqual([])
    expect(notices).toMatchObject([{ code: 'relation-skipped', count: 2 }])
  })
  it.each([
    ['1|t|A\n1|a|b\n1\tx2\t3\tb\tD\tD1\n', '/a.txt:3:3: expected an offset, got "x2"'],
    [
      '1|t|A\n1|a|b\n1\t0\t4\tAb b\tD\tD1\n',
      '/a.txt:3:3: expected offsets within the 3 characters of document 1',
    ],
    [
      '1|t|A\n1|a|b\n1\t1\t1\t\tD\tD1\n',
      '/a.txt:3:3: expected offsets within the 3 characters of document 1',
    ],
    [
      '1|t|😷 lupus\n1\t3\t8\tlupus\tD\tD1\n1\t1\t3\tx\tD\tD1\n',
      '/a.txt:3:3: expected offsets within the 8 characters of document 1, none inside a character',
    ],
    ['1|t|A\n1|a|b\n1\t0\t1\tA\n', '/a.txt:3:8: expected at least 5 columns'],
    ['1|t|A\n1|a|b\n1\t0\t1\tA\t\tD1\n', '/a.txt:3:9: expected a type, got nothing'],
    ['1|t|A\n1|a|b\n2\t0\t1\tA\tD\tD1\n', '/a.txt:3:1: expected a row of document 1, got one of "2"'],
    ['1|t|A\nnonsense\n', '/a.txt:2:1: expected "id|t|title"'],
    ['1\t0\t1\tA\tD\tD1\n', '/a.txt:1: expected a title'],
    ['1|a|b\n', '/a.txt:1:1: expected the title of 1'],
    [' |t|b\n', '/a.txt:1:1: expected an id before the title'],
    ['1|t|A\n1|a|b\n1|a|c\n', '/a.txt:3:1: expected one abstract of 1'],
    [
      Buffer.from([0x31, 0x7c, 0x74, 0x7c, 0x41, 0x0a, 0x31, 0x7c, 0x61, 0x7c, 0xff]),
      '/a.txt:2: expected UTF-8',
    ],
  ])('that is malformed (%j) is refused with its place', async (content, expected) => {
    expect(await refusal(content)).toContain(expected)
  })
  it('without an abstract is its title, whether the line is empty or missing', async () => {
    const { documents } = await read(
      '1|t|Lupus\n1|a|\n1\t0\t5\tLupus\tD\tD1\n\n2|t|Lupus\n2\t0\t5\tLupus\tD\tD1\n',
    )
    expect(documents.map(({ text }) => text)).toEqual(['Lupus', 'Lupus'])
    expect(documents.flatMap(({ mentions }) => mentions.length)).toEqual([1, 1])
  })
  it.each([
    ['UTF-16 code units', '1|t|😀😀 α lupus\n1\t7\t12\tlupus\tD\tD1\n'],
    ['UTF-8 bytes', '1|t|😀😀 α lupus\n1\t12\t17\tlupus\tD\tD1\n'],
  ])('whose mentions only fit %s is read by them, and says so', async (unit, content) => {
    const { documents, notices } = await read(content)
    expect(coveredText(documents[0]!, documents[0]!.mentions[0]!)).toBe('lupus')
    expect(notices).toMatchObject([{ code: 'offset-unit', count: 1 }])
    expect(notices[0]!.message).toContain(unit)
  })
  it('packed with gzip, as MedMentions is, is read like any other', async () => {
    const { documents } = await read(gzipSync('1|t|Lupus\n1|a|Gout.\n1\t6\t10\tGout\tT047\tC0018099\n'))
    expect(documents).toMatchObject([{ id: '1', text: 'Lupus\nGout.', mentions: [{ begin: 6, end: 10 }] }])
  })
  it('finds words with the segmenter that is asked for', async () => {
    const path = join(folder, 'segmenter.txt')
    writeFileSync(path, '1|t|IL-2 b\n')
    const segment = (text: string) => ({
      sentences: [{ begin: 0, end: text.length }],
      tokens: [{ begin: 0, end: 4 }],
    })
    const [document] = await pubtatorFormat.read(path, { progress: silent, segment })
    expect(document!.tokens).toEqual([{ begin: 0, end: 4 }])
  })
  it('is recognised by its first line', () => {
    const accepts = (text: string) =>
      pubtatorFormat.accepts({ path: 'x', isFolder: false, head: new TextEncoder().encode(text) })
    expect(accepts('\uFEFF\n12|t|A title')).toBe(true)
    expect(accepts('[{"tokens": ["a|t|b"]}]')).toBe(false)
    expect(accepts('<xmi a="1|t|2">')).toBe(false)
  })
})

testFormat({
  format: pubtatorFormat,
  samples: {
    'a.pubtator':
      '1|t|A 😀 title\n1|a|Lupus and gout.\n1\t10\t15\tLupus\tDisease\tD1\n1\tCID\tD1\tD2\n\n2|t|x\n2|a|\n',
  },
  roundTrip: {
    expected({ id, text, mentions }) {
      const [title, ...rest] = text.split('\n')
      const abstract = rest.join('\n')
      const flat = (line: string) => line.replace(/[\t\r\n]/g, ' ')
      return {
        id: id.replace(/ /g, '_'),
        text: abstract === '' ? flat(title!) : `${flat(title!)}\n${flat(abstract)}`,
        mentions,
      }
    },
  },
})

describe('the writer', () => {
  const document = {
    id: 'a b',
    text: 'x\ty\nz\n',
    sentences: [],
    tokens: [],
    mentions: [
      {
        begin: 0,
        end: 3,
        types: ['A,B'],
        concepts: ['D1 D2', 'c'],
        parts: [
          { begin: 0, end: 1 },
          { begin: 2, end: 3 },
        ],
      },
      { begin: 4, end: 5, types: [], concepts: ['p|SUB|V|600|E'] },
    ],
  }
  it('counts everything that the format cannot hold', async () => {
    const { writer } = pubtatorFormat
    const notices = new Notices()
    if (writer?.holds !== 'corpus') throw new Error('expected a writer of one file')
    let written = ''
    for await (const piece of writer.format([document], { tags: { overlap: 'longest' }, notices }))
      written += piece as string
    expect(written).toBe(
      'a_b|t|x y\na_b|a|z \na_b\t0\t3\tx y\tA_B\tD1_D2,c\na_b\t4\t5\tz\tUnknownType\tp|SUB|V|600|E\n',
    )
    expect(notices.list().map(({ code, count }) => [code, count])).toEqual([
      ['id-changed', 1],
      ['text-flattened', 1],
      ['parts-joined', 1],
      ['name-changed', 2],
    ])
  })
})

describe('identifiers', () => {
  it.each([
    ['UMLS:C0010674', ['C0010674']],
    ['C0010674', ['C0010674']],
    ['D003924', ['D003924']],
    ['MESH:D003924', ['MESH:D003924']],
    ['C535434', ['C535434']],
    ['C1234;56', ['C1234', '56']],
    ['C 123456', ['C', '123456']],
    ['OMIM:1|OMIM:2', ['OMIM:1', 'OMIM:2']],
    ['D1+D2', ['D1', 'D2']],
    ['-1', []],
    ['', []],
    ['c|SUB|G|12|T', ['c|SUB|G|12|T']],
  ])('%j are %j', (value, expected) => {
    expect(readIdentifiers(value)).toEqual(expected)
  })
})

/** Counts a PubTator file without our reader: titles, and rows with a number in the second column. */
function countPlainly(path: string) {
  const lines = readFileSync(path, 'utf8').split('\n')
  const rows = lines.map(line => line.split('\t')).filter(fields => /^\d+$/.test(fields[1] ?? ''))
  return {
    documents: lines.filter(line => /^\d+\|t\|/.test(line)).length,
    mentions: rows.length,
    surfaces: rows.map(fields => fields[3]!).sort(),
  }
}

describeWithData('the NER corpora', ['ner'], folderPath => {
  it.each([
    ['NCBIdisease_TrainDev.PubTator', 693, 5932, 1],
    ['NCBIdisease_Test.PubTator', 100, 960, 0],
    ['BC5CDR_TrainDev.PubTator', 1000, 18974, 0],
    ['BC5CDR_Test.PubTator', 500, 9796, 0],
    ['BioRED_TrainDev.PubTator', 500, 16884, 0],
  ])(
    '%s gives %i documents and %i mentions, each over its surface but %i',
    async (file, texts, mentions, odd) => {
      const path = join(folderPath, file)
      const { documents, notices } = await readFile(path)
      const plain = countPlainly(path)
      expect(documents.length).toBe(plain.documents)
      expect(documents.length).toBe(texts)
      expect(documents.reduce((sum, document) => sum + document.mentions.length, 0)).toBe(plain.mentions)
      expect(plain.mentions).toBe(mentions)
      const mismatches = notices.find(notice => notice.code === 'surface-mismatch')?.count ?? 0
      expect(mismatches).toBe(odd)
      const surfaces = documents.flatMap(one => one.mentions.map(mention => coveredText(one, mention))).sort()
      if (odd === 0) expect(surfaces.map(text => text.replace('\n', ' '))).toEqual(plain.surfaces)
    },
  )
  it.each(['NCBIdisease_Test.PubTator', 'BC5CDR_Test.PubTator'])(
    '%s is read back from what is written of it',
    async file => {
      const { documents } = await readFile(join(folderPath, file))
      const again = (await read(formatPubtator(documents))).documents
      const plain = ({ id, text, mentions }: Document) => ({ id, text, mentions })
      expect(again.map(plain)).toEqual(documents.map(plain))
    },
  )
  it('loses nothing but overlapping mentions between mentions and tags', async () => {
    const { documents } = await readFile(join(folderPath, 'NCBIdisease_TrainDev.PubTator'))
    const notices = new Notices()
    const sentences = documents.flatMap(one => tagSentences(one, { overlap: 'longest' }, notices))
    const spans = sentences.reduce((sum, { tags }) => sum + tagsToSpans(tags).length, 0)
    const count = (code: string) => notices.list().find(notice => notice.code === code)?.count ?? 0
    expect(spans).toBe(5932 - count('mention-overlap') + count('mention-across-sentences'))
    expect(count('mention-overlap')).toBeLessThanOrEqual(11)
    expect(count('mention-across-sentences')).toBeLessThanOrEqual(1)
  })
})

describeWithData(
  'the MedMentions fixture',
  ['medmentions', 'scispacy-fixture', 'med_mentions_st21pv_3docs.pubtator.txt'],
  path => {
    it('gives 3 documents and 115 mentions, each with a CUI and a TUI', async () => {
      const { documents, notices } = await readFile(path)
      const mentions = documents.flatMap(one => one.mentions)
      expect([documents.length, mentions.length, notices]).toEqual([3, 115, []])
      for (const { concepts, types } of mentions) {
        expect(concepts.join()).toMatch(/^C\d{7}$/)
        expect(types.join()).toMatch(/^T\d{3}$/)
      }
    })
  },
)
