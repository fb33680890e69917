/**
 * @file Words as spaCy's blank English pipeline cuts them, and sentences that end at a lone full stop: the cut of
 * corpora that were made with it.
 *
 * The algorithm is the one that spaCy documents (https://spacy.io/usage/linguistic-features#how-tokenizer-works,
 * version 3): at white space; then prefixes and suffixes come off a piece by turns until it is a special case or
 * has none; then an address stays whole, and anything else comes apart at infixes; last, special cases that were
 * cut are put together again (`8)` is an emoticon). Letters are those of spaCy's classes, written as ranges.
 *
 * It leaves out: white space as words, the same emoticons across a blank, and addresses of over 2,000 characters.
 */
import type { Span } from './document.ts';
import type { Segmenter } from './words.ts';
/** Words as spaCy's blank English has them; one of format and control characters alone is left out. */
export declare function tokenizeSpacyLike(text: string): Span[];
/**
 * Words as spaCy's blank English has them, and sentences that end at a word `.` and nowhere else: a title without
 * a full stop is one sentence with what follows it.
 */
export declare const segmentSpacyLike: Segmenter;
