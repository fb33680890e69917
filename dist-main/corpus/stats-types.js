import { byCount, count, surfaceOf, typeOf, wordsIn } from "./stats.js";
const suffixLengths = [3, 4];
/** Letters before the suffix, so that it is an ending and not the word. */
const stem = 2;
/** The prior's weight in words: at most this, and a tenth of the corpus in a small one. */
const heaviestPrior = 500;
/** Describes the types of a corpus by their mentions' first types. */
export function typeStats(corpus, options = {}) {
    const { top = 20, partOfSpeech } = options;
    const types = new Map();
    const forms = new Map();
    const allSuffixes = new Map();
    let allWords = 0;
    const inSentence = new Map();
    const inMention = new Map();
    for (const document of corpus) {
        for (const token of document.tokens)
            if (addSuffixes(allSuffixes, document.text.slice(token.begin, token.end)))
                allWords++;
        const spoken = partOfSpeech === undefined ? undefined : partsOfSpeech(document, partOfSpeech);
        for (const mention of document.mentions) {
            const type = typeOf(mention);
            const tallies = types.get(type) ?? emptyTallies();
            types.set(type, tallies);
            addMention(tallies, document, mention, spoken);
            const form = surfaceOf(document, mention);
            count(tallies.forms, form);
            const known = forms.get(form) ?? new Map();
            forms.set(form, known);
            count(known, type);
            countPairs(inMention, [...new Set(mention.types)]);
        }
        for (const found of typesBySentence(document))
            countPairs(inSentence, found);
    }
    const profiles = byCount([...types].map(([type, { mentions }]) => [type, mentions])).map(([type]) => {
        const tallies = types.get(type);
        return [
            type,
            {
                mentions: tallies.mentions,
                concepts: tallies.concepts.size,
                forms: tallies.forms.size,
                topForms: byCount(tallies.forms).slice(0, top),
                topSuffixes: rankSuffixes(tallies, allSuffixes, allWords).slice(0, top),
                ...(partOfSpeech === undefined
                    ? {}
                    : { partsOfSpeech: Object.fromEntries(byCount(tallies.partsOfSpeech)) }),
            },
        ];
    });
    return {
        profiles: Object.fromEntries(profiles),
        ambiguity: describeAmbiguity(forms, top),
        coOccurrence: { sentence: pairsOf(inSentence), mention: pairsOf(inMention) },
    };
}
function emptyTallies() {
    return {
        mentions: 0,
        concepts: new Set(),
        forms: new Map(),
        suffixes: new Map(),
        lastWords: 0,
        partsOfSpeech: new Map(),
    };
}
function addMention(tallies, document, mention, spoken) {
    tallies.mentions++;
    for (const concept of mention.concepts)
        tallies.concepts.add(concept);
    const { start, end } = wordsIn(document, mention);
    for (let i = start; i < end && spoken !== undefined; i++)
        if (spoken[i] !== undefined)
            count(tallies.partsOfSpeech, spoken[i]);
    for (let i = end - 1; i >= start; i--) {
        const token = document.tokens[i];
        const word = document.text.slice(Math.max(token.begin, mention.begin), Math.min(token.end, mention.end));
        if (!/\p{L}/u.test(word))
            continue;
        if (addSuffixes(tallies.suffixes, word))
            tallies.lastWords++;
        break;
    }
}
/** Counts the suffixes of a word of letters; whether it is one that is long enough to have any. */
function addSuffixes(tally, word) {
    if (word.length < suffixLengths[0] + stem || !/^\p{L}+$/u.test(word))
        return false;
    const lower = word.toLowerCase();
    for (const length of suffixLengths)
        if (lower.length >= length + stem)
            count(tally, lower.slice(lower.length - length));
    return true;
}
/** The suffixes that are more frequent among a type's last words than among all other words, the surest first. */
function rankSuffixes({ suffixes, lastWords }, all, allWords) {
    const priorWords = Math.min(heaviestPrior, allWords / 10);
    // Where a longer suffix stands for the same mentions it says more, and the shorter is left out.
    const contained = new Set();
    for (const [suffix, times] of suffixes)
        for (let from = 1; from < suffix.length; from++)
            if (suffixes.get(suffix.slice(from)) === times)
                contained.add(suffix.slice(from));
    const ranked = [];
    for (const [suffix, here] of suffixes) {
        const total = Math.max(all.get(suffix) ?? 0, here);
        const prior = (priorWords * total) / Math.max(1, allWords);
        const elsewhere = total - here;
        const odds = (times, words) => (times + prior) / Math.max(1, words + priorWords - times - prior);
        const logOdds = Math.log(odds(here, lastWords)) - Math.log(odds(elsewhere, allWords - lastWords));
        const z = logOdds / Math.sqrt(1 / (here + prior) + 1 / (elsewhere + prior));
        if (here >= 2 && z > 0 && !contained.has(suffix))
            ranked.push({ suffix, count: here, logOdds, z });
    }
    return ranked.sort((a, b) => b.z - a.z || (a.suffix < b.suffix ? -1 : 1));
}
function partsOfSpeech(document, tagger) {
    const found = new Array(document.tokens.length);
    for (const sentence of document.sentences) {
        const { start, end } = wordsIn(document, sentence);
        const words = document.tokens.slice(start, end).map(token => document.text.slice(token.begin, token.end));
        for (const [i, tag] of tagger(words).entries())
            found[start + i] = tag;
    }
    return found;
}
/** For each sentence with mentions the types in it, once each, or twice where two mentions bear it. */
function* typesBySentence(document) {
    const { mentions } = document;
    let next = 0;
    for (const sentence of document.sentences) {
        while (next < mentions.length && mentions[next].begin < sentence.begin)
            next++;
        const seen = new Map();
        for (; next < mentions.length && mentions[next].begin < sentence.end; next++)
            count(seen, typeOf(mentions[next]));
        if (seen.size > 0)
            yield [...seen].flatMap(([type, times]) => (times > 1 ? [type, type] : [type]));
    }
}
const separator = '\u0000';
/** The most types of one sentence or mention that are paired, and the most pairs: a hostile file has billions. */
const mostPaired = 150;
const mostPairs = 1_000_000;
function countPairs(tally, types) {
    const sorted = types.slice(0, mostPaired).sort();
    const pairs = new Set();
    for (let i = 0; i < sorted.length; i++)
        for (let j = i + 1; j < sorted.length; j++)
            pairs.add(`${sorted[i]}${separator}${sorted[j]}`);
    for (const pair of pairs)
        if (tally.size < mostPairs || tally.has(pair))
            count(tally, pair);
}
function pairsOf(tally) {
    return byCount(tally).map(([pair, times]) => {
        const [a, b] = pair.split(separator);
        return [a, b, times];
    });
}
function describeAmbiguity(forms, top) {
    const ambiguous = [];
    let [mentions, inAmbiguous] = [0, 0];
    for (const [form, types] of forms) {
        const counts = byCount(types);
        const total = counts.reduce((sum, [, times]) => sum + times, 0);
        mentions += total;
        if (counts.length < 2)
            continue;
        inAmbiguous += total;
        ambiguous.push({ form, types: Object.fromEntries(counts), outside: total - counts[0][1] });
    }
    ambiguous.sort((a, b) => b.outside - a.outside || (a.form < b.form ? -1 : 1));
    return {
        forms: forms.size,
        ambiguousForms: ambiguous.length,
        mentionShare: mentions === 0 ? 0 : inAmbiguous / mentions,
        top: ambiguous.slice(0, top).map(({ form, types }) => ({ form, types })),
    };
}
