/** @file `medspan merge` and `medspan split`, on small projects, and on the teams' files with a MedMentions-ZS. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namesOf } from '../../src/cli/merge.ts'
import { createRandom } from '../../src/random.ts'
import { describeWithData } from '../shared-data.ts'
import { runCommand } from './command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-merge-'))
})
afterAll(() => rm(folder, { recursive: true }))

const medspan = (...args: string[]) => runCommand(folder, args)

interface Row {
  readonly tokens: readonly string[]
  readonly ner_tags: readonly string[]
  readonly doc_id?: string
}

/** The types of the splits of MedMentions-ZS, each with the number of sentences made here. */
const zeroShot = {
  train: { sentences: 240, types: 'T038 T103 T058 T017 T033 T082 T170 T062 T074 T204 T098'.split(' ') },
  validation: { sentences: 60, types: 'T091 T005 T201 T037 T092'.split(' ') },
  test: { sentences: 80, types: 'T022 T168 T031 T007 T097'.split(' ') },
} as const
const allTypes = Object.values(zeroShot).flatMap(({ types }) => types)

/** Sentences in which each of ten words is of some type; tags of other splits' types are rewritten to O. */
function zeroShotRows(split: keyof typeof zeroShot): Row[] {
  const random = createRandom(1, 'zero-shot', split)
  const { sentences, types } = zeroShot[split]
  return Array.from({ length: sentences }, () => {
    const tokens: string[] = []
    const ner_tags: string[] = []
    for (let i = 0; i < 10; i++) {
      const type = allTypes[random.below(allTypes.length)]!
      tokens.push(`term${type.toLowerCase()}${'abc'[random.below(3)]}`, `filler${random.below(1000)}`)
      ner_tags.push((types as readonly string[]).includes(type) ? `B-${type}` : 'O', 'O')
    }
    return { tokens: [...tokens, '.'], ner_tags: [...ner_tags, 'O'] }
  })
}

async function writeParquet(path: string, rows: readonly Row[]): Promise<void> {
  const list = (name: string) =>
    [
      { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    ] as const
  const bytes = parquetWriteBuffer({
    schema: [{ name: 'schema', num_children: 2 }, ...list('tokens'), ...list('ner_tags')],
    columnData: [
      { name: 'tokens', data: rows.map(({ tokens }) => [...tokens]) },
      { name: 'ner_tags', data: rows.map(({ ner_tags }) => [...ner_tags]) },
    ],
  })
  await writeFile(path, new Uint8Array(bytes))
}

/** Counts documents, sentences, words and mentions (a run of IGN is one) of rows, plainly. */
function count(rows: readonly Row[]) {
  const named = rows.filter(({ doc_id }) => doc_id !== undefined)
  let mentions = 0
  for (const { ner_tags } of rows)
    for (const [i, tag] of ner_tags.entries()) {
      const before = ner_tags[i - 1] ?? 'O'
      const type = tag.slice(2)
      if (tag.startsWith('B-')) mentions++
      else if (tag.startsWith('I-') && (before === 'O' || before === 'IGN' || before.slice(2) !== type))
        mentions++
      else if (tag === 'IGN' && before !== 'IGN') mentions++
    }
  return {
    documents: new Set(named.map(({ doc_id }) => doc_id)).size + rows.length - named.length,
    sentences: rows.length,
    tokens: rows.reduce((sum, { tokens }) => sum + tokens.length, 0),
    mentions,
  }
}

async function writeZeroShot(): Promise<Row[]> {
  await mkdir(join(folder, 'zs'), { recursive: true })
  const all: Row[] = []
  for (const split of ['train', 'validation', 'test'] as const) {
    const rows = zeroShotRows(split)
    await writeParquet(join(folder, 'zs', `${split}-00000-of-00001.parquet`), rows)
    all.push(...rows)
  }
  return all
}

async function readDocuments(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(join(folder, path), 'utf8')).trimEnd().split('\n').slice(1)
  return lines.map(line => JSON.parse(line))
}

describe('the names of sources', () => {
  it('are as short as tells them apart', () => {
    expect(namesOf(['a/team1.json', 'b/team2.json'])).toEqual(['team1', 'team2'])
    expect(namesOf(['a/x/CURATION_USER.xmi', 'b/x/CURATION_USER.xmi', 'c.jsonl'])).toEqual([
      'a/x/CURATION_USER',
      'b/x/CURATION_USER',
      'c',
    ])
    expect(namesOf(['data/train-00000-of-00001.parquet', 'curated/'])).toEqual(['train', 'curated'])
    expect(new Set(namesOf(['a.json', 'a.jsonl', './a.json'])).size).toBe(3)
  })
})

describe('a MedMentions-ZS', () => {
  it('is three sources, which are said to annotate types apart', async () => {
    const all = await writeZeroShot()
    const { code, out, err } = await medspan('merge', 'zs', '-o', 'zs.jsonl', '--json')
    expect(code).toBe(0)
    const result = JSON.parse(out)
    expect(result).toMatchObject(count(all))
    expect(result.apart).toMatchObject([
      {
        sources: ['zs-train', 'zs-validation', 'zs-test'],
        types: {
          'zs-train': [...zeroShot.train.types].sort(),
          'zs-validation': [...zeroShot.validation.types].sort(),
          'zs-test': [...zeroShot.test.types].sort(),
        },
      },
    ])
    const rewritten = all.reduce(
      (sum, { tokens, ner_tags }) =>
        sum + tokens.filter((token, i) => token.startsWith('term') && ner_tags[i] === 'O').length,
      0,
    )
    // Every rewritten word is of a type that one of the two other sources marks.
    expect(result.apart[0].unmarked).toBe(rewritten)
    expect(err).toContain('were rewritten to O')
    for (const document of await readDocuments('zs.jsonl')) expect(document.annotated).toBeUndefined()
  })
  it('with --ignore-outside says in every document what its split annotates', async () => {
    const { code, err } = await medspan('merge', 'zs', '-o', 'zs.jsonl', '--ignore-outside')
    expect(code).toBe(0)
    expect(err).not.toContain('were rewritten to O')
    const documents = await readDocuments('zs.jsonl')
    expect(documents.length).toBe(380)
    for (const { origin, annotated } of documents)
      expect(annotated).toEqual([...zeroShot[String(origin).slice(3) as keyof typeof zeroShot].types].sort())
  })
})

describeWithData("the teams' curated files and a MedMentions-ZS", ['seed-curated'], path => {
  it('merge into one corpus in one command, and every odd thing is said', async () => {
    const zs = await writeZeroShot()
    const files = (await readdir(path)).filter(name => name.endsWith('.json')).sort()
    const teams = await Promise.all(
      files.map(async name => JSON.parse(await readFile(join(path, name), 'utf8')) as Row[]),
    )
    const { code, out, err } = await medspan(
      'merge',
      ...files.map(name => join(path, name)),
      'zs',
      '--show',
      '10',
      '-o',
      'all.jsonl',
      '--json',
    )
    expect(code).toBe(0)
    const result = JSON.parse(out)
    // Documents are told apart within a file; the same id in two files is two documents.
    const counts = [...teams, zs].map(count)
    for (const key of ['documents', 'sentences', 'tokens', 'mentions'] as const)
      expect(result[key], key).toBe(counts.reduce((sum, one) => sum + one[key], 0))
    expect([result.documents, result.sentences, result.tokens]).toEqual([
      86 + 380,
      1224 + 380,
      34_433 + 380 * 21,
    ])
    expect(result.sources.map(({ name }: { name: string }) => name)).toEqual([
      ...[1, 2, 3, 4, 6].map(team => `curated_data_team${team}`),
      'zs-train',
      'zs-validation',
      'zs-test',
    ])
    expect(result.samples.length).toBe(10)
    for (const sample of result.samples) expect(sample).toMatch(/\[[^[\]]+\|(T\d{3} [^\]]+|IGN)\]/)

    // Team 4 has one id for all rows; IGN is bare; teams 1 and 3 have I- tags that continue another type; team 1 has
    // U+FFFD; the splits of the data set annotate types apart; and some types are one source's alone.
    for (const said of [
      /neither a concept nor a type \(IGN\).*curated_data_team4 1/,
      /I- tags continue another type/,
      /U\+FFFD/,
      /zs-train, zs-validation, zs-test annotate types apart/,
      /types that only one source has \(curated_data_team3 \(T039 T040 /,
    ])
      expect(err).toMatch(said)
    expect(result.sources.find(({ name }: { name: string }) => name.endsWith('team4'))).toMatchObject({
      documents: 1,
      sentences: 357,
    })
    const origins = new Set((await readDocuments('all.jsonl')).map(({ origin }) => origin))
    expect(origins.size).toBe(8)
  })
  it('divide with equal types on every side', async () => {
    const { code, out, err } = await medspan('split', 'all.jsonl', '-o', 'parts', '--json')
    expect(code, err).toBe(0)
    const [{ parts, table }] = JSON.parse(out).splits
    expect(
      parts.map((part: { documents: number }) => part.documents).reduce((a: number, b: number) => a + b),
    ).toBe(466)
    expect(table.jensenShannon).toBeLessThan(0.05)
    expect(table.columns.map(({ documents }: { documents: number }) => documents)).toEqual(
      parts.map((part: { documents: number }) => part.documents),
    )
  })
})

describe('medspan split', () => {
  const abstracts = (number: number) =>
    Array.from({ length: number }, (_, i) => {
      const random = createRandom(2, i)
      const words = Array.from({ length: 30 }, () => `word${random.below(5000)}`)
      const text = `${words.slice(0, 8).join(' ')}.`
      const rest = `${words.slice(8).join(' ')}.`
      const end = words[0]!.length
      return [
        `${10_000_000 + i}|t|${text}`,
        `${10_000_000 + i}|a|${rest}`,
        `${10_000_000 + i}\t0\t${end}\t${words[0]}\tT04${i % 3}\tC000000${i % 3}`,
        '',
      ].join('\n')
    }).join('\n')
  beforeAll(() => writeFile(join(folder, 'a.pubtator'), abstracts(40)))

  it('prints the types of every part, and how far they are from the whole', async () => {
    const { code, out } = await medspan('split', 'a.pubtator', '-o', 'one', '--ratios', '0.5,0.25,0.25')
    expect(code).toBe(0)
    expect(out).toMatch(/^ +train +validation +test\ndocuments +20 +10 +10\n/)
    expect(out).toMatch(/\n {2}T041 Mental Process +7 +35\.0 % +3 +30\.0 % +3 +30\.0 %\n/)
    expect(out).toMatch(/\ndivergence from the whole: LD 0\.\d{4} over documents, JS 0\.\d{5} bits/)
    expect(out).toContain(`${join('one', 'test.jsonl')}: 10 documents`)
  })
  it('writes folds into folders of their own, or one of them', async () => {
    const { code, out } = await medspan('split', 'a.pubtator', '--folds', '4', '-o', 'folds', '--json')
    expect(code).toBe(0)
    expect((await readdir(join(folder, 'folds'))).sort()).toEqual(['fold-1', 'fold-2', 'fold-3', 'fold-4'])
    expect(JSON.parse(out).splits.length).toBe(4)
    const tested = []
    for (const fold of [1, 2, 3, 4]) tested.push(...(await readDocuments(`folds/fold-${fold}/test.jsonl`)))
    expect(new Set(tested.map(({ id }) => id)).size).toBe(40)
    expect(tested.length).toBe(40)

    await medspan('split', 'a.pubtator', '--folds', '4', '--fold', '3', '-o', 'third')
    expect(await readDocuments('third/test.jsonl')).toEqual(await readDocuments('folds/fold-3/test.jsonl'))
  })
  it('follows official lists', async () => {
    await mkdir(join(folder, 'lists'))
    const ids = Array.from({ length: 40 }, (_, i) => 10_000_000 + i)
    for (const [name, from, to] of [
      ['trng', 0, 20],
      ['dev', 20, 30],
      ['test', 30, 39],
    ] as const)
      await writeFile(
        join(folder, 'lists', `corpus_pubtator_pmids_${name}.txt`),
        `${ids.slice(from, to).join('\n')}\n`,
      )
    const { code, out, err } = await medspan(
      'split',
      'a.pubtator',
      '--official',
      'lists',
      '-o',
      'official',
      '--json',
    )
    expect(code, err).toBe(0)
    expect(JSON.parse(out).splits[0].parts.map(({ documents }: { documents: number }) => documents)).toEqual([
      20, 10, 9,
    ])
    expect(err).toContain('documents are in no list and went into no split: 10000039')
  })
  it('by sentence says how many documents it cuts', async () => {
    const { code, err } = await medspan('split', 'a.pubtator', '--by', 'sentence', '-o', 'sentences')
    expect(code).toBe(0)
    expect(err).toContain('documents have sentences in more than one split')
    expect((await readDocuments('sentences/train.jsonl'))[0]).toMatchObject({ group: expect.any(String) })
  })
  it.each([
    ['lists and shares', ['--official', 'lists', '--ratios', '0.5,0.5,0'], 'expected --official alone'],
    ['folds and shares', ['--folds', '4', '--ratios', '0.5,0.5,0'], 'expected --ratios or --folds, got both'],
    ['a fold of nothing', ['--fold', '1'], 'expected --folds too'],
    ['a fold that is none', ['--folds', '4', '--fold', '5'], 'expected a fold from 1 to 4'],
    ['too few folds', ['--folds', '2'], 'expected at least 3 folds'],
    ['groups of nobody', ['--by', 'group'], 'expected documents that say their group'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await medspan('split', 'a.pubtator', '-o', 'refused', ...args)
    expect(code).toBe(1)
    expect(err).toContain(message)
    expect(await readdir(folder)).not.toContain('refused')
  })
})
