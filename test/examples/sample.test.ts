/**
 * @file The sample project: that it is what its sources say, and that it holds what the demo and its readers need.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildSample, readSample } from '../../scripts/sample/build.ts'
import { type SampleDocument, words } from '../../scripts/sample/markup.ts'
import { SENTENCE } from '../../src/cli/demo.ts'
import { readConfig } from '../../src/config/config.ts'
import type { Notice } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { SHIPPED_MODEL } from '../../src/hub/shipped.ts'
import { type Progress, silent } from '../../src/progress.ts'
import type { Corpus } from '../../src/text/document.ts'
import type { ConceptSetting } from '../../src/text/format.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { linkCorpus, wantedConcepts } from '../../src/umls/link.ts'
import { openMrsty } from '../../src/umls/mrsty.ts'
import { describeWithData } from '../shared-data.ts'

const root = resolve(import.meta.dirname, '../../examples/sample')
const byHand = ['README.md', 'medspan.yaml']

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, resolve(entry.parentPath, entry.name)))
    .filter(path => !path.startsWith('runs')) // what somebody trained here
    .sort()
}

/** What the sentence of the demo mentions. */
const unseenInDemo = ['gout', 'hiccups', 'allopurinol', 'colonoscopy', 'rectum', 'adenoma']

const built = buildSample()
if (process.env.MEDSPAN_WRITE === '1') {
  for (const path of filesUnder(root)) if (!byHand.includes(path)) rmSync(resolve(root, path))
  for (const [path, content] of built) {
    mkdirSync(dirname(resolve(root, path)), { recursive: true })
    writeFileSync(resolve(root, path), content)
  }
}

const sample = readSample()
const documents = [...sample.teamA, ...sample.teamB, ...sample.pubtator]
const mentions = documents.flatMap(document => document.mentions.map(mention => ({ document, ...mention })))
const text = (path: string): string => built.get(path)!.toString()

describe('the committed sample', () => {
  test('is what the build gives, byte for byte, and nothing else', () => {
    expect(filesUnder(root)).toEqual([...built.keys(), ...byHand].sort())
    for (const [path, content] of built)
      expect(readFileSync(resolve(root, path)).equals(content), path).toBe(true)
  })

  test('is smaller than 1.5 MB', () => {
    const bytes = filesUnder(root).reduce((sum, path) => sum + statSync(resolve(root, path)).size, 0)
    expect(bytes).toBeLessThan(1_500_000)
  })
})

describe('the sample documents', () => {
  test('are at least 60 short abstracts with names of their own', () => {
    expect(documents.length).toBeGreaterThanOrEqual(60)
    expect(new Set(documents.map(d => d.name)).size).toBe(documents.length)
    for (const document of documents) {
      expect(document.sentences.length, document.name).toBeGreaterThanOrEqual(3) // with the title
      expect(document.sentences.length, document.name).toBeLessThanOrEqual(6)
    }
  })

  test('have mentions that begin and end with a word', () => {
    const cut = documents.flatMap(document => {
      const tokens = words(document.text)
      const begins = new Set(tokens.map(t => t.begin))
      const ends = new Set(tokens.map(t => t.end))
      return document.mentions
        .filter(m => !begins.has(m.begin) || !ends.has(m.end))
        .map(m => `${document.name}: ${document.text.slice(m.begin, m.end)}`)
    })
    expect(cut).toEqual([])
  })

  test('hold each oddity that a reader must stand', () => {
    const all = documents.map(document => document.text).join('\n')
    expect(all).toMatch(/\p{Extended_Pictographic}/u)
    expect(all).toMatch(/\u200d/) // an emoji of several joined ones
    expect(all).toMatch(/[α-ω]/)
    const nested = mentions.filter(inner =>
      inner.document.mentions.some(m => m.begin <= inner.begin && m.end > inner.end),
    )
    expect(nested.length).toBeGreaterThan(10)
    expect(mentions.filter(m => m.cuis.length === 0).length).toBeGreaterThanOrEqual(3)
    expect(mentions.filter(m => m.cuis.length > 1).length).toBeGreaterThanOrEqual(1)
    const behindEmoji = mentions.filter(m =>
      /\p{Extended_Pictographic}/u.test(m.document.text.slice(0, m.begin)),
    )
    expect(behindEmoji.length).toBeGreaterThan(5)
    expect(behindEmoji.some(m => sample.pubtator.includes(m.document))).toBe(true)
  })

  test('give each of ten first types at least 80 mentions', () => {
    const types = new Map(sample.concepts.map(concept => [concept.cui, concept.tuis[0]]))
    const counts = new Map<string, number>()
    for (const { cuis } of mentions) {
      const type = types.get(cuis[0] ?? '')
      if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1)
    }
    expect(counts.size).toBe(10)
    for (const [type, count] of counts) expect(count, type).toBeGreaterThanOrEqual(80)
  })
})

describe('the MRSTY excerpt', () => {
  const rows = text('MRSTY.RRF').trimEnd().split('\n')

  test('has six columns a row, in order and without repetition', () => {
    for (const row of rows) expect(row).toMatch(/^C\d{7}\|T\d{3}\|[AB][\d.]*\|[^|]+\|\|\|$/)
    expect(rows).toEqual([...new Set(rows)].sort())
  })

  test('has exactly the concepts of the corpus but for two that are unknown on purpose', () => {
    const used = new Set(mentions.flatMap(mention => mention.cuis))
    const known = new Set(rows.map(row => row.slice(0, 8)))
    expect([...known].filter(cui => !used.has(cui))).toEqual([])
    expect([...used].filter(cui => !known.has(cui)).sort()).toEqual(['C1701972', 'C2353543'])
  })

  test('has a source for each pair', () => {
    for (const { cui, tuis } of sample.concepts)
      expect(text('SOURCES.md')).toMatch(
        new RegExp(`^\\| ${cui} \\| ${tuis} \\| [^|]+ \\| [GTMSCA](, [GTMSCA])* \\|$`, 'm'),
      )
  })
})

describe('the PubTator file', () => {
  test('counts code points, and each surface stands at its offsets', () => {
    let points: string[] = []
    let checked = 0
    for (const line of text('abstracts.pubtator').split('\n')) {
      const head = /^\d+\|([ta])\|(.*)$/.exec(line)
      if (head?.[1] === 't') points = [...(head[2] ?? ''), '\n']
      else if (head?.[1] === 'a') points.push(...(head[2] ?? ''))
      else if (line !== '') {
        const [, begin, end, surface] = line.split('\t')
        expect(points.slice(Number(begin), Number(end)).join('')).toBe(surface)
        checked++
      }
    }
    expect(checked).toBe(sample.pubtator.reduce((sum, document) => sum + document.mentions.length, 0))
  })
})

describe('the XMI files', () => {
  test('cover with each annotation of the custom layer the surface that the sources mark', () => {
    for (const document of sample.teamA) {
      const xmi = text(`team-a/curation/${document.name}.txt/CURATION_USER.xmi`)
      const sofa = /sofaString="([^"]*)"/.exec(xmi)?.[1] ?? ''
      const body = sofa.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      expect(body).toBe(document.text)
      const found = [...xmi.matchAll(/<custom:Concept [^>]*begin="(\d+)" end="(\d+)"/g)]
      expect(found.map(([, begin, end]) => body.slice(Number(begin), Number(end)))).toEqual(
        document.mentions.map(mention => document.text.slice(mention.begin, mention.end)),
      )
    }
  })
})

test('the configuration is right, and names the files of the sample', async () => {
  const config = await readConfig(resolve(root, 'medspan.yaml'), [])
  expect(config.corpus.sources.map(source => relative(root, source.path ?? ''))).toEqual([
    'team-a',
    'team-b',
    'abstracts.pubtator',
  ])
  expect(config.model.name_or_path).toBe(SHIPPED_MODEL)
})

describe('the readers of medspan', () => {
  const collect = (): { progress: Progress; notices: Notice[] } => {
    const notices: Notice[] = []
    return { progress: { ...silent, notice: notice => notices.push(notice) }, notices }
  }
  const parts: readonly [string, readonly SampleDocument[], ConceptSetting | undefined][] = [
    ['team-a', sample.teamA, { layer: 'webanno.custom.Concept', feature: 'IDUMLS' }],
    ['team-b', sample.teamB, { layer: 'webanno.custom.UMLS', feature: 'CUI' }],
    ['team-a', sample.teamA, undefined],
    ['team-b', sample.teamB, undefined],
    ['abstracts.pubtator', sample.pubtator, undefined],
  ]
  for (const [path, expected, concept] of parts)
    test(`find in ${path} what its sources mark, ${concept ? 'by name' : 'by looking'}`, async () => {
      const { progress, notices } = collect()
      const imported = await importCorpus([resolve(root, path)], { concept, progress })
      const bare = expected.flatMap(document => document.mentions.filter(m => m.cuis.length === 0)).length
      expect(notices.map(({ code, count }) => ({ code, count }))).toEqual(
        bare === 0 ? [] : [{ code: 'mention-without-concept', count: bare }],
      )
      const byText = new Map(imported.map(document => [document.text.replace('\n', ' '), document]))
      expect(byText.size).toBe(expected.length)
      for (const document of expected) {
        const found = byText.get(document.text.replace('\n', ' '))
        expect(found?.mentions.map(({ begin, end, concepts }) => ({ begin, end, cuis: concepts }))).toEqual(
          document.mentions,
        )
        if (path === 'abstracts.pubtator') continue // has no sentences and words of its own
        expect(found?.sentences).toEqual(document.sentences)
        expect(found?.tokens).toEqual(words(document.text))
      }
    })

  test('link every concept but the two that are unknown, and count the mentions without one', async () => {
    const { progress, notices } = collect()
    const paths = ['team-a', 'team-b', 'abstracts.pubtator'].map(path => resolve(root, path))
    const corpus = await importCorpus(paths, { progress: silent })
    const mrsty = openMrsty(resolve(root, 'MRSTY.RRF'))
    linkCorpus(corpus, await mrsty.lookUp(wantedConcepts(corpus), { progress: silent }), { progress })
    const counts: Record<string, number> = {}
    for (const { code, count } of notices) counts[code] = (counts[code] ?? 0) + count
    expect(counts).toEqual({ 'concept-unknown': 2, 'mention-without-concept': 5 })
  })
})

describe('what the sample asks for', () => {
  const formsOf = (corpus: Corpus): string[] =>
    corpus.flatMap(({ text, mentions }) =>
      mentions.flatMap(({ begin, end, types }) =>
        types.length === 0 ? [] : [text.slice(begin, end).toLowerCase()],
      ),
    )

  test.each([42, 1, 7])(
    'about a third of the test mentions are forms that training lacks: seed %i',
    async seed => {
      const config = await readConfig(resolve(root, 'medspan.yaml'), [`corpus.split.seed=${seed}`])
      const { parts } = await prepareCorpus(config, { progress: silent })
      const known = new Set(formsOf(parts.train))
      const forms = formsOf(parts.test)
      const unseen = forms.filter(form => !known.has(form)).length / forms.length
      expect(unseen).toBeGreaterThan(0.28)
      expect(unseen).toBeLessThan(0.4)
    },
  )

  test('what the sentence of the demo mentions stands in no document', () => {
    const all = documents.map(document => document.text.toLowerCase()).join('\n')
    for (const form of unseenInDemo) {
      expect(SENTENCE).toContain(form)
      expect(all).not.toContain(form)
    }
  })
})

describeWithData('the semantic types', ['semantic-network', 'semantic-types-127.tsv'], path => {
  test("have the tree numbers and names of NLM's table", () => {
    const table = new Map(
      readFileSync(path, 'utf8')
        .split('\n')
        .map(line => line.split('\t'))
        .map(([tui, , name, tree]) => [tui, { tui, treeNumber: tree, name }]),
    )
    for (const type of sample.types) expect(type).toEqual(table.get(type.tui))
  })
})
