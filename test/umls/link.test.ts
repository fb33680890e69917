import { describe, expect, it } from 'vitest'
import { formatNotice, Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import type { ConceptRecord } from '../../src/umls/concept.ts'
import { linkCorpus, renderPath, wantedConcepts } from '../../src/umls/link.ts'

const current = (cui: string, ...types: string[]): ConceptRecord => ({ cui, status: 'current', types })
const records: ReadonlyMap<string, ConceptRecord> = new Map(
  [
    current('C0000001', 'T047'),
    current('C0000002', 'T109', 'T121'),
    current('C0000003', 'T121', 'T047'),
    { ...current('C0000004'), name: 'Nothing' },
    {
      cui: 'C0000005',
      status: 'retired' as const,
      path: [{ cui: 'C0000005' }, { cui: 'C0000015', relation: 'SY' as const }, { cui: 'C0000001' }],
      types: ['T047'],
      name: 'Illness',
    },
    {
      cui: 'C0000006',
      status: 'retired' as const,
      path: [{ cui: 'C0000006' }, { cui: 'C0000002', relation: 'RB' as const }],
      types: ['T109', 'T121'],
    },
    { cui: 'C0000007', status: 'deleted' as const, types: [] },
    { cui: 'C0000009', status: 'unknown' as const, types: [] },
  ].map(record => [record.cui, record]),
)

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
  const [linked] = linkCorpus([one], records, { progress })
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
  it('follows retired concepts, keeps what the annotator wrote, and says which were followed how', () => {
    const { linked, types, notices } = link(document({ concepts: ['C0000005'] }, { concepts: ['C0000006'] }))
    expect(types).toEqual(['T047', 'T109,T121'])
    expect(linked.mentions.map(({ concepts }) => concepts.join())).toEqual(['C0000005', 'C0000006'])
    expect(notices.map(notice => `${notice.code}: ${formatNotice(notice)}`)).toEqual([
      'concept-merged: mentions of concepts that have been merged into others, which gave their types ' +
        '(C0000005 -SY-> C0000015 -> C0000001 (Illness))',
      'concept-replaced: mentions of retired concepts whose types are those of a broader, narrower or related one ' +
        '(C0000006 -RB-> C0000002)',
    ])
  })
  it('counts deleted and unknown concepts, those without a type, and what is no CUI, each apart', () => {
    const { types, notices } = link(
      document(
        { concepts: ['C0000009'] },
        { concepts: ['C0000009', 'C0000001'] },
        { concepts: ['C0000004'] },
        { concepts: ['D003924'] },
        { concepts: [] },
        { concepts: ['C0000007'] },
      ),
    )
    expect(types).toEqual(['', 'T047', '', '', '', ''])
    expect(notices.map(({ code, count, kinds }) => [code, count, kinds])).toEqual([
      ['concept-unknown', 2, { C0000009: 2 }],
      ['concept-without-type', 1, { 'C0000004 (Nothing)': 1 }],
      ['concept-other', 1, { MeSH: 1 }],
      ['mention-without-concept', 1, undefined],
      ['concept-deleted', 1, { C0000007: 1 }],
    ])
    expect(notices[0]).toMatchObject({ where: { at: 'd 0-1' } })
  })
  it('never takes a concept that was not answered for as one that is not known', () => {
    expect(() => link(document({ concepts: ['C0000008'] }))).toThrow(
      'internal: no answer was given for C0000008',
    )
  })
  it('wants the CUIs of mentions without types only', () => {
    const one = document({ concepts: ['C0000001'], types: ['X'] }, { concepts: ['C0000002', 'D1'] })
    expect([...wantedConcepts([one])]).toEqual(['C0000002'])
  })
  it('shows a path only where there is one', () => {
    expect(renderPath(current('C0000001'))).toBe('C0000001')
  })
})
