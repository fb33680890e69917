/**
 * @file From the body of a request to documents that can be tagged. Nothing of it is repaired: what is wrong is an error
 * that says where.
 */
import { MedspanError } from "../../errors.js";
import { checkText } from "../../predict/lines.js";
import { documentOf } from "../../predict/tagger.js";
import { isInsideCharacter } from "../../text/document.js";
import { parseJson } from "../../text/json.js";
import { decodeText } from "../../text/source.js";
import { tagRequestSchema } from "./schemas.js";
/** @throws MedspanError `input` for what is not UTF-8, JSON or as `tagRequestSchema` has it */
export function parseTagRequest(bytes) {
    const where = { path: 'body' };
    const { success, data, error } = tagRequestSchema.safeParse(parseJson(decodeText(bytes, where, 1), where));
    if (success)
        return data;
    const [{ message, path } = { message: 'expected another value', path: [] }] = error.issues;
    throw new MedspanError('input', message, { where: { at: path.join('.') } });
}
/**
 * A document to tag.
 * @param at its place in the request
 * @throws MedspanError `input` for a text that cannot be tagged, and for sentences and words that are not in order and apart
 */
export function toDocument({ id, text, sentences, tokens }, at, segment) {
    checkText(text, { at: `${at}text` });
    const document = documentOf(String(id ?? at), text);
    if (sentences === undefined) {
        if (tokens === undefined)
            return document;
        throw new MedspanError('input', 'expected sentences beside tokens', { where: { at: `${at}tokens` } });
    }
    checkSpans(text, sentences, { at: `${at}sentences` });
    if (tokens === undefined)
        return { ...document, sentences, tokens: wordsOf(text, sentences, segment) };
    checkSpans(text, tokens, { at: `${at}tokens` });
    let next = 0;
    for (const { begin, end } of tokens) {
        while (next < sentences.length && sentences[next].end <= begin)
            next++;
        const sentence = sentences[next];
        if (sentence === undefined || begin < sentence.begin || end > sentence.end)
            throw new MedspanError('input', `expected words within sentences, got ${begin} to ${end}`, {
                where: { at: `${at}tokens` },
            });
    }
    return { ...document, sentences, tokens };
}
function checkSpans(text, spans, where) {
    let reached = 0;
    for (const { begin, end } of spans) {
        const isCut = isInsideCharacter(text, begin) || isInsideCharacter(text, end);
        if (begin < reached || end <= begin || end > text.length || isCut)
            throw new MedspanError('input', `expected spans of whole characters in order and apart, within 0 and ${text.length}, got ${begin} to ${end}`, { where });
        reached = end;
    }
}
function wordsOf(text, sentences, segment) {
    return sentences.flatMap(sentence => segment(text.slice(sentence.begin, sentence.end)).tokens.map(({ begin, end }) => ({
        begin: sentence.begin + begin,
        end: sentence.begin + end,
    })));
}
