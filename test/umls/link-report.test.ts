import { describe, expect, it } from 'vitest'
import { ST21PV } from '../../src/concepts/semantic-network.ts'
import { createLabelPolicy, createLabelSet, type LabelSettings } from '../../src/corpus/labels.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { silent } from '../../src/progress.ts'
import type { Document, Mention } from '../../src/text/document.ts'
import type { ConceptRecord } from '../../src/umls/concept.ts'
import { linkCorpus } from '../../src/umls/link.ts'
import {
  formatLinkReportCsv,
  formatLinkReportJson,
  linkReport,
  renderLinkReport,
} from '../../src/umls/link-report.ts'
import { describeWithData } from '../shared-data.ts'

const settings: LabelSettings = {
  types: 'st21pv',
  unseen: 'nearest-ancestor',
  without_ancestor: 'outside',
  concept_type: 'in-label-set',
}
const policy = createLabelPolicy(createLabelSet(ST21PV), settings)

/** A document of marked stretches: `text|concepts|types`. */
function document(...marked: string[]): Document {
  let text = ''
  const mentions: Mention[] = marked.map(one => {
    const [form, concepts = '', types = ''] = one.split('|')
    const begin = text.length
    text += `${form} `
    const list = (part: string) => part.split(',').filter(item => item !== '')
    return { begin, end: text.length - 1, concepts: list(concepts), types: list(types) }
  })
  return { id: 'd', text, sentences: [], tokens: [], mentions }
}

const records: ReadonlyMap<string, ConceptRecord> = new Map(
  (
    [
      { cui: 'C0010674', status: 'current', types: ['T047'], name: 'Cystic Fibrosis' },
      { cui: 'C0000002', status: 'current', types: ['T109', 'T121'] },
      {
        cui: 'C0000006',
        status: 'retired',
        path: [{ cui: 'C0000006' }, { cui: 'C0000002', relation: 'RB' }],
        types: ['T109', 'T121'],
      },
      { cui: 'C0000007', status: 'deleted', types: [] },
      { cui: 'C0000008', status: 'current', types: ['T052'] },
    ] satisfies ConceptRecord[]
  ).map(record => [record.cui, record]),
)

const corpus = [
  document('CF|C0010674', 'cystic\n fibrosis|C0010674', 'CF|C0010674', 'salt, "pure"|C0000006'),
  document(
    'gone|C0000007',
    'aspirin|D001241',
    'walk|C0000008',
    'what',
    'x|C0000009',
    'both|C0010674,C0000002',
  ),
  document('a|C0000003|T033', 'b|C0000003|T033', 'c|C0000003|T201,T033', 'd||Disease'),
]

describe('a report of links', () => {
  const rows = linkReport(corpus, records, { policy, maxForms: 1 })
  const row = (concept: string) => rows.find(one => one.concept === concept)

  it('has a row for each concept, the most frequent first', () => {
    expect(rows.map(({ concept, mentions }) => `${concept} ${mentions}`)).toEqual([
      'C0010674 4',
      'C0000003 2',
      ' 1',
      ' 1',
      'C0000002 1',
      'C0000003 1',
      'C0000006 1',
      'C0000007 1',
      'C0000008 1',
      'C0000009 1',
      'D001241 1',
    ])
  })

  it('tells the way from the text to the tag', () => {
    expect(row('C0010674')).toEqual({
      concept: 'C0010674',
      status: 'current',
      name: 'Cystic Fibrosis',
      mentions: 4,
      forms: [{ text: 'CF', count: 2 }],
      differentForms: 3,
      types: [{ type: 'T047', name: 'Disease or Syndrome' }],
      label: 'T038',
      by: 'T047',
      how: 'ancestor',
    })
    expect(row('C0000006')).toMatchObject({ path: 'C0000006 -RB-> C0000002', label: 'T103', by: 'T109' })
    expect(row('C0000007')).toMatchObject({ status: 'deleted', label: 'IGN', how: 'no type' })
    expect(row('C0000008')).toMatchObject({ by: 'T052', how: 'outside' })
    expect(row('C0000008')).not.toHaveProperty('label')
    expect(row('C0000009')).toMatchObject({ status: 'not looked up', label: 'IGN' })
    expect(row('D001241')).toMatchObject({ status: 'no CUI', label: 'IGN' })
    expect(row('C0000003')).toMatchObject({ status: 'typed in the corpus', label: 'T033', how: 'itself' })
    expect(row('')).toMatchObject({ status: 'no concept' })
  })

  it('is the same before and after linking', () => {
    const complete = new Map(records).set('C0000009', { cui: 'C0000009', status: 'unknown', types: [] })
    const linked = linkCorpus(corpus, complete, { progress: silent })
    expect(linkReport(linked, complete, { policy })).toEqual(linkReport(corpus, complete, { policy }))
  })

  it('says nothing of labels without a policy, and counts nothing in one', () => {
    for (const one of linkReport(corpus, records)) expect(one).not.toHaveProperty('how')
    expect(policy.mapping()).toEqual([])
  })

  it('reads as text', () => {
    const chosen = ['C0010674', 'C0000006', 'C0000007', 'C0000008'].map(concept => row(concept)!)
    expect(`\n${renderLinkReport(chosen)}\n`).toBe(`
C0010674, Cystic Fibrosis, 4 mentions, current
  text    "CF" 2 and 2 other forms
  types   T047 Disease or Syndrome
  label   T038 Biologic Function (ancestor, by T047)
C0000006, 1 mention, retired
  text    "salt, \\"pure\\"" 1
  path    C0000006 -RB-> C0000002
  types   T109 Organic Chemical, T121 Pharmacologic Substance
  label   T103 Chemical (ancestor, by T109)
C0000007, 1 mention, deleted
  text    "gone" 1
  types   none
  label   IGN (no type)
C0000008, 1 mention, current
  text    "walk" 1
  types   T052 Activity
  label   O (outside, by T052)
`)
  })

  it('is CSV with quotes where they are needed, and JSON', () => {
    const lines = formatLinkReportCsv(rows).split('\r\n')
    expect(lines[0]).toBe(
      'concept,name,status,mentions,forms,different_forms,path,types,type_names,label,by,how',
    )
    expect(lines).toContain(
      'C0000006,,retired,1,"salt, ""pure"" (1)",1,C0000006 -RB-> C0000002,T109; T121,' +
        'Organic Chemical; Pharmacologic Substance,T103,T109,ancestor',
    )
    expect(lines).toHaveLength(rows.length + 2)
    expect(JSON.parse(formatLinkReportJson(rows))).toEqual(rows)
  })

  it('is CSV in which nothing that annotators wrote is a formula', () => {
    const text = '=HYPERLINK("http://example.org")'
    const row = { ...rows[0]!, concept: text, name: text, mentions: 2, forms: [{ text, count: 2 }] }
    const [, line] = formatLinkReportCsv([row]).split('\r\n')
    const quoted = `'${text.replaceAll('"', '""')}`
    expect(line).toMatch(/^"'=HYPER/)
    expect(line).toContain(`"${quoted}","${quoted}",`)
    expect(line).toContain(`,2,"${quoted} (2)",`)
  })
})

describeWithData('MedMentions ST21pv', ['medmentions', 'scispacy-fixture'], folder => {
  it('reports each concept with the types that the corpus gives it', async () => {
    const documents = await importCorpus([`${folder}/med_mentions_st21pv_3docs.pubtator.txt`], {
      progress: silent,
    })
    const rows = linkReport(documents, new Map(), { policy })
    expect(rows.reduce((sum, row) => sum + row.mentions, 0)).toBe(115)
    expect(rows.every(({ status, how }) => status === 'typed in the corpus' && how === 'itself')).toBe(true)
    expect(rows.find(({ concept }) => concept === 'C0010674')).toMatchObject({
      label: 'T038',
      forms: expect.arrayContaining([{ text: 'CF', count: expect.any(Number) }]),
    })
  })
})
