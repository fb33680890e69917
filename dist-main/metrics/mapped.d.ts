import type { ScoredDocument } from './mentions.ts';
export interface CountedScore {
    /** Right mentions: borders and name agree. */
    readonly correct: number;
    readonly predicted: number;
    readonly gold: number;
    /** correct / predicted; 0 where nothing was predicted. */
    readonly precision: number;
    /** correct / gold; 0 where there is nothing to find. */
    readonly recall: number;
    /** 2PR / (P + R); 0 where both are 0. */
    readonly f1: number;
}
/** A score with the counts that it comes of. */
export declare function countedScore(correct: number, predicted: number, gold: number): CountedScore;
/**
 * Scores documents by the names of types.
 * @param namesOf the names of a type; a type without one is left out
 * @returns a score for each name that occurs in gold or prediction, sorted
 */
export declare function scoreMapped(documents: readonly ScoredDocument[], namesOf: (type: string) => readonly string[]): Record<string, CountedScore>;
