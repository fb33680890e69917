/**
 * @file BioC XML: collections of documents, passages and annotations.
 *
 * After BioC.dtd (bioc.sourceforge.net). A document type that only names that DTD, as most files have, is passed
 * over and never fetched; one that declares anything itself is refused. See bioc.ts for what becomes of it all.
 */
import { MedspanError } from "../errors.js";
import { appendAll } from "../lists.js";
import { checkTextLength } from "../text/document.js";
import { readPieces } from "../text/source.js";
import { escapeText, needsXml11, readXml } from "../text/xml.js";
import { biocAnnotation } from "./bioc.js";
import { createBiocReader } from "./bioc-reader.js";
import { countCodePoints } from "./offsets.js";
/** What may stand before the root: declaration, comments, and a document type by name only. */
const prolog = /^(?:\u00ef\u00bb\u00bf)?\s*(?:(?:<\?[^<>]*\?>|<!--(?:[^-]|-(?!->))*-->)\s*)*(<!DOCTYPE\s+collection\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<>]*"|'[^'<>]*'))\s+(?:"[^"<>]*"|'[^'<>]*')\s*>)?/;
/** How many bytes a prolog may take to be looked at. */
const prologBytes = 4096;
/** The bytes of a file, with blanks for a document type that declares nothing. */
async function* withoutDoctype(pieces) {
    let head = new Uint8Array();
    for await (const piece of pieces) {
        if (head === undefined) {
            yield piece;
            continue;
        }
        head = Buffer.concat([head, piece]);
        if (head.length < prologBytes)
            continue;
        yield blankDoctype(head);
        head = undefined;
    }
    if (head !== undefined)
        yield blankDoctype(head);
}
function blankDoctype(head) {
    const start = Buffer.from(head.subarray(0, prologBytes)).toString('latin1');
    const doctype = prolog.exec(start)?.[1];
    if (doctype === undefined)
        return head;
    const at = start.indexOf(doctype);
    const bytes = Buffer.from(head);
    for (let i = at; i < at + doctype.length; i++)
        if (bytes[i] !== 10 && bytes[i] !== 13)
            bytes[i] = 32;
    return bytes;
}
const framed = new Set(['document', 'passage', 'sentence', 'annotation', 'relation']);
/** Elements whose characters are kept. */
const written = new Set(['id', 'infon', 'offset', 'text']);
function parseNumber(value, name, where) {
    const text = (value ?? '').trim();
    if (/^\d{1,15}$/.test(text))
        return Number(text);
    throw new MedspanError('input', `expected a whole number as ${name}, got ${JSON.stringify(value ?? '')}`, {
        where,
    });
}
/** Hears a file's elements and tells `found` of each document. */
function createHandlers(path, found) {
    const frames = [];
    let depth = 0;
    let characters;
    let length = 0;
    let key = '';
    function open({ name, attributes, line, column }) {
        const where = { path, line, column };
        if (depth++ === 0 && name !== 'collection')
            throw new MedspanError('input', `expected BioC's <collection>, got <${name}>`, { where });
        const frame = frames.at(-1);
        if (framed.has(name))
            frames.push({
                element: name,
                where,
                infons: new Map(),
                locations: [],
                annotations: [],
                pieces: [],
                id: '',
                offset: undefined,
                text: undefined,
                relations: 0,
            });
        else if (written.has(name)) {
            characters = [];
            length = 0;
            key = attributes.key ?? '';
        }
        else if (name === 'location' && frame?.element === 'annotation')
            frame.locations.push({
                offset: parseNumber(attributes.offset, 'offset', where),
                length: parseNumber(attributes.length, 'length', where),
            });
    }
    function close(name) {
        depth--;
        const frame = frames.at(-1);
        if (written.has(name) && characters !== undefined) {
            const value = characters.join('');
            characters = undefined;
            if (frame === undefined)
                return;
            if (name === 'id')
                frame.id = value.trim();
            else if (name === 'text')
                frame.text = value;
            else if (name === 'infon') {
                const known = frame.infons.get(key);
                const separator = key === 'type' ? ',' : '|';
                frame.infons.set(key, known === undefined ? value.trim() : `${known}${separator}${value.trim()}`);
            }
            else if (name === 'offset')
                frame.offset = parseNumber(value, 'offset', frame.where);
        }
        else if (frame !== undefined && name === frame.element) {
            frames.pop();
            endFrame(frame, frames.at(-1));
        }
    }
    function endFrame(frame, parent) {
        const { element, where, infons, text, locations } = frame;
        if (element === 'document') {
            found(frame);
            return;
        }
        if (parent === undefined)
            return;
        // A relation may stand in a passage or a sentence: it is counted in the document.
        parent.relations += frame.relations + (element === 'relation' ? 1 : 0);
        if (element === 'annotation')
            parent.annotations.push({ infons, text, locations, where });
        if (element !== 'passage' && element !== 'sentence')
            return;
        const own = frame.annotations;
        if (text === undefined) {
            // A passage whose text is in its sentences; what is annotated in it, is so in the document.
            appendAll(parent.pieces, frame.pieces);
            appendAll(parent.annotations, own);
            return;
        }
        if (frame.offset === undefined)
            throw new MedspanError('input', `expected an <offset> in the <${element}>, got none`, { where });
        parent.pieces.push({
            offset: frame.offset,
            text,
            // Sentences within a text are read for their annotations only.
            annotations: [...own, ...frame.pieces.flatMap(piece => piece.annotations)],
            isSentence: element === 'sentence',
            isFirst: element === 'passage' || parent.pieces.length === 0,
            where,
        });
    }
    function text(piece) {
        if (characters === undefined)
            return;
        characters.push(piece);
        length += piece.length;
        checkTextLength(length, frames.at(-1)?.where ?? { path });
    }
    return { open, close, text };
}
/**
 * The documents of a BioC XML file, in its order.
 *
 * Counted notices: those of `createBiocReader`, in bioc-reader.ts.
 * @throws MedspanError (`input`) with file, line and column for what is no BioC, for offsets that are none and
 *   locations outside the text; (`unsafe-input`) for a document type with declarations
 */
export async function readBiocXml(path, options) {
    const reader = createBiocReader(path, options);
    const documents = [];
    const handlers = createHandlers(path, ({ id, pieces, annotations, relations, where }) => {
        documents.push(reader.add({ id, pieces, annotations, relations, where }));
    });
    await readXml(withoutDoctype(readPieces(path)), path, handlers);
    reader.finish();
    return documents;
}
function* formatBiocXml(corpus, notices) {
    const version = corpus.some(({ id, text }) => needsXml11(text) || needsXml11(id)) ? '1.1' : '1.0';
    yield `<?xml version="${version}" encoding="UTF-8"?>\n<collection><source>medspan</source><date></date>` +
        '<key></key>\n';
    for (const document of corpus) {
        const codePoint = countCodePoints(document.text);
        const annotations = document.mentions.map((mention, i) => {
            const { infons, locations, text } = biocAnnotation(document, mention, codePoint, notices);
            return [
                `<annotation id="${i + 1}">`,
                ...infons.map(([key, value]) => `<infon key="${key}">${escapeText(value)}</infon>`),
                ...locations.map(({ offset, length }) => `<location offset="${offset}" length="${length}"></location>`),
                `<text>${escapeText(text)}</text></annotation>\n`,
            ].join('');
        });
        yield `<document><id>${escapeText(document.id)}</id>\n<passage><offset>0</offset>` +
            `<text>${escapeText(document.text)}</text>\n${annotations.join('')}</passage></document>\n`;
    }
    yield '</collection>\n';
}
/** BioC XML files. */
export const biocXmlFormat = {
    name: 'bioc-xml',
    description: 'BioC XML: collections of passages with annotations (PubTator Central, BioCreative)',
    accepts({ isFolder, head }) {
        if (isFolder)
            return false;
        const start = Buffer.from(head).toString('latin1');
        const rest = start.slice(prolog.exec(start)?.[0].length ?? 0).trimStart();
        if (!/^<collection[\s>]/.test(rest))
            return false;
        return (prolog.exec(start)?.[1] !== undefined ||
            /^<collection>\s*<(?:source|date|key|infon|document)\b/.test(rest));
    },
    read: readBiocXml,
    writer: {
        holds: 'corpus',
        extension: '.bioc.xml',
        format: (corpus, { notices }) => formatBiocXml(corpus, notices),
    },
};
