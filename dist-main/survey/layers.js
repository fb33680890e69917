/**
 * @file Which layers of a CAS may hold the mentions: the one that the importer reads, and others that look like classes.
 */
import { NAMED_ENTITY } from "../cas/dkpro.js";
/** Classes are few, and where they are not very few, each comes again. */
const mostClasses = 200;
const fewClasses = 20;
const fewestEach = 2;
/** A layer with fewer annotations, as a fraction of those of the layer that is read, is no rival of it. */
const rivalShare = 0.5;
/** What a feature with classes is often called. */
const className = /^(?:kind|type|class|label|category|value|entity|tag|group)/i;
/**
 * The layers that may be meant, the likeliest first: what the importer has read in most files, unless nothing of it was a
 * concept or a class, then features that look like classes. Where the types of concepts cannot be looked up, classes of
 * the same layer come before them. None where the documents are no CAS, or have nothing of the kind.
 */
export function listLayers(found, { mentions, untyped, concepts }, hasUmls) {
    const features = sumFeatures(found);
    const isEmpty = mentions === untyped && concepts === 0;
    const read = isEmpty ? undefined : mostFrequent(found);
    const isOwn = ({ layer }) => read !== undefined && layer === read.layer;
    const own = features.filter(isOwn);
    const main = own.find(({ feature }) => feature === (read?.feature ?? read?.typeFeature));
    const layers = [];
    if (read !== undefined)
        layers.push({ setting: read, values: main?.values ?? 0, distinct: main?.distinct ?? 0, isRead: true });
    const least = rivalShare * (main?.values ?? 0);
    const rivals = features
        .filter(one => !isOwn(one) && isTelling(one) && one.values >= least)
        .sort((a, b) => rank(a) - rank(b) || b.values - a.values);
    for (const { layer, feature, values, distinct, holds } of rivals) {
        const setting = holds === 'concepts' ? { layer, feature } : { layer, typeFeature: feature };
        layers.push({ setting, values, distinct, isRead: false });
    }
    const classes = read?.typeFeature !== undefined
        ? undefined
        : own.find(one => one.holds === 'texts' && className.test(one.feature) && isTelling(one));
    if (classes === undefined)
        return layers;
    const { feature: typeFeature, values, distinct } = classes;
    const withClasses = { setting: { ...read, typeFeature }, values, distinct, isRead: false };
    layers.splice(hasUmls ? 1 : 0, 0, withClasses);
    return layers;
}
/** `custom.Finding / kind (120 annotations, 4 different values)`; only features where they are of several layers. */
export function renderLayer({ setting: { layer, feature, typeFeature }, values, distinct }) {
    const features = [feature, typeFeature].filter(one => one !== undefined).join(', ');
    return `${layer === undefined ? '' : `${layer} / `}${features} (${values} annotations, ${distinct} different values)`;
}
function rank({ layer, feature, holds }) {
    if (holds !== 'texts')
        return 0;
    if (layer === NAMED_ENTITY)
        return 1;
    return className.test(feature) ? 2 : 3;
}
/** Whether a feature's values may say what its annotations are. */
function isTelling({ values, distinct, holds }) {
    if (holds !== 'texts' || distinct <= fewClasses)
        return true;
    return distinct <= mostClasses && values >= fewestEach * distinct;
}
/** The features of several files together; what most values of one are is what they are in the file with the most. */
function sumFeatures(found) {
    const sums = new Map();
    for (const one of found.flatMap(({ features }) => features)) {
        const key = `${one.layer}\u0000${one.feature}`;
        const { values = 0, distinct = 0, most = 0, holds = one.holds } = sums.get(key) ?? {};
        sums.set(key, {
            ...one,
            values: values + one.values,
            distinct: Math.max(distinct, one.distinct),
            most: Math.max(most, one.values),
            holds: one.values > most ? one.holds : holds,
        });
    }
    return [...sums.values()];
}
function mostFrequent(found) {
    const counts = new Map();
    for (const { chosen } of found) {
        if (chosen === undefined)
            continue;
        const key = JSON.stringify(chosen);
        counts.set(key, { setting: chosen, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.setting;
}
