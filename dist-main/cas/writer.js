/**
 * @file From documents to CASes, so that INCEpTION, UIMA and dkpro-cassis read them.
 *
 * A document becomes DKPro Core's sentences, words, document data and named entities: `value` holds a mention's
 * types, `identifier` its concepts, several of them with `|` between them. Or its mentions are put into a CAS that
 * is there already, and everything else in that stays. A CAS' annotations are one stretch each, so the parts of a
 * discontinuous mention are not kept; nor are a document's group, origin and annotated types. What is not kept is
 * counted.
 */
import { MedspanError } from "../errors.js";
import { createCas, INITIAL_VIEW, isReference, } from "./cas.js";
import { documentTypes, isDkpro, META_DATA, NAMED_ENTITY, SENTENCE, TOKEN } from "./dkpro.js";
import { documentView } from "./document.js";
import { checkStructureCount, MAX_ID, StructureTable } from "./structure-table.js";
import { ANNOTATION, ARRAYS, createTypeSystem, findLayers, STRING, STRING_ARRAY, } from "./typesystem.js";
/** Ranges that hold a score. */
const FRACTIONS = new Set(['uima.cas.Double', 'uima.cas.Float']);
/** What stands between several types or concepts in one value. */
export const SEPARATOR = '|';
/** What UIMA allows (UIMA References, section 2.3). */
const FEATURE_NAME = /^[A-Za-z]\w*$/;
const TYPE_NAME = /^(?:[A-Za-z]\w*\.)*[A-Za-z]\w*$/;
const SOFA_ID = 1;
let builtIn;
/**
 * The types of a CAS made from a document alone.
 * @param mentions the layer and the feature that take the types of mentions, and another one their scores; by default NamedEntity and
 *   `value`, without one for scores
 */
export function documentTypeSystem(mentions) {
    builtIn ??= createTypeSystem(documentTypes);
    return mentions === undefined ? builtIn : createTypeSystem(declareLayer(mentions));
}
/** The types of documents with those of a layer, and with the features that it needs. */
function declareLayer({ layer, feature }) {
    const known = documentTypes.find(({ name }) => name === layer);
    const features = known?.features ?? [];
    const needed = [
        { name: feature, range: STRING, multipleReferencesAllowed: false },
        { name: `${feature}_score`, range: 'uima.cas.Double', multipleReferencesAllowed: false },
    ].filter(({ name }) => !features.some(one => one.name === name));
    return [
        ...documentTypes.filter(one => one !== known),
        { name: layer, supertype: known?.supertype ?? ANNOTATION, features: [...features, ...needed] },
    ];
}
/**
 * A CAS of a document; reading it gives the document again, but for what is counted.
 * @param options.typeSystem `documentTypeSystem`, of the layer that takes the mentions; by default the one without a layer of its own
 *
 *
 * Counted notices: `mention-parts`, `mention-names` (a type or concept that is empty, begins or ends with white
 * space or holds `|`), `score-dropped`, `document-fields`.
 */
export function documentToCas(document, options) {
    const { text, id } = document;
    const { typeSystem = documentTypeSystem() } = options;
    const structures = [];
    let lastId = SOFA_ID;
    const add = (type, begin, end, features = []) => {
        lastId += 1;
        checkStructureCount(structures.length + 1, { path: document.source ?? '', at: id });
        structures.push({
            id: lastId,
            type,
            features: new Map([
                ['sofa', { ref: SOFA_ID }],
                ['begin', begin],
                ['end', end],
                ...features,
            ]),
        });
    };
    add(META_DATA, 0, text.length, [
        ['language', 'x-unspecified'],
        ['documentTitle', id],
        ['documentId', id],
        ['isLastSegment', false],
    ]);
    for (const { begin, end } of document.sentences)
        add(SENTENCE, begin, end);
    for (const { begin, end } of document.tokens)
        add(TOKEN, begin, end);
    const layer = layerOf(typeSystem, options, document);
    for (const mention of document.mentions)
        add(layer.type, mention.begin, mention.end, featuresOf(mention, layer, document, options));
    countFields(document, options.notices);
    return createCas({
        typeSystem,
        sofas: [{ id: SOFA_ID, num: 1, name: INITIAL_VIEW, mimeType: 'text', text }],
        views: [{ sofa: SOFA_ID, members: structures.map(one => one.id) }],
        featureStructures: structures,
    }, id);
}
/**
 * A CAS with a document's mentions added to those that it has, or in their place; sentences, words and everything
 * else are those of the CAS. Ids stay. Where the layer has a feature such as `value_score`, it takes the score of the type
 * in `value`, as in INCEpTION's predictions.
 *
 * Counted notices: those of `documentToCas`, and `cas-annotation-kept`.
 * @throws MedspanError `data` where the CAS has another text, or no ids are left; `config` where its type system has the layer without
 *   such a text feature, or has no such layer
 */
export function addMentions(document, options) {
    const { base, notices } = options;
    const main = documentView(base);
    if (main === undefined || main.sofa.text !== document.text)
        throw new MedspanError('data', `the CAS has another text than the document ${document.id}`, {
            where: { path: document.source ?? document.id },
            hint: 'add mentions to the CAS that the document was read from',
        });
    const typeSystem = withLayer(base.typeSystem, options);
    const layer = layerOf(typeSystem, options, document);
    const { free, held } = removable(base, main.view.members, layer.type, options.replace);
    for (const id of held)
        notices.add('cas-annotation-kept', `an annotation of ${layer.type} stays, because another one refers to it`, { path: document.source ?? document.id, at: `id ${id}` });
    let lastId = 0;
    for (const id of base.featureStructures.keys())
        lastId = Math.max(lastId, id);
    for (const { id } of base.sofas)
        lastId = Math.max(lastId, id);
    if (lastId + document.mentions.length > MAX_ID)
        throw new MedspanError('data', `the CAS has the id ${lastId}, behind which ids of mentions find no room`, {
            where: { path: document.source ?? document.id },
            hint: 'read the document into INCEpTION and export it again: that numbers everything anew',
        });
    const added = document.mentions.map((mention) => {
        lastId += 1;
        const features = new Map([
            ['sofa', { ref: main.sofa.id }],
            ['begin', mention.begin],
            ['end', mention.end],
            ...featuresOf(mention, layer, document, options),
        ]);
        return { id: lastId, type: layer.type, features };
    });
    const members = [...main.view.members.filter(id => !free.has(id)), ...added.map(({ id }) => id)];
    const structures = base.featureStructures;
    const views = base.views.map(view => (view.sofa === main.sofa.id ? { ...view, members } : view));
    return createCas({
        typeSystem,
        sofas: base.sofas,
        views: views.some(view => view.sofa === main.sofa.id)
            ? views
            : [...views, { sofa: main.sofa.id, members }],
        featureStructures: structures instanceof StructureTable
            ? structures.changed(free, added)
            : [...structures.values()].filter(({ id }) => !free.has(id)).concat(added),
    }, document.source ?? document.id);
}
/**
 * How many annotations a CAS has of the layer to which `addMentions` would add.
 * @throws MedspanError `config` where that would
 */
export function countMentions(document, options) {
    const { base } = options;
    const layer = layerOf(withLayer(base.typeSystem, options), options, document);
    const members = documentView(base)?.view.members ?? [];
    return members.filter(id => isOfLayer(base, id, layer.type)).length;
}
function isOfLayer(cas, id, layer) {
    return cas.typeSystem.isSubtype(cas.featureStructures.get(id)?.type ?? '', layer);
}
/** A type system with NamedEntity, or with whichever layer is to be declared. */
function withLayer(typeSystem, options) {
    const { layer = NAMED_ENTITY, typeFeature = 'value' } = options;
    if (findLayers([typeSystem], layer).length > 0)
        return typeSystem;
    if (layer === NAMED_ENTITY)
        return createTypeSystem([
            ...typeSystem.definitions,
            ...documentTypes.filter(({ name }) => name === NAMED_ENTITY),
        ]);
    if (options.declares !== true || !TYPE_NAME.test(layer) || !FEATURE_NAME.test(typeFeature))
        return typeSystem;
    const feature = { name: typeFeature, range: STRING, multipleReferencesAllowed: false };
    return createTypeSystem([
        ...typeSystem.definitions,
        { name: layer, supertype: ANNOTATION, features: [feature] },
    ]);
}
/** A view's annotations of a layer that are to give way: those that nothing refers to, and those that something does. */
function removable(cas, members, layer, replace = false) {
    const free = new Set();
    const held = new Set();
    if (replace === false)
        return { free, held };
    for (const id of members)
        if (isOfLayer(cas, id, layer) && (replace === true || replace(cas.featureStructures.get(id))))
            free.add(id);
    if (free.size === 0)
        return { free, held };
    for (const { id, features } of cas.featureStructures.values())
        for (const value of features.values())
            for (const one of Array.isArray(value) ? value : [value])
                if (isReference(one) && one.ref !== id && free.has(one.ref))
                    held.add(one.ref);
    for (const id of held)
        free.delete(id);
    return { free, held };
}
function layerOf(typeSystem, options, { source, id }) {
    const path = source ?? id;
    const wanted = options.layer ?? NAMED_ENTITY;
    const [type, ...others] = findLayers([typeSystem], wanted);
    if (type === undefined || others.length > 0)
        throw new MedspanError('config', type === undefined ? `the type system has no layer ${wanted}` : `several layers are called ${wanted}`, {
            where: { path, at: 'layer' },
            hint: `give the full name of a layer of the project: ${type === undefined ? listLayers(typeSystem) : [type, ...others].join(', ')}`,
        });
    const known = typeSystem.features(type);
    const find = (name, usual) => {
        const feature = known.get(name ?? usual);
        if (feature !== undefined && feature.range === STRING_ARRAY)
            return { name: feature.name, isArray: true };
        if (feature !== undefined && typeSystem.isSubtype(feature.range, STRING))
            return { name: feature.name, isArray: false };
        if (name === undefined)
            return undefined;
        const others = [...known.values()].filter(one => typeSystem.isSubtype(one.range, STRING) || (ARRAYS.has(one.range) && one.range === STRING_ARRAY));
        throw new MedspanError('config', `${type} has no text feature ${name}`, {
            where: { path, at: 'feature' },
            hint: `its text features: ${others.map(one => one.name).join(', ') || 'none'}`,
        });
    };
    const types = find(options.typeFeature, 'value');
    const score = known.get(`${types?.name}_score`);
    const isText = score !== undefined && typeSystem.isSubtype(score.range, STRING);
    return {
        type,
        types,
        concepts: find(options.conceptFeature, 'identifier'),
        scores: score !== undefined && (isText || FRACTIONS.has(score.range))
            ? { name: score.name, isText }
            : undefined,
    };
}
/** The project's own layers and NamedEntity: DKPro's other hundred are seldom meant. */
function listLayers(typeSystem) {
    const names = typeSystem.definitions
        .map(({ name }) => name)
        .filter(name => typeSystem.isSubtype(name, ANNOTATION) && (name === NAMED_ENTITY || !isDkpro(name)));
    return names.slice(0, 20).join(', ') + (names.length > 20 ? ', ...' : '') || 'it has none';
}
function featuresOf(mention, layer, document, { notices, features }) {
    const where = { path: document.source ?? document.id, at: `${document.id} ${mention.begin}-${mention.end}` };
    if (mention.parts !== undefined)
        notices.add('mention-parts', 'a discontinuous mention is written as one stretch, from its first part to its last', where);
    const result = [];
    for (const [feature, names] of [
        [layer.types, mention.types],
        [layer.concepts, mention.concepts],
    ]) {
        if (names.length === 0)
            continue;
        if (feature === undefined) {
            notices.add('mention-names', `types or concepts have no feature in ${layer.type}`, where);
            continue;
        }
        if (names.some(name => name.trim() !== name || name === '' || (!feature.isArray && name.includes(SEPARATOR))))
            notices.add('mention-names', `a type or concept is empty, has white space around it or holds ${SEPARATOR}, and will be read differently`, where);
        result.push([feature.name, feature.isArray ? [...names] : names.join(SEPARATOR)]);
    }
    if (layer.scores !== undefined && mention.score !== undefined)
        result.push([layer.scores.name, layer.scores.isText ? String(mention.score) : mention.score]);
    else if (mention.score !== undefined)
        notices.add('score-dropped', `scores of mentions are not written: ${layer.type} has no feature ${layer.types?.name ?? 'value'}_score`, where);
    return features === undefined ? result : [...result, ...features(mention)];
}
function countFields(document, notices) {
    const fields = ['group', 'origin', 'annotated'].filter(name => document[name] !== undefined);
    for (const field of fields)
        notices.addKind('document-fields', 'fields of documents are not kept: a CAS has no place for them', field, {
            path: document.source ?? document.id,
        });
}
