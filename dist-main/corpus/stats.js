/**
 * @file What a corpus holds, in numbers: counts, by part and by source, and lengths.
 */
import { countVocabularies } from "../concepts/vocabulary.js";
import { firstIndex } from "../lists.js";
import { formOf, IGNORED_TYPE, } from "../text/document.js";
/** How much there is of everything. */
export function sizeOf(corpus) {
    let [sentences, tokens, mentions] = [0, 0, 0];
    for (const document of corpus) {
        sentences += document.sentences.length;
        tokens += document.tokens.length;
        mentions += document.mentions.length;
    }
    return { documents: corpus.length, sentences, tokens, mentions };
}
/** Every concept identifier of a corpus, once. */
export function conceptsOf(corpus) {
    const concepts = new Set();
    for (const { mentions } of corpus)
        for (const mention of mentions)
            for (const concept of mention.concepts)
                concepts.add(concept);
    return concepts;
}
/** Counts a corpus. */
export function corpusStats(corpus) {
    const types = new Map();
    const concepts = conceptsOf(corpus);
    let untyped = 0;
    for (const document of corpus)
        for (const mention of document.mentions) {
            const type = mention.types[0];
            if (type === undefined)
                untyped++;
            else
                types.set(type, (types.get(type) ?? 0) + 1);
        }
    return {
        ...sizeOf(corpus),
        untyped,
        concepts: concepts.size,
        vocabularies: countVocabularies(concepts),
        types: Object.fromEntries(byCount(types)),
    };
}
/** Entries of a tally, the highest count first, then by name. */
export function byCount(tally) {
    return [...tally]
        .map(([name, count]) => [name, count])
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0));
}
/** Adds to a tally. */
export function count(tally, key, times = 1) {
    tally.set(key, (tally.get(key) ?? 0) + times);
}
/** Where a document comes from: the corpus that it was merged from, else its file. */
export function originOf({ origin, source }) {
    return origin ?? source ?? '(unknown)';
}
/** A mention's type for counting: its first, or `IGN` where it has none. */
export function typeOf({ types }) {
    return types[0] ?? IGNORED_TYPE;
}
/** A mention's text as dictionaries compare it: lower case, with single blanks. */
export function surfaceOf(document, mention) {
    return formOf(document, mention).replace(/\s+/gu, ' ').trim().toLowerCase();
}
/** The first index of a list of spans, sorted and apart, whose item ends after `place`. */
export function firstEndingAfter(spans, place) {
    return firstIndex(spans, span => span.end > place);
}
/** The words that a span touches, as a range of indices, `end` exclusive. */
export function wordsIn({ tokens }, span) {
    const start = firstEndingAfter(tokens, span.begin);
    let end = start;
    while (end < tokens.length && tokens[end].begin < span.end)
        end++;
    return { start, end };
}
/** Describes a tally of whole numbers. */
export function describeTally(tally) {
    const histogram = [...tally].sort(([a], [b]) => a - b);
    const total = histogram.reduce((sum, [, times]) => sum + times, 0);
    const sum = histogram.reduce((all, [value, times]) => all + value * times, 0);
    const quantile = (share) => {
        let seen = 0;
        for (const [value, times] of histogram) {
            seen += times;
            if (seen >= share * total)
                return value;
        }
        return null;
    };
    return {
        count: total,
        mean: total === 0 ? null : sum / total,
        min: histogram[0]?.[0] ?? null,
        quantiles: {
            '0.25': quantile(0.25),
            '0.5': quantile(0.5),
            '0.75': quantile(0.75),
            '0.95': quantile(0.95),
            '0.99': quantile(0.99),
        },
        max: histogram.at(-1)?.[0] ?? null,
        histogram,
    };
}
/** The lengths of documents, sentences and mentions; characters are UTF-16 code units. */
export function lengthStats(corpus) {
    const tallies = {
        documentSentences: new Map(),
        sentenceWords: new Map(),
        sentenceMentions: new Map(),
        mentionWords: new Map(),
        mentionCharacters: new Map(),
    };
    for (const document of corpus) {
        const { sentences, mentions } = document;
        count(tallies.documentSentences, sentences.length);
        const inSentence = new Map();
        for (const mention of mentions) {
            const { start, end } = wordsIn(document, mention);
            count(tallies.mentionWords, end - start);
            count(tallies.mentionCharacters, mention.end - mention.begin);
            count(inSentence, firstEndingAfter(sentences, mention.begin));
        }
        for (const [i, sentence] of sentences.entries()) {
            const { start, end } = wordsIn(document, sentence);
            count(tallies.sentenceWords, end - start);
            count(tallies.sentenceMentions, inSentence.get(i) ?? 0);
        }
    }
    return {
        documentSentences: describeTally(tallies.documentSentences),
        sentenceWords: describeTally(tallies.sentenceWords),
        sentenceMentions: describeTally(tallies.sentenceMentions),
        mentionWords: describeTally(tallies.mentionWords),
        mentionCharacters: describeTally(tallies.mentionCharacters),
    };
}
/** The documents of each source, in the order of first appearance. */
export function bySource(corpus) {
    const sources = new Map();
    for (const document of corpus) {
        const known = sources.get(originOf(document));
        if (known === undefined)
            sources.set(originOf(document), [document]);
        else
            known.push(document);
    }
    return [...sources].map(([name, documents]) => ({ name, corpus: documents }));
}
