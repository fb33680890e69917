import { describe, expect, it } from 'vitest'
import { Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { linkCorpus, wantedConcepts } from '../../src/umls/link.ts'

const table: Record<string, string[]> = {
  C0000001: ['T047'],
  C0000002: ['T109', 'T121'],
  C0000003: ['T121', 'T047'],
  C0000004: [],
}

function document(...mentions: { concepts: string[]; types?: string[] }[]): Document {
  return {
    id: 'd',
    text: 'abcdef',
    sentences: [{ begin: 0, end: 6 }],
    tokens: [{ begin: 0, end: 6 }],
    mentions: mentions.map(({ concepts, types }, i) => ({
      begin: i,
      end: i + 1,
      concepts,
      types: types ?? [],
    })),
  }
}

function link(one: Document) {
  const notices = new Notices()
  const progress = {
    ...silent,
    notice: (notice: Parameters<typeof silent.notice>[0]) => notices.addAll([notice]),
  }
  const [linked] = linkCorpus([one], { types: cui => table[cui] }, { progress })
  return {
    linked: linked!,
    types: linked!.mentions.map(mention => mention.types.join()),
    notices: notices.list(),
  }
}

describe('linkCorpus', () => {
  it('keeps all types of a concept, and the union over several concepts, in order', () => {
    const one = document({ concepts: ['C0000002'] }, { concepts: ['C0000001', 'C0000003', 'C0000002'] })
    expect(link(one).types).toEqual(['T109,T121', 'T047,T121,T109'])
  })
  it('leaves mentions with types, and documents without a change, as they are', () => {
    const one = document({ concepts: ['C0000001'], types: ['Disease'] }, { concepts: ['C0000009'] })
    const { linked, types } = link(one)
    expect(types).toEqual(['Disease', ''])
    expect(linked).toBe(one)
  })
  it('counts unknown concepts, concepts without a type, other identifiers and mentions without any apart', () => {
    const { types, notices } = link(
      document(
        { concepts: ['C0000009'] },
        { concepts: ['C0000009', 'C0000001'] },
        { concepts: ['C0000004'] },
        { concepts: ['D003924'] },
        { concepts: [] },
      ),
    )
    expect(types).toEqual(['', 'T047', '', '', ''])
    expect(notices.map(({ code, count }) => `${code} ${count}`)).toEqual([
      'concept-unknown 2',
      'concept-without-type 1',
      'concept-other 1',
      'mention-without-concept 1',
    ])
    expect(notices[0]).toMatchObject({ message: expect.stringContaining('C0000009'), where: { at: 'd 0-1' } })
  })
  it('wants the CUIs of mentions without types only', () => {
    const one = document({ concepts: ['C0000001'], types: ['X'] }, { concepts: ['C0000002', 'D1'] })
    expect([...wantedConcepts([one])]).toEqual(['C0000002'])
  })
})
