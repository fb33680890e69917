import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { parquetFormat } from '../../src/formats/parquet.ts'
import { readParquet } from '../../src/formats/parquet-reader.ts'
import { formatParquet } from '../../src/formats/parquet-writer.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import type { ReadOptions } from '../../src/text/format.ts'
import { tagSentences } from '../../src/text/tags.ts'
import { rebuilt } from '../cas/rebuilt.ts'
import { testFormat } from './contract.ts'

interface Reference {
  rows: { tokens: string[]; tags: string[]; doc: string }[]
  cases: { title: string; file: string; refused?: boolean }[]
  written: { file: string; rows: { tokens: string[]; ner_tags: string[]; doc_id: string }[] }
}
const reference: Reference = JSON.parse(
  readFileSync(new URL('reference/parquet.json', import.meta.url), 'utf8'),
)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-parquet-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const notices = new Notices()
const options: ReadOptions = { progress: { ...silent, notice: notice => notices.addAll([notice]) } }

async function read(content: Uint8Array, more: Partial<ReadOptions> = {}, name = 'a.parquet') {
  const path = join(folder, name)
  writeFileSync(path, content)
  return readParquet(path, { ...options, ...more })
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError
    ? `${error.code} ${formatError(error).replace(folder, '')}`
    : `no error of ours: ${error}`
}

function rowsOf(documents: readonly Document[]) {
  return documents.flatMap(document =>
    tagSentences(document, { overlap: 'longest' }, new Notices()).map(({ words, tags }) => ({
      tokens: words,
      tags,
      doc: document.id,
    })),
  )
}

const bytesOf = (title: string): Buffer =>
  Buffer.from(reference.cases.find(one => one.title === title)!.file, 'base64')
const expected = reference.rows.filter(row => row.tokens.length > 0)
// Tags that begin with I- come back as the beginnings that they are read as.
const repaired = expected.map(({ tags, ...row }) => ({
  ...row,
  tags: tags.map((tag, i) => (tag.startsWith('I-') && tags[i - 1] === 'O' ? tag.replace('I-', 'B-') : tag)),
}))

describe('a Parquet file of pyarrow', () => {
  it.each(reference.cases.filter(one => one.refused !== true))(
    '($title) gives its rows',
    async ({ file }) => {
      const content = Buffer.from(file, 'base64')
      expect(parquetFormat.accepts({ path: 'x', isFolder: false, head: content.subarray(0, 4096) })).toBe(
        true,
      )
      expect(rowsOf(await read(content))).toEqual(repaired)
    },
  )
  it('with numbered tags takes their names from the user or from beside the file', async () => {
    const content = bytesOf('numbers without names')
    expect(await refusal(read(content))).toMatch(
      /^input \/a\.parquet row 1: expected the names of numbered tags.*\n.*`tagNames`.*dataset_info\.json/s,
    )
    const names = ['O', 'B-X', 'I-X']
    const own = rowsOf(await read(content, { tagNames: names }))
    expect(own[0]!.tags).toEqual(['B-X', 'I-X', 'O', 'B-X', 'O'])
    expect(await refusal(read(content, { tagNames: ['O'] }))).toContain(
      'row 1 tag 1: expected the numbers of 1 tags, 0 to 0, got 1',
    )
    mkdirSync(join(folder, 'set/data'), { recursive: true })
    const readme = join(folder, 'set/README.md')
    const listed = names.map((name, i) => `            '${i}': ${name}`).join('\n')
    writeFileSync(
      readme,
      `---\ndataset_info:\n  features:\n  - name: ner_tags\n    sequence:\n      class_label:\n        names:\n${listed}\n---\n# Data\n`,
    )
    expect(rowsOf(await read(content, {}, 'set/data/train.parquet'))).toEqual(own)
    rmSync(readme)
    const features = { ner_tags: { feature: { names, _type: 'ClassLabel' }, _type: 'Sequence' } }
    writeFileSync(join(folder, 'set/dataset_infos.json'), JSON.stringify({ default: { features } }))
    expect(rowsOf(await read(content, {}, 'set/data/train.parquet'))).toEqual(own)
    const other = { ner_tags: { feature: { names: ['O', 'B-Y', 'I-Y'] } } }
    writeFileSync(
      join(folder, 'set/dataset_infos.json'),
      JSON.stringify({ a: { features }, b: { features: other } }),
    )
    expect(await refusal(read(content, {}, 'set/data/train.parquet'))).toContain(
      'got different ones for several configurations',
    )
  })
  it('of an encoding that is not read is refused with what to do', async () => {
    expect(await refusal(read(bytesOf('an encoding that is not read')))).toMatch(
      /^input \/a\.parquet tokens: expected values plain or by dictionary, got the encoding DELTA_BYTE_ARRAY\n.*write the file again/,
    )
  })
})

describe('a Parquet file', () => {
  it('of ours is the one that pyarrow read, row by row', async () => {
    const documents = await read(bytesOf('packed with snappy'))
    const pieces = formatParquet(documents, { tags: { overlap: 'longest' }, notices: new Notices() })
    const written = Buffer.concat([...pieces])
    expect(rowsOf(await read(written))).toEqual(repaired)
    expect(written.toString('base64')).toBe(reference.written.file)
    expect(
      reference.written.rows.map(row => ({ tokens: row.tokens, tags: row.ner_tags, doc: row.doc_id })),
    ).toEqual(repaired)
  })
  it('that is cut off, empty or something else is refused', async () => {
    const content = bytesOf('packed with snappy')
    for (const length of [0, 3, 11, 100, content.length >> 1, content.length - 1])
      expect(await refusal(read(content.subarray(0, length)))).toMatch(/^input \/a\.parquet: expected/)
    expect(await refusal(readParquet(join(folder, 'absent'), options))).toContain('there is no such file')
  })
  it('that says more values than its size can hold is refused', async () => {
    const bytes = new ByteWriter()
    const column = (name: string): SchemaElement[] => [
      { name, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    ]
    const schema = [{ name: 'root', num_children: 2 }, ...column('tokens'), ...column('tags')]
    const writer = new ParquetWriter({ writer: bytes, schema })
    writer.write({ columnData: ['tokens', 'tags'].map(name => ({ name, data: ['O'] })) })
    writer.row_groups[0]!.columns[0]!.meta_data!.num_values = 2n ** 40n
    writer.finish()
    expect(await refusal(read(bytes.getBytes()))).toMatch(
      /^unsafe-input .*expected at most \d+ values in a file of/,
    )
  })
  it('whose footer claims more than the file has is refused', async () => {
    const content = Buffer.from(bytesOf('packed with snappy'))
    content.writeUInt32LE(0xfffffff0, content.length - 8)
    expect(await refusal(read(content))).toContain('expected metadata within the file')
  })
})

testFormat({
  format: parquetFormat,
  roundTrip: {
    borders: 'words',
    overlapping: false,
    concepts: false,
    types: { min: 1, max: 1 },
    expected: rebuilt,
  },
  samples: Object.fromEntries(
    [
      'packed with none',
      'packed with zstd',
      'packed with brotli',
      'data pages 2.0, plain',
      'numbers, as List',
    ].map((title, i) => [`${i}.parquet`, bytesOf(title)]),
  ),
})
