/**
 * @file Documents from the words of a CoNLL file, sentence by sentence.
 */
import { basename, extname } from 'node:path';
import { checkTextLength, IGNORED_TYPE, longestText, } from "../text/document.js";
import { spanOf } from "../text/spans.js";
import { outside } from "./conll-tags.js";
function createDraft(id, isNamed) {
    return { id, isNamed, length: 0, text: [], sentences: [], tokens: [], mentions: [] };
}
/** Joins words into sentences and sentences into documents, in the order of the file. */
export class ConllDocuments {
    #path;
    #tags;
    #notices;
    /** Without ids where the file gives none. */
    #built = [];
    #draft = createDraft(undefined, false);
    #words = [];
    #wordTags = [];
    /** Characters of the words, with a blank behind each. */
    #pending = 0;
    #hasMention = false;
    constructor(path, tags, notices) {
        this.#path = path;
        this.#tags = tags;
        this.#notices = notices;
    }
    /** The id of the document at hand. */
    get id() {
        return this.#draft.id;
    }
    addWord(word, tagText, line) {
        const tag = this.#tags.parse(tagText, line);
        const code = word.charCodeAt(0);
        if (!(code > 32 && code < 127) && word.trim() === '') {
            this.#notices.add('empty-word', 'words of no characters were left out', { path: this.#path, line });
            return;
        }
        this.#words.push(word);
        this.#wordTags.push(tag);
        this.#pending += word.length + 1;
        // A place for every word would take longer than reading it.
        const length = this.#draft.length + this.#pending - 1;
        if (length > longestText)
            checkTextLength(length, { path: this.#path, line });
        if (tag !== outside)
            this.#hasMention = true;
    }
    endSentence(where) {
        const words = this.#words;
        if (words.length === 0)
            return;
        const draft = this.#draft;
        const begin = draft.length === 0 ? 0 : draft.length + 1;
        const { tokens } = draft;
        const firstToken = tokens.length;
        let at = begin;
        for (let i = 0; i < words.length; i++) {
            const end = at + words[i].length;
            tokens.push(spanOf(at, end));
            at = end + 1;
        }
        draft.length = at - 1;
        draft.text.push(words.join(' '));
        draft.sentences.push({ begin, end: draft.length });
        if (this.#hasMention)
            this.#addMentions(firstToken, where);
        words.length = 0;
        this.#wordTags.length = 0;
        this.#pending = 0;
        this.#hasMention = false;
    }
    #addMentions(firstToken, where) {
        const { tokens, mentions } = this.#draft;
        for (const { type, start, end } of this.#tags.toSpans(this.#wordTags, where))
            mentions.push({
                begin: tokens[firstToken + start].begin,
                end: tokens[firstToken + end - 1].end,
                concepts: [],
                types: type === IGNORED_TYPE ? [] : [type],
            });
    }
    /** Begins a document, unless the one at hand is only just beginning. */
    startDocument(id) {
        const draft = this.#draft;
        if (draft.text.length === 0 && (draft.id === undefined || id === undefined || id === draft.id)) {
            draft.id ??= id;
            draft.isNamed = true;
            return;
        }
        this.#closeDraft();
        this.#draft = createDraft(id, true);
    }
    #closeDraft() {
        const { id, text, sentences, tokens, mentions, isNamed } = this.#draft;
        if (text.length > 0 || id !== undefined)
            this.#built.push({ id, text: text.join('\n'), sentences, tokens, mentions, source: this.#path });
        else if (isNamed)
            this.#notices.add('document-empty', 'documents without words or id were left out', { path: this.#path });
    }
    /** All documents, when no further word comes. */
    finish() {
        this.endSentence({ path: this.#path });
        this.#closeDraft();
        const built = this.#built;
        this.#tags.addNotices(this.#notices);
        if (built.length === 1 && built[0].id === undefined && built[0].sentences.length > 1)
            this.#notices.add('document-whole', 'a file without borders of documents is one, which no split can part', { path: this.#path });
        const packed = basename(this.#path).replace(/\.gz$/i, '');
        const name = basename(packed, extname(packed));
        return built.map(({ id, ...rest }, i) => ({
            id: id ?? (built.length === 1 ? name : `${name}#${i + 1}`),
            ...rest,
        }));
    }
}
