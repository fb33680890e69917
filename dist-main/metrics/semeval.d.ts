/**
 * @file Strict, exact, partial and type scores of mentions, as SemEval-2013 task 9.1 defines them (Segura-Bedmar,
 * Martínez and Herrero-Zazo 2013, section 4), counted as in MUC-5 (Chinchor and Sundheim 1993).
 *
 * A predicted and a gold mention that overlap are paired, one to one (`pairing.ts`); each pair is
 *
 * | | same borders, same type | same borders | overlap, same type | overlap |
 * |---|---|---|---|---|
 * | strict | correct | incorrect | incorrect | incorrect |
 * | exact | correct | correct | incorrect | incorrect |
 * | partial | correct | correct | partial | partial |
 * | type | correct | incorrect | correct | incorrect |
 *
 * and what has no partner is missed or spurious. The task's papers do not say what happens where several mentions
 * overlap: here pairs with the same borders are taken first, and for `type` pairs of the same type.
 */
import type { ScoredDocument } from './mentions.ts';
/** What has to agree. */
export type MatchMode = 'strict' | 'exact' | 'partial' | 'type';
export interface MatchScore {
    readonly correct: number;
    readonly incorrect: number;
    readonly partial: number;
    readonly missed: number;
    readonly spurious: number;
    /** Gold mentions: correct + incorrect + partial + missed (`POS` in MUC). */
    readonly possible: number;
    /** Predicted mentions: correct + incorrect + partial + spurious (`ACT` in MUC). */
    readonly actual: number;
    /** (correct + partial / 2) / actual; 0 where nothing was predicted. */
    readonly precision: number;
    /** (correct + partial / 2) / possible; 0 where nothing was to be found. */
    readonly recall: number;
    /** 2PR / (P + R); 0 where both are 0. */
    readonly f1: number;
}
export type MatchScores = Readonly<Record<MatchMode, MatchScore>>;
export interface SemevalScores {
    readonly overall: MatchScores;
    /**
     * Each type as if there were no other: a pair with another type is one missed and one spurious mention. Types that
     * occur in gold or prediction, sorted.
     */
    readonly types: ReadonlyMap<string, MatchScores>;
}
/** Scores documents in all four ways, overall (all mentions together) and by type. */
export declare function scoreSemeval(documents: readonly ScoredDocument[]): SemevalScores;
