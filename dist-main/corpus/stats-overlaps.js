/**
 * @file Where mentions share characters, which of them a tagger cannot keep, and what parts of a corpus share.
 */
import { Notices } from "../errors.js";
import { bySpan, formOf } from "../text/document.js";
import { tagSentences } from "../text/tags.js";
import { byCount, count, surfaceOf, typeOf } from "./stats.js";
/** The most pairs that are counted in one document: a hostile one could hold billions. */
export const PAIR_LIMIT = 1_000_000;
/** Counts the pairs of mentions that share characters. */
export function overlapStats(corpus) {
    const totals = { identical: 0, nested: 0, crossing: 0, mentions: 0, depth: 0, discontinuous: 0 };
    const nestedTypes = new Map();
    let incomplete = 0;
    for (const { mentions } of corpus) {
        const touched = new Set();
        let pairs = 0;
        for (let i = 0; i < mentions.length && pairs <= PAIR_LIMIT; i++) {
            const a = mentions[i];
            if (a.parts !== undefined)
                totals.discontinuous++;
            for (let j = i + 1; j < mentions.length && mentions[j].begin < a.end; j++) {
                const b = mentions[j];
                if (++pairs > PAIR_LIMIT)
                    break;
                touched.add(i).add(j);
                if (a.begin === b.begin && a.end === b.end)
                    totals.identical++;
                else if (a.end >= b.end || a.begin === b.begin) {
                    totals.nested++;
                    const [outer, inner] = a.end >= b.end ? [a, b] : [b, a];
                    count(nestedTypes, `${typeOf(outer)}\u0000${typeOf(inner)}`);
                }
                else
                    totals.crossing++;
            }
        }
        if (pairs > PAIR_LIMIT)
            incomplete++;
        totals.mentions += touched.size;
        totals.depth = Math.max(totals.depth, deepest(mentions));
    }
    return {
        ...totals,
        nestedTypes: byCount(nestedTypes).map(([pair, times]) => {
            const [outer, inner] = pair.split('\u0000');
            return [outer, inner, times];
        }),
        incomplete,
    };
}
function deepest(mentions) {
    const borders = mentions.flatMap(({ begin, end }) => [
        [begin, 1],
        [end, -1],
    ]);
    borders.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let [depth, most] = [0, 0];
    for (const [, step] of borders) {
        depth += step;
        most = Math.max(most, depth);
    }
    return most;
}
/**
 * The mentions that are lost when a corpus is tagged with one tag a word, and every one of them, in the order of the
 * text.
 * @throws MedspanError (`data`) when mentions overlap and `overlap` is `error`
 */
export function dropStats(corpus, overlap) {
    const dropped = [];
    const types = new Map();
    const reasons = new Map();
    for (const document of corpus) {
        const own = [];
        tagSentences(document, {
            overlap,
            dropped: ({ mention, reason, kept }) => {
                count(types, typeOf(mention));
                count(reasons, reason);
                own.push({
                    document: document.id,
                    ...readable(document, mention),
                    reason,
                    ...(kept === undefined ? {} : { kept: readable(document, kept) }),
                });
            },
        }, new Notices());
        for (const mention of own.sort(bySpan))
            dropped.push(mention);
    }
    return {
        stats: {
            overlap,
            mentions: dropped.length,
            types: Object.fromEntries(byCount(types)),
            reasons: Object.fromEntries(byCount(reasons)),
        },
        dropped,
    };
}
function readable(document, mention) {
    const { begin, end } = mention;
    return { begin, end, text: formOf(document, mention), type: typeOf(mention) };
}
/** Compares every other part with the part named `train`, or with the first. */
export function sharedStats(parts) {
    const from = parts.find(({ name }) => name === 'train') ?? parts[0];
    if (from === undefined)
        return [];
    const known = collect(from.corpus);
    return parts
        .filter(part => part !== from)
        .map(({ name, corpus }) => {
        let [mentions, form, formAndType, linked, concept] = [0, 0, 0, 0, 0];
        const concepts = new Set();
        for (const document of corpus)
            for (const mention of document.mentions) {
                mentions++;
                const surface = surfaceOf(document, mention);
                if (known.forms.has(surface))
                    form++;
                if (known.typedForms.has(`${typeOf(mention)}\u0000${surface}`))
                    formAndType++;
                if (mention.concepts.length > 0)
                    linked++;
                if (mention.concepts.some(one => known.concepts.has(one)))
                    concept++;
                for (const one of mention.concepts)
                    concepts.add(one);
            }
        const share = (part, whole) => (whole === 0 ? null : part / whole);
        return {
            from: from.name,
            to: name,
            documentIds: corpus.filter(({ id }) => known.ids.has(id)).length,
            documentTexts: corpus.filter(({ text }) => known.texts.has(text)).length,
            mentions: {
                form: share(form, mentions),
                formAndType: share(formAndType, mentions),
                concept: share(concept, linked),
            },
            concepts: concepts.size,
            sharedConcepts: [...concepts].filter(one => known.concepts.has(one)).length,
        };
    });
}
function collect(corpus) {
    const found = {
        ids: new Set(),
        texts: new Set(),
        forms: new Set(),
        typedForms: new Set(),
        concepts: new Set(),
    };
    for (const document of corpus) {
        found.ids.add(document.id);
        found.texts.add(document.text);
        for (const mention of document.mentions) {
            const surface = surfaceOf(document, mention);
            found.forms.add(surface);
            found.typedForms.add(`${typeOf(mention)}\u0000${surface}`);
            for (const concept of mention.concepts)
                found.concepts.add(concept);
        }
    }
    return found;
}
