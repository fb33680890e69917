import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupOf, isAncestor, semanticTypes } from '../../src/concepts/semantic-network.ts'
import {
  createLabelPolicy,
  createLabelSet,
  decideLabels,
  type LabelSettings,
  listedTypes,
  type MappingRow,
  mergeMappings,
  renderMapping,
} from '../../src/corpus/labels.ts'
import { MedspanError } from '../../src/errors.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import type { Document } from '../../src/text/document.ts'
import { describeWithData } from '../shared-data.ts'

const document = (...types: string[][]): Document => ({
  id: 'd',
  text: 'ab',
  sentences: [],
  tokens: [],
  mentions: types.map(own => ({ begin: 0, end: 1, concepts: [], types: own })),
})

function code(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof MedspanError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'no error'
}

const settings = (types: LabelSettings['types'], others: Partial<LabelSettings> = {}): LabelSettings => ({
  types,
  unseen: 'nearest-ancestor',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
  ...others,
})

/** A policy over listed types, or with `all` over those given. */
function policyOf(types: LabelSettings['types'], others: Partial<LabelSettings> = {}, seen?: string[]) {
  const labels = createLabelSet(seen ?? listedTypes(types)!)
  return createLabelPolicy(labels, settings(types, others))
}

describe('a label list', () => {
  it('is O, then B- and I- of each type, sorted', () => {
    const labels = createLabelSet(['T047', 'T033', 'T047'])
    expect(labels.types).toEqual(['T033', 'T047'])
    expect(labels.labels).toEqual(['O', 'B-T033', 'I-T033', 'B-T047', 'I-T047'])
    expect(labels.labels.map(label => labels.id(label))).toEqual([0, 1, 2, 3, 4])
    expect([labels.id('IGN'), labels.id('B-T999')]).toEqual([undefined, undefined])
  })
  it('of all types is that of the first types in training, or of the most specific ones', () => {
    const train = [document(['T033', 'T047'], []), document(['T121'])]
    expect(decideLabels(train, settings('all')).types).toEqual(['T033', 'T121'])
    expect(decideLabels(train, settings('all', { concept_type: 'most-specific' })).types).toEqual([
      'T047',
      'T121',
    ])
  })
  it('of given types may lack some that occur, and have one that is nobody’s first', () => {
    expect(decideLabels([document(['T047', 'T033'], ['T121'])], settings(['T033', 'T184'])).types).toEqual([
      'T033',
      'T184',
    ])
  })
  it('has a name: the 21 of ST21pv, the 15 groups, the full 127', () => {
    const train = [document(['T047'])]
    expect(decideLabels(train, settings('st21pv')).types).toHaveLength(21)
    expect(decideLabels(train, settings('groups')).types).toHaveLength(15)
    expect(decideLabels(train, settings('full')).labels).toHaveLength(255)
  })
  it('of one is refused', () => {
    expect(code(() => decideLabels([document([])], settings('all')))).toMatch(/^data: a label list of one/)
    expect(code(() => decideLabels([document(['T047'])], settings([])))).toMatch(/^data: a label list of one/)
  })
  it('that no training mention would get a label of, or of what are no types, is refused', () => {
    expect(code(() => decideLabels([document(['T047'])], settings(['T1'])))).toBe(
      'data: none of the types T1 occurs in the training documents',
    )
    expect(code(() => decideLabels([document(['T047'])], settings('st21pv', { unseen: 'outside' })))).toMatch(
      /^data: none of the types T005, /,
    )
    expect(code(() => decideLabels([document(['Disease'])], settings('groups')))).toMatch(
      /^data: none of the types ACTI, /,
    )
    for (const type of ['IGN', 'O', '', 'a b'])
      expect(code(() => createLabelSet([type]))).toMatch(/^config: expected the name/)
  })
})

describe('a label policy', () => {
  it('gives an unseen type its nearest ancestor', () => {
    const policy = policyOf('st21pv')
    expect(policy.decide(['T047'])).toEqual({ type: 'T047', label: 'T038', how: 'ancestor' })
    expect(policy.decide(['T038'])).toEqual({ type: 'T038', label: 'T038', how: 'itself' })
    expect(policy.decide(['T052'])).toEqual({ type: 'T052', label: undefined, how: 'outside' })
    expect(policyOf(['T038', 'T046']).label(['T047'])).toBe('T046')
  })

  it('does with what has no ancestor what it is told', () => {
    const none = { without_ancestor: 'ignore' } as const
    expect(policyOf('st21pv', none).decide(['T052'])).toEqual({ type: 'T052', label: 'IGN', how: 'ignored' })
    expect(policyOf('all', none, ['T038']).label(['T052'])).toBe('IGN')
    // `without_ancestor` says nothing where nobody looks for ancestors.
    expect(policyOf('st21pv', { ...none, unseen: 'outside' }).label(['T052'])).toBeUndefined()
  })

  it('can leave unseen types outside, ignore them or refuse them', () => {
    expect(policyOf('st21pv', { unseen: 'outside' }).label(['T047'])).toBeUndefined()
    expect(policyOf('st21pv', { unseen: 'ignore' }).label(['T047'])).toBe('IGN')
    const policy = policyOf('st21pv', { unseen: 'error' })
    expect(policy.label(['T047', 'T033'])).toBe('T033')
    expect(code(() => policy.label(['T047', 'X']))).toBe(
      'data: expected a type of the label list, got T047 Disease or Syndrome, X',
    )
    expect(policy.mapping()).toHaveLength(1)
  })

  it('of all types keeps in the gold tags what training has not seen, to be missed', () => {
    for (const unseen of ['nearest-ancestor', 'outside'] as const)
      expect(policyOf('all', { unseen }, ['Disease', 'T103']).decide(['Gene'])).toEqual({
        type: 'Gene',
        label: 'Gene',
        how: 'missed',
      })
    expect(policyOf('all', {}, ['Disease', 'T103']).label(['T121'])).toBe('T103')
    expect(policyOf('all', { unseen: 'outside' }, ['Disease', 'T103']).label(['T121'])).toBe('T121')
    expect(policyOf('all', { unseen: 'ignore' }, ['Disease']).label(['Gene'])).toBe('IGN')
    expect(code(() => policyOf('all', { unseen: 'error' }, ['Disease']).label(['Gene']))).toMatch(/^data/)
  })

  it('gives a type its group, and knows a group that is a class itself', () => {
    const policy = policyOf('groups', { unseen: 'outside' })
    expect(policy.decide(['T047'])).toEqual({ type: 'T047', label: 'DISO', how: 'group' })
    expect(policy.decide(['DISO'])).toEqual({ type: 'DISO', label: 'DISO', how: 'itself' })
    expect(policy.decide(['Disease', 'T121'])).toEqual({ type: 'T121', label: 'CHEM', how: 'group' })
    expect(policy.label(['Disease'])).toBeUndefined()
    const mixed = policyOf(['T046', 'DISO', 'CHEM'])
    expect([['T047'], ['T033'], ['T121'], ['T074']].map(mixed.label)).toEqual([
      'T046',
      'DISO',
      'CHEM',
      undefined,
    ])
  })

  it('chooses between several types as it is told', () => {
    const types = ['T121', 'T047', 'T038']
    expect(policyOf('st21pv').decide(types)).toEqual({ type: 'T038', label: 'T038', how: 'itself' })
    expect(policyOf('st21pv').decide(['T052', 'T121', 'T047']).label).toBe('T103')
    expect(policyOf('st21pv', { concept_type: 'first' }).decide(types).label).toBe('T103')
    expect(policyOf('st21pv', { concept_type: 'first' }).decide(['T052', 'T038']).how).toBe('outside')
    const specific = policyOf('st21pv', { concept_type: 'most-specific' })
    expect(specific.decide(['T103', 'T047', 'T121']).type).toBe('T047')
    expect(specific.decide(['T121', 'T109']).type).toBe('T121')
    expect(specific.decide(['Disease', 'T071']).type).toBe('T071')
  })

  it('counts what it labels, and nothing that it only decides', () => {
    const policy = policyOf('st21pv')
    for (const types of [['T047'], ['T047'], ['T038'], ['T052'], ['T052'], ['T052']]) policy.label(types)
    policy.decide(['T103'])
    const rows: MappingRow[] = [
      { type: 'T052', name: 'Activity', mentions: 3, label: undefined, how: 'outside' },
      { type: 'T047', name: 'Disease or Syndrome', mentions: 2, label: 'T038', how: 'ancestor' },
      { type: 'T038', name: 'Biologic Function', mentions: 1, label: 'T038', how: 'itself' },
    ]
    expect(policy.mapping()).toEqual(rows)
    expect(mergeMappings([rows, rows.slice(2)]).map(({ mentions }) => mentions)).toEqual([3, 2, 2])
    expect(rows.map(({ mentions }) => mentions)).toEqual([3, 2, 1])
  })

  it('is total: whatever the settings and the types, the label is in the list, an ancestor or told apart', () => {
    const type = fc.constantFrom(...semanticTypes.map(({ tui }) => tui), 'Disease', 'DISO', '__proto__')
    const any = fc.record({
      types: fc.oneof(
        fc.constantFrom('all' as const, 'st21pv' as const, 'groups' as const, 'full' as const),
        fc.uniqueArray(type, { minLength: 1, maxLength: 20 }),
      ),
      unseen: fc.constantFrom('nearest-ancestor' as const, 'outside' as const, 'ignore' as const),
      without_ancestor: fc.constantFrom('outside' as const, 'ignore' as const),
      concept_type: fc.constantFrom('in-label-set' as const, 'first' as const, 'most-specific' as const),
    })
    const seen = fc.uniqueArray(type, { minLength: 1, maxLength: 20 })
    const mentions = fc.array(fc.uniqueArray(type, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
    fc.assert(
      fc.property(any, seen, mentions, (given, trained, all) => {
        const policy = createLabelPolicy(createLabelSet(listedTypes(given.types) ?? trained), given)
        const list = new Set(policy.labelSet.types)
        for (const types of all) {
          const { type: by, label, how } = policy.decide(types)
          expect(policy.label(types)).toBe(label)
          expect(types).toContain(by)
          if (how === 'itself' || how === 'ancestor' || how === 'group') expect(list).toContain(label)
          if (how === 'itself') expect(label).toBe(by)
          if (how === 'ancestor') expect(isAncestor(label!, by)).toBe(true)
          if (how === 'group') expect(groupOf(by)?.abbreviation).toBe(label)
          if (how === 'outside') expect(label).toBeUndefined()
          if (how === 'ignored') expect(label).toBe('IGN')
          if (how === 'missed') expect([label, given.types]).toEqual([by, 'all'])
          if (given.concept_type === 'in-label-set' && types.some(one => list.has(one)))
            expect(['itself', 'group']).toContain(how)
        }
        const counted = policy.mapping().reduce((sum, row) => sum + row.mentions, 0)
        expect(counted).toBe(all.length)
      }),
    )
  })
})

describe('a mapping as a table', () => {
  it('shows what has another label or none', () => {
    const policy = policyOf('st21pv')
    for (const types of [['T047'], ['T047'], ['T038'], ['T052'], ['Disease']]) policy.label(types)
    expect(`\n${renderMapping(policy.mapping())}\n`).toBe(`
labels: 1 type (1 mention) are labels themselves, 3 types (4 mentions) are not:
type     name                 mentions  label  name               why
T047     Disease or Syndrome         2  T038   Biologic Function  nearest ancestor
Disease                              1  O                         no label for it
T052     Activity                    1  O                         no label for it
`)
  })
  it('is a line where every type is a label', () => {
    const policy = policyOf(['Disease', 'Gene'])
    for (const types of [['Disease'], ['Gene'], ['Gene']]) policy.label(types)
    expect(renderMapping(policy.mapping())).toBe('labels: 2 types (3 mentions) are labels themselves')
  })
  it('says what is missed and what does not count', () => {
    const policy = policyOf('all', { unseen: 'outside' }, ['Disease'])
    policy.label(['Gene'])
    const ignoring = policyOf(['Disease'], { unseen: 'ignore' })
    ignoring.label(['Gene'])
    expect(renderMapping(policy.mapping())).toMatch(/Gene +1 +Gene +not in training, counts as missed$/)
    expect(renderMapping(ignoring.mapping())).toMatch(/Gene +1 +IGN +no label for it, does not count$/)
  })
})

/** The mapping of a corpus' mentions. */
async function mappingOf(paths: string[], policy: ReturnType<typeof policyOf>): Promise<MappingRow[]> {
  const corpus = await importCorpus(paths, { progress: silent })
  for (const { mentions } of corpus)
    for (const { types } of mentions) if (types.length > 0) policy.label(types)
  return policy.mapping()
}

describeWithData('five teams’ curated data', ['seed-curated'], folder => {
  const paths = [1, 2, 3, 4, 6].map(team => `${folder}/curated_data_team${team}.json`)

  it('has 41 types, of which 7 are among the 21 of ST21pv, 30 lie under one, and 4 under none', async () => {
    const rows = await mappingOf(paths, policyOf('st21pv'))
    expect(rows).toHaveLength(41)
    const count = (how: string) => rows.filter(row => row.how === how)
    expect(['itself', 'ancestor', 'outside'].map(how => count(how).length)).toEqual([7, 30, 4])
    expect(count('outside').map(({ type, mentions }) => `${type} ${mentions}`)).toEqual([
      'T167 2',
      'T070 1',
      'T080 1',
      'T169 1',
    ])
    expect(rows.find(({ type }) => type === 'T047')).toMatchObject({ label: 'T038', how: 'ancestor' })
  })

  it('has a label for every mention among the full 127, and a group for each', async () => {
    const full = await mappingOf(paths, policyOf('full'))
    expect(full.every(({ how }) => how === 'itself')).toBe(true)
    const groups = await mappingOf(paths, policyOf('groups'))
    expect(groups.every(({ how }) => how === 'group')).toBe(true)
    const mentions = (rows: MappingRow[]) => rows.reduce((sum, row) => sum + row.mentions, 0)
    expect(mentions(full)).toBe(mentions(groups))
  })
})

describeWithData('MedMentions ST21pv', ['medmentions', 'scispacy-fixture'], folder => {
  it('is labelled by the 21 as it stands, and every label is a type’s own', async () => {
    const path = `${folder}/med_mentions_st21pv_3docs.pubtator.txt`
    const rows = await mappingOf([path], policyOf('st21pv', { unseen: 'error' }))
    expect(rows.every(({ how }) => how === 'itself')).toBe(true)
    expect(rows.reduce((sum, row) => sum + row.mentions, 0)).toBe(115)
  })
})
