/**
 * @file UMLS concept identifiers (CUIs) inside feature values.
 *
 * A CUI is `C` and seven digits (UMLS Reference Manual, section 2.2). Annotation projects write it bare, with
 * the prefix `UMLS:`, as the last part of a knowledge base's IRI, and several of them in one value.
 */

const SEPARATORS = /[\s,;|]+/
const CUI = /^(?:.*[:/#=_])?(C\d{7})$/i

/**
 * Every CUI in a feature value, in order and without repetition, in upper case. A value may hold several,
 * separated by commas, semicolons, bars or white space; parts that are no CUI are passed over.
 */
export function parseConcepts(value: string): string[] {
  const concepts = new Set<string>()
  for (const part of partsOf(value)) {
    const concept = CUI.exec(part)?.[1]
    if (concept !== undefined) concepts.add(concept.toUpperCase())
  }
  return [...concepts]
}

/** True where a feature value begins with a CUI, as a concept feature's value does and prose does not. */
export function looksLikeConcept(value: string): boolean {
  const first = partsOf(value)[0]
  return first !== undefined && CUI.test(first)
}

function partsOf(value: string): string[] {
  return value
    .replace(/\bUMLS\s*:\s*/gi, 'UMLS:')
    .split(SEPARATORS)
    .map(part => part.replace(/^[("'[{<]+|[)"'\]}>.]+$/g, ''))
    .filter(part => part !== '')
}
