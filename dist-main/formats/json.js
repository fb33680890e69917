/**
 * @file Plain JSON documents: a text and its mentions with offsets, as an array or one after the other (JSON lines).
 *
 * There is no standard; what is recognised is what programs write:
 * - ours: `{id, text, mentions: [{begin, end, types, concepts, parts, score}]}`, in UTF-16 code units;
 * - doccano: `{id, text, label: [[start, end, label]]}` and `{text, entities: [{start_offset, end_offset, label}]}`;
 * - spaCy and Prodigy: `{text, spans: [{start, end, label}], tokens}` and `[text, {entities: [[start, end, label]]}]`.
 * Offsets called `begin` count UTF-16 code units, all others code points, as Python does; where mentions say their
 * text too, the unit under which it stands there is taken. Relations and classes of whole texts are not read.
 */
import { basename } from 'node:path';
import { parseConcepts } from "../concepts/cui.js";
import { MedspanError, Notices } from "../errors.js";
import { bySpan, checkTextLength, describeMentions, isScore, } from "../text/document.js";
import { collectDocuments, documentWriter, } from "../text/format.js";
import { readValues } from "../text/json.js";
import { segment } from "../text/words.js";
import { createOffsets, fitOffsets, isSameSurface, noticeSurface, noticeUnit, } from "./offsets.js";
/** The keys that each thing goes by; the first one found counts. */
const keys = {
    id: ['id', 'doc_id', 'document_id', 'pmid', '_id'],
    mentions: ['mentions', 'entities', 'spans', 'annotations', 'label', 'labels'],
    begin: ['begin', 'start', 'start_offset'],
    end: ['end', 'end_offset'],
    types: ['types', 'type', 'label', 'entity_type', 'tag'],
    concepts: ['concepts', 'concept', 'cui', 'kb_id'],
    surface: ['text', 'surface', 'mention'],
};
function isFields(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function find(fields, key) {
    for (const name of keys[key])
        if (Object.hasOwn(fields, name) && fields[name] !== null)
            return { name, value: fields[name] };
    return undefined;
}
function describe(value) {
    const text = value === undefined ? 'nothing' : JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
function refuse(expected, value, where) {
    return new MedspanError('input', `expected ${expected}, got ${describe(value)}`, { where });
}
/** A text or a list of texts, as a list without empty ones. */
function readTexts(value, what, where) {
    const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
    return list
        .map(item => {
        if (typeof item === 'string')
            return item;
        throw refuse(`${what}: a text or a list of texts`, item, where);
    })
        .filter(item => item !== '');
}
function readNumbers(begin, end, where) {
    if (Number.isInteger(begin) && Number.isInteger(end))
        return [begin, end];
    throw refuse('whole numbers as the begin and the end of a mention', [begin, end], where);
}
function readParts(value, where) {
    if (value === undefined || value === null)
        return undefined;
    if (!Array.isArray(value))
        throw refuse('parts: a list of [begin, end]', value, where);
    return value.map(part => {
        if (Array.isArray(part) && part.length === 2)
            return readNumbers(part[0], part[1], where);
        throw refuse('a part [begin, end]', part, where);
    });
}
function readDraft(value, where) {
    if (Array.isArray(value)) {
        const [begin, end] = readNumbers(value[0], value[1], where);
        return {
            begin,
            end,
            types: readTexts(value[2], 'label', where),
            concepts: readTexts(value[3], 'concept', where),
            surface: undefined,
            parts: undefined,
            score: undefined,
            isOurs: false,
            where,
        };
    }
    if (!isFields(value))
        throw refuse('a mention {begin, end, types} or [begin, end, type]', value, where);
    const first = find(value, 'begin');
    const [begin, end] = readNumbers(first?.value, find(value, 'end')?.value, where);
    const surface = find(value, 'surface')?.value;
    return {
        begin,
        end,
        types: readTexts(find(value, 'types')?.value, 'types', where),
        concepts: readTexts(find(value, 'concepts')?.value, 'concepts', where),
        surface: typeof surface === 'string' ? surface : undefined,
        parts: readParts(value.parts, where),
        score: isScore(value.score) ? value.score : undefined,
        isOurs: first?.name === 'begin',
        where,
    };
}
/** Finds the unit of a document's offsets, and counts what does not fit. */
function offsetsOf(text, drafts, notices, where) {
    const misfits = (offsets) => drafts.filter(draft => {
        if (draft.surface === undefined)
            return false;
        const [begin, end] = [offsets.indexOf(draft.begin), offsets.indexOf(draft.end)];
        return begin < 0 || end < begin || !isSameSurface(text.slice(begin, end), draft.surface);
    }).length;
    const unit = drafts.some(draft => draft.isOurs) ? 'UTF-16 code units' : 'code points';
    let offsets = createOffsets(text, unit);
    if (misfits(offsets) > 0) {
        const better = fitOffsets(text, misfits);
        if (misfits(better) < misfits(offsets))
            offsets = better;
        noticeUnit(notices, offsets.unit, unit, where);
    }
    const unfit = misfits(offsets);
    if (unfit > 0)
        noticeSurface(notices, where, unfit);
    return offsets;
}
/** A span in indices; undefined for an empty one. */
function placed(begin, end, offsets, where) {
    const [first, last] = [begin < 0 ? -1 : offsets.indexOf(begin), end < 0 ? -1 : offsets.indexOf(end)];
    if (first < 0 || last < first)
        throw new MedspanError('input', `expected a mention within 0 and ${offsets.length} ${offsets.unit} that cuts no character, got ${begin} to ${end}`, { where });
    return first === last ? undefined : { begin: first, end: last };
}
/** The parts of a mention, where they are two or more, apart, and reach from its begin to its end. */
function placedParts(draft, span, offsets) {
    const parts = draft.parts?.flatMap(([begin, end]) => placed(begin, end, offsets, draft.where) ?? []);
    if (parts === undefined || parts.length < 2)
        return undefined;
    const apart = parts.every((part, i) => i === 0 || parts[i - 1].end <= part.begin);
    if (apart && parts[0].begin === span.begin && parts.at(-1).end === span.end)
        return parts;
    throw refuse('parts in order and apart, from the begin to the end of their mention', draft.parts, draft.where);
}
/** Words and sentences: the file's words where it has any, else those that are found. */
function wordsOf(text, given, offsets, options, where) {
    const found = (options.segment ?? segment)(text);
    if (!Array.isArray(given) || given.length === 0 || !given.every(isFields))
        return found;
    const tokens = [];
    for (const token of given) {
        const [begin, end] = readNumbers(find(token, 'begin')?.value, find(token, 'end')?.value, where);
        const span = placed(begin, end, offsets, where);
        if (span === undefined || text.slice(span.begin, span.end).trim() === '')
            continue;
        if (span.begin < (tokens.at(-1)?.end ?? 0))
            throw refuse('words in order and apart', token, where);
        tokens.push(span);
    }
    // Sentences are those found, but none ends inside a word, and each word is in one.
    const sentences = [];
    const borders = found.sentences.map(sentence => sentence.end);
    let next = 0;
    for (const token of tokens) {
        const last = sentences.at(-1);
        while (next < borders.length && borders[next] <= token.begin)
            next++;
        const isNew = last === undefined || (next > 0 && borders[next - 1] >= last.end);
        if (isNew)
            sentences.push(token);
        else
            sentences[sentences.length - 1] = { begin: last.begin, end: token.end };
    }
    return { sentences, tokens };
}
function readDocument(fields, name, notices, options, where) {
    const { text } = fields;
    if (typeof text !== 'string')
        throw refuse('a document with its text', fields, where);
    checkTextLength(text.length, where);
    const id = find(fields, 'id')?.value;
    if (id !== undefined && typeof id !== 'string' && typeof id !== 'number')
        throw refuse('id: a text or a number', id, where);
    if (id === undefined || id === '')
        notices.add('document-without-id', 'documents without an id were numbered', where);
    const given = find(fields, 'mentions');
    if (given !== undefined && !Array.isArray(given.value))
        throw refuse(`${given.name}: a list of mentions`, given.value, where);
    if (Array.isArray(fields.relations) && fields.relations.length > 0)
        notices.add('relation-skipped', 'relations between mentions are not read', where, fields.relations.length);
    const list = Array.isArray(given?.value) ? given.value : [];
    const at = where.at === undefined ? '' : `${where.at} `;
    const drafts = list.map((item, i) => readDraft(item, { ...where, at: `${at}${given.name}[${i}]` }));
    const offsets = offsetsOf(text, drafts, notices, where);
    const mentions = [];
    for (const draft of drafts) {
        const span = placed(draft.begin, draft.end, offsets, draft.where);
        if (span === undefined) {
            notices.add('mention-empty', 'mentions of no characters were left out', draft.where);
            continue;
        }
        const parts = placedParts(draft, span, offsets);
        const concepts = draft.concepts.flatMap(concept => {
            const cuis = parseConcepts(concept);
            return cuis.length > 0 ? cuis : [concept];
        });
        const { types, score } = draft;
        mentions.push({
            ...span,
            concepts,
            types,
            ...(parts && { parts }),
            ...(score !== undefined && { score }),
        });
    }
    return {
        id: id === undefined || id === '' ? name : String(id),
        text,
        ...wordsOf(text, fields.tokens, offsets, options, where),
        mentions: mentions.sort(bySpan),
        source: String(where.path),
    };
}
/**
 * The documents of a JSON file.
 *
 * Counted notices: `document-without-id`, `mention-empty`, `offset-unit`, `relation-skipped`, `surface-mismatch`.
 * @throws MedspanError (`input`) with line, column and the path of what is wrong.
 */
export async function* readJson(path, options) {
    const notices = new Notices();
    let count = 0;
    let text;
    const read = (fields, where) => readDocument(fields, `${basename(path)}#${++count}`, notices, options, where);
    for await (const { value, where: place, number } of readValues(path)) {
        const where = { ...place, at: `document ${number}` };
        if (Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isFields(value[1]))
            yield read({ ...value[1], text: value[0] }, where);
        else if (isFields(value)) {
            // A single pair [text, {entities}] comes as its two elements.
            yield read(text === undefined ? value : { ...value, text }, where);
            text = undefined;
        }
        else if (typeof value === 'string' && text === undefined && number === 1)
            text = value;
        else
            throw refuse('a document {text, mentions}', value, where);
    }
    if (text !== undefined)
        throw refuse('a document {text, mentions}', text, { path });
    for (const notice of notices.list())
        options.progress.notice(notice);
}
const decoder = new TextDecoder();
const first = new RegExp(`^\\uFEFF?\\s*(?:\\[\\s*)?\\{\\s*"(?:${['text', 'meta', ...keys.id, ...keys.mentions].join('|')})"\\s*:`, 'u');
const pair = /^\uFEFF?\s*\[\s*(?:\[\s*)?"(?:[^"\\]|\\.)*"\s*,\s*\{\s*"entities"\s*:/u;
const textKey = /"text"\s*:\s*"/u;
const mentionKey = new RegExp(`"(?:${keys.mentions.join('|')})"\\s*:\\s*\\[`, 'u');
function accepts({ isFolder, head }) {
    if (isFolder)
        return false;
    const text = decoder.decode(head);
    if (pair.test(text))
        return true;
    // In a long text the mentions may stand beyond the head.
    return first.test(text) && textKey.test(text) && (mentionKey.test(text) || head.length >= 4096);
}
/** An array of `{id, text, mentions}`, a document a line. */
export function openDocuments({ notices }) {
    let separator = '[\n';
    return {
        add(document) {
            if (document.origin !== undefined || document.group !== undefined || document.annotated !== undefined)
                notices.add('field-dropped', 'origins, groups and annotated types of documents are not written', {
                    path: document.source ?? '',
                    at: document.id,
                });
            const { id, text } = document;
            const piece = separator + JSON.stringify({ id, text, mentions: describeMentions(document) });
            separator = ',\n';
            return piece;
        },
        end: () => (separator === '[\n' ? '[]\n' : '\n]\n'),
    };
}
export const jsonFormat = {
    name: 'json',
    description: 'JSON or JSONL documents of {text, mentions}, as predict, doccano, spaCy and Prodigy write them',
    accepts,
    read: (path, options) => collectDocuments(readJson(path, options)),
    stream: readJson,
    writer: documentWriter('.json', openDocuments),
};
