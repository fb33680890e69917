import { type TagScheme } from './schemes.ts';
/** How tags are read as mentions. */
export type ScoreMode = 'default' | 'strict';
export interface TagOptions {
    /** Of strict mode, `IOB2` by default; the default mode reads the prefixes of all but BILOU. */
    readonly scheme?: TagScheme | undefined;
    /** Whether the scheme's letter is a tag's last one (`X-B`) instead of its first (`B-X`). */
    readonly suffix?: boolean | undefined;
}
/** Scores as fractions of 1. */
export interface Score {
    readonly precision: number;
    readonly recall: number;
    /** 2PR / (P + R) */
    readonly f1: number;
    /** Gold mentions. */
    readonly number: number;
}
export interface Scores {
    /** Over all mentions together (micro average), and over words. */
    readonly overall: Score & {
        /** The fraction of words with the right tag. */
        readonly accuracy: number;
        /** The same of the words whose gold tag is not `O`; conlleval.py calls it "accuracy (non-O)". */
        readonly insideAccuracy: number;
    };
    /** The plain mean over types. */
    readonly macro: Score;
    /** The mean over types weighted by gold mentions. */
    readonly weighted: Score;
    /** Types that occur in gold or prediction, sorted by code point. */
    readonly types: ReadonlyMap<string, Score>;
}
/** A mention read off tags: words `first` to `last`, inclusive, as seqeval counts. */
export interface TaggedMention {
    readonly type: string;
    readonly first: number;
    readonly last: number;
}
type TagSequences = readonly (readonly string[])[];
/**
 * Scores predicted against gold tags.
 * @throws MedspanError `data` for a tag that the mode cannot read.
 */
export declare function scoreTags(gold: TagSequences, predicted: TagSequences, options: TagOptions & {
    readonly mode: ScoreMode;
}): Scores;
/**
 * Reads tags as mentions, as seqeval does in that mode. `default` knows the prefixes B, I, E and S and takes
 * any other as a type of its own, as seqeval does; `strict` knows those of its scheme.
 * @throws MedspanError `data` for an empty tag, and in `strict` for a prefix that the scheme has not.
 */
export declare function readMentions(sequence: readonly string[], mode: ScoreMode, options?: TagOptions): TaggedMention[];
/**
 * Leaves out the words whose gold tag is ignored, from gold and prediction alike, before scoring: Hugging Face's
 * `run_ner` does so with every label of -100. The words on both sides of a gap become neighbours.
 * @param isIgnored which gold tags; as a rule those of mentions without a known type (`IGN`).
 */
export declare function dropIgnored(gold: TagSequences, predicted: TagSequences, isIgnored?: (goldTag: string) => boolean): {
    gold: string[][];
    predicted: string[][];
};
export {};
