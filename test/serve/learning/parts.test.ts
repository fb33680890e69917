/** @file Which documents are trained with and which are held out, as documents come. */
import { expect, test } from 'vitest'
import type { LabelSettings } from '../../../src/corpus/labels.ts'
import { type DocumentParts, divideDocuments } from '../../../src/serve/learning/parts.ts'
import { documentName } from '../../../src/serve/learning/state.ts'
import type { Document } from '../../../src/text/document.ts'
import { annotatedDocuments } from './annotated.ts'

const all = annotatedDocuments(300)

function divide(
  documents: readonly Document[],
  users: readonly string[] = ['ann'],
  types?: LabelSettings['types'],
): DocumentParts | string {
  const named = users.flatMap(user =>
    documents.map(document => [documentName(document.id, user), document] as const),
  )
  return divideDocuments(new Map(named), { types })
}

const idsOf = (documents: readonly Document[]) => new Set(documents.map(({ id }) => id))

test('about a fifth is held out, and a tenth chooses the best model', () => {
  const parts = divide(all) as DocumentParts
  expect(parts.train.length + parts.validation.length + parts.test.length).toBe(300)
  expect(parts.test.length / 300).toBeCloseTo(0.2, 1)
  expect(parts.validation.length / 300).toBeCloseTo(0.1, 1)
})

test('a document that was trained with is never held out, as documents come one by one', () => {
  const learnt = new Set<string>()
  for (let count = 5; count <= 60; count++) {
    const parts = divide(all.slice(0, count))
    if (typeof parts === 'string') continue
    expect(parts.test.length).toBeGreaterThan(0)
    expect(parts.validation.length).toBeGreaterThan(0)
    for (const id of idsOf(parts.test)) expect(learnt.has(id)).toBe(false)
    for (const { id } of [...parts.train, ...parts.validation]) learnt.add(id)
  }
  expect(learnt.size).toBeGreaterThan(30)
})

test('what two users have made of a document is in the same part', () => {
  const parts = divide(all.slice(0, 40), ['ann', 'bob']) as DocumentParts
  const prefixes = (part: readonly Document[]) => part.map(({ id }) => id.split('-')[0])
  expect(idsOf(parts.train).size).toBe(parts.train.length)
  for (const [a, b] of [
    [parts.train, parts.test],
    [parts.validation, parts.test],
    [parts.train, parts.validation],
  ] as const)
    expect(prefixes(a).filter(id => prefixes(b).includes(id))).toEqual([])
})

test('a text that is trained with under another id is not held out', () => {
  const same = all.slice(0, 60).map(document => ({ ...document, text: all[0]!.text }))
  expect(divide(same)).toBe('expected mentions in the documents that are held out, got none yet')
})

test('fewer documents with mentions than five are not learnt from', () => {
  const bare = all.slice(4, 40).map(document => ({ ...document, mentions: [] }))
  expect(divide([...all.slice(0, 4), ...bare])).toBe('expected 5 documents with mentions, got 4')
})

test('mentions without a type are none to learn from, unless all are of one class', () => {
  const untyped = all.slice(0, 40).map(document => ({
    ...document,
    mentions: document.mentions.map(mention => ({ ...mention, types: [] })),
  }))
  expect(divide(untyped)).toBe('expected 5 documents with mentions, got 0')
  expect(divide(untyped, ['ann'], 'one')).toMatchObject({ test: expect.anything() })
  // Others may be typed: what is held out has to be, too.
  const { test: heldOut } = divide(all.slice(0, 40)) as DocumentParts
  const texts = new Set(heldOut.map(({ text }) => text))
  const mixed = all.slice(0, 40).map((document, i) => (texts.has(document.text) ? untyped[i]! : document))
  expect(divide(mixed)).toBe('expected mentions in the documents that are held out, got none yet')
})

test('documents that a version has seen are not held out, whatever their hash says', () => {
  const named = new Map(all.slice(0, 40).map(document => [documentName(document.id, 'ann'), document]))
  const before = divideDocuments(named) as DocumentParts
  const seen = before.test.map(({ id }) => id.split('-')[0]!)
  const after = divideDocuments(named, { seen }) as DocumentParts
  expect(after.test.length).toBeGreaterThan(0)
  expect(after.test.filter(({ id }) => seen.includes(id.split('-')[0]!))).toEqual([])
})
