/**
 * @file How far annotators of the same documents agree: F1 of spans, and kappa over words.
 *
 * F1 between two annotators takes either as the reference, and is the same both ways (Hripcsak & Rothschild 2005,
 * "Agreement, the F-Measure, and Reliability in Information Retrieval"). Kappa is Cohen's for a pair ("A Coefficient
 * of Agreement for Nominal Scales", 1960) and Fleiss' for several ("Measuring Nominal Scale Agreement Among Many
 * Raters", 1971), over the words of the text, each with the type of the longest mention over it. Most words lie
 * outside every mention for everyone, so kappa over words says less than F1 where mentions are few.
 *
 * A document's version by one annotator is called `<document>@<annotator>`, and its `group` is that of the others.
 */
import { type Corpus, type Document } from '../text/document.ts';
/** What two annotators have in common. Null where neither marked anything, or kappa is not defined. */
export interface PairAgreement {
    readonly annotators: readonly [string, string];
    /** Documents that both annotated. */
    readonly documents: number;
    readonly mentions: readonly [number, number];
    readonly f1: {
        /** The same span with the same first type. */
        readonly exact: number | null;
        /** The same span, whatever its type. */
        readonly span: number | null;
        /** The same span with the same concepts. */
        readonly concept: number | null;
        /** Mentions that share a character with one of the other's, whatever the types. */
        readonly overlap: number | null;
    };
    readonly tokens: number;
    /** The share of words with the same label. */
    readonly observed: number | null;
    readonly kappa: number | null;
}
/** What all who annotated the same documents have in common. */
export interface GroupAgreement {
    readonly annotators: readonly string[];
    /** Documents that exactly these annotated. */
    readonly documents: number;
    readonly tokens: number;
    readonly kappa: number | null;
}
export interface Agreement {
    readonly annotators: readonly string[];
    /** Documents that two or more annotated. */
    readonly documents: number;
    readonly pairs: readonly PairAgreement[];
    readonly groups: readonly GroupAgreement[];
    /** Versions whose text differs from that of their document's first: they are left out. */
    readonly differentTexts: number;
}
/** The name of a version's annotator; undefined where a document is not one of several versions. */
export declare function annotatorOf({ id, group }: Document): string | undefined;
/**
 * Cohen's kappa: (p_o - p_e) / (1 - p_e), p_o the share of equal labels, p_e that expected from how often each gave
 * each label. Null where p_e is 1 (both gave the same single label throughout) or there is nothing to compare.
 */
export declare function cohenKappa(a: readonly string[], b: readonly string[]): number | null;
/**
 * Fleiss' kappa: (P - P_e) / (1 - P_e), P the mean over items of the share of agreeing pairs of raters, P_e the sum
 * of the squared shares of the labels. Null where P_e is 1 or there is nothing to compare.
 * @param raters the labels by each rater, all of the same length; two raters or more
 */
export declare function fleissKappa(raters: readonly (readonly string[])[]): number | null;
/** Compares the versions of documents by their annotators; undefined where no document has two. */
export declare function annotatorAgreement(corpus: Corpus): Agreement | undefined;
