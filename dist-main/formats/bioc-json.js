/**
 * @file BioC JSON: BioC's collections as the NCBI writes them in JSON.
 *
 * A collection, a list of them, PubTator 3's `{"PubTator3": [...]}`, one document alone, or one document a line, as
 * PubTator Central gave them. See bioc.ts for what becomes of it.
 */
import { ownValue } from "../dictionary.js";
import { MedspanError } from "../errors.js";
import { appendAll } from "../lists.js";
import { parseJson } from "../text/json.js";
import { readText, visitLines } from "../text/source.js";
import { biocAnnotation } from "./bioc.js";
import { createBiocReader } from "./bioc-reader.js";
import { countCodePoints } from "./offsets.js";
function refuse(expected, value, { path, line, at }) {
    const got = value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
    return new MedspanError('input', `expected ${expected}, got ${got}`, { where: whereOf({ path, line, at }) });
}
function whereOf({ path, line, at }) {
    return { path, ...(line === undefined ? {} : { line }), ...(at === '' ? {} : { at }) };
}
function fieldsOf(value, place) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value;
    throw refuse('an object', value, place);
}
/** A list that may be left out. */
function listOf(fields, key, place) {
    const value = ownValue(fields, key);
    if (value === undefined || value === null)
        return [];
    if (Array.isArray(value))
        return value;
    throw refuse('a list', value, inside(place, key));
}
function inside(place, key) {
    const step = typeof key === 'number' ? `[${key}]` : place.at === '' ? key : `.${key}`;
    return { ...place, at: place.at + step };
}
/** A text that may be left out; numbers are texts, too, as ids often are. */
function textOf(fields, key, place) {
    const value = ownValue(fields, key);
    if (value === undefined || value === null)
        return undefined;
    if (typeof value === 'string')
        return value;
    if (typeof value === 'number')
        return String(value);
    throw refuse('a text', value, inside(place, key));
}
function countOf(fields, key, place) {
    const value = ownValue(fields, key);
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0)
        return number;
    throw refuse('a whole number', value, inside(place, key));
}
function infonsOf(fields, place) {
    const infons = new Map();
    const value = ownValue(fields, 'infons');
    if (value === undefined || value === null)
        return infons;
    for (const [key, one] of Object.entries(fieldsOf(value, inside(place, 'infons')))) {
        if (typeof one === 'string' || typeof one === 'number')
            infons.set(key, String(one));
        else if (Array.isArray(one))
            infons.set(key, one.map(String).join(key === 'type' ? ',' : '|'));
        else if (one !== null)
            infons.set(key, JSON.stringify(one));
    }
    return infons;
}
function annotationsOf(fields, place) {
    return listOf(fields, 'annotations', place).map((value, i) => {
        const own = inside(inside(place, 'annotations'), i);
        const annotation = fieldsOf(value, own);
        const locations = listOf(annotation, 'locations', own).map((one, j) => {
            const at = inside(inside(own, 'locations'), j);
            const location = fieldsOf(one, at);
            return { offset: countOf(location, 'offset', at), length: countOf(location, 'length', at) };
        });
        return {
            infons: infonsOf(annotation, own),
            text: textOf(annotation, 'text', own),
            locations,
            where: whereOf(own),
        };
    });
}
function parseDocument(fields, place) {
    const pieces = [];
    const annotations = annotationsOf(fields, place);
    let relations = listOf(fields, 'relations', place).length;
    for (const [i, value] of listOf(fields, 'passages', place).entries()) {
        const own = inside(inside(place, 'passages'), i);
        const passage = fieldsOf(value, own);
        relations += listOf(passage, 'relations', own).length;
        const sentences = listOf(passage, 'sentences', own).map((one, j) => {
            const at = inside(inside(own, 'sentences'), j);
            const sentence = fieldsOf(one, at);
            relations += listOf(sentence, 'relations', at).length;
            return { sentence, at, annotations: annotationsOf(sentence, at) };
        });
        const text = textOf(passage, 'text', own);
        const its = annotationsOf(passage, own);
        if (text !== undefined && (text !== '' || sentences.length === 0)) {
            pieces.push({
                offset: countOf(passage, 'offset', own),
                text,
                // Sentences within a text are read for their annotations only.
                annotations: [...its, ...sentences.flatMap(one => one.annotations)],
                isSentence: false,
                isFirst: true,
                where: whereOf(own),
            });
            continue;
        }
        appendAll(annotations, its);
        for (const [j, one] of sentences.entries())
            pieces.push({
                offset: countOf(one.sentence, 'offset', one.at),
                text: textOf(one.sentence, 'text', one.at) ?? '',
                annotations: one.annotations,
                isSentence: true,
                isFirst: j === 0,
                where: whereOf(one.at),
            });
    }
    const id = textOf(fields, 'id', place) ?? textOf(fields, '_id', place) ?? '';
    return { id: id.trim(), pieces, annotations, relations, where: whereOf(place) };
}
/** Every document in a value, whatever it is wrapped in. */
function* documentsIn(value, place) {
    if (Array.isArray(value)) {
        for (const [i, one] of value.entries())
            yield* documentsIn(one, inside(place, i));
        return;
    }
    const fields = fieldsOf(value, place);
    if (Object.hasOwn(fields, 'passages'))
        yield parseDocument(fields, place);
    else {
        const key = ['documents', 'PubTator3'].find(name => Object.hasOwn(fields, name));
        if (key === undefined)
            throw refuse('a collection with documents, or a document with passages', value, place);
        for (const [i, one] of listOf(fields, key, place).entries()) {
            const own = inside(inside(place, key), i);
            yield parseDocument(fieldsOf(one, own), own);
        }
    }
}
/** Whether a text holds a value a line: its first line is one and more follow. */
function isLines(text) {
    const end = text.indexOf('\n');
    const first = text.slice(0, Math.max(end, 0)).trim();
    return first.startsWith('{') && first.endsWith('}') && text.slice(end).trim() !== '';
}
/**
 * The documents of a BioC JSON file, in its order.
 *
 * Counted notices: those of `createBiocReader`, in bioc-reader.ts.
 * @throws MedspanError (`input`) with file and path inside it for what is no BioC, and for locations outside the text
 */
export async function readBiocJson(path, options) {
    const reader = createBiocReader(path, options);
    const documents = [];
    const add = (value, place) => {
        for (const document of documentsIn(value, place))
            documents.push(reader.add(document));
    };
    const text = await readText(path);
    if (isLines(text)) {
        visitLines(text, 1, (content, line) => {
            if (content.trim() !== '')
                add(parseJson(content, { path, line }), { path, line, at: '' });
        });
    }
    else
        add(parseJson(text, { path }), { path, at: '' });
    reader.finish();
    return documents;
}
function* formatBiocJson(corpus, notices) {
    yield '{"source":"medspan","date":"","key":"","infons":{},"documents":[';
    for (const [i, document] of corpus.entries()) {
        const codePoint = countCodePoints(document.text);
        const annotations = document.mentions.map((mention, j) => {
            const { infons, locations, text } = biocAnnotation(document, mention, codePoint, notices);
            return { id: String(j + 1), infons: Object.fromEntries(infons), text, locations };
        });
        const passage = { offset: 0, infons: {}, text: document.text, sentences: [], annotations, relations: [] };
        const written = { id: document.id, infons: {}, passages: [passage], relations: [] };
        yield `${i === 0 ? '\n' : ',\n'}${JSON.stringify(written)}`;
    }
    yield '\n]}\n';
}
/** BioC JSON files. */
export const biocJsonFormat = {
    name: 'bioc-json',
    description: 'BioC JSON: collections of passages with annotations (PubTator 3, PubTator Central)',
    accepts({ isFolder, head }) {
        if (isFolder)
            return false;
        const start = new TextDecoder().decode(head);
        if (!/^\uFEFF?\s*[[{]/.test(start))
            return false;
        return (/"PubTator3"\s*:\s*\[/.test(start) ||
            (/"passages"\s*:\s*\[/.test(start) && /"(?:id|_id|infons|documents)"\s*:/.test(start)) ||
            /"documents"\s*:\s*\[\s*\{\s*"(?:id|_id|infons)"/.test(start));
    },
    read: readBiocJson,
    writer: {
        holds: 'corpus',
        extension: '.bioc.json',
        format: (corpus, { notices }) => formatBiocJson(corpus, notices),
    },
};
