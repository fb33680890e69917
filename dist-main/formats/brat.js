/**
 * @file BRAT standoff: annotations in `x.ann`, beside the text in `x.txt`.
 *
 * After "Brat standoff format" (brat.nlplab.org/standoff.html). Text-bound annotations (`T`), discontinuous ones too,
 * become mentions, normalizations (`N`) their concepts. Events, relations, attributes and notes are left out, each
 * with a counted notice; the trigger of an event is a mention like any other. Offsets count code points, as BRAT's
 * server does; a document whose annotations only fit another unit (of its browser, or with a CRLF as one) is read by
 * that. BRAT divides what goes over a line's end or a tab: such parts are joined again.
 */
import { basename, dirname, extname, join } from 'node:path';
import { parseConcepts } from "../concepts/cui.js";
import { MedspanError, Notices } from "../errors.js";
import { bySpan, checkTextLength, } from "../text/document.js";
import { createFileNames, } from "../text/format.js";
import { forEachLine, readText } from "../text/source.js";
import { segment } from "../text/words.js";
import { countCodePoints, fitOffsets, isNamed, noticeParts, noticeScores, noticeSurface, noticeUnit, } from "./offsets.js";
import { readIdentifiers, safeIdentifier } from "./pubtator.js";
/** The type of a mention without one, and the database of an identifier without one: BRAT must have both. */
const unknownType = 'UnknownType';
const unknownDatabase = 'unknown';
const textBound = /^(T[^\t]+)\t([^\t ]+) (\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)(?:\t(.*))?$/su;
const normalization = /^N[^\t]*\tReference (\S+) ([^\s:]+):([^\t]*)/u;
/** What is left out, by the first character of its line. */
const leftOut = {
    R: ['relation-skipped', 'relations between mentions are not read'],
    '*': ['relation-skipped', 'equivalences of mentions are not read'],
    E: ['event-skipped', 'events are not read; their triggers are mentions'],
    A: ['attribute-skipped', 'attributes of mentions are not read'],
    M: ['attribute-skipped', 'attributes of mentions are not read'],
    '#': ['note-skipped', "annotators' notes are not read"],
};
/** The files that belong to an annotation file: its text, and the settings of BRAT in its folder. */
export function bratCompanions(path) {
    const settings = ['annotation.conf', 'visual.conf', 'tools.conf', 'kb_shortcuts.conf'];
    return [textPath(path), ...settings.map(name => join(dirname(path), name))];
}
function textPath(path) {
    return `${path.slice(0, path.length - extname(path).length)}.txt`;
}
function refuse(message, where, hint) {
    return new MedspanError('input', message, { where, hint });
}
async function readLines(path, notices) {
    const bounds = new Map();
    const references = [];
    await forEachLine(path, (line, number) => {
        if (line.trim() === '')
            return;
        const where = { path, line: number };
        const kind = line[0];
        if (kind === 'T') {
            const match = textBound.exec(line);
            if (match === null)
                throw refuse('expected a mention such as T1<TAB>Disease 0 5<TAB>lupus', where, 'columns are tabs');
            const [, id, type, offsets, surface] = match;
            if (bounds.has(id))
                throw refuse(`expected each id once, got ${id} again`, where);
            const fragments = offsets.split(';').map(pair => pair.split(' ').map(Number));
            bounds.set(id, { line: number, type, fragments, surface, concepts: [] });
        }
        else if (kind === 'N') {
            const match = normalization.exec(line);
            if (match === null)
                throw refuse('expected a normalization such as N1<TAB>Reference T1 UMLS:C0010674<TAB>name', where);
            references.push({ line: number, target: match[1], concepts: identifiersOf(match[2], match[3]) });
        }
        else {
            const known = leftOut[kind];
            if (known === undefined)
                throw refuse(`expected a line of T, N, R, E, A, M, * or #, got ${JSON.stringify(line.slice(0, 20))}`, where);
            notices.add(...known, where);
        }
    });
    for (const { line, target, concepts } of references) {
        const bound = bounds.get(target);
        if (bound === undefined)
            notices.add('normalization-skipped', 'normalizations of what is no mention are not read', {
                path,
                line,
            });
        else
            for (const one of concepts)
                if (!bound.concepts.includes(one))
                    bound.concepts.push(one);
    }
    return bounds;
}
function identifiersOf(database, identifier) {
    if (database === unknownDatabase)
        return readIdentifiers(identifier);
    const cuis = /umls|cui/i.test(database) ? parseConcepts(identifier) : [];
    return cuis.length > 0 ? cuis : readIdentifiers(`${database}:${identifier}`);
}
/** The parts of a mention in the text, in order; undefined where they are not all in it. */
function locate(bound, offsets) {
    const spans = [];
    for (const [from, to] of bound.fragments) {
        const begin = offsets.indexOf(from);
        const end = offsets.indexOf(to);
        if (begin < 0 || end <= begin)
            return undefined;
        spans.push({ begin, end });
    }
    return spans.sort(bySpan);
}
/** Whether a gap is white space with a line's end or a tab in it. */
function isLineEnd(gap) {
    return gap.trim() === '' && /[\r\n\t]/.test(gap);
}
/** Joins parts that overlap, touch, or have only a line's end or a tab between them. */
function joinParts(text, spans) {
    const parts = [];
    for (const span of spans) {
        const last = parts.at(-1);
        if (last !== undefined && (span.begin <= last.end || isLineEnd(text.slice(last.end, span.begin))))
            parts[parts.length - 1] = { begin: last.begin, end: Math.max(last.end, span.end) };
        else
            parts.push(span);
    }
    return parts;
}
/**
 * The document of an annotation file and the text beside it.
 *
 * Counted notices: `mention-empty`, `discontinuous-mention`, `surface-mismatch`, `offset-unit`, `relation-skipped`, `event-skipped`,
 * `attribute-skipped`, `note-skipped`, `normalization-skipped`.
 * @throws MedspanError (`input`) with file and line where the text is missing, a line is malformed, or offsets are
 *   outside the text
 */
export async function readBrat(path, options) {
    const notices = new Notices();
    const bounds = await readLines(path, notices);
    const text = await readTextBeside(path);
    checkTextLength(text.length, { path: textPath(path) });
    const fits = (bound, offsets) => {
        const spans = locate(bound, offsets);
        return spans !== undefined && isNamed(text, spans, bound.surface);
    };
    const all = [...bounds.values()].filter(({ fragments, line }) => {
        const isEmpty = fragments.every(([from, to]) => from === to);
        if (isEmpty)
            notices.add('mention-empty', 'mentions of no characters were left out', { path, line });
        return !isEmpty;
    });
    const offsets = fitOffsets(text, tried => all.reduce((sum, one) => sum + (fits(one, tried) ? 0 : 1), 0));
    const mentions = all.map((bound) => {
        const where = { path, line: bound.line };
        const spans = locate(bound, offsets);
        if (spans === undefined)
            throw refuse(`expected offsets within the ${offsets.length} characters of the text, none inside a character, each first ` +
                `less than its second, got ${bound.fragments.map(pair => pair.join(' ')).join(';')}`, where, 'the text was changed, or belongs to another annotation file');
        if (!isNamed(text, spans, bound.surface))
            noticeSurface(notices, where);
        const parts = joinParts(text, spans);
        if (parts.length > 1)
            noticeParts(notices, where);
        return {
            begin: parts[0].begin,
            end: parts.at(-1).end,
            concepts: bound.concepts,
            types: bound.type === unknownType ? [] : [bound.type],
            ...(parts.length > 1 ? { parts } : {}),
        };
    });
    if (all.length > 0)
        noticeUnit(notices, offsets.unit, 'code points', { path });
    for (const notice of notices.list())
        options.progress.notice(notice);
    const { sentences, tokens } = (options.segment ?? segment)(text);
    const id = basename(path, extname(path));
    return [{ id, text, sentences, tokens, mentions: mentions.sort(bySpan), source: path }];
}
async function readTextBeside(path) {
    try {
        return await readText(textPath(path));
    }
    catch (error) {
        if (error instanceof MedspanError && /no such file/.test(error.message))
            throw new MedspanError('input', `expected the text ${basename(textPath(path))} beside the annotations`, {
                where: { path },
                hint: 'BRAT keeps a document in two files, x.txt and x.ann; copy both',
                cause: error,
            });
        throw error;
    }
}
/** The stretches of a part between line breaks and tabs, as BRAT divides it (`__create_span` of its annotator.py). */
function divideAtLines(text, { begin, end }) {
    const spans = [];
    let from = begin;
    // No regular expression: over millions of characters one may use up its stack.
    for (let at = begin; at <= end; at++) {
        if (at < end && !'\r\n\t'.includes(text[at]))
            continue;
        if (text.slice(from, at).trim() !== '')
            spans.push({ begin: from, end: at });
        from = at + 1;
    }
    return spans.length === 0 ? [{ begin, end }] : spans;
}
function* formatBrat(corpus, notices) {
    const nameOf = createFileNames();
    for (const document of corpus) {
        const where = { path: document.source ?? '', at: document.id };
        const name = nameOf(document.id);
        if (name !== document.id)
            notices.add('id-changed', 'ids cannot name a file and were changed', where);
        yield { name: `${name}.txt`, content: document.text };
        yield { name: `${name}.ann`, content: formatAnnotations(document, notices, where) };
    }
}
function formatAnnotations(document, notices, where) {
    const { text } = document;
    const codePoint = countCodePoints(text);
    const lines = [];
    let references = 0;
    noticeScores(document, notices, where);
    for (const [i, mention] of document.mentions.entries()) {
        const spans = (mention.parts ?? [mention]).flatMap(part => divideAtLines(text, part));
        const first = mention.types[0] ?? unknownType;
        const type = first.replace(/\s/g, '_');
        if (type !== first)
            notices.add('name-changed', 'types or concepts hold blanks, which became _', where);
        if (mention.types.length > 1)
            notices.add('type-dropped', 'mentions have several types: the first was written', where);
        const offsets = spans.map(({ begin, end }) => `${codePoint(begin)} ${codePoint(end)}`).join(';');
        const surface = spans.map(({ begin, end }) => text.slice(begin, end)).join(' ');
        lines.push(`T${i + 1}\t${type} ${offsets}\t${surface.replace(/[\t\r\n]/g, ' ')}\n`);
        for (const concept of mention.concepts) {
            const safe = safeIdentifier(concept, 1);
            if (safe !== concept)
                notices.add('name-changed', 'types or concepts hold blanks, which became _', where);
            const isCui = /^C\d{7}$/.test(safe);
            const named = isCui ? `UMLS:${safe}` : /^[^:]+:./.test(safe) ? safe : `${unknownDatabase}:${safe}`;
            lines.push(`N${++references}\tReference T${i + 1} ${named}\t${surface.replace(/[\t\r\n]/g, ' ')}\n`);
        }
    }
    return lines.join('');
}
/** BRAT's pairs of `.ann` and `.txt`. */
export const bratFormat = {
    name: 'brat',
    description: 'BRAT standoff: .ann files with their .txt beside them',
    accepts: ({ path, isFolder, head }) => !isFolder &&
        /\.ann$/i.test(path) &&
        /^\uFEFF?\s*(?:$|[TNREAM][^\s<>{}"]*\t|[*#])/u.test(new TextDecoder().decode(head)),
    companions: bratCompanions,
    read: readBrat,
    writer: { holds: 'document', format: (corpus, { notices }) => formatBrat(corpus, notices) },
};
