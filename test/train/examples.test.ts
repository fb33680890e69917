import { describe, expect, test } from 'vitest'
import {
  createLabelPolicy,
  createLabelSet,
  type LabelSettings,
  listedTypes,
} from '../../src/corpus/labels.ts'
import type { Notice } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import type { Tokenizer } from '../../src/tokenizer/tokenizer.ts'
import { createBatch } from '../../src/train/data/batches.ts'
import { encodeCorpus, tagCorpus } from '../../src/train/data/examples.ts'
import { describeWithData } from '../shared-data.ts'

const settings: LabelSettings = {
  types: ['T038', 'T103'],
  unseen: 'nearest-ancestor',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
}
const config = { corpus: { overlap: 'longest' } } as const

/** A document of one sentence, whose words are marked with the types after them: `asthma/T047`. */
function document(words: string, more: Partial<Document> = {}): Document {
  let text = ''
  const marked = words.split(' ').map(word => {
    const [form = '', types = ''] = word.split('/')
    const begin = text.length
    text += `${form} `
    return { begin, end: begin + form.length, types: types === '' ? [] : types.split(',') }
  })
  return {
    id: 'd',
    text,
    sentences: [{ begin: 0, end: text.length }],
    tokens: marked.map(({ begin, end }) => ({ begin, end })),
    mentions: marked.filter(({ types }) => types.length > 0).map(one => ({ ...one, concepts: [] })),
    ...more,
  }
}

function listening() {
  const notices: Notice[] = []
  return { notices, progress: { ...silent, notice: (notice: Notice) => notices.push(notice) } }
}

const tokenizer: Tokenizer = {
  encodeWord: () => [7],
  prefix: [1],
  suffix: [2],
  padId: 0,
  unkId: 3,
  vocabSize: 20,
}

describe('tagCorpus', () => {
  test('tags by a policy, and tells of every mention that has no label', () => {
    const { notices, progress } = listening()
    const policy = createLabelPolicy(createLabelSet(['T038', 'T103']), settings)
    const corpus = [document('asthma/T047 and aspirin/T121,T109 walking/T052 running/T052 Paris/Place')]
    expect(tagCorpus(corpus, config, progress, policy)[0]!.tags).toEqual([
      'B-T038',
      'O',
      'B-T103',
      'O',
      'O',
      'O',
    ])
    expect(notices).toEqual([
      {
        code: 'type-without-label',
        message: 'mentions without a label are tagged O',
        count: 3,
        kinds: { T052: 2, Place: 1 },
        where: { path: 'd', at: 'd' },
      },
    ])
  })

  test('leaves out what is to be ignored, and tells of it', () => {
    const { notices, progress } = listening()
    const policy = createLabelPolicy(createLabelSet(['T038']), { ...settings, unseen: 'ignore' })
    const [sentence] = tagCorpus([document('asthma/T038 and aspirin/T121')], config, progress, policy)
    expect(sentence!.tags).toEqual(['B-T038', 'O', 'IGN'])
    expect(notices.map(({ message, kinds }) => [message, kinds])).toEqual([
      ['mentions without a label do not count', { T121: 1 }],
    ])
  })

  test('says in which document a type is that must not occur', () => {
    const policy = createLabelPolicy(createLabelSet(['T038']), { ...settings, unseen: 'error' })
    const corpus = [document('a/T038'), document('b/T121', { id: 'e', source: 'e.xmi' })]
    expect(() => tagCorpus(corpus, config, silent, policy)).toThrow(
      expect.objectContaining({ code: 'data', where: { path: 'e.xmi', at: 'e' } }),
    )
  })

  test('without a policy takes each mention’s first type', () => {
    expect(tagCorpus([document('aspirin/T121,T109 x/Y')], config, silent)[0]!.tags).toEqual(['B-T121', 'B-Y'])
  })
})

describe('encodeCorpus', () => {
  test('masks labels that a document was not annotated with', async () => {
    const policy = createLabelPolicy(createLabelSet(['T038', 'T103']), settings)
    const corpus = [document('a/T047 b', { annotated: ['T047'] }), document('c d/T103')]
    const encoded = await encodeCorpus(tagCorpus(corpus, config, silent, policy), {
      tokenizer,
      labels: policy.labelSet,
      maxLength: 8,
      labelAllTokens: false,
      title: 'training',
      progress: silent,
    })
    const examples = encoded.flatMap(({ chunks }) => chunks)
    expect(examples.map(({ labelMask }) => labelMask && [...labelMask])).toEqual([[1, 1, 1, 0, 0], undefined])
    expect([...createBatch(examples, 0).labelMask!]).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 1, 1])
  })
})

describe('encodeCorpus with context', () => {
  test('shows a sentence its neighbours in the document, and none of another document', async () => {
    const two = (id: string, first: string, second: string): Document => {
      const one = document(first)
      const other = document(second)
      const shift = one.text.length
      const moved = <T extends { begin: number; end: number }>(span: T): T => ({
        ...span,
        begin: span.begin + shift,
        end: span.end + shift,
      })
      return {
        ...one,
        id,
        text: one.text + other.text,
        sentences: [...one.sentences, ...other.sentences.map(moved)],
        tokens: [...one.tokens, ...other.tokens.map(moved)],
        mentions: [...one.mentions, ...other.mentions.map(moved)],
      }
    }
    const numbered: Tokenizer = { ...tokenizer, encodeWord: word => [Number(word)] }
    const labels = createLabelSet(['T038'])
    const corpus = [two('d', '11 12/T038', '13'), two('e', '21', '22/T038 23')]
    const encoded = await encodeCorpus(tagCorpus(corpus, config, silent), {
      tokenizer: numbered,
      labels,
      maxLength: 20,
      context: 'sentences',
      labelAllTokens: false,
      title: 'training',
      progress: silent,
    })
    expect(encoded.map(({ chunks }) => chunks.map(({ chunk }) => [...chunk.ids]))).toEqual([
      [[1, 11, 12, 13, 2]],
      [[1, 11, 12, 13, 2]],
      [[1, 21, 22, 23, 2]],
      [[1, 21, 22, 23, 2]],
    ])
    const [first, second] = encoded.map(({ chunks }) => [...chunks[0]!.labels])
    expect(first).toEqual([-100, labels.id('O'), labels.id('B-T038'), -100, -100])
    expect(second).toEqual([-100, -100, -100, labels.id('O'), -100])
  })
})

describeWithData('five teams’ curated data', ['seed-curated'], folder => {
  test('loses no mention silently: each has a tag of its label, or is told of', async () => {
    const paths = [1, 2, 3, 4, 6].map(team => `${folder}/curated_data_team${team}.json`)
    const corpus = await importCorpus(paths, { progress: silent })
    const { notices, progress } = listening()
    const policy = createLabelPolicy(createLabelSet(listedTypes('st21pv')!), { ...settings, types: 'st21pv' })
    const sentences = tagCorpus(corpus, config, progress, policy)
    const begun = sentences.flatMap(({ tags }) => tags.filter(tag => tag.startsWith('B-'))).length
    const told = notices
      .filter(({ code }) => code === 'type-without-label')
      .reduce((sum, { count }) => sum + count, 0)
    const typed = corpus.flatMap(({ mentions }) => mentions.filter(({ types }) => types.length > 0)).length
    expect(begun + told).toBe(typed)
    expect(policy.mapping().reduce((sum, { mentions }) => sum + mentions, 0)).toBe(typed)
    expect(told).toBe(5)
  })
})
