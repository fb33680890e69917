/** A mention as stretches of characters count it: UTF-16 code units, half open. */
export interface MentionSpan {
    readonly begin: number;
    readonly end: number;
    readonly type: string;
}
export interface GoldMention extends MentionSpan {
    /** Set where tags cannot express it: another mention overlaps with it, or it has no word. */
    readonly lost?: true;
}
export interface FoundMention extends MentionSpan {
    /** How sure the model is of it, in [0, 1]; of a tagger's, the mean probability of its words' labels. */
    readonly score?: number;
    /** What it was before temperature scaling, where that has changed it. */
    readonly uncalibrated?: number;
}
/** One document of a part. */
export interface ScoredDocument {
    readonly id: string;
    readonly text?: string;
    /** Where its sentences begin and end, in order. */
    readonly sentences?: readonly (readonly [begin: number, end: number])[];
    /** What annotators marked, whether or not tags can express it; those whose type counts for nothing are left out. */
    readonly gold: readonly GoldMention[];
    readonly predicted: readonly FoundMention[];
}
/** Documents as lines of JSON. */
export declare function formatScoredDocuments(documents: readonly ScoredDocument[]): string;
/**
 * Reads what `formatScoredDocuments` writes.
 * @throws MedspanError `input` with the line, for anything else
 */
export declare function parseScoredDocuments(content: string, path: string): ScoredDocument[];
