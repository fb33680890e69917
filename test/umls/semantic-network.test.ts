import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ancestorsOf,
  depthOf,
  groupOf,
  isAncestor,
  nearestAncestor,
  parentOf,
  ST21PV,
  semanticGroup,
  semanticGroups,
  semanticType,
  semanticTypes,
  typeName,
} from '../../src/concepts/semantic-network.ts'
import { describeWithData } from '../shared-data.ts'

describe('the semantic network', () => {
  test('has 127 types under two roots, and 15 groups that divide them', () => {
    expect(semanticTypes).toHaveLength(127)
    expect(new Set(semanticTypes.map(({ treeNumber }) => treeNumber)).size).toBe(127)
    expect(semanticTypes.filter(({ parent }) => parent === undefined).map(({ tui }) => tui)).toEqual([
      'T051',
      'T071',
    ])
    expect(semanticGroups).toHaveLength(15)
    expect(semanticGroups.flatMap(({ types }) => types).sort()).toEqual(semanticTypes.map(({ tui }) => tui))
  })

  test('takes the two irregular steps', () => {
    expect(semanticType('T072')).toMatchObject({ treeNumber: 'A1', parent: 'T071', depth: 1 })
    expect(semanticType('T067')).toMatchObject({ treeNumber: 'B2', parent: 'T051', depth: 1 })
    expect(ancestorsOf('T047')).toEqual(['T046', 'T038', 'T070', 'T067', 'T051'])
    expect(ancestorsOf('T016')).toEqual(['T015', 'T010', 'T008', 'T204', 'T001', 'T072', 'T071'])
  })

  test('knows parents, depths, groups and names', () => {
    expect(parentOf('T047')).toBe('T046')
    expect([depthOf('T051'), depthOf('T047'), depthOf('Disease')]).toEqual([0, 5, undefined])
    expect(isAncestor('T038', 'T047')).toBe(true)
    expect(isAncestor('T047', 'T038')).toBe(false)
    expect(isAncestor('T047', 'T047')).toBe(false)
    expect(groupOf('T047')).toMatchObject({ abbreviation: 'DISO', name: 'Disorders' })
    expect(semanticGroup('DISO')?.types).toEqual(
      'T019 T020 T033 T037 T046 T047 T048 T049 T050 T184 T190 T191'.split(' '),
    )
    expect(['T047', 'DISO', 'Disease'].map(typeName)).toEqual(['Disease or Syndrome', 'Disorders', undefined])
  })

  test('says nothing of what it does not know', () => {
    for (const type of ['Disease', 'T999', '', 'constructor']) {
      expect([semanticType(type), groupOf(type), parentOf(type), semanticGroup(type)]).toEqual(
        new Array(4).fill(undefined),
      )
      expect(ancestorsOf(type)).toEqual([])
    }
  })

  test('has 91 types that are or lie under one of the 21 of ST21pv, never under two, and 36 that do not', () => {
    const known = new Set(ST21PV)
    expect(known.size).toBe(21)
    const covers = semanticTypes.map(({ tui }) => [tui, ...ancestorsOf(tui)].filter(one => known.has(one)))
    expect(covers.filter(found => found.length === 1)).toHaveLength(91)
    expect(covers.filter(found => found.length === 0)).toHaveLength(36)
  })

  test('the nearest ancestor among some types is an ancestor, and none of them is nearer', () => {
    const tui = fc.constantFrom(...semanticTypes.map(type => type.tui))
    fc.assert(
      fc.property(tui, fc.uniqueArray(tui), (type, list) => {
        const among = new Set(list)
        const found = nearestAncestor(type, among)
        const candidates = list.filter(one => isAncestor(one, type))
        if (found === undefined) expect(candidates).toEqual([])
        else {
          expect(candidates).toContain(found)
          for (const one of candidates) expect(depthOf(one)!).toBeLessThanOrEqual(depthOf(found)!)
        }
      }),
    )
  })
})

describeWithData('the semantic network as NLM publishes it', ['semantic-network'], folder => {
  const lines = (name: string) => readFileSync(`${folder}/${name}`, 'utf8').trim().split(/\r?\n/)

  test('has the same types, abbreviations, tree numbers, parents and groups', () => {
    const [header, ...rows] = lines('semantic-types-127.tsv').map(line => line.split('\t'))
    expect(header).toEqual(['tui', 'abbreviation', 'name', 'tree', 'parent_tui', 'group', 'group_name'])
    expect(
      semanticTypes.map(type => [
        type.tui,
        type.abbreviation,
        type.name,
        type.treeNumber,
        type.parent ?? '',
        type.group,
        groupOf(type.tui)?.name,
      ]),
    ).toEqual(rows)
  })

  test('agrees with SemGroups, and with SRDEF where that copy has the type', () => {
    for (const line of lines('SemGroups.txt')) {
      const [group, groupName, tui, name] = line.split('|')
      expect(semanticType(tui!), tui).toMatchObject({ group, name })
      expect(semanticGroup(group!)?.name).toBe(groupName)
    }
    const retired: string[] = []
    for (const line of lines('SRDEF.ohdsi.txt')) {
      const [kind, tui, name, treeNumber, , , , , abbreviation] = line.split('|')
      if (kind !== 'STY') continue
      if (semanticType(tui!) === undefined) retired.push(tui!)
      else expect(semanticType(tui!), tui).toMatchObject({ name, treeNumber, abbreviation })
    }
    // That copy is older; these types have been merged into others since.
    expect(retired.sort()).toEqual(['T110', 'T111', 'T115', 'T118', 'T119', 'T124'])
  })
})
