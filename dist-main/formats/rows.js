/**
 * @file Rows of tokens and tags become documents, and documents become such rows.
 *
 * One row is one sentence; the rows of one document id are one document, wherever they stand. The text is rebuilt:
 * words joined by spaces, sentences by line breaks. Tags are read as seqeval reads them, and what is not valid
 * BIO2 is counted. A run of the bare tag `IGN` becomes one mention without types, so two unknown mentions side by
 * side come back as one; their tags stay the same.
 */
import { basename } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { checkTextLength, IGNORED_TYPE, } from "../text/document.js";
import { IGNORE_INDEX, OUTSIDE, tagSentences, tagsToSpans, } from "../text/tags.js";
import { noticeScores } from "./offsets.js";
/** The names that columns go by, the first one found counts. */
export const columnNames = {
    tokens: ['tokens', 'words', 'text tokens'],
    tags: ['ner_tags', 'tags', 'labels', 'ner_tags_str'],
    document: ['doc_id', 'document_id', 'pmid', 'id'],
};
/**
 * Finds the columns of a table by their names, or takes those that are asked for.
 *
 * @param names those that the file has.
 * @param isText whether a column of tags holds texts; such a one is preferred to numbers.
 * @throws MedspanError (`input`) when there is none.
 */
export function findColumns(names, setting, isText, where) {
    const find = (key) => {
        const asked = setting?.[key];
        if (asked !== undefined) {
            if (names.includes(asked))
                return asked;
            throw new MedspanError('input', `expected the column ${JSON.stringify(asked)}, got ${names.join(', ')}`, {
                where,
                hint: 'correct the name in `columns`, or leave it out',
            });
        }
        const found = columnNames[key].filter(name => names.includes(name));
        return (key === 'tags' ? found.find(isText) : undefined) ?? found[0];
    };
    const tokens = find('tokens');
    const tags = find('tags');
    if (tokens !== undefined && tags !== undefined)
        return { tokens, tags, document: find('document') };
    const missing = tokens === undefined ? 'tokens' : 'tags';
    throw new MedspanError('input', `expected a column of ${missing} (${columnNames[missing].join(', ')}), got ${names.join(', ') || 'none'}`, {
        where,
        hint: `say which column holds the ${missing} with \`columns\``,
    });
}
/** Turns numbered tags into their names. */
export function nameTags(numbers, names, where) {
    if (names === undefined)
        throw new MedspanError('input', 'expected the names of numbered tags, got numbers alone', {
            where,
            hint: 'give the names in the order of their numbers with `tagNames`, or put the README.md or the ' +
                'dataset_info.json of the data set beside the file',
        });
    return Array.from(numbers, (number, i) => {
        const name = number === IGNORE_INDEX ? IGNORED_TYPE : names[number];
        if (name !== undefined)
            return name;
        throw new MedspanError('input', `expected the numbers of ${names.length} tags, 0 to ${names.length - 1}, got ${number}`, { where: { ...where, at: [where.at, `tag ${i + 1}`].filter(Boolean).join(' ') } });
    });
}
/** Rows from which a file counts as long enough to wonder that they are all of one document. */
const manyRows = 50;
/** Whether a word has a character that is seen. */
function isVisible(word) {
    const first = word.charCodeAt(0);
    return (first > 0x20 && first < 0x7f) || word.trim() !== '';
}
/** The mentions of a stretch of tags; an error says the place among all of them. */
function readTags(tags, first, last, anomalies, where) {
    try {
        return tagsToSpans(tags.slice(first, last), anomalies);
    }
    catch (error) {
        if (!(error instanceof MedspanError))
            throw error;
        return tagsToSpans(tags, undefined, where);
    }
}
/** A row without the words that are not seen. */
function withoutBlankWords(row, notices, where) {
    if (row.tokens.every(isVisible))
        return row;
    const kept = row.tokens.map(isVisible);
    const left = row.tokens.length - kept.filter(Boolean).length;
    notices.add('empty-word', 'words of no characters were left out', where, left);
    return {
        ...row,
        tokens: row.tokens.filter((_, i) => kept[i]),
        tags: row.tags.filter((_, i) => kept[i]),
    };
}
/** Adds the mentions that a sentence's tags mark; its tokens are the document's from `firstToken` on. */
function addMentions(document, tags, firstToken, anomalies, where) {
    // Most words are outside, and no mention reaches over one: only what lies between is read.
    for (let first = 0, last = 0; first < tags.length; first = last + 1) {
        last = first;
        while (last < tags.length && tags[last] !== OUTSIDE)
            last++;
        if (last === first)
            continue;
        for (const { type, start, end } of readTags(tags, first, last, anomalies, where))
            document.mentions.push({
                begin: document.tokens[firstToken + first + start].begin,
                end: document.tokens[firstToken + first + end - 1].end,
                concepts: [],
                types: type === IGNORED_TYPE ? [] : [type],
            });
    }
}
/** Appends a sentence, whose text is its tokens with blanks between; returns the number of its first token. */
function addSentence(document, text, tokens, where) {
    if (document.length > 0) {
        document.text.push('\n');
        document.length++;
    }
    const begin = document.length;
    checkTextLength(begin + text.length, where);
    const firstToken = document.tokens.length;
    let at = begin;
    for (const token of tokens) {
        document.tokens.push({ begin: at, end: at + token.length });
        at += token.length + 1;
    }
    document.text.push(text);
    document.length = at - 1;
    document.sentences.push({ begin, end: document.length });
    return firstToken;
}
class RowDocuments {
    #path;
    #file;
    #options;
    #notices = new Notices();
    #documents = new Map();
    #count = 0;
    #unnamed = 0;
    /** Whether ids so far count the rows from 0, and so say nothing of documents; known from the second row on. */
    #numbersRows = true;
    #first;
    constructor(path, options) {
        this.#path = path;
        this.#file = basename(path);
        this.#options = options;
    }
    /**
     * @param isNumber whether the id comes from a column that may number rows (`id`).
     * @throws MedspanError (`data`) for tags of another form.
     */
    add(row, where, isNumber) {
        this.#count++;
        const first = this.#first;
        this.#first = undefined;
        if (this.#numbersRows && (!isNumber || row.document !== String(this.#count - 1))) {
            this.#numbersRows = false;
            // A single row with the id 0 is a document of that name: two are needed to count.
            if (first !== undefined)
                this.#put(first.row, 1, first.where);
        }
        if (!this.#numbersRows)
            this.#put(row, this.#count, where);
        else if (this.#count === 1)
            this.#first = { row, where };
        else {
            if (first !== undefined)
                this.#put({ ...first.row, document: undefined }, 1, first.where);
            this.#put({ ...row, document: undefined }, this.#count, where);
        }
    }
    #put(row, number, where) {
        if (row.document === undefined)
            this.#unnamed++;
        const id = row.document ?? `${this.#file}#${number}`;
        let document = this.#documents.get(id);
        if (document === undefined) {
            document = { text: [], length: 0, sentences: [], tokens: [], mentions: [] };
            this.#documents.set(id, document);
        }
        const { tokens, tags } = withoutBlankWords(row, this.#notices, where);
        if (tokens.length === 0) {
            this.#notices.add('empty-sentence', 'rows without words were left out', where);
            return;
        }
        const text = tokens.join(' ');
        const placed = { ...where, path: this.#path, at: `document ${id}` };
        const firstToken = addSentence(document, text, tokens, placed);
        if (text.includes('\uFFFD'))
            this.#notices.add('replacement-character', 'words hold U+FFFD: a character was lost before the file was written', where, tokens.filter(token => token.includes('\uFFFD')).length);
        const anomalies = { orphans: 0, changes: 0 };
        addMentions(document, tags, firstToken, anomalies, where);
        this.#noticeTags(tags, anomalies, where);
    }
    #noticeTags(tags, { orphans, changes }, where) {
        const notices = this.#notices;
        let ignored = 0;
        for (const tag of tags)
            if (tag === IGNORED_TYPE)
                ignored++;
        if (ignored > 0)
            notices.add('tag-ignored', 'words are tagged IGN: their type is not known, and they do not count in the loss', where, ignored);
        if (orphans > 0)
            notices.add('tag-orphan', 'I- tags continue nothing and were read as beginnings', where, orphans);
        if (changes > 0)
            notices.add('tag-change', 'I- tags continue another type and were read as beginnings', where, changes);
    }
    /** The documents in the order in which they first occur; reports the notices. */
    finish() {
        if (this.#first !== undefined)
            this.#put(this.#first.row, 1, this.#first.where);
        this.#noticeIds();
        for (const notice of this.#notices.list())
            this.#options.progress.notice(notice);
        return Array.from(this.#documents, ([id, { text, sentences, tokens, mentions }]) => ({
            id,
            text: text.join(''),
            sentences,
            tokens,
            mentions,
            source: this.#path,
        }));
    }
    #noticeIds() {
        if (this.#unnamed > 0)
            this.#notices.add('row-without-document', 'rows without the id of a document became a document each', { path: this.#path }, this.#unnamed);
        const [only] = this.#documents.keys();
        if (this.#documents.size === 1 && this.#count >= manyRows && only !== undefined)
            this.#notices.add('single-document', 'all rows of the file have one document id: they are one document, which no split can part', { path: this.#path, at: only });
    }
}
/**
 * Builds documents from rows that are added one by one with their places.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `tag-ignored`, `empty-word`, `empty-sentence`,
 * `replacement-character`, `row-without-document`, `single-document`.
 */
export function createRows(path, options) {
    return new RowDocuments(path, options);
}
/**
 * The rows of a corpus, one a sentence.
 *
 * Counted notices, besides those of `tagSentences`: `concept-dropped`, `score-dropped`, `document-empty`.
 */
export function* writeRows(corpus, { tags, notices }) {
    for (const document of corpus) {
        const where = { path: document.source ?? '', at: document.id };
        const concepts = document.mentions.filter(mention => mention.concepts.length > 0).length;
        if (concepts > 0)
            notices.add('concept-dropped', 'concepts of mentions cannot be written as tags', where, concepts);
        noticeScores(document, notices, where);
        const sentences = tagSentences(document, tags, notices);
        if (sentences.length === 0)
            notices.add('document-empty', 'documents without words have no row and were left out', where);
        for (const sentence of sentences)
            yield { tokens: sentence.words, ner_tags: sentence.tags, doc_id: document.id };
    }
}
