import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError, Notices } from '../../src/errors.ts'
import { conllFormat } from '../../src/formats/conll.ts'
import { pubtatorFormat } from '../../src/formats/pubtator.ts'
import { silent } from '../../src/progress.ts'
import { coveredText, type Document, type Mention, type Span } from '../../src/text/document.ts'
import type { ReadOptions } from '../../src/text/format.ts'
import { describeWithData } from '../shared-data.ts'
import { testFormat } from './contract.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-conll-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: string | Uint8Array, options: Partial<ReadOptions> = {}, name = 'a.conll') {
  const path = join(folder, name)
  writeFileSync(path, content)
  const notices = new Notices()
  const lines: string[] = []
  const documents = await conllFormat.read(path, {
    ...options,
    progress: {
      ...silent,
      notice: notice => notices.addAll([notice]),
      info: line => lines.push(line.replace(`${folder}/`, '')),
    },
  })
  return { documents, notices: notices.list(), info: lines.join('\n') }
}

async function refusal(content: string, options: Partial<ReadOptions> = {}): Promise<string> {
  try {
    await read(content, options)
  } catch (error) {
    if (error instanceof MedspanError) return formatError(error).replace(folder, '')
    throw error
  }
  return 'was read'
}

/** Mentions as `type: text`. */
function named(document: Document): string[] {
  return document.mentions.map(mention => `${mention.types.join()}: ${coveredText(document, mention)}`)
}

describe('a CoNLL file', () => {
  it('gives words joined by blanks, sentences by line breaks, and mentions of its tags', async () => {
    const { documents, notices, info } = await read(
      'Lupus\tB-Disease\n😀\tO\nis\tO\r\n\r\n\n  \nSevere\tB-Disease\ngout\tI-Disease\naspirin\tB-Drug',
    )
    expect(notices).toMatchObject([{ code: 'document-whole', count: 1 }])
    expect(info).toBe('a.conll: CoNLL of 2 columns, words in column 1, tags in column 2 (IOB2)')
    expect(documents).toHaveLength(1)
    const [document] = documents
    expect(document).toMatchObject({ id: 'a', text: 'Lupus 😀 is\nSevere gout aspirin' })
    expect(document!.sentences).toEqual([
      { begin: 0, end: 11 },
      { begin: 12, end: 31 },
    ])
    expect(document!.tokens.map(token => coveredText(document!, token))).toEqual([
      'Lupus',
      '😀',
      'is',
      'Severe',
      'gout',
      'aspirin',
    ])
    expect(named(document!)).toEqual(['Disease: Lupus', 'Disease: Severe gout', 'Drug: aspirin'])
  })

  it.each([
    ['IOB1', 'I-A O I-A I-A B-A I-B', ['A: 0', 'A: 2 3', 'A: 4', 'B: 5']],
    ['IOB2', 'B-A O B-A I-A B-A B-B', ['A: 0', 'A: 2 3', 'A: 4', 'B: 5']],
    ['BIOES', 'S-A O B-A E-A S-A B-B', ['A: 0', 'A: 2 3', 'A: 4', 'B: 5']],
    ['BILOU', 'U-A O B-A L-A U-A U-B', ['A: 0', 'A: 2 3', 'A: 4', 'B: 5']],
    ['no mentions', 'O O', []],
    ['no mentions', 'O IGN IGN O', [': 1 2']],
  ])('in %s is recognised: %s', async (scheme, tags, expected) => {
    const lines = tags.split(' ').map((tag, i) => `${i} ${tag}`)
    const { documents, notices, info } = await read(lines.join('\n'))
    expect(info).toContain(`(${scheme})`)
    expect(named(documents[0]!)).toEqual(expected)
    expect(notices).toEqual([])
  })

  it('of IOB2 with tags that continue nothing or another type counts them', async () => {
    const { notices } = await read('a\tB-A\nb\tI-B\n\nc\tI-A\n')
    expect(notices).toMatchObject([
      { code: 'tag-orphan', count: 1 },
      { code: 'tag-change', count: 1, where: { line: 3 } },
      { code: 'document-whole', count: 1 },
    ])
  })

  it('of four columns by blanks, as in CoNLL-2003, is read by its last', async () => {
    const { documents, info } = await read(
      '-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG \nrejects VBZ B-VP O\n\n-DOCSTART- -X- O O\n\nPeter NNP B-NP I-PER\n',
    )
    expect(info).toContain('words in column 1, tags in column 4')
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['a#1', 'EU rejects'],
      ['a#2', 'Peter'],
    ])
    expect(documents.map(named)).toEqual([['ORG: EU'], ['PER: Peter']])
  })

  it('whose first column numbers words, and whose last holds no tags, is read by the others', async () => {
    const { documents, info } = await read(
      '#\thttp://x\t[2009]\n1\tAspirin\tB-Drug\tNN\n2\thelps\tO\tVB\n\n1\t#\tO\tNN\n',
    )
    expect(info).toContain('words in column 2, tags in column 3')
    expect(documents[0]!.text).toBe('Aspirin helps\n#')
    expect(named(documents[0]!)).toEqual(['Drug: Aspirin'])
  })

  it('is read by the columns that are asked for', async () => {
    const content = 'd1\tO\tB-A\tB-B\nd1\tb\tO\tO\n\nd2\tc\tO\tB-B\n'
    const { documents } = await read(content, { columns: { tokens: '2', tags: '3', document: '1' } })
    expect(documents.map(one => [one.id, one.text, named(one)])).toEqual([
      ['d1', 'O b', ['A: O']],
      ['d2', 'c', []],
    ])
    expect(await refusal(content, { columns: { tags: '5' } })).toContain(
      'columns.tags: expected the number of one of 4 columns of a CoNLL file, from 1, got "5"',
    )
  })

  it.each([
    ['-DOCSTART- (12 a b)\tO\n\nx\tO\n', '12 a b'],
    ['-DOCSTART- (1 EU)\nx\tO\n', '1 EU'],
    ['-DOCSTART- doc-7 O\n\nx O\n', 'doc-7'],
    ['# id = doc 7\nx\tO\n', 'doc 7'],
    ['# id 5239d808\tdomain=train\nx _ _ O\n', '5239d808'],
    ['# newdoc id = n\n# sent_id = 1\nx\tO\n', 'n'],
    ['-DOCSTART-\tO\n# doc_id: 9\nx\tO\n', '9'],
    ['###MEDLINE:95369245\n\nx\tO\n', 'MEDLINE:95369245'],
    ['\uFEFFx\tO\n', 'a'],
  ])('takes a document’s id from %j', async (content, id) => {
    const { documents } = await read(content)
    expect(documents.map(one => [one.id, one.text])).toEqual([[id, 'x']])
  })

  it('keeps words that look like comments, and passes over comments', async () => {
    const { documents } = await read('# a comment\n#\tO\n-\tO\n# another\tone\n-DOC\tB-A\n')
    expect(documents[0]!.text).toBe('# - -DOC')
    expect((await read('#\tB-A\n')).documents[0]!.text).toBe('#')
  })

  it('of blanks only in words, or of white space in columns, leaves out what is no word and counts it', async () => {
    const { documents, notices } = await read('a\tO\n\tB-A\n\u00A0\tI-A\nNew York\tI-A \t\n')
    expect(documents[0]!.text).toBe('a New York')
    expect(named(documents[0]!)).toEqual(['A: New York'])
    expect(notices).toMatchObject([{ code: 'empty-word', count: 2, where: { line: 2 } }])
    expect((await read('a NN O\n NN O\nb NN B-A\n')).notices).toMatchObject([
      { code: 'empty-word', count: 1 },
    ])
  })

  it('keeps a document without words where it has an id, and counts one that has neither', async () => {
    const { documents, notices } = await read('-DOCSTART- (a)\tO\n\n-DOCSTART- (b)\tO\n\nx\tO\n')
    expect(documents.map(one => [one.id, one.text])).toEqual([
      ['a', ''],
      ['b', 'x'],
    ])
    expect(notices).toEqual([])
    expect((await read('x O\n\n-DOCSTART- O\n')).notices).toMatchObject([{ code: 'document-empty' }])
  })

  it('is looked at as far as its first words, however late they come', async () => {
    const { documents } = await read(`${'# comment\n'.repeat(5000)}x\tB-A\n${'y\tO\n'.repeat(5000)}`)
    expect(documents[0]!.tokens).toHaveLength(5001)
  })

  it('with a long run of blanks in a line takes no longer than its length', async () => {
    const blanks = ' '.repeat(300_000)
    const { documents } = await read(`a${blanks}O \n-DOCSTART- (${'x) O '.repeat(60_000)}\nb O\n`)
    expect(documents.map(({ text }) => text)).toEqual(['a', 'b'])
  })

  it('that was packed with gzip is read like any other', async () => {
    const { documents } = await read(gzipSync('x\tB-A\n'), {}, 'train.conll.gz')
    expect(documents).toMatchObject([{ id: 'train', text: 'x' }])
  })

  it.each([
    [
      'a\tO\nb\tX-A\nc\tO\n',
      '/a.conll:2: expected a tag such as O, B-T038, I-T038 or IGN in column 2, got "X-A"',
    ],
    ['a\n', '/a.conll:1: expected two columns or more, a word and its tag, got one'],
    ['a O\nb NN O\nc O\n', '/a.conll:2: expected 2 columns as in the lines before, got 3'],
    ['a\tO\nb\tO\nc\t\n', '/a.conll:3: expected 2 columns as in the lines before, got 1'],
    [`${'a\tO\n'.repeat(3000)}b\tfoo\n`, '/a.conll:3001: expected a tag'],
  ])('that is malformed is refused with its place (%#)', async (content, expected) => {
    expect(await refusal(content)).toContain(expected)
  })

  it.each([
    ['a\tB-A\n', true],
    ['-DOCSTART- -X- O O\n\nEU NNP B-NP O\n', true],
    ['the O\nuse O\nof O\n', true],
    ['# id = 1\na O\nb B-X\n', true],
    ['#FORMAT=WebAnno TSV 3.3\n1-1\t0-1\ta\tB-A\n', false],
    ['1|t|Title O\n1|a|Abstract\n1\t0\t5\tTitle\tDisease\tD1\n', false],
    ['Many lymphomas are of B-cell origin.', false],
    ['Lymphoma B-Disease', true],
    ['Blood group O\n', false],
    ['Patients had blood group O\nand others did not.\n', false],
    ['id,text,tag\n1,a,O\n2,b,O\n', false],
    ['a;b;O\n', false],
    ['T1\tDisease 0 5\tlupus\n', false],
    ['{"tokens": ["a"], "ner_tags": ["O"]}\n', false],
    ['<xml>\n', false],
    ['', false],
  ])('is told from others by its content: %j', (content, expected) => {
    const head = new TextEncoder().encode(content)
    expect(conllFormat.accepts({ path: 'x.txt', isFolder: false, head })).toBe(expected)
  })
  it('is recognised by a head that ends inside a line', () => {
    const head = Buffer.from('word\tO\nother\tB-A\n'.repeat(1000)).subarray(0, 4096)
    expect(conllFormat.accepts({ path: 'x.txt', isFolder: false, head })).toBe(true)
  })
})

/** What CoNLL can hold of a document: its words, and the words of mentions within sentences. */
function expected({ id, sentences, tokens, mentions }: Document): Partial<Document> {
  const mapped = new Map<Span, Span>()
  let at = 0
  const newSentences = sentences.map(sentence => {
    const own = tokens.filter(token => token.begin >= sentence.begin && token.end <= sentence.end)
    const begin = at
    for (const token of own) {
      mapped.set(token, { begin: at, end: at + token.end - token.begin })
      at += token.end - token.begin + 1
    }
    return { begin, end: at - 1 }
  })
  const newMentions = mentions.flatMap((mention): Mention[] => {
    const words = tokens.filter(token => token.begin >= mention.begin && token.end <= mention.end)
    const pieces = newSentences.map(sentence =>
      words
        .map(token => mapped.get(token)!)
        .filter(({ begin, end }) => begin >= sentence.begin && end <= sentence.end),
    )
    return pieces
      .filter(piece => piece.length > 0)
      .map(piece => ({ ...mention, begin: piece[0]!.begin, end: piece.at(-1)!.end }))
  })
  return { id, sentences: newSentences, tokens: [...mapped.values()], mentions: newMentions }
}

testFormat({
  format: conllFormat,
  samples: {
    'a.conll': '-DOCSTART- (1)\tO\n\nlung\tB-T047\ncancer\tI-T047\n😀\tO\n\n# c\nIL\tB-T116\n2\tIGN\n',
    'b.conll': '-DOCSTART- -X- O O\n\nEU NNP I-NP S-ORG\nx NN I-NP O\n',
  },
  roundTrip: {
    borders: 'words',
    overlapping: false,
    concepts: false,
    types: { min: 1, max: 1 },
    expected,
  },
})

describe('the writer', () => {
  it('counts concepts that tags cannot hold, and line breaks in words and ids', async () => {
    const { writer } = conllFormat
    if (writer?.holds !== 'corpus') throw new Error('expected a writer of one file')
    const document: Document = {
      id: 'a\tb',
      text: 'x\ny -DOCSTART-',
      sentences: [{ begin: 0, end: 14 }],
      tokens: [
        { begin: 0, end: 3 },
        { begin: 4, end: 14 },
      ],
      mentions: [{ begin: 0, end: 3, types: ['A'], concepts: ['C0000001'] }],
    }
    const notices = new Notices()
    let written = ''
    for await (const piece of writer.format([document], { tags: { overlap: 'longest' }, notices }))
      written += piece as string
    expect(written).toBe('-DOCSTART- (a b)\tO\n\nx y\tB-A\n_DOCSTART-\tO\n\n')
    expect(notices.list().map(({ code }) => code)).toEqual([
      'text-flattened',
      'concept-dropped',
      'text-flattened',
    ])
  })
})

describeWithData('CoNLL of real corpora', ['ner'], folderPath => {
  it.each(['NCBIdisease_Test.PubTator', 'BioRED_TrainDev.PubTator'])(
    'written from %s gives the same words and tags back',
    async file => {
      const documents = await pubtatorFormat.read(join(folderPath, file), { progress: silent })
      const { writer } = conllFormat
      if (writer?.holds !== 'corpus') throw new Error('expected a writer of one file')
      const write = async (corpus: readonly Document[]) => {
        const options = { tags: { overlap: 'longest' as const }, notices: new Notices() }
        let content = ''
        for await (const piece of writer.format(corpus, options)) content += piece as string
        return content
      }
      const content = await write(documents)
      const { documents: again, notices } = await read(content)
      expect(notices).toEqual([])
      expect(again.map(({ id }) => id)).toEqual(documents.map(({ id }) => id))
      expect(await write(again)).toBe(content)
    },
  )
})
