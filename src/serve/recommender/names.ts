/**
 * @file Types of a model and tags of a project that mean the same: `T047` and `Disease or Syndrome` do.
 */
import { semanticGroups, semanticTypes, typeName } from '../../concepts/semantic-network.ts'

/** Codes of UMLS' semantic types and groups, by code, by name, and by both; in lower case. */
let codes: ReadonlyMap<string, string> | undefined

function codeOf(name: string): string | undefined {
  codes ??= new Map(
    [
      ...semanticGroups.map(({ abbreviation }) => abbreviation),
      ...semanticTypes.map(({ tui }) => tui),
    ].flatMap(code =>
      [code, typeName(code)!, `${code} ${typeName(code)!}`].map(one => [one.toLowerCase(), code]),
    ),
  )
  return codes.get(name.trim().toLowerCase())
}

/**
 * Finds which of some names means what another one does: the same name, else the same but for case, else the name or the code of
 * the same semantic type or group. Of several the first.
 */
export function createNameMatch(names: Iterable<string>): (name: string) => string | undefined {
  const same = new Set(names)
  const folded = new Map<string, string>()
  const coded = new Map<string, string>()
  const addNew = (map: Map<string, string>, key: string | undefined, name: string): void => {
    if (key !== undefined && !map.has(key)) map.set(key, name)
  }
  for (const name of same) {
    addNew(folded, name.toLowerCase(), name)
    addNew(coded, codeOf(name), name)
  }
  return name => (same.has(name) ? name : (folded.get(name.toLowerCase()) ?? coded.get(codeOf(name) ?? '')))
}
