/**
 * @file DKPro Core's types, as far as INCEpTION's documents need them.
 *
 * After the type systems of DKPro Core 2 (`de.tudarmstadt.ukp.dkpro.core.api.*`), with the features that are used
 * here and none of the many that are not.
 */
import {
  ANNOTATION,
  ANNOTATION_BASE,
  DOCUMENT_ANNOTATION,
  type Feature,
  STRING,
  type TypeDefinition,
} from './typesystem.ts'

const API = 'de.tudarmstadt.ukp.dkpro.core.api'

export const SENTENCE = `${API}.segmentation.type.Sentence`
export const TOKEN = `${API}.segmentation.type.Token`
export const META_DATA = `${API}.metadata.type.DocumentMetaData`
export const TAGSET = `${API}.metadata.type.TagsetDescription`
export const NAMED_ENTITY = `${API}.ner.type.NamedEntity`
export const DEPENDENCY = `${API}.syntax.type.dependency.Dependency`

/** Layers that describe language, not what an annotator looked for: they are no mentions, and none is missed. */
const LINGUISTIC =
  /^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:segmentation|lexmorph|syntax|metadata|phonetics)\./

/** True for words, sentences, parts of speech, syntax and data about the document. */
export function isLinguistic(type: string): boolean {
  return (
    LINGUISTIC.test(type) || type === DOCUMENT_ANNOTATION || type === ANNOTATION || type === ANNOTATION_BASE
  )
}

function texts(...names: string[]): Feature[] {
  return names.map(name => ({ name, range: STRING, multipleReferencesAllowed: false }))
}

/** The types of a document with sentences, words and named entities. */
export const documentTypes: readonly TypeDefinition[] = [
  {
    name: META_DATA,
    supertype: DOCUMENT_ANNOTATION,
    features: [
      ...texts('documentTitle', 'documentId', 'documentUri', 'collectionId', 'documentBaseUri'),
      { name: 'isLastSegment', range: 'uima.cas.Boolean', multipleReferencesAllowed: false },
    ],
  },
  { name: SENTENCE, supertype: ANNOTATION, features: texts('id') },
  { name: TOKEN, supertype: ANNOTATION, features: texts('id') },
  { name: NAMED_ENTITY, supertype: ANNOTATION, features: texts('value', 'identifier') },
]
