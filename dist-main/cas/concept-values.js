/**
 * @file How the values of a CAS' features look: CUIs, semantic types, identifiers of other vocabularies.
 */
import { looksLikeConcept } from "../concepts/cui.js";
import { isIdentifier, isOfKnownVocabulary, readConceptName, withoutTerms } from "../concepts/vocabulary.js";
import { isLinguistic } from "./dkpro.js";
import { isPath } from "./texts.js";
/** `T` and three digits, as in UMLS' semantic network. */
const TUI = /^T\d{3}$/i;
/** The types in a value: TUIs, however they are separated, else what stands between bars. */
export function parseTypes(value) {
    const tuis = value.split(/[\s,;|]+/).filter(one => one !== '');
    if (tuis.length > 0 && tuis.every(one => TUI.test(one)))
        return tuis.map(one => one.toUpperCase());
    return splitBars(value);
}
/** What stands between bars. */
export function splitBars(value) {
    return value
        .split('|')
        .map(one => one.trim())
        .filter(one => one !== '');
}
function areTypes(value) {
    const parts = value.split(/[\s,;|]+/).filter(one => one !== '');
    return parts.length > 0 && parts.every(one => TUI.test(one));
}
/**
 * The identifiers of other vocabularies than UMLS in a value of a concept feature: those that say their vocabulary, and
 * where there is nothing else in the value, those that do not. Types are none.
 */
export function otherCodes(value, hasCuis) {
    const codes = splitCodes(value);
    const isAll = !hasCuis && !areTypes(value) && codes.every(isIdentifier);
    return isAll
        ? codes
        : codes.filter(code => isOfKnownVocabulary(code) && readConceptName(code).vocabulary !== 'UMLS');
}
/** What stands in a value between bars, commas, semicolons and blanks, without the terms of SNOMED CT's expressions. */
function splitCodes(value) {
    return withoutTerms(value)
        .split(/[\s,;|]+/)
        .filter(one => one !== '');
}
function areCodes(value) {
    const codes = splitCodes(value);
    return codes.length > 0 && codes.every(isOfKnownVocabulary);
}
/** Features of one type are told apart from those of others; a path is the same wherever it begins. */
export const featureKey = (type, feature) => isPath(feature) ? feature : `${type}\u0000${feature}`;
/**
 * Counts values by annotation type and feature, those of a path together, most CUIs first, then most semantic types, then
 * most values, then by name.
 *
 * @param layers count their values alone, and together
 */
export function count(readings, layers, feature) {
    const counts = new Map();
    for (const { annotations, typeSystem } of readings) {
        // Layers that describe language hold concepts only where a configuration says so.
        const counted = new Map();
        for (const annotation of annotations) {
            let isCounted = counted.get(annotation.type);
            if (isCounted === undefined) {
                isCounted =
                    layers === undefined
                        ? !isLinguistic(annotation.type)
                        : layers.some(layer => typeSystem.isSubtype(annotation.type, layer));
                counted.set(annotation.type, isCounted);
            }
            if (!isCounted)
                continue;
            for (const [name, values] of annotation.values) {
                if (feature !== undefined && name !== feature)
                    continue;
                const key = layers === undefined ? featureKey(annotation.type, name) : name;
                const known = counts.get(key) ?? {
                    layers: [...(layers ?? [])],
                    feature: name,
                    values: 0,
                    concepts: 0,
                    types: 0,
                    codes: 0,
                };
                if (layers === undefined && !known.layers.includes(annotation.type))
                    known.layers.push(annotation.type);
                known.values += 1;
                if (values.some(looksLikeConcept))
                    known.concepts += 1;
                else if (values.every(areTypes))
                    known.types += 1;
                else if (values.some(areCodes))
                    known.codes += 1;
                counts.set(key, known);
            }
        }
    }
    return [...counts.values()].sort((a, b) => b.concepts - a.concepts ||
        b.types - a.types ||
        b.values - a.values ||
        (renderFeature(a) < renderFeature(b) ? -1 : 1));
}
/** `custom.Concept / CUI`. */
export function renderFeature({ layers, feature }) {
    return `${layers.join(', ')} / ${feature}`;
}
