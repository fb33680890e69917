import { describe, expect, test } from 'vitest'
import { isAncestor, semanticTypes } from '../../src/concepts/semantic-network.ts'
import { createLabelPolicy, createLabelSet, type LabelSettings } from '../../src/corpus/labels.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { createAnnotatedOf } from '../../src/train/data/annotated.ts'
import { tagCorpus } from '../../src/train/data/examples.ts'
import { goldDocuments, matchPredictions } from '../../src/train/data/gold-documents.ts'
import { scoreSentences } from '../../src/train/evaluate.ts'

const settings: LabelSettings = {
  types: 'all',
  unseen: 'nearest-ancestor',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
}

/** The labels that count, of `types`, where a document was annotated with some types. */
function labelMask(annotated: string[], types: string[], others: Partial<LabelSettings> = {}) {
  const labels = createLabelSet(types)
  const found = createAnnotatedOf(createLabelPolicy(labels, { ...settings, ...others }))({ annotated })
  if (found === undefined) return 'all'
  expect(labels.types.filter(type => found.labelMask[labels.id(`B-${type}`)!] === 0)).toEqual([
    ...found.unannotated,
  ])
  return labels.labels.filter((_, i) => found.labelMask[i] === 1)
}

describe('labels of annotated types', () => {
  test('are those of their types, and O', () => {
    expect(labelMask(['Disease'], ['Disease', 'Chemical'])).toEqual(['O', 'B-Disease', 'I-Disease'])
    expect(labelMask(['Gene'], ['Disease', 'Chemical'])).toEqual(['O'])
  })
  test('are not told apart where they are all', () => {
    expect(labelMask(['Disease', 'Chemical', 'Gene'], ['Disease', 'Chemical'])).toBe('all')
  })
  test('are those that their types are mapped to, and those below their types', () => {
    expect(labelMask(['T047'], ['T038', 'T103'])).toEqual(['O', 'B-T038', 'I-T038'])
    expect(labelMask(['T047'], ['T038', 'T103'], { unseen: 'outside' })).toEqual(['O'])
    expect(labelMask(['T038'], ['T038', 'T047', 'T103'])).toEqual([
      'O',
      'B-T038',
      'I-T038',
      'B-T047',
      'I-T047',
    ])
    expect(labelMask(['T047'], ['DISO', 'CHEM'], { types: 'groups' })).toEqual(['O', 'B-DISO', 'I-DISO'])
    expect(labelMask(['DISO'], ['T047', 'T103'])).toEqual(['O', 'B-T047', 'I-T047'])
  })
})

test('loss, scores of tags and scores by characters count the same types, for each type of the Semantic Network', () => {
  const types = semanticTypes.map(({ tui }) => tui)
  const policy = createLabelPolicy(createLabelSet(types), settings)
  const text = types.map(() => 'a').join(' ')
  const tokens = types.map((_, i) => ({ begin: 2 * i, end: 2 * i + 1 }))
  const tags = types.map(type => `B-${type}`)
  const found = types.map((type, i) => ({ type, start: i, end: i + 1, score: 1 }))
  for (const annotated of types) {
    const document: Document = {
      id: annotated,
      text,
      sentences: [{ begin: 0, end: text.length }],
      tokens,
      mentions: [],
      annotated: [annotated],
    }
    const sentences = tagCorpus([document], { corpus: { overlap: 'longest' } }, silent, policy)
    const expected = types.filter(type => type === annotated || isAncestor(annotated, type)).sort()
    const mask = sentences[0]!.annotated?.labelMask
    const inLoss = types.filter(type => mask?.[policy.labelSet.id(`I-${type}`)!] !== 0).sort()
    const byTags = Object.keys(scoreSentences(sentences, [tags]).default.types).sort()
    const [scored] = matchPredictions(goldDocuments([document], sentences, policy), [{ found }])
    const byCharacters = scored!.predicted.map(({ type }) => type).sort()
    expect({ annotated, inLoss, byTags, byCharacters }).toEqual({
      annotated,
      inLoss: expected,
      byTags: expected,
      byCharacters: expected,
    })
  }
})
