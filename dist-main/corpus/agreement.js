/**
 * @file How far annotators of the same documents agree: F1 of spans, and kappa over words.
 *
 * F1 between two annotators takes either as the reference, and is the same both ways (Hripcsak & Rothschild 2005,
 * "Agreement, the F-Measure, and Reliability in Information Retrieval"). Kappa is Cohen's for a pair ("A Coefficient
 * of Agreement for Nominal Scales", 1960) and Fleiss' for several ("Measuring Nominal Scale Agreement Among Many
 * Raters", 1971), over the words of the text, each with the type of the longest mention over it. Most words lie
 * outside every mention for everyone, so kappa over words says less than F1 where mentions are few.
 *
 * A document's version by one annotator is called `<document>@<annotator>`, and its `group` is that of the others.
 */
import { addTo } from "../lists.js";
import { IGNORED_TYPE } from "../text/document.js";
import { OUTSIDE } from "../text/tags.js";
import { count, wordsIn } from "./stats.js";
/** The name of a version's annotator; undefined where a document is not one of several versions. */
export function annotatorOf({ id, group }) {
    if (group === undefined)
        return undefined;
    // A name may hold an @ of its own.
    const at = id.startsWith(`${group}@`) ? group.length : id.lastIndexOf('@');
    return at < 1 || at === id.length - 1 ? undefined : id.slice(at + 1);
}
/**
 * Cohen's kappa: (p_o - p_e) / (1 - p_e), p_o the share of equal labels, p_e that expected from how often each gave
 * each label. Null where p_e is 1 (both gave the same single label throughout) or there is nothing to compare.
 */
export function cohenKappa(a, b) {
    if (a.length === 0)
        return null;
    const [first, second] = [new Map(), new Map()];
    let equal = 0;
    for (let i = 0; i < a.length; i++) {
        count(first, a[i]);
        count(second, b[i]);
        if (a[i] === b[i])
            equal++;
    }
    let expected = 0;
    for (const [label, times] of first)
        expected += (times * (second.get(label) ?? 0)) / a.length;
    return expected === a.length ? null : (equal - expected) / (a.length - expected);
}
/**
 * Fleiss' kappa: (P - P_e) / (1 - P_e), P the mean over items of the share of agreeing pairs of raters, P_e the sum
 * of the squared shares of the labels. Null where P_e is 1 or there is nothing to compare.
 * @param raters the labels by each rater, all of the same length; two raters or more
 */
export function fleissKappa(raters) {
    const items = raters[0]?.length ?? 0;
    const n = raters.length;
    if (items === 0 || n < 2)
        return null;
    const totals = new Map();
    let agreeing = 0;
    for (let item = 0; item < items; item++) {
        const labels = new Map();
        for (const rater of raters)
            count(labels, rater[item]);
        for (const [label, times] of labels) {
            agreeing += times * (times - 1);
            count(totals, label, times);
        }
    }
    const observed = agreeing / (items * n * (n - 1));
    if (totals.size === 1)
        return null;
    let expected = 0;
    for (const times of totals.values())
        expected += (times / (items * n)) ** 2;
    return (observed - expected) / (1 - expected);
}
/** Compares the versions of documents by their annotators; undefined where no document has two. */
export function annotatorAgreement(corpus) {
    const { shared, differentTexts } = gatherVersions(corpus);
    if (shared.length === 0)
        return undefined;
    const annotators = [...new Set(shared.flatMap(versions => [...versions.keys()]))].sort();
    const pairs = [];
    for (const [i, a] of annotators.entries())
        for (const b of annotators.slice(i + 1)) {
            const both = shared.flatMap(versions => {
                const [first, second] = [versions.get(a), versions.get(b)];
                return first === undefined || second === undefined ? [] : [[first, second]];
            });
            if (both.length > 0)
                pairs.push(comparePair([a, b], both));
        }
    const sets = new Map();
    for (const versions of shared) {
        const key = JSON.stringify([...versions.keys()].sort());
        addTo(sets, key, versions);
    }
    const groups = [...sets].map(([key, documents]) => {
        const names = JSON.parse(key);
        const raters = names.map(name => documents.flatMap(versions => wordLabels(versions.get(name), versions.get(names[0]))));
        return {
            annotators: names,
            documents: documents.length,
            tokens: raters[0].length,
            kappa: fleissKappa(raters),
        };
    });
    return { annotators, documents: shared.length, pairs, groups, differentTexts };
}
/** For each document with two versions or more: the versions by annotator. */
function gatherVersions(corpus) {
    const groups = new Map();
    let differentTexts = 0;
    for (const document of corpus) {
        const annotator = annotatorOf(document);
        if (annotator === undefined)
            continue;
        // A group may hold several documents; versions share the name before their annotator's as well.
        const key = JSON.stringify([document.group, document.id.slice(0, -annotator.length), document.origin]);
        const versions = groups.get(key) ?? new Map();
        groups.set(key, versions);
        const first = versions.values().next().value;
        if (first !== undefined && first.text !== document.text)
            differentTexts++;
        else
            versions.set(annotator, document);
    }
    return { shared: [...groups.values()].filter(versions => versions.size > 1), differentTexts };
}
function comparePair(annotators, both) {
    const total = (side) => both.reduce((sum, pair) => sum + pair[side].mentions.length, 0);
    const mentions = [total(0), total(1)];
    const all = mentions[0] + mentions[1];
    const f1 = (matched) => (all === 0 ? null : matched / all);
    const equal = (key) => f1(both.reduce((sum, [a, b]) => sum + 2 * commonCount(a.mentions.map(key), b.mentions.map(key)), 0));
    const labels = [0, 1].map(side => both.flatMap(pair => wordLabels(pair[side], pair[0])));
    const [a, b] = [labels[0], labels[1]];
    return {
        annotators,
        documents: both.length,
        mentions,
        f1: {
            exact: equal(({ begin, end, types }) => `${begin} ${end} ${types[0] ?? ''}`),
            span: equal(({ begin, end }) => `${begin} ${end}`),
            concept: equal(({ begin, end, concepts }) => `${begin} ${end} ${[...concepts].sort().join(' ')}`),
            overlap: f1(both.reduce((sum, [a, b]) => sum + touching(a.mentions, b.mentions) + touching(b.mentions, a.mentions), 0)),
        },
        tokens: a.length,
        observed: a.length === 0 ? null : a.filter((label, i) => label === b[i]).length / a.length,
        kappa: cohenKappa(a, b),
    };
}
/** How many items two lists have in common, each counted as often as it is in both. */
function commonCount(a, b) {
    const left = new Map();
    for (const key of b)
        count(left, key);
    let common = 0;
    for (const key of a) {
        const times = left.get(key) ?? 0;
        if (times === 0)
            continue;
        common++;
        left.set(key, times - 1);
    }
    return common;
}
/** How many mentions of `a` share a character with one of `b`; both are sorted. */
function touching(a, b) {
    // Ends in order of begins rise only if the furthest so far is kept.
    let next = 0;
    let furthest = -1;
    let found = 0;
    for (const { begin, end } of a) {
        while (next < b.length && b[next].begin <= begin)
            furthest = Math.max(furthest, b[next++].end);
        if (furthest > begin || (next < b.length && b[next].begin < end))
            found++;
    }
    return found;
}
/** A label for each word of `words` (the same text): the first type of the longest mention over it, or `O`. */
function wordLabels(document, words) {
    const labels = new Array(words.tokens.length).fill(OUTSIDE);
    const longestLast = [...document.mentions].sort((a, b) => a.end - a.begin - (b.end - b.begin));
    for (const mention of longestLast) {
        const { start, end } = wordsIn(words, mention);
        labels.fill(mention.types[0] ?? IGNORED_TYPE, start, end);
    }
    return labels;
}
