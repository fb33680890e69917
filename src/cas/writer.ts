/**
 * @file From documents to CASes, so that INCEpTION, UIMA and dkpro-cassis read them.
 *
 * A document becomes DKPro Core's sentences, words, document data and named entities: `value` holds a mention's
 * types, `identifier` its concepts, several of them with `|` between them. Or its mentions are put into a CAS that
 * is there already, and everything else in that stays. A CAS' annotations are one stretch each, so the parts of a
 * discontinuous mention are not kept; nor are a document's group, origin and annotated types. What is not kept is
 * counted.
 */
import { MedspanError, type Notices } from '../errors.ts'
import type { Document, Mention } from '../text/document.ts'
import {
  type Cas,
  type CasValue,
  createCas,
  type FeatureStructure,
  INITIAL_VIEW,
  isReference,
  mainView,
} from './cas.ts'
import { documentTypes, META_DATA, NAMED_ENTITY, SENTENCE, TOKEN } from './dkpro.ts'
import { checkStructureCount } from './structure-table.ts'
import { ARRAYS, createTypeSystem, STRING, STRING_ARRAY, type TypeSystem } from './typesystem.ts'

/** What stands between several types or concepts in one value. */
export const SEPARATOR = '|'

export interface CasWriting {
  /** Counts what a CAS cannot hold. */
  readonly notices: Notices
  /** The layer of the mentions, by full name; by default DKPro's NamedEntity. */
  readonly layer?: string | undefined
  /** Its feature for types; by default `value`. */
  readonly typeFeature?: string | undefined
  /** Its feature for concepts; by default `identifier`. */
  readonly conceptFeature?: string | undefined
  /** Further features of a mention's annotation, such as scores. */
  readonly features?: ((mention: Mention) => Iterable<readonly [string, CasValue]>) | undefined
}

export interface CasAdding extends CasWriting {
  /** The CAS to add to. It has the document's text, and is not changed. */
  readonly base: Cas
  /**
   * Whether the annotations of the layer that are there give way; default false. One that something refers to (a
   * relation, a slot, a chain) stays, and is counted.
   */
  readonly replace?: boolean | undefined
}

const SOFA_ID = 1
let builtIn: TypeSystem | undefined

/** The types of a CAS made from a document alone. */
export function documentTypeSystem(): TypeSystem {
  builtIn ??= createTypeSystem(documentTypes)
  return builtIn
}

/**
 * A CAS of a document; reading it gives the document again, but for what is counted.
 *
 * Counted notices: `mention-parts`, `mention-names` (a type or concept that is empty, begins or ends with white
 * space or holds `|`), `document-fields`.
 */
export function documentToCas(document: Document, options: CasWriting): Cas {
  const { text, id } = document
  const structures: FeatureStructure[] = []
  let lastId = SOFA_ID
  const add = (
    type: string,
    begin: number,
    end: number,
    features: Iterable<readonly [string, CasValue]> = [],
  ): void => {
    lastId += 1
    checkStructureCount(structures.length + 1, { path: document.source ?? '', at: id })
    structures.push({
      id: lastId,
      type,
      features: new Map<string, CasValue>([
        ['sofa', { ref: SOFA_ID }],
        ['begin', begin],
        ['end', end],
        ...features,
      ]),
    })
  }
  add(META_DATA, 0, text.length, [
    ['language', 'x-unspecified'],
    ['documentTitle', id],
    ['documentId', id],
    ['isLastSegment', false],
  ])
  for (const { begin, end } of document.sentences) add(SENTENCE, begin, end)
  for (const { begin, end } of document.tokens) add(TOKEN, begin, end)
  const layer = layerOf(documentTypeSystem(), options)
  for (const mention of document.mentions)
    add(layer.type, mention.begin, mention.end, featuresOf(mention, layer, document, options))
  countFields(document, options.notices)
  return createCas(
    {
      typeSystem: documentTypeSystem(),
      sofas: [{ id: SOFA_ID, num: 1, name: INITIAL_VIEW, mimeType: 'text', text }],
      views: [{ sofa: SOFA_ID, members: structures.map(one => one.id) }],
      featureStructures: structures,
    },
    id,
  )
}

/**
 * A CAS with a document's mentions added to those that it has, or in their place; sentences, words and everything
 * else are those of the CAS. Ids stay.
 *
 * Counted notices: those of `documentToCas`, and `cas-annotation-kept`.
 * @throws MedspanError `data` where the CAS has another text; `config` where its type system has the layer without
 *   such a text feature, or has no such layer
 */
export function addMentions(document: Document, options: CasAdding): Cas {
  const { base, notices } = options
  const main = mainView(base)
  if (main === undefined || main.sofa.text !== document.text)
    throw new MedspanError('data', `the CAS has another text than the document ${document.id}`, {
      where: { path: document.source ?? document.id },
      hint: 'add mentions to the CAS that the document was read from',
    })
  const wanted = options.layer ?? NAMED_ENTITY
  const typeSystem =
    base.typeSystem.has(wanted) || wanted !== NAMED_ENTITY
      ? base.typeSystem
      : createTypeSystem([
          ...base.typeSystem.definitions,
          ...documentTypes.filter(({ name }) => name === NAMED_ENTITY),
        ])
  const layer = layerOf(typeSystem, options)

  const structures = new Map(base.featureStructures)
  const removed = options.replace === true ? removable(base, main.view.members, layer.type) : undefined
  if (removed !== undefined) {
    for (const id of removed.free) structures.delete(id)
    for (const id of removed.held)
      notices.add(
        'cas-annotation-kept',
        `an annotation of ${layer.type} stays, because another one refers to it`,
        {
          path: document.source ?? document.id,
          at: `id ${id}`,
        },
      )
  }
  let lastId = 0
  for (const id of base.featureStructures.keys()) lastId = Math.max(lastId, id)
  for (const { id } of base.sofas) lastId = Math.max(lastId, id)
  const added = document.mentions.map((mention): FeatureStructure => {
    lastId += 1
    const features = new Map<string, CasValue>([
      ['sofa', { ref: main.sofa.id }],
      ['begin', mention.begin],
      ['end', mention.end],
      ...featuresOf(mention, layer, document, options),
    ])
    return { id: lastId, type: layer.type, features }
  })
  const members = [...main.view.members.filter(id => structures.has(id)), ...added.map(({ id }) => id)]
  const views = base.views.map(view => (view.sofa === main.sofa.id ? { ...view, members } : view))
  return createCas(
    {
      typeSystem,
      sofas: base.sofas,
      views: views.some(view => view.sofa === main.sofa.id)
        ? views
        : [...views, { sofa: main.sofa.id, members }],
      featureStructures: [...structures.values(), ...added],
    },
    document.source ?? document.id,
  )
}

/** A view's annotations of a layer: those that nothing refers to, and those that something does. */
function removable(
  cas: Cas,
  members: readonly number[],
  layer: string,
): { free: Set<number>; held: Set<number> } {
  const free = new Set<number>()
  const held = new Set<number>()
  const isOfLayer = (id: number): boolean =>
    cas.typeSystem.isSubtype(cas.featureStructures.get(id)?.type ?? '', layer)
  for (const id of members) if (isOfLayer(id)) free.add(id)
  for (const { id, features } of cas.featureStructures.values())
    for (const value of features.values())
      for (const one of Array.isArray(value) ? (value as readonly CasValue[]) : [value as CasValue])
        if (isReference(one) && one.ref !== id && free.has(one.ref)) held.add(one.ref)
  for (const id of held) free.delete(id)
  return { free, held }
}

/** A layer and the features that take types and concepts. */
interface Layer {
  readonly type: string
  readonly types: { readonly name: string; readonly isArray: boolean } | undefined
  readonly concepts: { readonly name: string; readonly isArray: boolean } | undefined
}

function layerOf(typeSystem: TypeSystem, options: CasWriting): Layer {
  const type = options.layer ?? NAMED_ENTITY
  if (!typeSystem.has(type))
    throw new MedspanError('config', `the type system has no layer ${type}`, {
      where: { at: 'layer' },
      hint: 'give the full name of a layer of the project',
    })
  const known = typeSystem.features(type)
  const find = (name: string | undefined, usual: string): Layer['types'] => {
    const feature = known.get(name ?? usual)
    if (feature === undefined && name === undefined) return undefined
    if (feature !== undefined && feature.range === STRING_ARRAY) return { name: feature.name, isArray: true }
    if (feature !== undefined && typeSystem.isSubtype(feature.range, STRING))
      return { name: feature.name, isArray: false }
    const others = [...known.values()].filter(
      one => typeSystem.isSubtype(one.range, STRING) || (ARRAYS.has(one.range) && one.range === STRING_ARRAY),
    )
    throw new MedspanError('config', `${type} has no text feature ${name ?? usual}`, {
      where: { at: 'feature' },
      hint: `its text features: ${others.map(one => one.name).join(', ') || 'none'}`,
    })
  }
  return {
    type,
    types: find(options.typeFeature, 'value'),
    concepts: find(options.conceptFeature, 'identifier'),
  }
}

function featuresOf(
  mention: Mention,
  layer: Layer,
  document: Document,
  { notices, features }: CasWriting,
): (readonly [string, CasValue])[] {
  const where = { path: document.source ?? document.id, at: `${document.id} ${mention.begin}-${mention.end}` }
  if (mention.parts !== undefined)
    notices.add(
      'mention-parts',
      'a discontinuous mention is written as one stretch, from its first part to its last',
      where,
    )
  const result: (readonly [string, CasValue])[] = []
  for (const [feature, names] of [
    [layer.types, mention.types],
    [layer.concepts, mention.concepts],
  ] as const) {
    if (names.length === 0) continue
    if (feature === undefined) {
      notices.add('mention-names', `types or concepts have no feature in ${layer.type}`, where)
      continue
    }
    if (
      names.some(
        name => name.trim() !== name || name === '' || (!feature.isArray && name.includes(SEPARATOR)),
      )
    )
      notices.add(
        'mention-names',
        `a type or concept is empty, has white space around it or holds ${SEPARATOR}, and will be read differently`,
        where,
      )
    result.push([feature.name, feature.isArray ? [...names] : names.join(SEPARATOR)])
  }
  return features === undefined ? result : [...result, ...features(mention)]
}

function countFields(document: Document, notices: Notices): void {
  const fields = (['group', 'origin', 'annotated'] as const).filter(name => document[name] !== undefined)
  for (const field of fields)
    notices.addKind(
      'document-fields',
      'fields of documents are not kept: a CAS has no place for them',
      field,
      {
        path: document.source ?? document.id,
      },
    )
}
