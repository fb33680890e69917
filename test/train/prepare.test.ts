import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { decideLabels } from '../../src/corpus/labels.ts'
import { MedspanError } from '../../src/errors.ts'
import { formatCorpus } from '../../src/formats/corpus.ts'
import { type Progress, silent } from '../../src/progress.ts'
import { createRandom } from '../../src/random.ts'
import type { Document } from '../../src/text/document.ts'
import { segment } from '../../src/text/words.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { labelSplits } from '../../src/train/data/encoded-splits.ts'
import { over, sampleXmi, typeSystemPath } from '../cas/sample-cas.ts'
import { startHub } from '../hub/server.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-prepare-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Rows of documents `d<first>` and on, one sentence each, with one mention. */
async function write(file: string, first: number, count: number, type = 'T047'): Promise<string> {
  const rows = Array.from({ length: count }, (_, i) => {
    const random = createRandom(1, first + i)
    const tokens = Array.from({ length: 12 }, () => `word${random.below(9999)}`)
    return { tokens, ner_tags: [`B-${type}`, ...tokens.slice(1).map(() => 'O')], doc_id: `d${first + i}` }
  })
  await writeFile(join(folder, file), JSON.stringify(rows))
  return file
}

function configOf(corpus: unknown, labels: unknown = {}): Config {
  const written = { corpus, labels, model: { name_or_path: 'm' } }
  return parseConfig(stringify(written), join(folder, 'medspan.yaml'))
}

function listen(): { progress: Progress; said: string[] } {
  const said: string[] = []
  const progress: Progress = {
    ...silent,
    info: line => said.push(line),
    notice: ({ code, count }) => said.push(`${code} ${count}`),
  }
  return { progress, said }
}

const sizes = ({ parts }: Awaited<ReturnType<typeof prepareCorpus>>) => [
  parts.train.length,
  parts.validation.length,
  parts.test.length,
]

describe('prepareCorpus', () => {
  it('divides by shares, says how, and gives the same again', async () => {
    const config = configOf({
      sources: [{ path: await write('a.json', 0, 30) }, { path: await write('b.json', 100, 10, 'T121') }],
      split: { ratios: [0.5, 0.25, 0.25] },
    })
    const { progress, said } = listen()
    const prepared = await prepareCorpus(config, { progress })
    expect(sizes(prepared)).toEqual([20, 10, 10])
    expect(prepared.sources.map(({ name, documents }) => [name, documents])).toEqual([
      ['a', 30],
      ['b', 10],
    ])
    expect(new Set(prepared.parts.train.map(({ origin }) => origin))).toEqual(new Set(['a', 'b']))
    expect(prepared.table.rows.map(({ type }) => type)).toEqual(['T047', 'T121'])
    expect(said.at(-1)).toMatch(/^parts: train 20, validation 10, test 10 documents; divergence/)
    expect(await prepareCorpus(config, { progress: silent })).toEqual(prepared)
  })
  it.each([
    ['ratios', { sources: ['a'], split: { ratios: [0.5, 0.25, 0.25] } }],
    ['folds', { sources: ['a'], split: { folds: 4, fold: 2 } }],
    ['a source that is the training part', { sources: ['train', 'validation', 'test'], split: {} }],
  ])('learns from a share of the training part alone, divided by %s', async (_, { sources, split }) => {
    const first = { a: 0, train: 200, validation: 300, test: 400 } as Readonly<Record<string, number>>
    const named = await Promise.all(
      sources.map(async name => ({
        path: await write(`share-${name}.json`, first[name]!, 40, name === 'test' ? 'T121' : 'T047'),
        ...(name !== 'a' && { split: name }),
      })),
    )
    const prepare = async (share: number) => {
      const { progress, said } = listen()
      const config = configOf({ sources: named, split: { ...split, train_share: share } })
      const prepared = await prepareCorpus(config, { progress })
      return { ...prepared, said: said.at(-1)! }
    }
    const whole = await prepare(1)
    expect(whole.parts.train).toEqual(whole.wholeTrain)
    expect(whole.said).toMatch(/^parts: /)
    const half = await prepare(0.5)
    const tenth = await prepare(0.1)
    const documents = whole.parts.train.length
    expect(half.parts.train).toHaveLength(documents / 2)
    expect(tenth.parts.train).toHaveLength(documents / 10)
    expect(tenth.said).toBe(
      `corpus.split.train_share 0.1: ${documents / 10} of ${documents} training documents are learnt from`,
    )
    expect(half.parts.train).toEqual(expect.arrayContaining([...tenth.parts.train]))
    for (const { parts, wholeTrain, sources } of [half, tenth]) {
      expect(wholeTrain).toEqual(whole.wholeTrain)
      expect({ ...parts, train: [] }).toEqual({ ...whole.parts, train: [] })
      expect(sources).toEqual(whole.sources)
    }
  })
  it('tells loudly of documents that sources put into two parts, and leaves them there', async () => {
    const config = configOf({
      sources: [
        { path: await write('train.json', 0, 20), split: 'train' },
        { path: await write('dev.json', 50, 5), split: 'validation' },
        { path: await write('held.json', 18, 6), split: 'test' },
      ],
    })
    const { progress, said } = listen()
    expect(sizes(await prepareCorpus(config, { progress }))).toEqual([20, 5, 6])
    expect(said).toContain('document-in-two-parts 2')
    expect(said.filter(line => line.startsWith('LEAK'))).toEqual([
      'LEAK: train train/d18 and test held/d18: the same text',
      'LEAK: train train/d19 and test held/d19: the same text',
    ])
  })
  it('drops a document that an earlier source has, where told to', async () => {
    const sources = [{ path: await write('one.json', 0, 20) }, { path: await write('two.json', 15, 10) }]
    const { progress, said } = listen()
    const prepared = await prepareCorpus(configOf({ sources, merge: { duplicates: 'drop' } }), { progress })
    expect(sizes(prepared).reduce((a, b) => a + b)).toBe(25)
    expect(said).toContain('duplicates-across-sources 5')
    expect(sizes(await prepareCorpus(configOf({ sources }), { progress })).reduce((a, b) => a + b)).toBe(30)
  })
  it('says in each document what its source annotates, where told to', async () => {
    const sources = [
      { path: await write('one.json', 0, 20) },
      { path: await write('two.json', 50, 10, 'T121') },
    ]
    const { parts } = await prepareCorpus(configOf({ sources, merge: { ignore_outside: true } }), {
      progress: silent,
    })
    for (const { origin, annotated } of [...parts.train, ...parts.validation, ...parts.test])
      expect(annotated).toEqual([origin === 'one' ? 'T047' : 'T121'])
  })
  it('reads a dataset of the hub, its splits as sources of their own', async () => {
    const rows = (from: number, type: string) =>
      Array.from({ length: 10 }, (_, i) =>
        JSON.stringify({
          id: `s${from + i}`,
          tokens: Array.from({ length: 8 }, (_word, n) => `w${from + i}x${n}`),
          ner_tags: [`B-${type}`, ...new Array<string>(7).fill('O')],
        }),
      ).join('\n')
    const file = (text: string) => ({ content: Buffer.from(text) })
    const hub = await startHub('owner/set', {
      main: {
        'data/train.jsonl': file(rows(0, 'T047')),
        'data/validation.jsonl': file(rows(10, 'T121')),
        'data/test.jsonl': file(rows(20, 'T116')),
      },
    })
    try {
      const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(folder, 'hub'), HOME: folder }
      const whole = configOf({ sources: [{ dataset: 'owner/set' }], merge: { ignore_outside: true } })
      const prepared = await prepareCorpus(whole, { progress: silent, env })
      expect(sizes(prepared).reduce((a, b) => a + b)).toBe(30)
      const all = Object.values(prepared.parts).flat()
      expect(new Map(all.map(({ origin, annotated }) => [origin, annotated?.join()]))).toEqual(
        new Map([
          ['set-train', 'T047'],
          ['set-validation', 'T121'],
          ['set-test', 'T116'],
        ]),
      )
      const parts = (['train', 'validation', 'test'] as const).map(split => ({
        dataset: 'owner/set',
        dataset_split: split,
        split,
      }))
      expect(sizes(await prepareCorpus(configOf({ sources: parts }), { progress: silent, env }))).toEqual([
        10, 10, 10,
      ])
    } finally {
      await hub.close()
    }
  })
  it('takes one of several folds', async () => {
    const sources = [{ path: await write('a.json', 0, 30) }]
    const tested = new Set<string>()
    for (const fold of [1, 2, 3]) {
      const split = { folds: 3, fold }
      const prepared = await prepareCorpus(configOf({ sources, split }), { progress: silent })
      expect(sizes(prepared)).toEqual([10, 10, 10])
      for (const { id } of prepared.parts.test) tested.add(id)
    }
    expect(tested.size).toBe(30)
  })
  it('follows official lists', async () => {
    await mkdir(join(folder, 'lists'), { recursive: true })
    for (const [name, from, to] of [
      ['train', 0, 6],
      ['dev', 6, 8],
      ['test', 8, 10],
    ] as const)
      await writeFile(
        join(folder, 'lists', `${name}.txt`),
        Array.from({ length: to - from }, (_, i) => `d${from + i}\n`).join(''),
      )
    const sources = [{ path: await write('a.json', 0, 10) }]
    const config = configOf({ sources, split: { official: 'lists' } })
    expect(sizes(await prepareCorpus(config, { progress: silent }))).toEqual([6, 2, 2])
  })
  it('links by a file of semantic types', async () => {
    const documents = Array.from({ length: 6 }, (_, i): Document => {
      const text = `Number${i} of ${['aspirin', 'fever', 'sleep', 'trees', 'bees', 'seas'][i]} is here.`
      const mention = { begin: 0, end: 7, concepts: [`C000000${i % 2}`], types: [] }
      return { id: `d${i}`, text, ...segment(text), mentions: [mention] }
    })
    await writeFile(join(folder, 'raw.jsonl'), formatCorpus(documents))
    await writeFile(join(folder, 'MRSTY.RRF'), 'C0000000|T047|B2|Disease or Syndrome|AT1||\n')
    const config = configOf({
      sources: [{ path: 'raw.jsonl' }],
      link: { mrsty: 'MRSTY.RRF' },
      split: { ratios: [0.5, 0.25, 0.25] },
    })
    const { progress, said } = listen()
    const { table } = await prepareCorpus(config, { progress })
    expect(table.rows.map(({ type, mentions }) => [type, mentions.reduce((a, b) => a + b)])).toEqual([
      ['T047', 3],
    ])
    expect(said).toContain('concept-unknown 3')
  })
  describe('concepts without semantic types', () => {
    const concepts = [
      '22298006',
      'http://snomed.info/id/22298006',
      'MESH:D003920',
      'C0000000',
      'C0000001',
      'I21',
    ]
    const prepareConcepts = async (labels: unknown, corpus: object = {}) => {
      const documents = Array.from({ length: 60 }, (_, i): Document => {
        const text = `Number${i} of ${i * 7919} and ${i * 104729} is here.`
        const mention = { begin: 0, end: 7, concepts: [concepts[i % 6]!], types: [] }
        return { id: `d${i}`, text, ...segment(text), mentions: [mention] }
      })
      await writeFile(join(folder, 'concepts.jsonl'), formatCorpus(documents))
      await writeFile(
        join(folder, 'labels.csv'),
        'concept,label\nSNOMEDCT:22298006,Heart\nD003920,Metabolic\n',
      )
      const config = configOf({ sources: [{ path: 'concepts.jsonl' }], ...corpus }, labels)
      const { progress, said } = listen()
      const prepared = await prepareCorpus(config, { progress })
      const labelSet = decideLabels(prepared.wholeTrain, config.labels)
      const { tagged, documents: gold } = labelSplits(prepared, labelSet, config, silent)
      const count = (tags: readonly string[]) => {
        const counts = new Map<string, number>()
        for (const tag of tags) if (tag !== 'O') counts.set(tag, (counts.get(tag) ?? 0) + 1)
        return Object.fromEntries([...counts].sort())
      }
      const all = [...tagged.train, ...tagged.validation, ...tagged.test]
      return {
        labels: labelSet.labels,
        tags: count(all.flatMap(({ tags }) => tags)),
        gold: [...gold.validation, ...gold.test].flatMap(one => one.gold.map(({ type }) => type)),
        said,
        prepared,
      }
    }

    it('have labels by a table, and the others do not count', async () => {
      const { labels, tags, gold, said, prepared } = await prepareConcepts({ map: 'labels.csv' })
      expect(labels).toEqual(['O', 'B-Heart', 'I-Heart', 'B-Metabolic', 'I-Metabolic'])
      expect(tags).toEqual({ 'B-Heart': 20, 'B-Metabolic': 10, IGN: 30 })
      expect([...new Set(gold)].sort()).toEqual(['Heart', 'Metabolic'])
      expect(said).toContain('concept-not-in-map 30')
      // What was read, and not where the table lies, is what a run is made from.
      const before = prepared.sources[0]!.sha256
      const other = await prepareConcepts({ types: 'one' })
      expect(other.prepared.sources[0]!.sha256).not.toBe(before)
    })

    it('have labels by a table first, and the others those of UMLS', async () => {
      await writeFile(join(folder, 'MRSTY.RRF'), 'C0000000|T047|B2|Disease or Syndrome|AT1||\n')
      const { tags, said } = await prepareConcepts({ map: 'labels.csv' }, { link: { mrsty: 'MRSTY.RRF' } })
      expect(tags).toEqual({ 'B-Heart': 20, 'B-Metabolic': 10, 'B-T047': 10, IGN: 20 })
      expect(said).toContain('concept-unknown 10')
      const listed = await prepareConcepts({ map: 'labels.csv', types: ['Heart'], unseen: 'outside' })
      expect(listed.tags).toEqual({ 'B-Heart': 20, IGN: 30 })
    })

    it('are all of one class', async () => {
      const { labels, tags, gold } = await prepareConcepts({ types: 'one' })
      expect(labels).toEqual(['O', 'B-Concept', 'I-Concept'])
      expect(tags).toEqual({ 'B-Concept': 60 })
      expect(new Set(gold)).toEqual(new Set(['Concept']))
    })

    it('leave nothing to learn, and the error says what to do', async () => {
      const error = await prepareConcepts({}).catch((reason: unknown) => reason)
      expect((error as MedspanError).hint).toMatch(/corpus\.link.*labels\.map.*labels\.types: one/)
    })
  })

  it('cuts texts by the language that they say, and keeps it where all say the same', async () => {
    const xmi = (language: string, from: number) => {
      const text = `Dosis ${from},5 mg ggf. Aspirin.`
      return sampleXmi(text, [
        `<tcas:DocumentAnnotation xmi:id="2" sofa="1" begin="0" end="${text.length}" language="${language}"/>`,
        over(3, 'custom:Finding', text, 'Aspirin', 'IDUMLS="C0004057"'),
      ])
    }
    const prepareIn = async (languages: readonly string[], corpus: object = {}) => {
      const path = await mkdtemp(join(folder, 'xmi-'))
      await cp(typeSystemPath, join(path, 'TypeSystem.xml'))
      for (const [i, language] of languages.entries())
        await writeFile(join(path, `letter${i}.xmi`), xmi(language, i))
      const config = configOf({ sources: [{ path }], split: { ratios: [0.4, 0.3, 0.3] }, ...corpus })
      const { parts, language } = await prepareCorpus(config, { progress: silent })
      const words = [...parts.train, ...parts.validation, ...parts.test].map(one => one.tokens.length)
      return [language, ...new Set(words)]
    }
    expect(await prepareIn(['de', 'de-AT', 'de'])).toEqual(['de', 7])
    expect(await prepareIn(['x-unspecified', 'en', 'it'])).toEqual([undefined, 9])
    expect(await prepareIn(['de', 'x-unspecified', 'de'])).toEqual([undefined, 7, 9])
    expect(await prepareIn(['fr', 'x-unspecified', 'en'], { language: 'de' })).toEqual(['de', 7])
    expect((await prepareIn(['de', 'de', 'de'], { tokenizer: 'spacy-like' }))[0]).toBeUndefined()
  })

  it('keeps the layer and feature that types stand in, where all CASes have them in one place', async () => {
    const placeIn = async (features: readonly string[]) => {
      const path = await mkdtemp(join(folder, 'xmi-'))
      const sources: object[] = []
      for (const [i, feature] of features.entries()) {
        const own = join(path, `team${i}`)
        await mkdir(own)
        await cp(typeSystemPath, join(own, 'TypeSystem.xml'))
        const text = `Cough and aspirin ${i}`
        const finding = over(3, 'custom:Finding', text, 'Cough', `${feature}="Sign"`)
        await writeFile(join(own, 'letter.xmi'), sampleXmi(text, [finding]))
        sources.push({ path: own, concept: { layer: 'Finding', type_feature: feature } })
      }
      const config = configOf({ sources, split: { ratios: [0.4, 0.3, 0.3] } })
      return (await prepareCorpus(config, { progress: silent })).trainedFrom
    }
    const layer = 'webanno.custom.Finding'
    expect(await placeIn(['comment', 'comment', 'comment'])).toEqual({ layer, feature: 'comment' })
    expect(await placeIn(['comment', 'IDUMLS', 'comment'])).toBeUndefined()
  })

  it('refuses a part without documents', async () => {
    const config = configOf({
      sources: [
        { path: await write('same.json', 0, 5), split: 'train' },
        { path: await write('again.json', 0, 5), split: 'validation' },
        { path: await write('held.json', 50, 5), split: 'test' },
      ],
      merge: { duplicates: 'drop' },
    })
    const error = await prepareCorpus(config, { progress: silent }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MedspanError)
    expect((error as MedspanError).message).toBe('the validation part has no documents')
  })
})
