/**
 * @file Documents from BioC: mentions of its annotations, words and sentences of its text.
 *
 * What offsets count is not the same everywhere: the unit is taken under which the texts of annotations stand at their
 * locations. Relations and infons other than a type, identifiers and a score are left out, with counted notices.
 */
import { basename } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { appendAll } from "../lists.js";
import { bySpan, checkTextLength, isScore } from "../text/document.js";
import { segment } from "../text/words.js";
import { createLayout, locate, longestGap } from "./bioc-layout.js";
import { isNamed, noticeParts, noticeSurface, noticeUnit, unitsOf } from "./offsets.js";
import { readIdentifiers } from "./pubtator.js";
/** Keys of infons that hold identifiers of any database; other keys may name a database. */
const identifierKey = /^(?:identifiers?|concept(?:[ _-]?ids?)?|cui|umls(?:[ _-]?cui)?|normali[sz]ed[ _-]?id)$/i;
/** Databases that name an infon's key, as those of BioC's own corpora do (`<infon key="MESH">`). */
const databaseKey = /^(?:mesh|omim|ncbi[ _-]?gene|ncbi[ _-]?taxonomy|entrez(?:[ _-]?gene)?|dbsnp|chebi|uniprot|hpo|go|snomed(?:ct)?)$/i;
function conceptsOf(infons, notices, where) {
    const concepts = [];
    let others = 0;
    for (const [key, value] of infons) {
        if (identifierKey.test(key))
            appendAll(concepts, readIdentifiers(value));
        else if (databaseKey.test(key))
            appendAll(concepts, readIdentifiers(value).map(one => (one.includes(':') ? one : `${key}:${one}`)));
        else if (key !== 'type' && (key !== 'score' || scoreOf(infons) === undefined))
            others++;
    }
    if (others > 0)
        notices.add('infon-skipped', "annotations' infons other than type, identifiers and score are not read", where, others);
    return [...new Set(concepts)];
}
/** How sure a model is of an annotation, where its infon `score` says so. */
function scoreOf(infons) {
    const text = infons.get('score');
    const score = /^(?:\d*\.)?\d+(?:e-?\d+)?$/i.test(text ?? '') ? Number(text) : undefined;
    return isScore(score) ? score : undefined;
}
/** The annotations of a document that have characters. */
function placeAnnotations(document, notices) {
    return [
        ...document.annotations.map(annotation => ({ annotation, own: undefined })),
        ...document.pieces.flatMap((piece, own) => piece.annotations.map(annotation => ({ annotation, own }))),
    ].filter(({ annotation }) => {
        const isEmpty = annotation.locations.every(({ length }) => length === 0);
        if (isEmpty)
            notices.add('mention-empty', 'annotations of no characters were left out', annotation.where);
        return !isEmpty;
    });
}
function noticeLayout(document, layout, notices) {
    const { where, relations } = document;
    if (layout.overlaps > 0)
        notices.add('passage-overlap', 'passages begin before the one before them ends', where, layout.overlaps);
    if (layout.shortened > 0)
        notices.add('gap-shortened', `gaps of more than ${longestGap} characters between passages became a line break`, where, layout.shortened);
    if (relations > 0)
        notices.add('relation-skipped', 'relations between annotations are not read', where, relations);
}
/** @throws MedspanError (`input`) where a location is not in the text */
function toMention({ annotation, own }, layout, pieces, notices) {
    const { where, infons } = annotation;
    const parts = locate(annotation, own, layout, pieces);
    if (parts === undefined) {
        const got = annotation.locations.map(({ offset, length }) => `${length} at ${offset}`).join(', ');
        throw new MedspanError('input', `expected a location within the document's passages that cuts no character, got ${got}`, { where, hint: 'the text was changed after it was annotated' });
    }
    if (!isNamed(layout.text, parts, annotation.text))
        noticeSurface(notices, where);
    if (parts.length > 1)
        noticeParts(notices, where);
    const types = (infons.get('type') ?? '')
        .split(',')
        .map(type => type.trim())
        .filter(type => type !== '');
    const score = scoreOf(infons);
    return {
        begin: parts[0].begin,
        end: parts.at(-1).end,
        concepts: conceptsOf(infons, notices, where),
        types: [...new Set(types)],
        ...(parts.length > 1 ? { parts } : {}),
        ...(score !== undefined && { score }),
    };
}
/** The words and sentences of all pieces, by their places in the text; a piece that is a sentence stays one. */
function splitPieces(pieces, { begins }, split) {
    const sentences = [];
    const tokens = [];
    for (const [i, piece] of pieces.entries()) {
        const begin = begins[i];
        const found = split(piece.text);
        const shifted = (span) => ({ begin: begin + span.begin, end: begin + span.end });
        for (const token of found.tokens)
            tokens.push(shifted(token));
        if (!piece.isSentence)
            for (const sentence of found.sentences)
                sentences.push(shifted(sentence));
        else if (found.sentences.length > 0)
            sentences.push(shifted({ begin: found.sentences[0].begin, end: found.sentences.at(-1).end }));
    }
    return { sentences, tokens };
}
class BiocReader {
    #path;
    #options;
    #notices = new Notices();
    /** How many documents show by characters beyond ASCII what offsets count. */
    #seen = new Map();
    #preferred = 'code points';
    #count = 0;
    constructor(path, options) {
        this.#path = path;
        this.#options = options;
    }
    add(document) {
        this.#count++;
        const { pieces, where } = document;
        const notices = this.#notices;
        checkTextLength(pieces.reduce((sum, { text }) => sum + text.length, 0), where);
        const placed = placeAnnotations(document, notices);
        const layout = this.#fit(pieces, placed);
        noticeLayout(document, layout, notices);
        const mentions = placed.map(one => toMention(one, layout, pieces, notices)).sort(bySpan);
        if (placed.length > 0)
            noticeUnit(notices, layout.unit, 'code points', where);
        const { sentences, tokens } = splitPieces(pieces, layout, this.#options.segment ?? segment);
        if (document.id === '')
            notices.add('document-without-id', 'documents have no id and were named after their file', where);
        const id = document.id === '' ? `${basename(this.#path)}#${this.#count}` : document.id;
        return { id, text: layout.text, sentences, tokens, mentions, source: this.#path };
    }
    /** The pieces' text, by the unit under which most annotations stand where they say. */
    #fit(pieces, all) {
        const joined = pieces.map(({ text }) => text).join('');
        const others = unitsOf(joined).filter(unit => unit !== this.#preferred && !unit.includes('CRLF'));
        let best;
        let fewest = Number.POSITIVE_INFINITY;
        for (const unit of [this.#preferred, ...others]) {
            const layout = createLayout(pieces, unit);
            let misfits = layout.overlaps;
            for (const { annotation, own } of all) {
                const parts = locate(annotation, own, layout, pieces);
                if (parts === undefined || !isNamed(layout.text, parts, annotation.text))
                    misfits++;
            }
            if (misfits < fewest) {
                best = layout;
                fewest = misfits;
            }
            if (misfits === 0)
                break;
        }
        if (others.length > 0 && all.length > 0) {
            this.#preferred = best.unit;
            this.#seen.set(this.#preferred, (this.#seen.get(this.#preferred) ?? 0) + 1);
        }
        return best;
    }
    finish() {
        const { progress } = this.#options;
        for (const notice of this.#notices.list())
            progress.notice(notice);
        for (const [unit, documents] of this.#seen)
            progress.info(`${this.#path}: offsets count ${unit}, seen in ${documents} documents with characters beyond ASCII`);
    }
}
/** Makes documents of what a file holds, one by one; `finish` reports what was found. */
export function createBiocReader(path, options) {
    return new BiocReader(path, options);
}
