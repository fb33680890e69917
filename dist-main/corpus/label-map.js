/**
 * @file Labels of concepts by a table that the user has made, and all mentions as one class: two ways to give mentions types
 * without the UMLS.
 *
 * The table is CSV or TSV with a header: `concept` (or `code`, `id`) and `label`, and perhaps `vocabulary`. An identifier that
 * says its vocabulary, by an IRI, a prefix, its shape or that column, is compared with all that says the same; one that does
 * not, in the table or in a document, is compared by itself alone.
 */
import { readConceptName, shortConcept, vocabularyNamed } from "../concepts/vocabulary.js";
import { MedspanError, Notices } from "../errors.js";
import { parseCsv } from "../text/csv.js";
import { IGNORED_TYPE } from "../text/document.js";
import { readText } from "../text/source.js";
import { OUTSIDE } from "../text/tags.js";
import { ONE_CLASS } from "./labels.js";
const columns = {
    concept: ['concept', 'code', 'id'],
    label: ['label'],
    vocabulary: ['vocabulary'],
};
/**
 * Reads a table of labels.
 * @throws MedspanError (`input`) with file, line and column
 */
export async function readLabelMap(path) {
    return parseLabelMap(await readText(path), path);
}
/** As `readLabelMap`, of the table's text. */
export function parseLabelMap(text, path) {
    const [header, ...rows] = parseCsv(text, path);
    const find = (column) => {
        const names = header?.map(cell => cell.text.toLowerCase()) ?? [];
        return columns[column].map(name => names.indexOf(name)).find(index => index >= 0) ?? -1;
    };
    const [concept, label, vocabulary] = [find('concept'), find('label'), find('vocabulary')];
    if (header === undefined || concept < 0 || label < 0)
        throw refuse('a header with the columns concept (or code, id) and label', header === undefined ? 'an empty file' : header.map(cell => shortConcept(cell.text)).join(', '), { path, line: header?.[0]?.line ?? 1, column: header?.[0]?.column ?? 1 });
    const table = createTable(path);
    for (const row of rows) {
        const cell = (index, what) => {
            const found = row[index];
            if (found !== undefined && found.text !== '')
                return found;
            const { line, column } = found ?? row.at(-1);
            throw refuse(what, 'nothing', { path, line, column });
        };
        table.add(cell(concept, 'a concept'), row[vocabulary]?.text ?? '', checkLabel(cell(label, 'a label'), path));
    }
    if (table.size() === 0)
        throw refuse('concepts with their labels', 'a header alone', { path, line: header[0].line, column: 1 });
    return { path, size: table.size(), labelOf: table.labelOf };
}
function checkLabel(cell, path) {
    if (/^\S+$/u.test(cell.text) && cell.text !== IGNORED_TYPE && cell.text !== OUTSIDE)
        return cell;
    throw refuse('a label without white space, and not O or IGN', JSON.stringify(shortConcept(cell.text)), {
        path,
        line: cell.line,
        column: cell.column,
    });
}
function refuse(expected, got, where) {
    return new MedspanError('input', `expected ${expected}, got ${got}`, { where });
}
/** Labels by vocabulary and identifier, and by identifier alone. */
function createTable(path) {
    const labels = new Map();
    /** Undefined where an identifier has different labels in different vocabularies. */
    const byId = new Map();
    const keyOf = (vocabulary, id) => `${vocabulary ?? ''}\u0000${id}`;
    return {
        size: () => labels.size,
        add({ text, line, column }, vocabulary, { text: label }) {
            const name = readConceptName(text);
            const said = isBare(text) && vocabulary !== '' ? vocabularyNamed(vocabulary) : name.vocabulary;
            const key = keyOf(said, name.id);
            const before = labels.get(key);
            if (before !== undefined && before.label !== label)
                throw refuse(`one label for ${shortConcept(text)}`, `${shortConcept(label)}, and ${shortConcept(before.label)} in line ${before.line}`, { path, line, column });
            labels.set(key, before ?? { label, line });
            byId.set(name.id, !byId.has(name.id) || byId.get(name.id) === label ? label : undefined);
        },
        labelOf(concept) {
            const { vocabulary, id } = readConceptName(concept);
            const found = labels.get(keyOf(vocabulary, id)) ?? labels.get(keyOf(undefined, id));
            return found?.label ?? (isBare(concept) ? byId.get(id) : undefined);
        },
    };
}
/** Whether an identifier has neither a prefix nor an IRI. */
const isBare = (concept) => !concept.includes(':');
/**
 * Gives each mention with concepts of a table their labels as its types, in the order of its concepts; others stay as they
 * are. What a document's annotators looked for are the labels of its mentions too.
 *
 * Counted notices: `concept-not-in-map`, by concept.
 * @throws MedspanError (`data`) where no mention has a concept of the table
 */
export function labelConcepts(corpus, map, progress) {
    const notices = new Notices();
    let [labelled, withConcepts] = [0, 0];
    const relabelled = retype(corpus, (mention, document) => {
        if (mention.concepts.length === 0)
            return mention.types;
        withConcepts++;
        const labels = new Set(mention.concepts.flatMap(concept => map.labelOf(concept) ?? []));
        if (labels.size > 0)
            labelled++;
        else
            for (const concept of mention.concepts)
                notices.addKind('concept-not-in-map', 'mentions have concepts that are not in labels.map: they keep the types that they have', shortConcept(concept), { path: document.source ?? document.id, at: document.id });
        return labels.size > 0 ? [...labels] : mention.types;
    });
    const number = (count) => count.toLocaleString('en-US');
    progress.info(`labels.map: ${number(labelled)} of ${number(withConcepts)} mentions with concepts have one of the ` +
        `${number(map.size)} concepts in ${map.path}`);
    for (const notice of notices.list())
        progress.notice(notice);
    if (labelled > 0)
        return relabelled;
    const examples = corpus.flatMap(({ mentions }) => mentions.flatMap(({ concepts }) => concepts)).slice(0, 3);
    throw new MedspanError('data', 'no mention has a concept of the table of labels', {
        where: { path: map.path, at: 'labels.map' },
        hint: examples.length === 0
            ? 'the mentions have no concepts: check the concept layer and feature of the sources'
            : `the documents have concepts such as ${examples.map(shortConcept).join(', ')}`,
    });
}
/** The same documents with every mention of one class. */
export function asOneClass(corpus) {
    return retype(corpus, () => [ONE_CLASS]);
}
function retype(corpus, typesOf) {
    return corpus.map(document => {
        const mentions = document.mentions.map(mention => ({ ...mention, types: typesOf(mention, document) }));
        const { annotated } = document;
        if (annotated === undefined)
            return { ...document, mentions };
        const found = new Set([...annotated, ...mentions.flatMap(({ types }) => types)]);
        return { ...document, mentions, annotated: [...found].sort() };
    });
}
