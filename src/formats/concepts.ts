/**
 * @file Which annotations of a CAS are mentions, and which feature holds their concepts.
 *
 * Annotation projects name the layer and the feature as they like, so a configuration may name them; what it
 * leaves out is found by looking for the string feature with the most values that are CUIs, over all documents
 * of an import together. What was chosen is said once.
 */
import { MedspanError, Notices } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { bySpan, type Document, type Mention } from '../text/document.ts'
import { looksLikeConcept, parseConcepts } from '../umls/cui.ts'
import { type Reading, textFeatures } from './cas-document.ts'
import type { ConceptSetting } from './format.ts'
import { ANNOTATION } from './typesystem.ts'

const NAMED_ENTITY = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity'

/** How the values of one feature look. */
interface Candidate {
  readonly layer: string
  readonly feature: string
  readonly values: number
  readonly concepts: number
}

type Choice =
  | { readonly kind: 'concept'; readonly layer: string; readonly feature: string }
  | { readonly kind: 'type'; readonly layer: string; readonly feature: string }
  | { readonly kind: 'none' }

/**
 * Turns readings into documents with mentions. Values that are no CUI are kept as they are where the
 * configuration named the feature, because then they are concepts of another vocabulary.
 *
 * @throws MedspanError `config` where the setting names a layer or feature that no type system has
 */
export function toDocuments(
  readings: readonly Reading[],
  setting: ConceptSetting | undefined,
  where: string,
  progress: Progress,
): Document[] {
  const notices = new Notices()
  const choice = choose(readings, setting, where, progress)
  if (choice.kind === 'none' && readings.length > 0)
    notices.add(
      'cas-no-concept-feature',
      'no feature holds CUIs and no NamedEntity has a value: documents without mentions',
      { path: where },
      readings.length,
    )
  const documents = readings.map(reading => {
    const mentions =
      choice.kind === 'none'
        ? []
        : readMentions(reading, choice, setting?.feature !== undefined, notices).sort(bySpan)
    const { id, text, sentences, tokens, source } = reading
    return { id, text, sentences, tokens, mentions, source }
  })
  for (const notice of notices.list()) progress.notice(notice)
  return documents
}

function readMentions(
  reading: Reading,
  choice: Exclude<Choice, { kind: 'none' }>,
  named: boolean,
  notices: Notices,
): Mention[] {
  const mentions: Mention[] = []
  const where = { path: reading.source }
  for (const { type, begin, end, values } of reading.annotations) {
    if (!reading.typeSystem.isSubtype(type, choice.layer)) continue
    if (begin === end) {
      notices.add('mention-empty-span', 'an annotation covers no text and is left out', where)
      continue
    }
    const filled = values.get(choice.feature) ?? []
    if (choice.kind === 'type') {
      if (filled.length === 0)
        notices.add('mention-without-type', 'an annotation has no type in its value', where)
      mentions.push({ begin, end, concepts: [], types: filled })
      continue
    }
    const concepts = [...new Set(filled.flatMap(parseConcepts))]
    if (filled.length === 0)
      notices.add('mention-without-concept', `an annotation has an empty ${choice.feature}`, where)
    else if (concepts.length === 0) {
      notices.add('mention-concept-not-cui', `a value of ${choice.feature} is not a CUI`, where)
      if (named) concepts.push(...filled)
    }
    mentions.push({ begin, end, concepts, types: [] })
  }
  return mentions
}

function choose(
  readings: readonly Reading[],
  setting: ConceptSetting | undefined,
  where: string,
  progress: Progress,
): Choice {
  const layer = setting?.layer === undefined ? undefined : findLayer(readings, setting.layer, where)
  const candidates = count(readings, layer, setting?.feature)
  const tell = (choice: Candidate, how: string): Choice => {
    progress.info(
      `concept feature: ${choice.layer} / ${choice.feature} ` +
        `(${choice.concepts} of ${choice.values} values are CUIs${how})`,
    )
    return { kind: 'concept', layer: choice.layer, feature: choice.feature }
  }

  if (setting?.feature !== undefined) {
    const chosen = candidates[0]
    if (chosen !== undefined) return tell(chosen, others(candidates))
    const declared = declaredFeatures(readings, layer)
    const layers = [...declared].filter(([, names]) => names.includes(setting.feature!)).map(([name]) => name)
    if (layers[0] !== undefined)
      return tell({ layer: layers[0], feature: setting.feature, values: 0, concepts: 0 }, '')
    throw new MedspanError(
      'config',
      layer === undefined
        ? `no annotation type has a string feature ${setting.feature}`
        : `${layer} has no string feature ${setting.feature}`,
      {
        where: { path: where, at: 'concept.feature' },
        hint: `string features here: ${listFeatures(declared)}`,
      },
    )
  }

  const likely = candidates.filter(one => one.concepts * 2 > one.values)
  if (likely[0] !== undefined) return tell(likely[0], others(likely))
  if (layer !== undefined) {
    const declared = declaredFeatures(readings, layer)
    const names = declared.get(layer) ?? []
    if (names.length === 1)
      return tell(candidates[0] ?? { layer, feature: names[0]!, values: 0, concepts: 0 }, '')
    throw new MedspanError(
      'config',
      `no feature of ${layer} holds mostly CUIs, so its concept feature is unknown`,
      {
        where: { path: where, at: 'concept.layer' },
        hint: `name one with concept.feature; string features here: ${listFeatures(declared)}`,
      },
    )
  }
  const entity = count(readings, NAMED_ENTITY, 'value')[0]
  if (entity === undefined) return { kind: 'none' }
  progress.info(
    `no concept feature; types are taken from NamedEntity / value (${entity.values} annotations have one)`,
  )
  return { kind: 'type', layer: NAMED_ENTITY, feature: 'value' }
}

function others(candidates: readonly Candidate[]): string {
  const rest = candidates.slice(1, 4).filter(one => one.concepts > 0)
  if (rest.length === 0) return ''
  return `, the most; also ${rest.map(one => `${one.layer} / ${one.feature}: ${one.concepts}`).join(', ')}`
}

/** Counts values by annotation type and feature, most CUIs first, then most values, then by name. */
function count(
  readings: readonly Reading[],
  layer: string | undefined,
  feature: string | undefined,
): Candidate[] {
  const counts = new Map<string, { layer: string; feature: string; values: number; concepts: number }>()
  for (const { annotations, typeSystem } of readings) {
    for (const annotation of annotations) {
      if (layer !== undefined && !typeSystem.isSubtype(annotation.type, layer)) continue
      for (const [name, values] of annotation.values) {
        if (feature !== undefined && name !== feature) continue
        const owner = layer ?? annotation.type
        const key = `${owner}\u0000${name}`
        const known = counts.get(key) ?? { layer: owner, feature: name, values: 0, concepts: 0 }
        known.values += 1
        if (values.some(looksLikeConcept)) known.concepts += 1
        counts.set(key, known)
      }
    }
  }
  return [...counts.values()].sort(
    (a, b) =>
      b.concepts - a.concepts ||
      b.values - a.values ||
      (`${a.layer} ${a.feature}` < `${b.layer} ${b.feature}` ? -1 : 1),
  )
}

/** The full name of a layer that was given by full name or by its last part. */
function findLayer(readings: readonly Reading[], name: string, where: string): string {
  const all = new Set<string>()
  for (const typeSystem of new Set(readings.map(reading => reading.typeSystem)))
    for (const type of typeSystem.names) if (typeSystem.isSubtype(type, ANNOTATION)) all.add(type)
  if (all.has(name)) return name
  const found = [...all].filter(type => type.endsWith(`.${name}`))
  if (found.length === 1) return found[0]!
  const place = { where: { path: where, at: 'concept.layer' } }
  if (found.length > 1)
    throw new MedspanError('config', `several annotation types are called ${name}`, {
      ...place,
      hint: `give the full name: ${found.sort().join(', ')}`,
    })
  throw new MedspanError('config', `the type system has no annotation type ${name}`, {
    ...place,
    hint: `string features here: ${listFeatures(declaredFeatures(readings, undefined))}`,
  })
}

/** The string features of every annotation type, or of one: those that may hold concepts. */
function declaredFeatures(
  readings: readonly Reading[],
  layer: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const declared = new Map<string, readonly string[]>()
  for (const typeSystem of new Set(readings.map(reading => reading.typeSystem))) {
    for (const type of typeSystem.names) {
      if (layer === undefined ? !typeSystem.isSubtype(type, ANNOTATION) : type !== layer) continue
      const names = textFeatures(typeSystem, type)
      if (names.length > 0) declared.set(type, names)
    }
  }
  return declared
}

/** Custom layers first: DKPro's own hundred types are seldom what is meant. */
function listFeatures(declared: ReadonlyMap<string, readonly string[]>): string {
  const names = [...declared].map(([type, features]) => `${type} (${features.join(', ')})`)
  const own = names.filter(name => !name.startsWith('de.tudarmstadt.') && !name.startsWith('org.dkpro.'))
  const list = [...own, ...names.filter(name => name.startsWith(NAMED_ENTITY))]
  const shown = list.length > 0 ? list : names
  return shown.length === 0 ? 'none' : shown.slice(0, 20).join('; ') + (shown.length > 20 ? '; ...' : '')
}
