import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig, settleWith, TRAINER_SETTINGS } from '../../src/config/config.ts'
import { frontMatter } from '../../src/formats/tag-names.ts'
import { evaluateDocuments } from '../../src/metrics/evaluation.ts'
import type { ScoredDocument } from '../../src/metrics/mentions.ts'
import {
  formatModelCard,
  isUsersCard,
  type ModelCardFacts,
  writeModelCard,
} from '../../src/run/model-card.ts'
import { noteRunFiles, removeRunFiles } from '../../src/run/run-files.ts'

/** Two documents: of three mentions two are found. */
function documentsOf(types: readonly [string, string]): ScoredDocument[] {
  const mention = (begin: number, type: string) => ({ begin, end: begin + 1, type })
  return [
    { id: 'a', gold: [mention(0, types[0]), mention(2, types[1])], predicted: [mention(0, types[0])] },
    { id: 'b', gold: [mention(0, types[0])], predicted: [mention(0, types[0]), mention(4, types[1])] },
  ]
}

interface Project {
  readonly types?: readonly [string, string]
  readonly overrides?: readonly string[]
  readonly sources?: readonly string[]
}

/** What a run with two types would have. */
function factsOf(
  { types = ['T047', 'Own'], overrides = [], sources = ['letters'] }: Project = {},
  more: Partial<ModelCardFacts> = {},
): ModelCardFacts {
  const list = JSON.stringify(sources.map(name => ({ path: '/home/anna/secret', name })))
  const config = parseConfig(`corpus: { sources: ${list} }`, '/home/anna/medspan.yaml', overrides)
  const training = { counts: { [types[0]]: 1200, [types[1]]: 7 }, forms: [] }
  const evaluation = evaluateDocuments(documentsOf(types), { seed: 1, samples: 20, training })
  const counts = { documents: 2, sentences: 3, words: 9, sequences: 3 }
  const score = { precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, number: 3 }
  const scores = {
    overall: { ...score, accuracy: 0.91234, insideAccuracy: 0.5 },
    macro: score,
    weighted: score,
    types: {},
  }
  return {
    name: 'first',
    config: settleWith(config, TRAINER_SETTINGS),
    base: { id: 'owner/mini', licence: 'mit', language: 'en' },
    sources: sources.map(name => ({ name, documents: 6, sha256: '' })),
    languages: ['de'],
    types,
    counts: { train: { ...counts, documents: 1500 }, validation: counts, test: counts },
    evaluations: { validation: evaluation, test: evaluation },
    training: training.counts,
    test: { default: scores, strict: scores, loss: 1, sentences: 3, seconds: 1, batches: 1 },
    maxLength: 128,
    isAdapter: false,
    isMaskLifted: false,
    ...more,
  }
}

const cardOf = (...given: Parameters<typeof factsOf>): string => formatModelCard(factsOf(...given))

describe('the head of a card', () => {
  test('is what the hub reads', () => {
    expect(frontMatter(cardOf())).toEqual({
      library_name: 'transformers',
      pipeline_tag: 'token-classification',
      language: ['de'],
      license: 'mit',
      base_model: 'owner/mini',
      tags: ['medspan', 'named-entity-recognition', 'biomedical'],
      'model-index': [
        {
          name: 'first',
          results: [
            {
              task: { type: 'token-classification', name: 'Token Classification' },
              dataset: { type: 'custom', name: 'letters', split: 'test' },
              metrics: [
                { type: 'precision', name: 'Precision', value: 0.6667 },
                { type: 'recall', name: 'Recall', value: 0.6667 },
                { type: 'f1', name: 'F1', value: 0.6667 },
                { type: 'accuracy', name: 'Accuracy', value: 0.9123 },
              ],
            },
          ],
        },
      ],
    })
  })

  test('names datasets of the hub, and the one that all was learnt from', () => {
    const overrides = ['corpus.sources=[{ dataset: owner/set, name: set }]']
    const card = cardOf({ overrides, sources: ['set'] })
    expect(frontMatter(card)).toMatchObject({
      datasets: ['owner/set'],
      'model-index': [{ results: [{ dataset: { type: 'owner/set', name: 'set' } }] }],
    })
    expect(card).toContain('| set ([owner\\/set](https://huggingface.co/datasets/owner/set)) | 6 |')
  })

  test('leaves out what is not known', () => {
    const card = cardOf({}, { base: {}, languages: [] })
    for (const key of ['license', 'base_model', 'language', 'datasets'])
      expect(frontMatter(card)).not.toHaveProperty(key)
    expect(card).toContain('names no licence')
  })

  test('takes the language of the model where the texts do not say theirs', () => {
    expect(frontMatter(cardOf({}, { languages: [] }))).toMatchObject({ language: ['en'] })
  })

  test('of adapters is of peft', () => {
    expect(frontMatter(cardOf({}, { isAdapter: true }))).toMatchObject({ library_name: 'peft' })
  })

  test('has names as texts, whatever they look like in either version of YAML', () => {
    for (const name of [
      'no',
      '0o17',
      '012',
      '1_000',
      '2020-01-01',
      '12:30:00',
      '~',
      '1e3',
      '&a',
      'x: y',
      '💊',
    ]) {
      const head = /^---\n([\s\S]*?)\n---\n/.exec(cardOf({}, { name }))![1]!
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(head, { version })).toMatchObject({ 'model-index': [{ name }] })
    }
  })
})

describe('the text of a card', () => {
  test('has the scores with intervals, by part and by type, and what each type is called', () => {
    const card = cardOf()
    const { lower, upper } = factsOf().evaluations.test.micro.f1
    const interval = `${(100 * lower).toFixed(2)} to ${(100 * upper).toFixed(2)}`
    expect(card).toContain(`an F1 of **66.67** (95 % interval ${interval}).`)
    expect(card).toContain(`| test, all mentions | 66.67 | 66.67 | 66.67 | ${interval} |`)
    expect(card).toContain(
      '| T047 Disease or Syndrome | 1,200 | 2 | 100.00 | 100.00 | 100.00 | 100.00 to 100.00 |',
    )
    expect(card).toMatch(/^\| Own \| 7 \| 1 \| 0\.00 \|/m)
    expect(card).toContain('| train | 1,500 | 3 | 1,207 |')
    expect(card).toMatch(/^- Few training mentions .*: Own \(7\)\.$/m)
    expect(card).toContain('the rules for German.')
  })

  test('says who decodes as the run did', () => {
    expect(cardOf()).toContain('best label (argmax)')
    const card = cardOf({ overrides: ['model.head=crf', 'model.decoding=constrained'] })
    expect(card).toContain(
      'a linear-chain CRF, only sequences in which every `I-X` continues an X. medspan does that;',
    )
  })

  test('has no path of the machine, and is the same for the same facts', () => {
    expect(cardOf()).not.toMatch(/anna|secret/)
    expect(cardOf()).toBe(cardOf())
  })

  test('has names of others as they are: no HTML, no link, no cell and no line of theirs', () => {
    const evil = 'a|b</td><script>x</script>![i](http://e)\n---\nlicense: mit\n# `H`\u202e'
    const given = { types: [evil, `${evil}2`], sources: [evil] } as const
    const [card, plain] = [cardOf(given, { name: evil }), cardOf()]
    expect(card.split('\n')).toHaveLength(plain.split('\n').length)
    expect(frontMatter(card)).toMatchObject({
      license: 'mit',
      'model-index': [{ name: evil.replaceAll('\n', '\\u000a').replace('\u202e', '\\u202e') }],
    })
    const text = card.slice(card.indexOf('\n---\n') + 5).replace(/```[\s\S]*?```/g, '')
    expect(text.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[<>\u202e]|!\[|script\(/)
    const cells = (line: string) => line.replace(/\\\|/g, '').split('|').length
    for (const table of text.split('\n\n').filter(block => block.startsWith('|')))
      expect(new Set(table.split('\n').map(cells)).size).toBe(1)
  })
})

describe('the file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medspan-card-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is replaced and removed with its run, until the user makes it their own', async () => {
    const path = join(folder, 'README.md')
    await noteRunFiles(folder, { files: [] })
    await writeModelCard(folder, cardOf())
    await writeModelCard(folder, cardOf({}, { name: 'second' }))
    expect(await readFile(path, 'utf8')).toContain('# second')
    await removeRunFiles(folder)
    expect(await readdir(folder)).not.toContain('README.md')

    await writeModelCard(folder, cardOf())
    const own = (await readFile(path, 'utf8')).replace(/^# Written by medspan.*\n/m, '')
    await writeFile(path, own)
    expect(await isUsersCard(folder)).toBe(true)
    expect(await removeRunFiles(folder)).toEqual(['README.md'])
    await writeModelCard(folder, cardOf({}, { name: 'third' }))
    expect(await readFile(path, 'utf8')).toBe(own)
  })
})
