/**
 * @file PubTator: `PMID|t|title`, `PMID|a|abstract`, then one mention a line, tab-separated:
 * `PMID, begin, end, surface, types, concepts`.
 *
 * After the format of PubTator's exports and of MedMentions. Offsets count code points (as Python's strings do) over
 * the title, one separator and the abstract; here the separator is a line break, which ends the title's sentence. A
 * document whose mentions only fit another unit is read by that. Types are MedMentions' T-numbers, several joined by
 * commas, or a corpus' class such as `Disease`. Relations (`PMID, CID, id, id`) are left out, with a counted notice.
 */
import { parseConcepts } from "../concepts/cui.js";
import { MedspanError, Notices } from "../errors.js";
import { bySpan, checkTextLength, coveredText, } from "../text/document.js";
import { collectDocuments, documentWriter, piecesOf, } from "../text/format.js";
import { readStretches, visitLines } from "../text/source.js";
import { segment } from "../text/words.js";
import { countCodePoints, createOffsets, fitOffsets, isSameSurface, noticeScores, noticeSurface, noticeUnit, } from "./offsets.js";
const relationName = /^[A-Za-z][A-Za-z_ -]+$/u;
/** tmVar's description of a sequence variant, such as `c|SUB|G|12|T`: its bars separate parts of one identifier. */
const variant = /^[cgmnprCGMNPR]\|[A-Z]+\|/u;
const separators = /[|,;+\s]+/u;
/** MedMentions' class of mentions whose semantic type is not known. */
const unknownType = 'UnknownType';
/** How many different columns of identifiers are remembered, apart from bare CUIs. */
const mostKnown = 65_536;
/** The identifiers in PubTator's last column: CUIs normalised, others as they stand, `-` and `-1` left out. */
export function readIdentifiers(value) {
    if (isCui(value))
        return [value];
    const trimmed = value.trim();
    if (variant.test(trimmed))
        return [trimmed];
    const concepts = trimmed
        .split(separators)
        .filter(part => part !== '' && part !== '-' && part !== '-1')
        .flatMap(part => (/^(?:UMLS:)?C\d{7}$/iu.test(part) ? parseConcepts(part) : [part]));
    return [...new Set(concepts)];
}
/** Whether a text is `C` and seven digits: nearly every identifier of MedMentions. */
function isCui(text) {
    if (text.length !== 8 || text.charCodeAt(0) !== 67)
        return false;
    for (let i = 1; i < 8; i++) {
        const digit = text.charCodeAt(i) - 48;
        if (digit < 0 || digit > 9)
            return false;
    }
    return true;
}
/** An identifier as it may stand among `among`, so that `readIdentifiers` gives it back: separators become `_`. */
export function safeIdentifier(identifier, among) {
    return identifier.replace(among === 1 && variant.test(identifier) ? /\s/g : /[|,;+\s]/g, '_');
}
function refuse(message, where, hint) {
    return new MedspanError('input', message, { where, hint });
}
/** The place of a row's column, counted from 0. */
function placeOf({ line, fields }, column, path) {
    return { path, line, column: fields.slice(0, column).reduce((sum, field) => sum + field.length + 1, 1) };
}
/** A whole number of at most 15 digits; -1 for anything else. */
function parseOffset(value) {
    if (value.length === 0 || value.length > 15)
        return -1;
    let number = 0;
    for (let i = 0; i < value.length; i++) {
        const digit = value.charCodeAt(i) - 48;
        if (digit < 0 || digit > 9)
            return -1;
        number = number * 10 + digit;
    }
    return number;
}
function readTypes(row, reading) {
    const value = row.fields[4];
    const known = reading.types.get(value);
    if (known !== undefined)
        return known;
    const types = value.split(',').map(type => type.trim());
    if (types.includes(''))
        throw refuse('expected a type, got nothing', placeOf(row, 4, reading.path));
    const kept = [...new Set(types.filter(type => type !== unknownType))];
    reading.types.set(value, kept);
    return kept;
}
function readConcepts(value, known) {
    // Looking up one of so many takes longer than making it.
    if (isCui(value))
        return [value];
    let concepts = known.get(value);
    if (concepts === undefined) {
        concepts = readIdentifiers(value);
        if (known.size < mostKnown)
            known.set(value, concepts);
    }
    return concepts;
}
/** The characters of a row's mention; undefined where they are not those of the text. */
function locate(row, offsets) {
    const begin = offsets.indexOf(parseOffset(row.fields[1]));
    const end = offsets.indexOf(parseOffset(row.fields[2]));
    return begin < 0 || end <= begin ? undefined : { begin, end };
}
function finish(block, reading) {
    const { id, title, abstract, rows } = block;
    const { path, notices } = reading;
    // An empty abstract is how a document without one is written.
    const text = abstract === undefined || abstract === '' ? title : `${title}\n${abstract}`;
    checkTextLength(text.length, { path, at: id });
    const fits = (row, offsets) => {
        const span = locate(row, offsets);
        return span !== undefined && isSameSurface(text.slice(span.begin, span.end), row.fields[3]);
    };
    let offsets = createOffsets(text, 'code points');
    if (rows.some(row => !fits(row, offsets)))
        offsets = fitOffsets(text, tried => rows.reduce((sum, row) => sum + (fits(row, tried) ? 0 : 1), 0));
    const mentions = [];
    for (const row of rows) {
        const { line, fields } = row;
        for (const column of [1, 2])
            if (parseOffset(fields[column]) < 0)
                throw refuse(`expected an offset, got ${JSON.stringify(fields[column])}`, placeOf(row, column, path));
        const span = locate(row, offsets);
        if (span === undefined)
            throw refuse(`expected offsets within the ${offsets.length} characters of document ${id}, none inside a character, ` +
                `the first less than the second, got ${fields[1]} and ${fields[2]}`, placeOf(row, 1, path), 'offsets count code points over the title, one separator and the abstract');
        const { begin, end } = span;
        if (!isSameSurface(text.slice(begin, end), fields[3]))
            noticeSurface(notices, { path, line });
        const types = readTypes(row, reading);
        mentions.push({ begin, end, concepts: readConcepts(fields[5] ?? '', reading.concepts), types });
    }
    if (rows.length > 0)
        noticeUnit(notices, offsets.unit, 'code points', { path, line: rows[0].line });
    const { sentences, tokens } = reading.segment(text);
    return { id, text, sentences, tokens, mentions: mentions.sort(bySpan), source: path };
}
/** What is one row: a mention to keep, or a relation, or an error. */
function readRow(line, number, block, reading) {
    const where = { path: reading.path, line: number };
    const fields = line.split('\t');
    if (fields.length === 1)
        throw refuse('expected "id|t|title", "id|a|abstract" or a row of tab-separated columns', {
            ...where,
            column: 1,
        });
    if (block === undefined)
        throw refuse('expected a title ("id|t|title") before the first row', where);
    const id = fields[0].trim();
    if (id !== block.id)
        throw refuse(`expected a row of document ${block.id}, got one of ${JSON.stringify(id)}`, {
            ...where,
            column: 1,
        });
    if (relationName.test(fields[1])) {
        reading.notices.add('relation-skipped', 'relations between concepts are not read', where);
        return;
    }
    if (fields.length < 5)
        throw refuse(`expected at least 5 columns (id, begin, end, surface, type, concept), got ${fields.length}`, { ...where, column: line.length + 1 });
    block.rows.push({ line: number, fields });
}
/** The index of the bar that ends a line's id, where a title or an abstract follows it; else -1. */
function sectionBar(line) {
    const bar = line.indexOf('|');
    const kind = line[bar + 1];
    if (bar < 1 || (kind !== 't' && kind !== 'a') || line[bar + 2] !== '|')
        return -1;
    const tab = line.indexOf('\t');
    return tab >= 0 && tab < bar ? -1 : bar;
}
/**
 * The documents of a PubTator file, in its order.
 *
 * Counted notices: `surface-mismatch`, `relation-skipped`, `offset-unit`.
 * @throws MedspanError (`input`) with file, line and column for a malformed row or offsets outside the text.
 */
export async function* readPubtator(path, options) {
    const documents = [];
    const reading = {
        path,
        notices: new Notices(),
        segment: options.segment ?? segment,
        types: new Map(),
        concepts: new Map(),
    };
    let block;
    const close = () => {
        if (block !== undefined)
            documents.push(finish(block, reading));
        block = undefined;
    };
    const readLine = (line, number) => {
        const bar = sectionBar(line);
        if (bar < 0) {
            if (line.trim() !== '')
                readRow(line, number, block, reading);
            return;
        }
        const id = line.slice(0, bar).trim();
        const text = line.slice(bar + 3);
        const where = { path, line: number, column: 1 };
        if (id === '')
            throw refuse('expected an id before the title or the abstract, got none', where);
        if (line[bar + 1] === 't') {
            close();
            block = { id, title: text, abstract: undefined, rows: [] };
        }
        else if (block === undefined || block.id !== id)
            throw refuse(`expected the title of ${id} ("${id}|t|…") before its abstract`, where);
        else if (block.abstract !== undefined || block.rows.length > 0)
            throw refuse(`expected one abstract of ${block.id} right after its title, got another line of text`, where);
        else
            block.abstract = text;
    };
    for await (const { text, firstNumber } of readStretches(path)) {
        visitLines(text, firstNumber, readLine);
        yield* documents.splice(0);
    }
    close();
    yield* documents;
    for (const notice of reading.notices.list())
        options.progress.notice(notice);
}
/**
 * Documents in PubTator: the first line of a text is the title, all that follows the abstract. What the format
 * cannot hold, further line breaks and tabs in a text, bars in a name, becomes a blank or `_`; offsets stay.
 */
export function formatPubtator(corpus) {
    return [...piecesOf(corpus, openBlocks({ notices: new Notices() }))].join('');
}
function openBlocks({ notices }) {
    let separator = '';
    return {
        add(document) {
            const block = separator + formatBlock(document, notices);
            separator = '\n';
            return block;
        },
        end: () => '',
    };
}
function formatBlock(document, notices) {
    const where = { path: document.source ?? '', at: document.id };
    const id = document.id.replace(/[|\s]/gu, '_') || '_';
    if (id !== document.id)
        notices.add('id-changed', "ids hold what PubTator's cannot, which became _", where);
    const [title, ...rest] = document.text.split('\n');
    const flat = (text) => text.replace(/[\t\r\n]/g, ' ');
    const abstract = rest.join('\n');
    if (/[\t\r]/.test(document.text) || rest.length > 1 || (rest.length === 1 && abstract === ''))
        notices.add('text-flattened', 'texts hold tabs or more than one line break, which became blanks or were left out at the end', where);
    const note = (value, safe) => {
        if (safe !== value)
            notices.add('name-changed', 'types or concepts hold separators, which became _', where);
        return safe;
    };
    noticeScores(document, notices, where);
    const codePoint = countCodePoints(document.text);
    const rows = document.mentions.map(mention => {
        if (mention.parts !== undefined)
            notices.add('parts-joined', 'discontinuous mentions were written as one stretch from their first part to their last', where);
        const { types, concepts } = mention;
        return [
            id,
            codePoint(mention.begin),
            codePoint(mention.end),
            flat(coveredText(document, mention)),
            types.map(type => note(type, type.replace(/[,\t\r\n]/g, '_'))).join(',') || unknownType,
            concepts.map(one => note(one, safeIdentifier(one, concepts.length))).join(',') || '-',
        ].join('\t');
    });
    return `${[`${id}|t|${flat(title)}`, `${id}|a|${flat(abstract)}`, ...rows].join('\n')}\n`;
}
/** PubTator files, such as NCBI-disease, BC5CDR, BioRED and MedMentions. */
export const pubtatorFormat = {
    name: 'pubtator',
    description: 'PubTator: titles, abstracts and mentions by code points (NCBI-disease, BC5CDR, MedMentions)',
    accepts: ({ isFolder, head }) => !isFolder && /^\uFEFF?\s*[^|\s"'<>{}[\]]+\|t\|/u.test(new TextDecoder('utf-8').decode(head)),
    read: (path, options) => collectDocuments(readPubtator(path, options)),
    stream: readPubtator,
    writer: documentWriter('.pubtator', openBlocks),
};
