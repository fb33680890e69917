/**
 * @file What goes wrong: each gold and each predicted mention in exactly one class.
 *
 * The classes are those of MUC and SemEval-2013 (Chinchor and Sundheim 1993), with borders and types told apart as by
 * Manning ("Doing Named Entity Recognition? Don't optimize for F1", 2006): what F1 counts as two errors, a missed and
 * a spurious mention, is one error here when the two overlap. Which mentions belong together is said in `pairing.ts`.
 */
import type { FoundMention, GoldMention, ScoredDocument } from './mentions.ts';
import { type PairKind } from './pairing.ts';
/**
 * `correct`; `type`: same borders, wrong type; `border`: same type, wrong borders that overlap; `both`: overlap,
 * other type and borders; `missed`: gold without a partner; `spurious`: predicted without a partner.
 */
export type MentionClass = PairKind | 'missed' | 'spurious';
/** One or two mentions of a document and their class. */
export interface ClassifiedMention {
    /** The document's id, and its place in the list of documents. */
    readonly documentId: string;
    readonly document: number;
    readonly class: MentionClass;
    /** Absent where the class is `spurious`. */
    readonly gold?: GoldMention;
    /** Absent where the class is `missed`. */
    readonly predicted?: FoundMention;
}
/** How many of a type are in each class. */
export interface TypeErrors {
    /** Gold mentions of the type: correct + type + border + both + missed. */
    readonly gold: Readonly<Record<PairKind | 'missed', number>>;
    /** Predicted mentions of the type: correct + type + border + both + spurious. */
    readonly predicted: Readonly<Record<PairKind | 'spurious', number>>;
}
/** How often a gold mention of one type was found as another (or the same) type. */
export interface Confusion {
    readonly gold: string;
    readonly predicted: string;
    readonly sameBorders: number;
    readonly otherBorders: number;
}
export interface ErrorAnalysis {
    /**
     * How many entries each class has. Pairs count once: gold mentions are the sum without `spurious`, predicted ones the
     * sum without `missed`.
     */
    readonly classes: Readonly<Record<MentionClass, number>>;
    /** Types that occur in gold or prediction, sorted. */
    readonly types: ReadonlyMap<string, TypeErrors>;
    /** Pairs of types that occur, by gold and then predicted type. What has no partner stands in `types`. */
    readonly confusions: readonly Confusion[];
    /** Every mention, by document and then by where it begins. */
    readonly mentions: readonly ClassifiedMention[];
}
/** Puts every mention of the documents in its class. */
export declare function analyseErrors(documents: readonly ScoredDocument[]): ErrorAnalysis;
