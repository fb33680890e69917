import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeCorpus } from '../../src/corpus/description.ts'
import { renderDescription } from '../../src/corpus/description-table.ts'
import { formatCorpus } from '../../src/formats/corpus.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { runCommand } from './command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-stats-'))
})
afterAll(() => rm(folder, { recursive: true }))

const medspan = (...args: string[]) => runCommand(folder, args)

const text = 'Severe asthma and fever.'
/** Mentions by the words that they cover. */
function document(id: string, marks: Record<string, string>, more: Partial<Document> = {}): Document {
  const mentions = Object.entries(marks).map(([words, type]) => {
    const begin = text.indexOf(words)
    return { begin, end: begin + words.length, types: [type], concepts: [] }
  })
  mentions.sort((a, b) => a.begin - b.begin || a.end - b.end)
  return { id, text, ...segment(text), mentions, ...more }
}

const nested = document('n', { 'Severe asthma': 'T047', asthma: 'T046', fever: 'T184' })

async function write(name: string, ...documents: Document[]): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true })
  await writeFile(join(folder, name), formatCorpus(documents))
}

describe('medspan stats', () => {
  test('takes the files of a split for parts, and says what they share', async () => {
    await write('parts/train.jsonl', nested)
    await write('parts/validation.jsonl', document('v', { fever: 'T184' }))
    await write('parts/test.jsonl', document('t', { fever: 'T033' }))
    const { code, out } = await medspan('stats', 'parts')
    expect(code).toBe(0)
    expect(out).toMatch(/^ +train +validation +test +all\ndocuments +1 +1 +1 +3\n/)
    expect(out).toMatch(/ {2}T184 Sign or Symptom +1 +1 +0 +2\n/)
    expect(out).toMatch(/also in train +documents +forms +with type .*\nvalidation +1 +100\.0 % +100\.0 %/)
    expect(out).toMatch(/\ntest +1 +100\.0 % +0\.0 % +– +–/)
    const files = ['parts/train.jsonl', 'parts/validation.jsonl', 'parts/test.jsonl']
    expect((await medspan('stats', ...files)).out).toBe(out)
    const counted = JSON.parse((await medspan('stats', 'parts', '--json')).out)
    expect(Object.keys(counted.parts)).toEqual(['train', 'validation', 'test'])
    expect(counted).toMatchObject({ documents: 3, parts: { test: { mentions: 1, types: { T033: 1 } } } })
  })

  test('counts concepts by vocabulary where not all are of UMLS, as import does', async () => {
    const of = (...concepts: string[]): Document => {
      const plain = document('c', { asthma: 'T047' })
      return { ...plain, mentions: plain.mentions.map(mention => ({ ...mention, concepts })) }
    }
    await write('umls.jsonl', of('C0004096', 'C0010674'))
    await write('others.jsonl', of('C0004096', '22298006', 'SNOMEDCT:195967001', 'constructor:1', 'I21'))
    expect((await medspan('stats', 'umls.jsonl')).out).toMatch(/\nconcepts +2\nmentions/)
    const { out } = await medspan('stats', 'others.jsonl')
    expect(out).toMatch(
      /\nconcepts +5\n {2}SNOMED CT +2\n {2}CONSTRUCTOR +1\n {2}UMLS +1\n {2}of an unknown vocabulary +1\nmentions/,
    )
    expect((await medspan('import', 'umls.jsonl', '-o', 'x.jsonl')).out).toMatch(/, 1 mentions\n$/)
    expect((await medspan('import', 'others.jsonl', '-o', 'x.jsonl')).out).toMatch(
      /, 1 mentions; concepts: 2 SNOMED CT, 1 CONSTRUCTOR, 1 UMLS, 1 of an unknown vocabulary\n$/,
    )
    expect(JSON.parse((await medspan('stats', 'umls.jsonl', '--json')).out).vocabularies).toEqual({ UMLS: 2 })
  })

  test('takes each path for a part when told to, and all for one corpus otherwise', async () => {
    await write('a.jsonl', nested)
    await write('b.jsonl', document('b', { fever: 'T184' }))
    expect(JSON.parse((await medspan('stats', 'a.jsonl', 'b.jsonl', '--json')).out).parts).toEqual({})
    const { out } = await medspan('stats', 'a.jsonl', 'b.jsonl', '--parts', '--json')
    expect(Object.keys(JSON.parse(out).parts)).toEqual(['a', 'b'])
  })

  test('explains which mentions a tagger would lose, by policy', async () => {
    await write('nested.jsonl', nested)
    const explained = await medspan('stats', 'nested.jsonl', '--explain')
    expect(explained.out).toContain('loses 1 mentions (overlap 1):\n  T046 Pathologic Function  1\n')
    expect(explained.out).toContain(
      'n 7-13 "asthma" T046 Pathologic Function: overlap, kept "Severe asthma" T047 Disease or Syndrome (0-13)\n',
    )
    expect((await medspan('stats', 'nested.jsonl')).out).not.toContain('n 7-13')
    const innermost = JSON.parse(
      (await medspan('stats', 'nested.jsonl', '--overlap', 'innermost', '--json')).out,
    )
    expect(innermost.dropped).toEqual({
      overlap: 'innermost',
      mentions: 1,
      types: { T047: 1 },
      reasons: { overlap: 1 },
    })
    const refused = await medspan('stats', 'nested.jsonl', '--overlap', 'error')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('overlap')
  })

  test('draws figures beside what is in their folder', async () => {
    await write('one.jsonl', nested)
    await write('figures/kept.jsonl', nested)
    const { code, out } = await medspan('stats', 'one.jsonl', '--figures', 'figures', '--theme', 'dark')
    expect(code).toBe(0)
    const names = (await readdir(join(folder, 'figures'))).sort()
    expect(names).toContain('kept.jsonl')
    expect(names.filter(name => name.endsWith('.png'))).toHaveLength(5)
    expect(names.filter(name => name.endsWith('.svg'))).toHaveLength(5)
    expect(out).toContain('\n\n5 figures in figures, each as SVG and PNG\n')
  })
})

describe('a description as text', () => {
  test('has a table of agreement where annotators are', () => {
    const version = (annotator: string, marks: Record<string, string>) =>
      document(`d@${annotator}`, marks, { group: 'd' })
    const corpus = [
      version('ann', { asthma: 'T047', fever: 'T184' }),
      version('bob', { asthma: 'T047' }),
      version('cyd', { asthma: 'T047', fever: 'T184' }),
    ]
    const out = renderDescription(describeCorpus([{ name: 'all', corpus }]))
    expect(out).toMatch(
      /annotators +documents +F1 +span F1 +concept F1 +overlap F1 +kappa\nann, bob +1 +0\.667 /,
    )
    expect(out).toMatch(/\nann, cyd +1 +1\.000 /)
    expect(out).toMatch(/Fleiss' kappa of ann, bob, cyd over 1 documents: 0\.\d{3}/)
  })
  test('sums up sources beyond twenty', () => {
    const corpus = Array.from({ length: 25 }, (_, i) =>
      document(`d${i}`, { fever: 'T184' }, { source: `s${i}` }),
    )
    const out = renderDescription(describeCorpus([{ name: 'all', corpus }]))
    expect(out).toMatch(/\ns19 +1 +1 +1 +1\nand 5 more +5 +5 +5\n/)
    expect(out).not.toContain('\ns20 ')
  })
  test('is short where there is nothing', () => {
    const out = renderDescription(describeCorpus([{ name: 'all', corpus: [] }]))
    expect(out).toMatch(/^documents +0\n/)
    expect(out).not.toContain('NaN')
  })
})
