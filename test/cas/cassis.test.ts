import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  type Cas,
  type CasValue,
  INITIAL_VIEW,
  isReference,
  sofaOf,
  viewAnnotations,
} from '../../src/cas/cas.ts'
import {
  ARRAYS,
  formatTypeSystem,
  LISTS,
  mergeTypeSystems,
  parseTypeSystem,
  type TypeSystem,
} from '../../src/cas/typesystem.ts'
import { parseXmi } from '../../src/cas/xmi-reader.ts'
import { formatXmi } from '../../src/cas/xmi-writer.ts'
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

/** A value as scripts/reference/xmi.py writes it. */
function show(value: CasValue, range: string | undefined): string {
  if (value === null || value === '') return 'null'
  if (isReference(value)) return `@${value.ref}`
  if (typeof value === 'number' && (range === 'uima.cas.Double' || range === 'uima.cas.Float')) {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return `x${bytes.toString('hex')}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** Everything that can be reached from the views, as `values_of` in scripts/reference/xmi.py has it. */
function valuesOf(cas: Cas): { structures: number; values: string } {
  const sofas = new Set(cas.sofas.map(sofa => sofa.id))
  const lines: string[] = []
  const waiting: number[] = []
  for (const sofa of cas.sofas) {
    const members = cas.views.find(view => view.sofa === sofa.id)?.members ?? []
    const ids = [...new Set(members)].sort((a, b) => a - b).join(' ')
    lines.push(
      `view\t${sofa.name}\t${sofa.mimeType ?? 'None'}\t${show(sofa.text ?? null, undefined)}\t${ids}`,
    )
    waiting.push(...members)
  }
  // cassis makes an initial view where a file has none.
  if (!cas.sofas.some(sofa => sofa.name === INITIAL_VIEW)) lines.push(`view\t${INITIAL_VIEW}\tNone\tnull\t`)
  const seen = new Set<number>()
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const structure = cas.featureStructures.get(id)
    if (structure === undefined || seen.has(id)) continue
    seen.add(id)
    const known = cas.typeSystem.features(structure.type)
    const parts: string[] = []
    for (const [name, value] of structure.features) {
      const { range } = known.get(name)!
      if (Array.isArray(value)) {
        const items = value as readonly CasValue[]
        for (const one of items) if (isReference(one)) waiting.push(one.ref)
        const element = ARRAYS.get(range) ?? LISTS.get(range)
        // Bytes are signed in UIMA, but not in cassis.
        const shown = items.map(one =>
          element === 'uima.cas.Byte' ? String(Number(one) & 255) : show(one, element),
        )
        parts.push(`${name}=[${shown.join(',')}]`)
      } else {
        if (isReference(value) && !sofas.has(value.ref)) waiting.push(value.ref)
        parts.push(`${name}=${show(value, range)}`)
      }
    }
    lines.push(`${id}\t${structure.type}\t${parts.sort().join('\t')}`)
  }
  const encoded = lines.map(line => Buffer.from(line)).sort(Buffer.compare)
  const hash = createHash('sha256')
  for (const [i, line] of encoded.entries()) hash.update(i === 0 ? '' : '\n').update(line)
  return { structures: seen.size, values: hash.digest('hex') }
}

describeWithData('XMI files of dkpro-cassis and INCEpTION', ['cas'], root => {
  const systems = new Map<string, { typeSystem: TypeSystem; again: TypeSystem }>()
  /** The type system of some descriptors, and the same after writing and reading. */
  const systemOf = (paths: readonly string[]) => {
    const key = paths.join(' ')
    const known = systems.get(key)
    if (known !== undefined) return known
    const parsed = paths.map(path => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path))
    const typeSystem = mergeTypeSystems(parsed)
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
    else {
      expect(digest(cas)).toEqual({ annotations: file.annotations, sha256: file.sha256 })
      expect(valuesOf(cas)).toEqual({ structures: file.structures, values: file.values })
    }

    const written = formatXmi(cas)
    // cassis read these bytes, and found the same values in them as in the file.
    if (file.path !== onlyOurs) expect(createHash('sha256').update(written).digest('hex')).toBe(file.written)
    const again = parseXmi(written, sameTypeSystem, 'again')
    expect(again.views.map(({ sofa, members }) => [sofa, members])).toEqual(
      cas.views.map(({ sofa, members }) => [sofa, members]),
    )
    const sofas = (one: typeof cas) => one.sofas.map(sofa => ({ ...sofa, where: undefined }))
    expect(sofas(again)).toEqual(sofas(cas))
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
