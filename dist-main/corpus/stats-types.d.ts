/**
 * @file What the types of a corpus look like: the forms and endings of their mentions, and which types occur
 * together.
 *
 * Endings are ranked by log-odds with an informative Dirichlet prior, as in Monroe, Colaresi & Quinn 2008,
 * "Fightin' Words", section 3.5: rare endings do not win by chance.
 */
import type { Corpus } from '../text/document.ts';
/** Part-of-speech tags of a sentence's words, one each. medspan has no tagger of its own. */
export type PartOfSpeechTagger = (words: readonly string[]) => readonly string[];
export interface SuffixOdds {
    readonly suffix: string;
    /** Mentions of the type whose last word ends so. */
    readonly count: number;
    /** The natural logarithm of the odds among the type's last words over those among all other words. */
    readonly logOdds: number;
    /** The log-odds over their standard deviation; suffixes are ranked by it. */
    readonly z: number;
}
/** What the mentions of a type look like. */
export interface TypeProfile {
    readonly mentions: number;
    readonly concepts: number;
    /** Distinct forms: texts in lower case with single blanks. */
    readonly forms: number;
    readonly topForms: readonly (readonly [form: string, count: number])[];
    readonly topSuffixes: readonly SuffixOdds[];
    /** Words of mentions by part of speech, where a tagger was given. */
    readonly partsOfSpeech?: Readonly<Record<string, number>>;
}
/** Forms that were annotated with several types. */
export interface Ambiguity {
    readonly forms: number;
    readonly ambiguousForms: number;
    /** The share of mentions whose form is ambiguous. */
    readonly mentionShare: number;
    /** Those of most mentions outside their form's most frequent type first. */
    readonly top: readonly {
        readonly form: string;
        readonly types: Readonly<Record<string, number>>;
    }[];
}
/** How often two types occur together; the first is the lesser by name, or both are the same. */
export type TypePair = readonly [a: string, b: string, count: number];
export interface CoOccurrence {
    /** Sentences that hold mentions of both types, or two or more mentions of one. */
    readonly sentence: readonly TypePair[];
    /** Mentions that bear both types. */
    readonly mention: readonly TypePair[];
}
export interface TypeStats {
    readonly profiles: Readonly<Record<string, TypeProfile>>;
    readonly ambiguity: Ambiguity;
    readonly coOccurrence: CoOccurrence;
}
export interface TypeStatsOptions {
    /** How many forms and suffixes to list. Default: 20. */
    readonly top?: number | undefined;
    readonly partOfSpeech?: PartOfSpeechTagger | undefined;
}
/** Describes the types of a corpus by their mentions' first types. */
export declare function typeStats(corpus: Corpus, options?: TypeStatsOptions): TypeStats;
