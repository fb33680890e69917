/**
 * @file How the values of a CAS' features look: CUIs, semantic types, identifiers of other vocabularies.
 */
import { looksLikeConcept } from '../concepts/cui.ts'
import { isIdentifier, isOfKnownVocabulary, readConceptName, withoutTerms } from '../concepts/vocabulary.ts'
import { isLinguistic } from './dkpro.ts'
import type { Reading } from './document.ts'
import { isPath } from './texts.ts'

/** How the values of one feature look. */
export interface ValueCount {
  /** Those that have it: one, but for a path. */
  readonly layers: readonly string[]
  readonly feature: string
  /** Annotations that have one. */
  readonly values: number
  /** Those whose value begins with a CUI. */
  readonly concepts: number
  /** Those whose value is semantic types, such as `T047`, and nothing else. */
  readonly types: number
  /** Those whose value is identifiers of other vocabularies, IRIs among them. */
  readonly codes: number
}

/** `T` and three digits, as in UMLS' semantic network. */
const TUI = /^T\d{3}$/i

/** The types in a value: TUIs, however they are separated, else what stands between bars. */
export function parseTypes(value: string): string[] {
  const tuis = value.split(/[\s,;|]+/).filter(one => one !== '')
  if (tuis.length > 0 && tuis.every(one => TUI.test(one))) return tuis.map(one => one.toUpperCase())
  return splitBars(value)
}

/** What stands between bars. */
export function splitBars(value: string): string[] {
  return value
    .split('|')
    .map(one => one.trim())
    .filter(one => one !== '')
}

function areTypes(value: string): boolean {
  const parts = value.split(/[\s,;|]+/).filter(one => one !== '')
  return parts.length > 0 && parts.every(one => TUI.test(one))
}

/**
 * The identifiers of other vocabularies than UMLS in a value of a concept feature: those that say their vocabulary, and
 * where there is nothing else in the value, those that do not. Types are none.
 */
export function otherCodes(value: string, hasCuis: boolean): string[] {
  const codes = splitCodes(value)
  const isAll = !hasCuis && !areTypes(value) && codes.every(isIdentifier)
  return isAll
    ? codes
    : codes.filter(code => isOfKnownVocabulary(code) && readConceptName(code).vocabulary !== 'UMLS')
}

/** What stands in a value between bars, commas, semicolons and blanks, without the terms of SNOMED CT's expressions. */
function splitCodes(value: string): string[] {
  return withoutTerms(value)
    .split(/[\s,;|]+/)
    .filter(one => one !== '')
}

function areCodes(value: string): boolean {
  const codes = splitCodes(value)
  return codes.length > 0 && codes.every(isOfKnownVocabulary)
}

/** Features of one type are told apart from those of others; a path is the same wherever it begins. */
export const featureKey = (type: string, feature: string): string =>
  isPath(feature) ? feature : `${type}\u0000${feature}`

/**
 * Counts values by annotation type and feature, those of a path together, most CUIs first, then most semantic types, then
 * most values, then by name.
 *
 * @param layers count their values alone, and together
 */
export function count(
  readings: readonly Reading[],
  layers: readonly string[] | undefined,
  feature: string | undefined,
): ValueCount[] {
  type Counts = { -readonly [K in keyof ValueCount]: ValueCount[K] } & { readonly layers: string[] }
  const counts = new Map<string, Counts>()
  for (const { annotations, typeSystem } of readings) {
    // Layers that describe language hold concepts only where a configuration says so.
    const counted = new Map<string, boolean>()
    for (const annotation of annotations) {
      let isCounted = counted.get(annotation.type)
      if (isCounted === undefined) {
        isCounted =
          layers === undefined
            ? !isLinguistic(annotation.type)
            : layers.some(layer => typeSystem.isSubtype(annotation.type, layer))
        counted.set(annotation.type, isCounted)
      }
      if (!isCounted) continue
      for (const [name, values] of annotation.values) {
        if (feature !== undefined && name !== feature) continue
        const key = layers === undefined ? featureKey(annotation.type, name) : name
        const known = counts.get(key) ?? {
          layers: [...(layers ?? [])],
          feature: name,
          values: 0,
          concepts: 0,
          types: 0,
          codes: 0,
        }
        if (layers === undefined && !known.layers.includes(annotation.type))
          known.layers.push(annotation.type)
        known.values += 1
        if (values.some(looksLikeConcept)) known.concepts += 1
        else if (values.every(areTypes)) known.types += 1
        else if (values.some(areCodes)) known.codes += 1
        counts.set(key, known)
      }
    }
  }
  return [...counts.values()].sort(
    (a, b) =>
      b.concepts - a.concepts ||
      b.types - a.types ||
      b.values - a.values ||
      (renderFeature(a) < renderFeature(b) ? -1 : 1),
  )
}

/** `custom.Concept / CUI`. */
export function renderFeature({ layers, feature }: Pick<ValueCount, 'layers' | 'feature'>): string {
  return `${layers.join(', ')} / ${feature}`
}
