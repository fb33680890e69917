/**
 * @file Texts as lines of a stream, such as a pipe, each answered by a line of JSON in its turn: the text with its mentions, or
 * what is wrong with the line.
 */
import { type Where } from '../errors.ts';
import { type Document } from '../text/document.ts';
import { type Tagger, type TaggingOptions } from './tagger.ts';
/** What a line is: an object `{text, id}` in JSON, or the text itself. */
export declare const LINE_FORMATS: readonly ["json", "text"];
export type LineFormat = (typeof LINE_FORMATS)[number];
/** A line of JSON without its end. */
export interface Answer {
    readonly text: string;
    readonly isError: boolean;
}
export interface AnswerOptions extends TaggingOptions {
    readonly tagger: Tagger;
    readonly format: LineFormat;
    /** The longest line, in bytes; 64 MiB by default. */
    readonly maxLineBytes?: number | undefined;
    /** What an answer has as the mentions of a document; `describeMentions` by default. */
    readonly describe?: ((document: Document) => unknown) | undefined;
}
/**
 * Answers each line in its turn. Lines are tagged as they come: when none comes for a moment, those that are there.
 * @param bytes UTF-8, as it comes
 */
export declare function answerLines(bytes: AsyncIterable<Uint8Array>, { tagger, format, maxLineBytes, describe, ...options }: AnswerOptions): AsyncGenerator<Answer, void, undefined>;
/**
 * The documents of lines that must all be good.
 * @throws MedspanError `input` for the first that is not
 */
export declare function readLineDocuments(bytes: AsyncIterable<Uint8Array>, format: LineFormat): AsyncGenerator<Document, void, undefined>;
/** @throws MedspanError for a text that is too long or holds what is no character */
export declare function checkText(text: string, where: Where): void;
