/**
 * @file medspan's own corpus files: lossless JSON lines, `.jsonl`.
 *
 * The first line says what the file is; each further line is one document, as docs/corpus.schema.json describes it.
 * Spans are `[begin, end]` in UTF-16 code units; a mention is `[begin, end, concepts, types]`; its parts follow as
 * a fifth element where it is discontinuous, and its score as a sixth where a model found it (the fifth is null without parts).
 */
import { MedspanError } from "../errors.js";
import { checkTextLength, isInsideCharacter, isScore, } from "../text/document.js";
import { collectDocuments, documentWriter, piecesOf, } from "../text/format.js";
import { parseJson } from "../text/json.js";
import { readStretches, visitLines } from "../text/source.js";
const name = 'medspan-corpus';
const version = 1;
function pairs(spans) {
    return spans.map(({ begin, end }) => [begin, end]);
}
function mentionRow({ begin, end, concepts, types, parts, score }) {
    const row = [begin, end, concepts, types];
    if (parts === undefined && score === undefined)
        return row;
    const placed = parts === undefined ? null : pairs(parts);
    return score === undefined ? [...row, placed] : [...row, placed, score];
}
/** A document as a line of a corpus file, without the line's end. */
export function formatDocument(document) {
    const { id, text, sentences, tokens, mentions, source, origin, group, annotated } = document;
    // Keys without a value are left out.
    return JSON.stringify({
        id,
        text,
        sentences: pairs(sentences),
        tokens: pairs(tokens),
        mentions: mentions.map(mentionRow),
        source,
        origin,
        group,
        annotated,
    });
}
const header = `${JSON.stringify({ format: name, version })}\n`;
/** A corpus file, line by line. */
function openLines() {
    let begin = header;
    return {
        add(document) {
            const line = `${begin}${formatDocument(document)}\n`;
            begin = '';
            return line;
        },
        end: () => begin,
    };
}
/** A corpus as the text of a corpus file. */
export function formatCorpus(corpus) {
    return [...piecesOf(corpus, openLines())].join('');
}
function describe(value) {
    if (value === undefined)
        return 'nothing';
    const text = JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
function refuse(expected, value, where) {
    return new MedspanError('input', `not a document of a corpus file: expected ${expected}, got ${describe(value)}`, { where });
}
function isText(value) {
    return typeof value === 'string';
}
const at = ({ where, id }, path) => ({ ...where, at: `${id} ${path}` });
function readTexts(value, path, place) {
    if (Array.isArray(value) && value.every(isText))
        return value;
    throw refuse('a list of texts', value, at(place, path()));
}
/** Checks the borders of a span, and that it comes after the one before: in order, or apart from it. */
function checkSpan(begin, end, before, text, apart, path, place) {
    if (!Number.isInteger(begin) || !Number.isInteger(end))
        throw refuse('a span of whole numbers', [begin, end], at(place, path()));
    const [first, last] = [begin, end];
    if (first < 0 || first >= last || last > text.length)
        throw new MedspanError('input', `expected a span within 0 and ${text.length}, got ${first} to ${last}`, {
            where: at(place, path()),
        });
    if (isInsideCharacter(text, first) || isInsideCharacter(text, last))
        throw new MedspanError('input', `expected a span between characters, got ${first} to ${last}`, {
            where: at(place, path()),
        });
    if (apart ? first < before.end : first < before.begin || (first === before.begin && last < before.end))
        throw new MedspanError('input', `expected spans in order${apart ? ' and apart' : ''}, got ${first} to ${last} after ${before.begin} to ` +
            `${before.end}`, { where: at(place, path()) });
}
const start = { begin: 0, end: 0 };
function readSpans(value, text, apart, key, place) {
    if (!Array.isArray(value))
        throw refuse('a list of spans', value, at(place, key));
    const spans = [];
    let before = start;
    for (let i = 0; i < value.length; i++) {
        const pair = value[i];
        if (!Array.isArray(pair) || pair.length !== 2)
            throw refuse('a span of two numbers', pair, at(place, `${key}[${i}]`));
        checkSpan(pair[0], pair[1], before, text, apart, () => `${key}[${i}]`, place);
        before = { begin: pair[0], end: pair[1] };
        spans.push(before);
    }
    return spans;
}
function readMentions(value, text, place) {
    if (!Array.isArray(value))
        throw refuse('a list of mentions', value, at(place, 'mentions'));
    const mentions = [];
    let before = start;
    for (let i = 0; i < value.length; i++) {
        const row = value[i];
        const path = () => `mentions[${i}]`;
        if (!Array.isArray(row) || row.length < 4 || row.length > 6)
            throw refuse('a mention [begin, end, concepts, types]', row, at(place, path()));
        const [begin, end] = row;
        checkSpan(begin, end, before, text, false, path, place);
        const concepts = readTexts(row[2], () => `${path()}[2]`, place);
        const types = readTexts(row[3], () => `${path()}[3]`, place);
        const score = row[5];
        if (score !== undefined && !isScore(score))
            throw refuse('a score from 0 to 1', score, at(place, `${path()}[5]`));
        const mention = { begin, end, concepts, types, ...(score !== undefined && { score }) };
        before = mention;
        if (row.length === 4 || (row.length === 6 && row[4] === null)) {
            mentions.push(mention);
            continue;
        }
        const parts = readSpans(row[4], text, true, `${path()}[4]`, place);
        if (parts.length < 2 || parts[0].begin !== begin || parts.at(-1).end !== end)
            throw refuse('two or more parts from the beginning to the end of the mention', row[4], at(place, path()));
        mentions.push({ ...mention, parts });
    }
    return mentions;
}
const keys = new Set([
    'id',
    'text',
    'sentences',
    'tokens',
    'mentions',
    'source',
    'origin',
    'group',
    'annotated',
]);
/**
 * The document of a line, and of whatever else holds documents as lines do.
 * @throws MedspanError (`input`) with the place and the path of what is wrong in it.
 */
export function parseDocument(value, where) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw refuse('an object', value, where);
    const fields = { ...value };
    for (const key of Object.keys(value))
        if (!keys.has(key))
            throw refuse('no other keys', key, { ...where, at: key });
    const { id, text } = fields;
    if (!isText(id) || id === '')
        throw refuse('a text that is not empty', id, { ...where, at: 'id' });
    if (!isText(text))
        throw refuse('a text', text, { ...where, at: 'text' });
    const place = { where, id };
    checkTextLength(text.length, at(place, 'text'));
    const optional = {};
    for (const key of ['source', 'origin', 'group']) {
        const own = fields[key];
        if (own === undefined)
            continue;
        if (!isText(own))
            throw refuse('a text', own, at(place, key));
        optional[key] = own;
    }
    if (fields.annotated !== undefined)
        optional.annotated = readTexts(fields.annotated, () => 'annotated', place);
    return {
        id,
        text,
        sentences: readSpans(fields.sentences, text, true, 'sentences', place),
        tokens: readSpans(fields.tokens, text, true, 'tokens', place),
        mentions: readMentions(fields.mentions, text, place),
        ...optional,
    };
}
function checkHeader(value, where) {
    const fields = typeof value === 'object' && value !== null ? { ...value } : {};
    if (fields.format !== name || typeof fields.version !== 'number')
        throw new MedspanError('input', `expected the first line {"format":"${name}","version":${version}}`, {
            where,
        });
    if (fields.version !== version)
        throw new MedspanError('input', `expected version ${version} of the corpus format, got ${fields.version}`, {
            where,
            hint: 'read it with the version of medspan that wrote it',
        });
}
/**
 * The documents of a corpus file, which is never held whole.
 * @throws MedspanError (`input`) with file, line and reason.
 */
export async function* readDocuments(path) {
    let opened = false;
    const documents = [];
    const readLine = (text, number) => {
        if (text === '' || (text.length < 100 && text.trim() === ''))
            return;
        const where = { path, line: number };
        const value = parseJson(text, where);
        if (opened)
            documents.push(parseDocument(value, where));
        else
            checkHeader(value, where);
        opened = true;
    };
    for await (const { text, firstNumber } of readStretches(path)) {
        visitLines(text, firstNumber, readLine);
        yield* documents.splice(0);
    }
    if (!opened)
        throw new MedspanError('input', 'expected a corpus, got an empty file', { where: { path } });
}
export const corpusFormat = {
    name: 'corpus',
    description: "medspan's own lossless JSON lines, which its commands hand to each other",
    accepts: ({ isFolder, head }) => !isFolder && /^\uFEFF?\s*\{"format":\s*"medspan-corpus"/u.test(new TextDecoder().decode(head)),
    read: path => collectDocuments(readDocuments(path)),
    stream: readDocuments,
    writer: documentWriter('.jsonl', openLines),
};
