/**
 * @file Which predicted mention belongs to which gold mention: one to one, the same each time.
 *
 * Spans are half open, in characters. Two mentions may be paired if they have a character in common, or the same
 * borders. Pairs are taken greedily, the best first, until no two mentions are left that may be paired:
 *
 * 1. by kind: same borders and type; then, as asked, same borders or same type; last what differs in both;
 * 2. then the pair with more characters in common, then the one with fewer characters in only one of the two;
 * 3. then the one whose gold mention comes first (by begin, end, type and place in the list), then the predicted one.
 *
 * Mentions that occur twice are two mentions.
 */
import type { MentionSpan, ScoredDocument } from './mentions.ts';
/** How two paired mentions differ: not at all, in type only, in borders only, in both. */
export type PairKind = 'correct' | 'type' | 'border' | 'both';
export interface MentionPair<G extends MentionSpan, P extends MentionSpan> {
    readonly kind: PairKind;
    readonly gold: G;
    readonly predicted: P;
}
/** Every gold and every predicted mention exactly once. */
export interface Pairing<G extends MentionSpan, P extends MentionSpan> {
    /** In the order of the gold mentions. */
    readonly pairs: readonly MentionPair<G, P>[];
    /** Gold mentions without a partner. */
    readonly missed: readonly G[];
    /** Predicted mentions without a partner. */
    readonly spurious: readonly P[];
}
/**
 * Pairs the mentions of one document. All lists of the result are sorted by begin, end and type.
 * @param prefer what counts more where not both agree: the same borders or the same type.
 */
export declare function pairMentions<G extends MentionSpan, P extends MentionSpan>(gold: readonly G[], predicted: readonly P[], prefer?: 'borders' | 'type'): Pairing<G, P>;
/** By begin, end and type (in the order of code units). */
export declare function compareMentions(a: MentionSpan, b: MentionSpan): number;
/**
 * Which mentions agree in borders and type with one on the other side, one to one. Of equal mentions the first in
 * the list are taken.
 * @returns for each mention, in the order of the document's lists, whether it is right.
 */
export declare function markCorrect(document: ScoredDocument): {
    gold: boolean[];
    predicted: boolean[];
};
