import { documentView } from "../../cas/document.js";
import { ANNOTATION, STRING, STRING_ARRAY } from "../../cas/typesystem.js";
import { addMentions } from "../../cas/writer.js";
import { MedspanError, Notices } from "../../errors.js";
import { bySpan } from "../../text/document.js";
import { anchorOf } from "./anchoring.js";
import { createNameMatch } from "./names.js";
const PREDICTED = 'inception_internal_predicted';
/** @throws MedspanError `input` where a type system lacks a layer or its feature for texts */
export function checkFeature(typeSystem, { layer, feature }) {
    const fail = (message) => new MedspanError('input', message, {
        where: { path: 'typeSystem' },
        hint: 'choose a layer of spans and a string or concept feature of it in the settings of the recommender',
    });
    if (!typeSystem.has(layer) || !typeSystem.isSubtype(layer, ANNOTATION))
        throw fail(`expected a layer ${layer}, got a type system without it`);
    const range = typeSystem.features(layer).get(feature)?.range;
    if (range === undefined)
        throw fail(`expected a feature ${feature} of ${layer}, got a layer without it`);
    if (range !== STRING_ARRAY && !typeSystem.isSubtype(range, STRING))
        throw fail(`expected a feature ${feature} of ${layer} that holds texts, got one of ${range}`);
}
/** @throws MedspanError `input` where predictions of a layer cannot be told from annotations */
export function checkPredicted(typeSystem, { layer }) {
    if (typeSystem.features(layer).get(PREDICTED)?.range !== 'uima.cas.Boolean')
        throw new MedspanError('input', `expected a feature ${PREDICTED} of ${layer}, got a type system without it`, {
            where: { path: 'typeSystem' },
            hint: 'send the type system that INCEpTION sends to recommenders: it has this feature in the layer to predict',
        });
}
function isPredicted({ features }) {
    return features.get(PREDICTED) === true;
}
/** The CAS without predictions. */
export function withoutPredictions(cas, { layer, feature }) {
    const text = documentView(cas)?.sofa.text;
    if (text === undefined || !cas.typeSystem.features(layer).has(PREDICTED))
        return cas;
    return addMentions({ id: '', text, sentences: [], tokens: [], mentions: [] }, { base: cas, layer, typeFeature: feature, replace: isPredicted, notices: new Notices() });
}
/**
 * The CAS with predictions for a document's mentions in the place of those it had. A mention's value is its first type, as a tag
 * of the feature's tagset where one means the same, or where it has no type, its first concept.
 * @param model how the explanations of scores call it
 */
export function addPredictions(cas, document, request, model) {
    const { layer, feature } = request.metadata;
    const explanation = `${feature}_score_explanation`;
    const explains = cas.typeSystem.features(layer).get(explanation)?.range === STRING;
    return addMentions({ ...document, mentions: predictionsOf(document, request) }, {
        base: cas,
        layer,
        typeFeature: feature,
        replace: isPredicted,
        notices: new Notices(),
        features: ({ score }) => [
            [PREDICTED, true],
            ...(explains && score !== undefined
                ? [[explanation, `mean probability of its words: ${score.toFixed(2)}, ${model}`]]
                : []),
        ],
    });
}
/** What is predicted, each once with its best score, in order. */
function predictionsOf(document, request) {
    const tagOf = createNameMatch(tagsOf(request));
    const predictions = new Map();
    for (const mention of document.mentions) {
        const name = mention.types[0] ?? mention.concepts[0];
        const span = anchorOf(mention, document, request.metadata);
        if (name === undefined || span === undefined)
            continue;
        const value = tagOf(name) ?? name;
        const key = `${span.begin} ${span.end} ${value}`;
        const { score } = mention;
        if ((predictions.get(key)?.score ?? -1) >= (score ?? 0))
            continue;
        predictions.set(key, { ...span, types: [value], concepts: [], ...(score === undefined ? {} : { score }) });
    }
    return [...predictions.values()].sort(bySpan);
}
/** The tags of the feature that is predicted. */
function* tagsOf({ tagsets, metadata: { layer, feature } }) {
    for (const { tags, targets } of tagsets ?? [])
        if (targets?.some(target => target.type === layer && target.feature === feature))
            for (const { tag } of tags ?? [])
                yield tag;
}
