/**
 * @file The words that spaCy's blank English (version 3) cuts by name: contractions, abbreviations, hours and
 * emoticons.
 *
 * Written as families: a word and the endings that it takes, each ending being the words that come after it.
 */
/** Each special case's words, by the length of each in UTF-16 code units; together they are the special case. */
export declare const specialCases: Map<string, readonly number[]>;
