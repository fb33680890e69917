/**
 * @file Which annotations of a CAS are mentions, and which features hold their concepts and types.
 *
 * Annotation projects name layers and features as they like, so a configuration may name them; what it leaves out
 * is found by looking, over all documents of an import together: the string feature with the most values that are
 * CUIs, else semantic types, else DKPro's NamedEntity, whose `value` is a type and whose `identifier` is a concept, else
 * the one with the most identifiers of other vocabularies or of a knowledge base. A feature may be one of structures that
 * annotations refer to; then all layers that have it are read. What was chosen is said once, and layers that were not are
 * counted.
 *
 * Several concepts or types in one value are separated by `|`; identifiers and TUIs by other separators as well.
 */
import { parseConceptFeature, parseConcepts } from "../concepts/cui.js";
import { withoutTerms } from "../concepts/vocabulary.js";
import { MedspanError, Notices } from "../errors.js";
import { bySpan } from "../text/document.js";
import { count, featureKey, otherCodes, parseTypes, renderFeature, splitBars, } from "./concept-values.js";
import { isDkpro, isLinguistic, NAMED_ENTITY } from "./dkpro.js";
import { isPath, textFeatures, textPaths } from "./texts.js";
import { ANNOTATION, findLayers } from "./typesystem.js";
/**
 * Turns readings into documents with mentions. Identifiers of other vocabularies are kept as they are, and so are words
 * where the configuration named the feature or most of its values are such identifiers, and in NamedEntity's `identifier`,
 * because then they are names of concepts. Types that annotators gave (`T047`, or NamedEntity's `value`) are kept.
 *
 * Counted notices: `cas-layer-left-out` (annotations of layers that were not chosen), `mention-empty-span`,
 * `mention-without-concept`, `mention-without-type`, `mention-concept-not-cui`, `mention-concept-padded`,
 * `cas-no-concept-feature`.
 * @throws MedspanError `config` where the setting names a layer or feature that no type system has
 */
export function toDocuments(readings, setting, where, progress, onConcepts) {
    const notices = new Notices();
    const choice = choose(readings, setting, where, progress);
    onConcepts?.({ chosen: choice && settingOf(choice, setting), features: featuresOf(readings) });
    if (choice === undefined && readings.length > 0)
        notices.add('cas-no-concept-feature', 'no feature holds CUIs and no NamedEntity has a value: documents without mentions', { path: where }, readings.length);
    const documents = readings.map((reading) => {
        const mentions = choice === undefined ? [] : readMentions(reading, choice, notices).sort(bySpan);
        countOthers(reading, choice, notices);
        const { id, text, sentences, tokens, source, group } = reading;
        return { id, text, sentences, tokens, mentions, source, ...(group === undefined ? {} : { group }) };
    });
    for (const notice of notices.list())
        progress.notice(notice);
    return documents;
}
/** The setting that reads the same, and of other files the same layers and those that share their path. */
function settingOf({ layers, concept, type }, setting) {
    const isShared = setting?.layer === undefined && isPath(concept ?? type ?? '');
    return { layer: isShared ? undefined : layers[0], feature: concept, typeFeature: type };
}
/** Every feature that may hold concepts or types, in the order in which they are likely to; of what is referred to, those that do. */
function featuresOf(readings) {
    const distinct = new Map();
    for (const { annotations } of readings)
        for (const { type, values } of annotations)
            for (const [name, own] of values) {
                const key = featureKey(type, name);
                const known = distinct.get(key) ?? new Set();
                distinct.set(key, known);
                for (const value of own)
                    known.add(value);
            }
    return count(readings, undefined, undefined)
        .map((one) => ({
        layer: isPath(one.feature) ? undefined : one.layers[0],
        feature: one.feature,
        values: one.values,
        distinct: distinct.get(featureKey(one.layers[0], one.feature))?.size ?? 0,
        holds: isMostlyConcepts(one) ? 'concepts' : one.types * 2 > one.values ? 'types' : 'texts',
    }))
        .filter(({ feature, holds }) => holds !== 'texts' || !isPath(feature));
}
/** Tells the types of a choice's layers from others. */
function createLayerTest({ typeSystem }, choice) {
    const known = new Map();
    return type => {
        const isRead = known.get(type) ?? choice?.layers.some(layer => typeSystem.isSubtype(type, layer)) ?? false;
        known.set(type, isRead);
        return isRead;
    };
}
/** Says which layers are passed over: what someone marked does not vanish without a word. */
function countOthers(reading, choice, notices) {
    const { source, annotations, linguistic = [] } = reading;
    const isRead = createLayerTest(reading, choice);
    const note = (type, count) => notices.addKind('cas-layer-left-out', 'annotations of other layers are not read as mentions', type, { path: source }, count);
    for (const { type } of annotations)
        if (!isRead(type) && !isLinguistic(type))
            note(type, 1);
    for (const [type, count] of linguistic)
        if (!isRead(type))
            note(type, count);
}
function readMentions(reading, choice, notices) {
    const mentions = [];
    const where = { path: reading.source };
    const isRead = createLayerTest(reading, choice);
    for (const { type, begin, end, values } of reading.annotations) {
        if (!isRead(type))
            continue;
        if (begin === end) {
            notices.add('mention-empty-span', 'annotations cover no text and are left out', where);
            continue;
        }
        const concepts = choice.concept === undefined ? [] : readConcepts(values, choice, where, notices);
        const types = choice.type === undefined ? [] : [...new Set((values.get(choice.type) ?? []).flatMap(parseTypes))];
        if (concepts.length === 0 && types.length === 0 && choice.type !== undefined)
            notices.add('mention-without-type', 'annotations have no type and no concept', where);
        else if (choice.type === undefined && (values.get(choice.concept) ?? []).length === 0)
            notices.addKind('mention-without-concept', 'annotations have an empty concept feature', choice.concept, where);
        mentions.push({ begin, end, concepts, types });
    }
    return mentions;
}
function readConcepts(values, { concept, keepsOther, hasCuis }, where, notices) {
    const concepts = new Set();
    for (const value of values.get(concept) ?? []) {
        for (const piece of keepsOther === true ? splitBars(withoutTerms(value)) : [value]) {
            const reading = parseConceptFeature(piece);
            const cuis = hasCuis === true ? reading.concepts : parseConcepts(piece);
            for (const cui of cuis)
                concepts.add(cui);
            if (hasCuis === true && reading.padded.length > 0)
                notices.addKind('mention-concept-padded', 'values of concept features are CUIs that have lost their zeros', concept, where);
            const codes = otherCodes(piece, cuis.length > 0);
            for (const code of codes)
                concepts.add(code);
            if (cuis.length + codes.length > 0)
                continue;
            if (keepsOther === true)
                concepts.add(piece);
            if (hasCuis === true || keepsOther !== true)
                notices.addKind('mention-concept-not-cui', 'values of concept features are no identifiers of concepts', concept, where);
        }
    }
    return [...concepts];
}
function choose(readings, setting, where, progress) {
    const layer = setting?.layer === undefined ? undefined : findLayer(readings, setting.layer, where);
    const layers = layer === undefined ? undefined : [layer];
    const candidates = count(readings, layers, setting?.feature);
    const tell = (choice, how) => {
        if (choice.types * 2 > choice.values)
            return tellTypes(choice);
        progress.info(`concept feature: ${renderFeature(choice)} ` +
            `(${choice.concepts} of ${choice.values} values are CUIs${how})`);
        const isEntity = choice.layers[0] === NAMED_ENTITY && choice.feature === 'identifier';
        const given = count(readings, choice.layers, undefined).find(one => one.feature !== choice.feature &&
            (one.types * 2 > one.values ||
                (isEntity && setting?.feature === undefined && one.feature === 'value')));
        if (given !== undefined)
            progress.info(`types: ${renderFeature(given)} (${given.values} annotations have one, and keep it)`);
        return {
            layers: choice.layers,
            concept: choice.feature,
            type: given?.feature,
            keepsOther: setting?.feature !== undefined || isEntity || choice.codes * 2 > choice.values,
            hasCuis: choice.concepts * 2 > choice.values,
        };
    };
    const tellTypes = (choice) => {
        progress.info(`type feature: ${renderFeature(choice)} ` +
            `(${choice.types} of ${choice.values} values are semantic types)`);
        return withIdentifier({ layers: choice.layers, type: choice.feature });
    };
    if (setting?.typeFeature !== undefined) {
        const { typeFeature } = setting;
        const [chosen] = count(readings, layers, typeFeature);
        const owners = chosen?.layers ??
            declaringLayers(readings, layer, typeFeature, { path: where, at: 'concept.type_feature' });
        const others = count(readings, owners, undefined).filter(({ feature }) => feature !== typeFeature);
        const concept = setting.feature ?? (others.find(isMostlyCuis) ?? others.find(isMostlyConcepts))?.feature;
        progress.info(`types: ${renderFeature({ layers: owners, feature: typeFeature })} (${chosen?.values ?? 0} annotations have one)` +
            (concept === undefined ? '' : `; concepts: ${concept}`));
        return {
            layers: owners,
            type: typeFeature,
            concept,
            keepsOther: setting.feature !== undefined,
            hasCuis: concept !== undefined && count(readings, owners, concept).some(isMostlyCuis),
        };
    }
    if (setting?.feature !== undefined) {
        const chosen = candidates[0];
        if (chosen !== undefined)
            return tell(chosen, others(candidates));
        const declaring = declaringLayers(readings, layer, setting.feature, {
            path: where,
            at: 'concept.feature',
        });
        return tell(unused(declaring, setting.feature), '');
    }
    const likely = candidates.filter(isMostlyCuis);
    if (likely[0] !== undefined)
        return tell(likely[0], others(likely));
    const typed = candidates.find(one => one.types * 2 > one.values);
    if (typed !== undefined)
        return tellTypes(typed);
    const entities = readings.some(({ annotations }) => annotations.some(({ type }) => type === NAMED_ENTITY));
    if (layer === NAMED_ENTITY || (layer === undefined && entities)) {
        const values = (name) => count(readings, [NAMED_ENTITY], name).reduce((sum, one) => sum + one.values, 0);
        progress.info(`no concept feature; types are taken from NamedEntity / value (${values('value')} annotations have one)`);
        const identifiers = values('identifier');
        if (identifiers > 0)
            progress.info(`concepts: NamedEntity / identifier (${identifiers} annotations have one)`);
        return withIdentifier({ layers: [NAMED_ENTITY], type: 'value' });
    }
    const linked = candidates.find(isMostlyConcepts);
    if (linked !== undefined)
        return tell(linked, `, ${linked.codes} of other vocabularies`);
    if (layer === undefined)
        return undefined;
    const declared = declaredFeatures(readings, layer);
    const names = declared.get(layer) ?? [];
    if (names.length === 1)
        return tell(candidates[0] ?? unused([layer], names[0]), '');
    throw new MedspanError('config', `no feature of ${layer} holds mostly CUIs, so its concept feature is unknown`, {
        where: { path: where, at: 'concept.layer' },
        hint: `name one with concept.feature; string features here: ${listFeatures(declared)}`,
    });
}
/**
 * The layer whose type has a feature that no annotation has a value of; none for a path, without which nothing says that an
 * annotation is a mention.
 */
function declaringLayers(readings, layer, feature, where) {
    const declared = declaredFeatures(readings, layer);
    const found = [...declared].find(([, names]) => names.includes(feature));
    if (found !== undefined)
        return layer === undefined && isPath(feature) ? [] : [found[0]];
    const message = layer === undefined
        ? `no annotation type has a string feature ${feature}`
        : `${layer} has no string feature ${feature}`;
    throw new MedspanError('config', message, {
        where,
        hint: `string features here: ${listFeatures(declared)}`,
    });
}
const isMostlyCuis = (one) => one.concepts * 2 > one.values;
/** CUIs or identifiers of other vocabularies. */
const isMostlyConcepts = (one) => (one.concepts + one.codes) * 2 > one.values;
/** A named entity's identifier is a concept, whatever its vocabulary. */
function withIdentifier(choice) {
    return choice.layers[0] === NAMED_ENTITY && choice.type === 'value'
        ? { ...choice, concept: 'identifier', keepsOther: true }
        : choice;
}
function unused(layers, feature) {
    return { layers, feature, values: 0, concepts: 0, types: 0, codes: 0 };
}
function others(candidates) {
    const rest = candidates.slice(1, 4).filter(one => one.concepts > 0);
    if (rest.length === 0)
        return '';
    return `, the most; also ${rest.map(one => `${renderFeature(one)}: ${one.concepts}`).join(', ')}`;
}
/** The full name of a layer that was given by full name or by its last part. */
function findLayer(readings, name, where) {
    const found = findLayers(new Set(readings.map(reading => reading.typeSystem)), name);
    if (found.length === 1)
        return found[0];
    const place = { where: { path: where, at: 'concept.layer' } };
    if (found.length > 1)
        throw new MedspanError('config', `several annotation types are called ${name}`, {
            ...place,
            hint: `give the full name: ${found.join(', ')}`,
        });
    throw new MedspanError('config', `the type system has no annotation type ${name}`, {
        ...place,
        hint: `string features here: ${listFeatures(declaredFeatures(readings, undefined))}`,
    });
}
/** The string features of every annotation type, or of one: those that may hold concepts. */
function declaredFeatures(readings, layer) {
    const declared = new Map();
    for (const typeSystem of new Set(readings.map(reading => reading.typeSystem))) {
        for (const type of typeSystem.names) {
            if (layer === undefined ? !typeSystem.isSubtype(type, ANNOTATION) : type !== layer)
                continue;
            const names = [...textFeatures(typeSystem, type), ...textPaths(typeSystem, type)];
            if (names.length > 0)
                declared.set(type, names);
        }
    }
    return declared;
}
/** Custom layers first: DKPro's own hundred types are seldom what is meant. */
function listFeatures(declared) {
    const names = [...declared].map(([type, features]) => `${type} (${features.join(', ')})`);
    const own = names.filter(name => !isDkpro(name));
    const list = [...own, ...names.filter(name => name.startsWith(NAMED_ENTITY))];
    const shown = list.length > 0 ? list : names;
    return shown.length === 0 ? 'none' : shown.slice(0, 20).join('; ') + (shown.length > 20 ? '; ...' : '');
}
