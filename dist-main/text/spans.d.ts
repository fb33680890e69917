/**
 * @file Spans as values: equal spans of short words are one object.
 *
 * Nearly every word of an abstract begins within its first thousands of characters and is short, so a corpus of
 * millions of words needs some ten thousand spans. Making them anew takes most of the time of reading a corpus, and
 * 40 bytes a word. They are frozen, because they are shared.
 */
import type { Span } from './document.ts';
/** `{ begin, end }`, frozen where it is shared. */
export declare function spanOf(begin: number, end: number): Span;
