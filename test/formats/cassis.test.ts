import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sofaOf, viewAnnotations } from '../../src/formats/cas.ts'
import {
  createTypeSystem,
  formatTypeSystem,
  parseTypeSystem,
  type TypeSystem,
} from '../../src/formats/typesystem.ts'
import { parseXmi } from '../../src/formats/xmi-reader.ts'
import { formatXmi } from '../../src/formats/xmi-writer.ts'
import { describeWithData } from '../shared-data.ts'
import reference from './reference/cassis.json' with { type: 'json' }
import { errorOf } from './sample-cas.ts'

/** Files that no type system at hand fits; dkpro-cassis refuses them as well. */
const refused: Readonly<Record<string, RegExp>> = {
  'dkpro-cassis/xmi/lenient_cas.xmi': /cassis\.NotInTypesystem is not in the type system/,
  'inception-curation/mergecas/multivalspanrel/stackedmerge.xmi': /Multivalspan is not in the type system/,
  'inception-curation/mergecas/multivalspanrel/stackedrel1.xmi': /Multivalspan is not in the type system/,
  'inception-curation/mergecas/multivalspanrel/stackedrel2.xmi': /Multivalspan is not in the type system/,
  'inception-tsv3/tsv3-suite/testSingleNonMultiTokenRelationWithMultipleFeatureValues/reference.xmi':
    /ComplexRelation has no feature intValue/,
  'inception-tsv3/tsv3-suite/testSingleTokenRelationWithMultipleFeatureValues/reference.xmi':
    /ComplexRelation has no feature intValue/,
  'inception-tsv3/tsv3-suite/testStackedNonMultiTokenRelationWithMultipleFeatureValues/reference.xmi':
    /ComplexRelation has no feature intValue/,
}

/** A view without a sofa, which UIMA writes for a CAS without text and dkpro-cassis cannot read. */
const onlyOurs = 'dkpro-cassis/json/fs_as_array/ser-ref/casWithFloatingPointSpecialValues/debug.xmi'

describeWithData('XMI files of dkpro-cassis and INCEpTION', ['cas'], root => {
  const systems = new Map<string, { typeSystem: TypeSystem; again: TypeSystem }>()
  /** The type system of some descriptors, and the same after writing and reading. */
  const systemOf = (paths: readonly string[]) => {
    const key = paths.join(' ')
    const known = systems.get(key)
    if (known !== undefined) return known
    const parsed = paths.map(path => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path))
    const typeSystem = createTypeSystem(parsed.flatMap(one => one.definitions))
    const both = { typeSystem, again: parseTypeSystem(formatTypeSystem(typeSystem), 'again') }
    systems.set(key, both)
    return both
  }

  /** The lines that scripts/reference/xmi.py hashes. */
  const digest = (cas: ReturnType<typeof parseXmi>): { annotations: number; sha256: string } => {
    const lines = cas.views.flatMap(view => {
      const text = sofaOf(cas, view)?.text ?? ''
      return viewAnnotations(cas, view).map(({ structure, begin, end }) =>
        Buffer.from(`${structure.type}\t${begin}\t${end}\t${text.slice(begin, end)}`),
      )
    })
    lines.sort(Buffer.compare)
    const hash = createHash('sha256')
    for (const [i, line] of lines.entries()) hash.update(i === 0 ? '' : '\n').update(line)
    return { annotations: lines.length, sha256: hash.digest('hex') }
  }

  test.each(reference.files)('$path', async file => {
    const { typeSystem, again: sameTypeSystem } = systemOf(file.typeSystems)
    const read = () => parseXmi(readFileSync(join(root, file.path), 'utf8'), typeSystem, file.path)
    const reason = refused[file.path]
    if (reason !== undefined) {
      expect(file.error).toBeDefined()
      const error = await errorOf(read)
      expect(error.message).toMatch(reason)
      expect(error.where).toMatchObject({
        path: file.path,
        line: expect.any(Number),
        column: expect.any(Number),
      })
      return
    }
    const cas = read()
    if (file.path === onlyOurs) expect(cas.featureStructures.size).toBe(3)
    else expect(digest(cas)).toEqual({ annotations: file.annotations, sha256: file.sha256 })

    const again = parseXmi(formatXmi(cas), sameTypeSystem, 'again')
    const structures = (one: typeof cas) =>
      [...one.featureStructures.values()].map(({ id, type, features }) => [
        id,
        type,
        [...features].sort(([a], [b]) => (a < b ? -1 : 1)),
      ])
    expect(digest(again)).toEqual(digest(cas))
    expect(structures(again)).toEqual(structures(cas))
  })

  test('are all in the reference', () => {
    expect(reference.files.length).toBe(104)
    const differ = reference.files.filter(file => 'error' in file).map(file => file.path)
    expect(differ.sort()).toEqual([...Object.keys(refused), onlyOurs].sort())
  })
})
