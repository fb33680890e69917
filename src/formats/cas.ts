/**
 * @file A Common Analysis Structure (CAS) in memory: feature structures over one or more texts.
 *
 * The words are UIMA's (UIMA References, sections 4 and 5): a sofa is a subject of analysis, here a text; a view
 * is a sofa with the feature structures that are indexed over it; an annotation is a feature structure with
 * `begin` and `end`, in UTF-16 code units. References between feature structures are kept as ids.
 */
import { MedspanError, type Where } from '../errors.ts'
import type { Span } from '../text/document.ts'
import { ANNOTATION, DOCUMENT_ANNOTATION, type TypeSystem } from './typesystem.ts'

/** A reference to another feature structure, or to a sofa. */
export interface Reference {
  readonly ref: number
}

/**
 * The value of a feature. Arrays and lists that stand inside their owner are arrays here; a long is a bigint;
 * `null` is a reference to nothing, or an element that is not there.
 */
export type CasValue = string | number | bigint | boolean | null | Reference | readonly CasValue[]

export interface FeatureStructure {
  /** Its `xmi:id`, positive. */
  readonly id: number
  /** The full name of its type. */
  readonly type: string
  /** Features that are set; arrays in their own right have one, `elements`. */
  readonly features: ReadonlyMap<string, CasValue>
  readonly where?: Where | undefined
}

export interface Sofa {
  readonly id: number
  readonly num: number
  /** Its name, which is also its view's name; UIMA's default is `_InitialView`. */
  readonly name: string
  readonly mimeType?: string | undefined
  /** The text, where the sofa holds it; never fetched from `uri`. */
  readonly text?: string | undefined
  readonly uri?: string | undefined
  /** The id of an array with the sofa's data. */
  readonly array?: number | undefined
  readonly where?: Where | undefined
}

export interface View {
  /** The id of its sofa; undefined for the initial view of a CAS that has none. */
  readonly sofa?: number | undefined
  /** The ids of the feature structures that are indexed. */
  readonly members: readonly number[]
  readonly where?: Where | undefined
}

export interface Cas {
  readonly typeSystem: TypeSystem
  readonly sofas: readonly Sofa[]
  readonly views: readonly View[]
  readonly featureStructures: ReadonlyMap<number, FeatureStructure>
}

/** A feature structure that is an annotation, with its place in the text. */
export interface Annotation extends Span {
  readonly structure: FeatureStructure
}

export const INITIAL_VIEW = '_InitialView'

/** True for a reference, as against the other values that a feature may have. */
export function isReference(value: CasValue | undefined): value is Reference {
  return typeof value === 'object' && value !== null && 'ref' in value
}

/**
 * Puts a CAS together and checks what no single element can tell: that ids are unique, that everything that is
 * referred to exists, and that annotations lie inside their text.
 *
 * @throws MedspanError `input` that names the feature structure and its place
 */
export function createCas(
  parts: {
    readonly typeSystem: TypeSystem
    readonly sofas: readonly Sofa[]
    readonly views: readonly View[]
    readonly featureStructures: readonly FeatureStructure[]
  },
  path: string,
): Cas {
  const { typeSystem, views } = parts
  const fail = (message: string, where: Where | undefined, hint?: string): MedspanError =>
    new MedspanError('input', message, { where: where ?? { path }, hint })

  const structures = new Map<number, FeatureStructure>()
  for (const structure of parts.featureStructures) {
    const other = structures.get(structure.id)
    if (other !== undefined) throw fail(`two feature structures have the id ${structure.id}`, structure.where)
    structures.set(structure.id, structure)
  }
  const sofas = new Map<number, Sofa>()
  const sofaNames = new Set<string>()
  for (const sofa of parts.sofas) {
    if (sofas.has(sofa.id)) throw fail(`two sofas have the id ${sofa.id}`, sofa.where)
    if (sofaNames.has(sofa.name)) throw fail(`two sofas have the name ${sofa.name}`, sofa.where)
    if (sofa.array !== undefined && !structures.has(sofa.array))
      throw fail(`sofa ${sofa.name} refers to the array ${sofa.array}, which is missing`, sofa.where)
    sofas.set(sofa.id, sofa)
    sofaNames.add(sofa.name)
  }

  for (const structure of structures.values()) {
    for (const [name, value] of structure.features) {
      for (const one of Array.isArray(value) ? (value as readonly CasValue[]) : [value])
        if (isReference(one) && !(name === 'sofa' ? sofas : structures).has(one.ref) && !sofas.has(one.ref))
          throw fail(
            `${structure.type} ${structure.id}: ${name} refers to ${one.ref}, which is missing`,
            structure.where,
            'the file is incomplete; export it again',
          )
    }
    if (typeSystem.isSubtype(structure.type, ANNOTATION)) checkSpan(structure, sofas, fail)
  }

  for (const view of views) {
    if (view.sofa !== undefined && !sofas.has(view.sofa))
      throw fail(`a view belongs to the sofa ${view.sofa}, which is missing`, view.where)
    for (const id of view.members) {
      const member = structures.get(id)
      if (member === undefined)
        throw fail(
          `a view lists ${id}, which is missing`,
          view.where,
          'the file is incomplete; export it again',
        )
      const sofa = member.features.get('sofa')
      if (isReference(sofa) && view.sofa !== undefined && sofa.ref !== view.sofa)
        throw fail(
          `${member.type} ${id} belongs to the sofa ${sofa.ref}, but the view of ${view.sofa} lists it`,
          member.where,
        )
    }
  }
  return { typeSystem, sofas: parts.sofas, views, featureStructures: structures }
}

function checkSpan(
  structure: FeatureStructure,
  sofas: ReadonlyMap<number, Sofa>,
  fail: (message: string, where: Where | undefined, hint?: string) => MedspanError,
): void {
  const { begin, end } = spanOf(structure)
  const what = `${structure.type} ${structure.id}`
  if (begin < 0 || begin > end)
    throw fail(`${what}: expected 0 <= begin <= end, got begin ${begin} and end ${end}`, structure.where)
  const sofa = structure.features.get('sofa')
  const text = isReference(sofa) ? sofas.get(sofa.ref)?.text : undefined
  if (text !== undefined && end > text.length)
    throw fail(
      `${what} ends at ${end}, but the text has ${text.length} characters (UTF-16 code units)`,
      structure.where,
      'the annotations belong to another text, or the text was changed; export the document again',
    )
}

/** An annotation's span; what is not written is 0, as in UIMA. */
export function spanOf(structure: FeatureStructure): Span {
  const begin = structure.features.get('begin')
  const end = structure.features.get('end')
  return { begin: typeof begin === 'number' ? begin : 0, end: typeof end === 'number' ? end : 0 }
}

/** The sofa of a view. */
export function sofaOf(cas: Cas, view: View): Sofa | undefined {
  return cas.sofas.find(sofa => sofa.id === view.sofa)
}

/** The annotations that are indexed in a view, ordered by begin, then end, then id. */
export function viewAnnotations(cas: Cas, view: View): Annotation[] {
  const annotations: Annotation[] = []
  for (const id of view.members) {
    const structure = cas.featureStructures.get(id)
    if (structure !== undefined && cas.typeSystem.isSubtype(structure.type, ANNOTATION))
      annotations.push({ ...spanOf(structure), structure })
  }
  return annotations.sort((a, b) => a.begin - b.begin || a.end - b.end || a.structure.id - b.structure.id)
}

/** A view over a text, with its annotations in order. */
export interface TextView {
  readonly view: View
  readonly sofa: Sofa
  readonly annotations: readonly Annotation[]
}

/**
 * The view that a document is made from: the initial view where it has a text and annotations, else the view
 * with a text that has the most annotations; undefined where no view has a text.
 */
export function mainView(cas: Cas): TextView | undefined {
  const candidates: TextView[] = []
  for (const sofa of cas.sofas) {
    if (sofa.text === undefined) continue
    const view = cas.views.find(one => one.sofa === sofa.id) ?? { sofa: sofa.id, members: [] }
    candidates.push({ view, sofa, annotations: viewAnnotations(cas, view) })
  }
  const worth = (one: TextView): number =>
    one.annotations.filter(a => !cas.typeSystem.isSubtype(a.structure.type, DOCUMENT_ANNOTATION)).length
  const initial = candidates.find(one => one.sofa.name === INITIAL_VIEW)
  if (initial !== undefined && worth(initial) > 0) return initial
  return candidates.reduce<TextView | undefined>(
    (best, one) => (best === undefined || worth(one) > worth(best) ? one : best),
    initial,
  )
}
