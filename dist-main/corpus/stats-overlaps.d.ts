import { type Corpus } from '../text/document.ts';
import { type DropReason, type TagOptions } from '../text/tags.ts';
import { type CorpusPart } from './stats.ts';
/** Pairs of mentions that share characters. */
export interface OverlapStats {
    /** The same span twice. */
    readonly identical: number;
    /** One lies within the other. */
    readonly nested: number;
    /** Neither lies within the other. */
    readonly crossing: number;
    /** Mentions in at least one such pair. */
    readonly mentions: number;
    /** The most mentions that lie over one character. */
    readonly depth: number;
    readonly discontinuous: number;
    /** Nested pairs by the types of the outer and the inner mention, the most frequent first. */
    readonly nestedTypes: readonly (readonly [outer: string, inner: string, count: number])[];
    /** Documents with more pairs than `PAIR_LIMIT`, whose further pairs are not counted. */
    readonly incomplete: number;
}
/** The most pairs that are counted in one document: a hostile one could hold billions. */
export declare const PAIR_LIMIT = 1000000;
/** Counts the pairs of mentions that share characters. */
export declare function overlapStats(corpus: Corpus): OverlapStats;
/** A mention as people read it. */
export interface MentionText {
    readonly begin: number;
    readonly end: number;
    readonly text: string;
    readonly type: string;
}
/** A mention that is not among the tags, and the one that was kept in its place. */
export interface DroppedMention extends MentionText {
    readonly document: string;
    readonly reason: DropReason;
    readonly kept?: MentionText;
}
/** What a tagger of one tag a word loses. */
export interface DropStats {
    readonly overlap: TagOptions['overlap'];
    readonly mentions: number;
    /** By the dropped mention's first type, the most frequent first. */
    readonly types: Readonly<Record<string, number>>;
    readonly reasons: Readonly<Partial<Record<DropReason, number>>>;
}
/**
 * The mentions that are lost when a corpus is tagged with one tag a word, and every one of them, in the order of the
 * text.
 * @throws MedspanError (`data`) when mentions overlap and `overlap` is `error`
 */
export declare function dropStats(corpus: Corpus, overlap: TagOptions['overlap']): {
    stats: DropStats;
    dropped: DroppedMention[];
};
/** What a part of a corpus has in common with the part that a tagger learns from: signs that a split leaks. */
export interface SharedStats {
    readonly from: string;
    readonly to: string;
    /** Documents of `to` whose id, or whose whole text, is one of `from`. */
    readonly documentIds: number;
    readonly documentTexts: number;
    /** Shares of the mentions of `to`; null where there is none to ask. */
    readonly mentions: {
        /** Whose form (lower case, single blanks) is a mention's in `from`. */
        readonly form: number | null;
        /** The same, with the same first type. */
        readonly formAndType: number | null;
        /** Of those with concepts: one of which occurs in `from`. */
        readonly concept: number | null;
    };
    /** Distinct concepts of `to`, and those that also occur in `from`. */
    readonly concepts: number;
    readonly sharedConcepts: number;
}
/** Compares every other part with the part named `train`, or with the first. */
export declare function sharedStats(parts: readonly CorpusPart[]): SharedStats[];
