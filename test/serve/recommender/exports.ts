/** @file Documents of every source in the shared data, as INCEpTION would hold them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTree } from '../../../src/cas/archive.ts'
import { type Cas, isReference } from '../../../src/cas/cas.ts'
import { isCasJson, parseCasJson } from '../../../src/cas/cas-json.ts'
import { documentTypes, NAMED_ENTITY } from '../../../src/cas/dkpro.ts'
import { casNames, openCasArchive, startImport } from '../../../src/cas/files.ts'
import { inlineArrays } from '../../../src/cas/inline.ts'
import {
  createTypeSystem,
  mergeTypeSystems,
  parseTypeSystem,
  type TypeSystem,
} from '../../../src/cas/typesystem.ts'
import { parseXmi } from '../../../src/cas/xmi.ts'
import { MedspanError, Notices } from '../../../src/errors.ts'

/** Which descriptors are the type system of which XMI file. */
const { files } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cas/reference/cassis.json'), 'utf8'),
) as { files: { path: string; typeSystems: string[] }[] }

/** The CASes in a folder that are of our readers' making or INCEpTION's, whatever their format. */
export async function* casesIn(root: string): AsyncGenerator<[path: string, cas: Cas]> {
  const context = await startImport({}, new Notices())
  const systems = new Map<string, TypeSystem>()
  const systemOf = (paths: readonly string[]): TypeSystem => {
    const parse = (path: string) => parseTypeSystem(readFileSync(join(root, path), 'utf8'), path)
    const typeSystem = systems.get(String(paths)) ?? mergeTypeSystems(paths.map(parse))
    systems.set(String(paths), typeSystem)
    return typeSystem
  }
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, name)
    try {
      if (name.endsWith('.xmi')) {
        const file = files.find(one => one.path === name)
        yield [name, parseXmi(readFileSync(path, 'utf8'), systemOf(file?.typeSystems ?? []), path)]
      } else if (name.endsWith('.json')) {
        const text = readFileSync(path)
        if (isCasJson(text)) yield [name, inlineArrays(parseCasJson(text.toString(), path), path, undefined)]
      } else if (name.endsWith('.zip')) {
        const tree = await openTree(path)
        for (const inner of tree.names.filter(one => one.endsWith('.zip'))) {
          const opened = await tree.inner(inner)
          if (casNames(opened.names).length > 0)
            for await (const { cas } of openCasArchive(tree, inner, opened, context)) yield [inner, cas]
          opened.close()
        }
        tree.close()
      }
    } catch (error) {
      // Files that are broken on purpose are tested elsewhere.
      if (!(error instanceof MedspanError) || error.code === 'internal') throw error
    }
  }
}

/** The same CAS in a project that has the layer of named entities. */
export function inProject(cas: Cas): Cas {
  const { typeSystem } = cas
  if (typeSystem.has(NAMED_ENTITY)) return cas
  const entity = documentTypes.filter(({ name }) => name === NAMED_ENTITY)
  return { ...cas, typeSystem: createTypeSystem([...typeSystem.definitions, ...entity]) }
}

/**
 * The same CAS with signs of two UTF-16 code units and ends of lines of two signs before its texts and in every fifth gap between
 * words, which all offsets take into account. What a text lies in elsewhere, as an array does, stays as it is.
 */
export function withEmoji(cas: Cas): Cas {
  const moves = new Map<number, (offset: number) => number>()
  const sofas = cas.sofas.map(sofa => {
    if (sofa.text === undefined) return sofa
    const gaps = [...sofa.text.matchAll(/ /g)].map(({ index }) => index + 1)
    const places = [0, ...gaps.filter((_, i) => i % 5 === 0)]
    moves.set(sofa.id, offset => offset + INSERTED.length * places.filter(place => place <= offset).length)
    const ends = [...places.slice(1), sofa.text.length]
    return { ...sofa, text: places.map((at, i) => INSERTED + sofa.text!.slice(at, ends[i])).join('') }
  })
  const structures = [...cas.featureStructures.values()].map(one => {
    const sofa = one.features.get('sofa')
    const move = isReference(sofa) ? moves.get(sofa.ref) : undefined
    if (move === undefined) return one
    const [begin, end] = [one.features.get('begin'), one.features.get('end')]
    if (typeof begin !== 'number' || typeof end !== 'number') return one
    // What ends before an insertion does not reach over it.
    const moved = { begin: move(begin), end: end > begin ? move(end - 1) + 1 : move(begin) }
    return { id: one.id, type: one.type, features: new Map([...one.features, ...Object.entries(moved)]) }
  })
  return { ...cas, sofas, featureStructures: new Map(structures.map(one => [one.id, one])) }
}

const INSERTED = '🧬\r\n'
