import type { Notices, Where } from '../errors.ts';
import { type Document } from '../text/document.ts';
import { type ConllTags } from './conll-tags.ts';
/** Joins words into sentences and sentences into documents, in the order of the file. */
export declare class ConllDocuments {
    #private;
    constructor(path: string, tags: ConllTags, notices: Notices);
    /** The id of the document at hand. */
    get id(): string | undefined;
    addWord(word: string, tagText: string, line: number): void;
    endSentence(where: Where): void;
    /** Begins a document, unless the one at hand is only just beginning. */
    startDocument(id: string | undefined): void;
    /** All documents, when no further word comes. */
    finish(): Document[];
}
