/**
 * @file DKPro Core's types, as far as INCEpTION's documents need them.
 *
 * After the type systems of DKPro Core 2 (`de.tudarmstadt.ukp.dkpro.core.api.*`), with the features that are used
 * here and none of the many that are not.
 */
import { ANNOTATION, ANNOTATION_BASE, DOCUMENT_ANNOTATION, FS_ARRAY, STRING, TOP, } from "./typesystem.js";
const API = 'de.tudarmstadt.ukp.dkpro.core.api';
export const SENTENCE = `${API}.segmentation.type.Sentence`;
export const TOKEN = `${API}.segmentation.type.Token`;
export const META_DATA = `${API}.metadata.type.DocumentMetaData`;
export const TAGSET = `${API}.metadata.type.TagsetDescription`;
export const NAMED_ENTITY = `${API}.ner.type.NamedEntity`;
export const DEPENDENCY = `${API}.syntax.type.dependency.Dependency`;
/** Layers that describe language, not what an annotator looked for: they are no mentions, and none is missed. */
const LINGUISTIC = /^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:segmentation|lexmorph|syntax|metadata|phonetics)\./;
/** True for words, sentences, parts of speech, syntax and data about the document. */
export function isLinguistic(type) {
    return (LINGUISTIC.test(type) || type === DOCUMENT_ANNOTATION || type === ANNOTATION || type === ANNOTATION_BASE);
}
/** True for the types of DKPro Core, as against those of a project. */
export function isDkpro(type) {
    return type.startsWith('de.tudarmstadt.') || type.startsWith('org.dkpro.');
}
function texts(...names) {
    return names.map(name => ({ name, range: STRING, multipleReferencesAllowed: false }));
}
function type(name, supertype, ...features) {
    return { name, supertype, features };
}
/** A feature that holds a structure, or with `elementType` an array of them. */
function holds(name, range, elementType) {
    return { name, range, elementType, multipleReferencesAllowed: false };
}
/** The types of a document with sentences, words and named entities. */
export const documentTypes = [
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
];
const SEGMENTATION = `${API}.segmentation.type`;
const [LEMMA, STEM, FORM] = [`${SEGMENTATION}.Lemma`, `${SEGMENTATION}.Stem`, `${SEGMENTATION}.TokenForm`];
const POS = `${API}.lexmorph.type.pos.POS`;
const MORPHOLOGY = `${API}.lexmorph.type.morph.MorphologicalFeatures`;
const LINK = `${API}.coref.type.CoreferenceLink`;
const SEMANTICS = `${API}.semantics.type`;
const TAG = `${API}.metadata.type.TagDescription`;
/** The types of the layers that INCEpTION has from the beginning, with all that DKPro Core 2 gives them. */
export const coreTypes = [
    ...documentTypes.filter(({ name }) => name !== TOKEN),
    type(TOKEN, ANNOTATION, holds('parent', ANNOTATION), holds('lemma', LEMMA), holds('stem', STEM), holds('pos', POS), holds('morph', MORPHOLOGY), holds('form', FORM), holds('order', 'uima.cas.Integer'), ...texts('id', 'syntacticFunction')),
    ...[LEMMA, STEM, FORM, `${SEGMENTATION}.SurfaceForm`].map(name => type(name, ANNOTATION, ...texts('value'))),
    type(POS, ANNOTATION, ...texts('PosValue', 'coarseValue')),
    type(MORPHOLOGY, ANNOTATION, ...texts('gender', 'number', 'case', 'degree', 'verbForm', 'tense', 'mood', 'voice', 'definiteness', 'value'), ...texts('person', 'aspect', 'animacy', 'negative', 'numType', 'possessive', 'pronType', 'reflex'), ...texts('transitivity')),
    type(DEPENDENCY, ANNOTATION, holds('Governor', TOKEN), holds('Dependent', TOKEN), ...texts('DependencyType', 'flavor')),
    type(`${API}.syntax.type.chunk.Chunk`, ANNOTATION, ...texts('chunkValue')),
    type(`${API}.coref.type.CoreferenceChain`, ANNOTATION_BASE, holds('first', LINK)),
    type(LINK, ANNOTATION, holds('next', LINK), ...texts('referenceType', 'referenceRelation')),
    type(`${SEMANTICS}.SemPred`, ANNOTATION, holds('arguments', FS_ARRAY, `${SEMANTICS}.SemArgLink`), ...texts('category')),
    type(`${SEMANTICS}.SemArgLink`, TOP, holds('target', `${SEMANTICS}.SemArg`), ...texts('role')),
    type(`${SEMANTICS}.SemArg`, ANNOTATION),
    type(`${API}.transform.type.SofaChangeAnnotation`, ANNOTATION, ...texts('value', 'operation', 'reason')),
    type(TAGSET, ANNOTATION, holds('tags', FS_ARRAY, TAG), holds('input', 'uima.cas.Boolean'), ...texts('layer', 'name', 'componentName', 'modelLocation', 'modelVariant', 'modelLanguage', 'modelVersion')),
    type(TAG, TOP, ...texts('name')),
];
