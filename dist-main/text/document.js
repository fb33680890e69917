/**
 * @file Stand-off documents: a text, and spans over it.
 *
 * Every offset counts UTF-16 code units, as UIMA CAS does and as a JavaScript string is indexed; `end` is
 * exclusive. Formats that count code points convert at their border. Nothing here changes a text.
 */
import { MedspanError } from "../errors.js";
/**
 * The longest text of one document, in UTF-16 code units: ten times what spaCy takes, twice a Bible. Where every
 * character is a word, it takes some 2 GiB to be tagged; longer texts could fill any memory.
 */
export const longestText = 10_000_000;
/** @throws MedspanError (`unsafe-input`) for a text that is longer than a document's may be */
export function checkTextLength(length, where) {
    if (length > longestText)
        throw new MedspanError('unsafe-input', `expected a document of at most ${longestText.toLocaleString('en-US')} characters, got ` +
            `${length.toLocaleString('en-US')} or more`, { where, hint: 'divide it into several documents, such as chapters, articles or letters' });
}
/** Whether an index lies between the halves of a surrogate pair, where no span may begin or end. */
export function isInsideCharacter(text, index) {
    return (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}
/** Whether a value can be a mention's score. */
export function isScore(value) {
    return typeof value === 'number' && value >= 0 && value <= 1;
}
/** Orders spans by begin, then by end. */
export function bySpan(a, b) {
    return a.begin - b.begin || a.end - b.end;
}
/** The text under a span. */
export function coveredText(document, span) {
    return document.text.slice(span.begin, span.end);
}
/** A document's mentions as JSON has them, with offsets in UTF-16 code units. */
export function describeMentions(document) {
    return document.mentions.map(({ begin, end, types, concepts, parts, score }) => ({
        begin,
        end,
        text: coveredText(document, { begin, end }),
        types,
        concepts,
        parts: parts?.map(part => [part.begin, part.end]),
        score,
    }));
}
/**
 * Ids for documents whose own may be taken: the first free one of `id`, `id#2`, `id#3`, ... None is asked for twice,
 * so that documents of one id take no longer than others.
 */
export function createNumbering() {
    const next = new Map();
    return (id, isFree) => {
        let number = next.get(id) ?? 1;
        const numbered = () => (number === 1 ? id : `${id}#${number}`);
        while (!isFree(numbered()))
            number++;
        next.set(id, number + 1);
        return numbered();
    };
}
/** The longest form of a mention, in code units: nested in each other, mentions cover the square of a text's length. */
const longestForm = 200;
/** The form of a mention, by which it is counted and looked up: its text, or the beginning of a very long one. */
export function formOf(document, { begin, end }) {
    return document.text.slice(begin, Math.min(end, begin + longestForm));
}
/** The pseudo-type of a mention whose semantic type is not known; its tokens do not count in the loss. */
export const IGNORED_TYPE = 'IGN';
