/**
 * @file The sentences of a report with their mentions, as compact JSON for the page's script.
 *
 * What belongs together stays together: sentences that one mention, or a pair of mentions, reaches across are one
 * entry. Lists instead of records, and types by number, keep 10,000 sentences below two megabytes.
 */
import { type MentionClass } from '../../metrics/error-analysis.ts';
import type { ReportContent } from '../content.ts';
/** The classes of mentions by their numbers in the data. */
export declare const mentionClasses: readonly MentionClass[];
/** `[begin, end, type, lost]` in the sentence's text; 0 where there is none. `lost` is 1 where tags cannot express it. */
export type PlainGold = readonly [begin: number, end: number, type: number, lost: 0 | 1] | 0;
/** `[begin, end, type, score]`, the score in thousandths; null where there is none. */
export type PlainFound = readonly [begin: number, end: number, type: number, score: number | null] | 0;
export type PlainMention = readonly [mentionClass: number, gold: PlainGold, found: PlainFound];
/** `number` is its place in the document, from 1. */
export type PlainSentence = readonly [
    document: number,
    number: number,
    text: string,
    mentions: readonly PlainMention[]
];
export interface PlainSentences {
    readonly parts: readonly string[];
    /** A type, its name and its group; empty where there is none. */
    readonly types: readonly (readonly [type: string, name: string, group: string])[];
    readonly documents: readonly (readonly [part: number, id: string])[];
    readonly sentences: readonly PlainSentence[];
    /** Documents that are left out, because their text is not known. */
    readonly withoutText: number;
}
/** Everything that the error browser shows. */
export declare function plainSentences({ parts, types }: Pick<ReportContent, 'parts' | 'types'>): PlainSentences;
