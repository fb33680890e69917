/**
 * @file Texts as lines of a stream, such as a pipe, each answered by a line of JSON in its turn: the text with its mentions, or
 * what is wrong with the line.
 */
import { internal, MedspanError } from "../errors.js";
import { checkTextLength, describeMentions } from "../text/document.js";
import { parseJson } from "../text/json.js";
import { decodeText, linesOf } from "../text/source.js";
import { documentOf } from "./tagger.js";
import { windowsOf } from "./windows.js";
/** What a line is: an object `{text, id}` in JSON, or the text itself. */
export const LINE_FORMATS = ['json', 'text'];
/** The longest line, in bytes: the longest text, all of it in escapes, and some more. */
const longestLine = 2 ** 26;
/**
 * Answers each line in its turn. Lines are tagged as they come: when none comes for a moment, those that are there.
 * @param bytes UTF-8, as it comes
 */
export async function* answerLines(bytes, { tagger, format, maxLineBytes, describe = describeMentions, ...options }) {
    const size = (line) => ('error' in line ? 0 : line.document.text.length + String(line.id).length);
    for await (const window of windowsOf(readLines(bytes, format, maxLineBytes), size)) {
        const documents = window.flatMap(line => ('error' in line ? [] : [line.document]));
        const tagged = tagger.tag(documents, options);
        for (const line of window)
            if ('error' in line) {
                const { number, error } = line;
                yield { text: JSON.stringify({ line: number, error: { message: error.message } }), isError: true };
            }
            else {
                const next = await tagged.next();
                if (next.done === true)
                    throw internal('expected a document for each that was tagged');
                const mentions = describe(next.value);
                yield { text: JSON.stringify({ id: line.id, text: line.document.text, mentions }), isError: false };
            }
        await tagged.return();
    }
}
/**
 * The documents of lines that must all be good.
 * @throws MedspanError `input` for the first that is not
 */
export async function* readLineDocuments(bytes, format) {
    for await (const line of readLines(bytes, format)) {
        if ('error' in line)
            throw line.error;
        yield line.document;
    }
}
async function* readLines(bytes, format, maxLineBytes = longestLine) {
    let number = 0;
    for await (const line of linesOf(bytes, maxLineBytes)) {
        number++;
        try {
            yield { number, ...readLine(line, number, { format, maxLineBytes }) };
        }
        catch (error) {
            if (!(error instanceof MedspanError))
                throw error;
            yield { number, error };
        }
    }
}
/** @throws MedspanError for a text that is too long or holds what is no character */
export function checkText(text, where) {
    checkTextLength(text.length, where);
    const wrong = text.includes('\u0000')
        ? 'expected a text, got NUL in it'
        : /\p{Surrogate}/u.test(text)
            ? 'expected a text of characters, got half of a surrogate pair in it'
            : undefined;
    if (wrong !== undefined)
        throw new MedspanError('input', wrong, { where });
}
/** @throws MedspanError for what is no text to tag */
function readLine(bytes, number, { format, maxLineBytes }) {
    const where = { path: 'standard input', line: number };
    const wrong = (expected) => new MedspanError('input', `expected ${expected}`, { where });
    if (bytes === undefined)
        throw wrong(`a line of at most ${maxLineBytes / 2 ** 20} MiB, got a longer one`);
    const line = decodeText(bytes, where, number);
    const { text, id } = format === 'text' ? { text: line, id: undefined } : readObject(line);
    checkText(text, where);
    return { document: documentOf(String(id ?? `line ${number}`), text), id };
    function readObject(json) {
        if (json.trim() === '')
            throw wrong('an object {"text": ...}, got an empty line');
        const value = parseJson(json, where);
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            throw wrong('an object {"text": ...}, got another value');
        const { text, id = null } = value;
        if (typeof text !== 'string')
            throw wrong('an object with a text under "text"');
        if (id !== null && typeof id !== 'string' && typeof id !== 'number')
            throw wrong('a text or a number under "id"');
        return { text, id: id ?? undefined };
    }
}
