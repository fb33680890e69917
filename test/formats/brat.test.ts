import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { bratCompanions, bratFormat } from '../../src/formats/brat.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { coveredText, type Document, type Span } from '../../src/text/document.ts'
import { fileNameOf } from '../../src/text/format.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-brat-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(annotations: string, text: string, name = 'a') {
  writeFileSync(join(folder, `${name}.ann`), annotations)
  writeFileSync(join(folder, `${name}.txt`), text)
  return readFile(join(folder, `${name}.ann`))
}

async function readFile(path: string) {
  const notices = new Notices()
  const documents = await bratFormat.read(path, {
    progress: { ...silent, notice: notice => notices.addAll([notice]) },
  })
  expect(documents).toHaveLength(1)
  return { document: documents[0]!, notices: notices.list() }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof MedspanError) return formatError(error).replaceAll(folder, '')
    throw error
  }
  return 'was read'
}

const codes = (notices: readonly { code: string; count: number }[]) =>
  notices.map(({ code, count }) => [code, count])

describe('a BRAT document', () => {
  it('gives the text beside it, mentions by code points, and concepts of normalizations', async () => {
    const { document, notices } = await read(
      'T2\tDrug 13 20\taspirin\nT1\tDisease 5 10\tlupus\n' +
        'N1\tReference T1 UMLS:C0024141\tlupus\nN2\tReference T1 MESH:D008180\tlupus\r\n' +
        'N3\tReference T1 UMLS:C0024141\tagain\nN4\tReference T2 GO:0005634\n' +
        'N5\tReference T2 unknown:D001241\n',
      '😀 in lupus.\r\naspirin',
    )
    expect(notices).toEqual([])
    expect(document).toMatchObject({ id: 'a', text: '😀 in lupus.\r\naspirin' })
    expect(document.mentions).toEqual([
      { begin: 6, end: 11, types: ['Disease'], concepts: ['C0024141', 'MESH:D008180'] },
      { begin: 14, end: 21, types: ['Drug'], concepts: ['GO:0005634', 'D001241'] },
    ])
    expect(document.tokens.map(token => coveredText(document, token))).toContain('aspirin')
  })

  it('keeps the parts of discontinuous mentions, and counts them', async () => {
    const { document, notices } = await read(
      'T1\tA 12 18;0 4\tleft kidney\nT2\tA 0 4;12 18\tleft and right\n',
      'left or the kidney',
    )
    const parts = [
      { begin: 0, end: 4 },
      { begin: 12, end: 18 },
    ]
    expect(document.mentions[0]).toEqual({ begin: 0, end: 18, types: ['A'], concepts: [], parts })
    expect(codes(notices)).toEqual([
      ['discontinuous-mention', 2],
      ['surface-mismatch', 1],
    ])
  })

  it('joins parts that a line’s end, an overlap or nothing divides', async () => {
    const { document, notices } = await read('T1\tA 0 4;6 9;8 10;10 11\tleft kid ey s\n', 'left \nkidneys')
    expect(document.mentions).toEqual([{ begin: 0, end: 11, types: ['A'], concepts: [] }])
    expect(codes(notices)).toEqual([['surface-mismatch', 1]])
    const joined = await read('T1\tA 0 4;6 12\tleft kidney\n', 'left\r\nkidney')
    expect(joined.document.mentions).toEqual([{ begin: 0, end: 12, types: ['A'], concepts: [] }])
    expect(joined.notices).toEqual([])
  })

  it('with a long gap between parts takes no longer than its length', async () => {
    const gap = '\n'.repeat(300_000)
    const { document } = await read(
      'T1\tA 0 1;300001 300002\ta b\nT2\tA 0 1;300002 300003\ta c\n',
      `a${gap}bc`,
    )
    expect(document.mentions.map(({ parts }) => parts?.length)).toEqual([undefined, 2])
  })

  it('leaves out relations, events, attributes and notes, and counts each kind', async () => {
    const { document, notices } = await read(
      [
        'T1\tGrowth 0 4\tgrow',
        'T2\tCell 5 9\tcell',
        'R1\tPartOf Arg1:T1 Arg2:T2',
        '*\tEquiv T1 T2',
        'E1\tGrowth:T1 Theme:T2',
        'A1\tNegation E1',
        'M1\tSpeculation E1',
        '#1\tAnnotatorNotes T1\tnot sure',
        'N1\tReference E1 GO:1\tx',
        '',
      ].join('\n'),
      'grow cell',
    )
    expect(document.mentions).toHaveLength(2)
    expect(codes(notices)).toEqual([
      ['relation-skipped', 1],
      ['relation-skipped', 1],
      ['event-skipped', 1],
      ['attribute-skipped', 2],
      ['note-skipped', 1],
      ['normalization-skipped', 1],
    ])
  })

  it.each([
    ['UTF-16 code units', 'T1\tA 6 11\tlupus\n', '😀😀α lupus'],
    ['UTF-8 bytes', 'T1\tA 11 16\tlupus\n', '😀😀α lupus'],
    ['code points, a CRLF being one of them', 'T1\tA 4 9\tlupus\nT2\tA 0 1\ta\n', 'a\r\nb\r\nlupus'],
  ])('whose annotations only fit %s is read by them, and says so', async (unit, annotations, text) => {
    const { document, notices } = await read(annotations, text)
    expect(document.mentions.map(mention => coveredText(document, mention))).toContain('lupus')
    expect(codes(notices)).toEqual([['offset-unit', 1]])
    expect(notices[0]!.message).toContain(`count ${unit},`)
  })

  it('keeps the offsets of a mention that names another text, and counts it; leaves out an empty one', async () => {
    const { document, notices } = await read('T1\tA 0 5\tgout\nT2\tA 3 3\t\nT3\tA 0 5\n', 'lupus')
    expect(document.mentions.map(mention => coveredText(document, mention))).toEqual(['lupus', 'lupus'])
    expect(codes(notices)).toEqual([
      ['mention-empty', 1],
      ['surface-mismatch', 1],
    ])
  })

  it('without annotations is a document without mentions', async () => {
    expect((await read('', 'lupus\n')).document).toMatchObject({ text: 'lupus\n', mentions: [] })
  })

  it.each([
    ['T1\tA 0 9\tlupus\n', '/a.ann:1: expected offsets within the 5 characters of the text'],
    ['T1\tA 0 2;4 3\tlupus\n', '/a.ann:1: expected offsets within the 5 characters of the text'],
    ['T1\tA 0 5\tlupus\nT1\tA 0 5\tlupus\n', '/a.ann:2: expected each id once, got T1 again'],
    ['T1\tA 0\tlupus\n', '/a.ann:1: expected a mention such as T1<TAB>Disease 0 5<TAB>lupus'],
    ['T1 A 0 5 lupus\n', '/a.ann:1: expected a mention'],
    ['N1\tReference T1\n', '/a.ann:1: expected a normalization such as'],
    ['lupus\n', '/a.ann:1: expected a line of T, N, R, E, A, M, * or #, got "lupus"'],
  ])('that is malformed (%j) is refused with its place', async (annotations, expected) => {
    expect(await refusal(read(annotations, 'lupus'))).toContain(expected)
  })

  it('that cuts a character is refused with its place', async () => {
    const read16 = read('T1\tA 3 8\tlupus\nT2\tA 1 3\tx\n', '😷 lupus')
    expect(await refusal(read16)).toContain(
      '/a.ann:2: expected offsets within the 8 characters of the text, none',
    )
  })

  it('whose text is missing is refused, with the name of the file that is expected', async () => {
    const path = join(folder, 'alone.ann')
    writeFileSync(path, 'T1\tA 0 5\tlupus\n')
    expect(await refusal(bratFormat.read(path, { progress: silent }))).toContain(
      '/alone.ann: expected the text alone.txt beside the annotations',
    )
  })

  it('is an .ann file with annotations or nothing in it; its text and BRAT’s settings come with it', () => {
    const accepts = (path: string, content: string) =>
      bratFormat.accepts({ path, isFolder: false, head: new TextEncoder().encode(content) })
    expect(accepts('a/b.ann', '')).toBe(true)
    expect(accepts('a/b.ANN', '\uFEFFT1\tA 0 1\tx')).toBe(true)
    expect(accepts('a/b.ann', '#1\tAnnotatorNotes T1\tx')).toBe(true)
    expect(accepts('a/b.ann', '<?xml version="1.0"?>')).toBe(false)
    expect(accepts('a/b.ann', '{"a": 1}')).toBe(false)
    expect(accepts('a/b.txt', 'T1\tA 0 1\tx')).toBe(false)
    expect(bratCompanions('a/b.ann')).toEqual(
      ['b.txt', 'annotation.conf', 'visual.conf', 'tools.conf', 'kb_shortcuts.conf'].map(name =>
        join('a', name),
      ),
    )
  })
})

/** Parts without the line breaks and tabs at their edges; as one, where nothing else divides them. */
function joined(text: string, parts: readonly Span[]): Span[] {
  const [first, second] = parts.map(({ begin, end }) => {
    const part = text.slice(begin, end)
    return {
      begin: begin + (/^(?:[^\S\r\n\t]*[\r\n\t])+/.exec(part)?.[0].length ?? 0),
      end: end - (/(?:[\r\n\t][^\S\r\n\t]*)+$/.exec(part)?.[0].length ?? 0),
    }
  }) as [Span, Span]
  return /^\s*[\r\n\t]\s*$/.test(text.slice(first.end, second.begin))
    ? [{ begin: first.begin, end: second.end }]
    : [first, second]
}

testFormat({
  format: bratFormat,
  samples: {
    'a.ann':
      'T1\tDisease 2 7\tlupus\nT2\tDrug 8 15;16 20\taspirin 💊 or\nN1\tReference T1 UMLS:C0024141\tlupus\n' +
      'R1\tTreats Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tx\n',
  },
  companions: { 'a.txt': '😀 lupus aspirin 💊 or\r\nmore 😀' },
  roundTrip: {
    parts: true,
    expected(document) {
      const mentions = document.mentions.map(({ parts, ...mention }) => {
        const kept = parts === undefined ? [] : joined(document.text, parts)
        return { ...mention, types: mention.types.slice(0, 1), ...(kept.length > 1 ? { parts: kept } : {}) }
      })
      return { ...document, id: fileNameOf(document.id), mentions }
    },
  },
})

describe('the writer', () => {
  it('gives each document a name of its own, and counts what BRAT cannot hold', () => {
    const { writer } = bratFormat
    if (writer?.holds !== 'document') throw new Error('expected a writer of files')
    const document = (id: string): Document => ({
      id,
      text: 'a\nb',
      sentences: [],
      tokens: [],
      mentions: [{ begin: 0, end: 3, types: ['A b', 'c'], concepts: ['D1', 'C0000001', 'x y:z'] }],
    })
    const notices = new Notices()
    const files = [
      ...writer.format([document('x'), document('X')], { tags: { overlap: 'longest' }, notices }),
    ]
    expect(files.map(({ name }) => name)).toEqual(['x.txt', 'x.ann', 'X_2.txt', 'X_2.ann'])
    expect(files[1]!.content).toBe(
      'T1\tA_b 0 1;2 3\ta b\nN1\tReference T1 unknown:D1\ta b\nN2\tReference T1 UMLS:C0000001\ta b\n' +
        'N3\tReference T1 x_y:z\ta b\n',
    )
    expect(codes(notices.list())).toEqual([
      ['name-changed', 4],
      ['type-dropped', 2],
      ['id-changed', 1],
    ])
  })
})

describeWithData('BRAT of a real corpus', ['ner', 'BC5CDR_Test.PubTator'], path => {
  it('gives a folder of pairs whose documents come back whole', async () => {
    const { writer } = bratFormat
    if (writer?.holds !== 'document') throw new Error('expected a writer of files')
    const documents = (await pubtatorFormat.read(path, { progress: silent })).slice(0, 100)
    const pairs = join(folder, 'pairs')
    mkdirSync(pairs)
    for (const { name, content } of writer.format(documents, {
      tags: { overlap: 'longest' },
      notices: new Notices(),
    }))
      writeFileSync(join(pairs, name), content)
    for (const { source: _, ...document } of documents) {
      const { document: again, notices } = await readFile(join(pairs, `${document.id}.ann`))
      expect(notices).toEqual([])
      expect({ ...again, source: undefined }).toEqual({ ...document, source: undefined })
    }
  })
})
