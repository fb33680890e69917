/**
 * @file The sentences of a report with their mentions, as compact JSON for the page's script.
 *
 * What belongs together stays together: sentences that one mention, or a pair of mentions, reaches across are one
 * entry. Lists instead of records, and types by number, keep 10,000 sentences below two megabytes.
 */
import { ownValue } from "../../dictionary.js";
import { maxOf, minOf } from "../../lists.js";
import { analyseErrors } from "../../metrics/error-analysis.js";
/** The classes of mentions by their numbers in the data. */
export const mentionClasses = [
    'correct',
    'type',
    'border',
    'both',
    'missed',
    'spurious',
];
/** Everything that the error browser shows. */
export function plainSentences({ parts, types }) {
    const names = occurringTypes(parts);
    const numbers = new Map(names.map((type, number) => [type, number]));
    const documents = [];
    const sentences = [];
    let withoutText = 0;
    for (const [part, { documents: judged }] of parts.entries()) {
        const mentions = judged.map(() => []);
        for (const mention of analyseErrors(judged).mentions)
            mentions[mention.document].push(mention);
        for (const [index, { id, text, sentences: known }] of judged.entries()) {
            if (text === undefined) {
                withoutText++;
                continue;
            }
            documents.push([part, id]);
            const stretches = cutSentences(text, known ?? lineRanges(text), mentions[index]);
            for (const [place, { begin, end, mentions: own }] of stretches.entries())
                sentences.push([
                    documents.length - 1,
                    place + 1,
                    text.slice(begin, end),
                    own.map(mention => plainMention(mention, begin, numbers)),
                ]);
        }
    }
    return {
        parts: parts.map(({ name }) => name),
        types: names.map(type => {
            const { name = '', group = '' } = ownValue(types, type) ?? {};
            return [type, name, group];
        }),
        documents,
        sentences,
        withoutText,
    };
}
function occurringTypes(parts) {
    const types = new Set();
    for (const { documents } of parts)
        for (const { gold, predicted } of documents)
            for (const { type } of [...gold, ...predicted])
                types.add(type);
    return [...types].sort();
}
/** Lines, for documents whose sentences are not known. */
function lineRanges(text) {
    let begin = 0;
    return text.split('\n').flatMap(line => {
        const range = [begin, begin + line.length];
        begin += line.length + 1;
        return line === '' ? [] : [range];
    });
}
/** Sentences in order without blanks around them, each with its mentions. */
function cutSentences(text, ranges, mentions) {
    const kept = [];
    const pieces = [...ranges.map(([begin, end]) => trimRange(text, begin, end)), ...mentions.map(extentOf)];
    for (const { begin, end } of pieces.sort((a, b) => a.begin - b.begin || b.end - a.end)) {
        const last = kept.at(-1);
        // What only touches the last one is another sentence.
        if (last !== undefined && begin < last.end)
            last.end = Math.max(last.end, end);
        else
            kept.push({ begin, end });
    }
    const cut = kept.map(stretch => ({ ...stretch, mentions: [] }));
    let at = 0;
    for (const mention of mentions) {
        while (extentOf(mention).end > cut[at].end)
            at++;
        cut[at].mentions.push(mention);
    }
    return cut.filter(({ begin, end, mentions: own }) => end > begin || own.length > 0);
}
function trimRange(text, begin, end) {
    const own = text.slice(begin, end);
    const inner = own.trim();
    const first = begin + own.indexOf(inner);
    return { begin: first, end: first + inner.length };
}
/** From the first to the last character of one or two mentions. */
function extentOf({ gold, predicted }) {
    const both = [gold, predicted].filter(mention => mention !== undefined);
    return {
        begin: minOf(both.map(({ begin }) => begin)),
        end: maxOf(both.map(({ end }) => end)),
    };
}
function plainMention({ class: kind, gold, predicted }, offset, numbers) {
    return [
        mentionClasses.indexOf(kind),
        gold === undefined
            ? 0
            : [gold.begin - offset, gold.end - offset, numbers.get(gold.type), gold.lost === true ? 1 : 0],
        predicted === undefined
            ? 0
            : [
                predicted.begin - offset,
                predicted.end - offset,
                numbers.get(predicted.type),
                predicted.score === undefined ? null : Math.round(1000 * predicted.score),
            ],
    ];
}
