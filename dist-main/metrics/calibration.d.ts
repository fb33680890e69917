import type { ScoredDocument } from './mentions.ts';
/** A predicted mention as calibration sees it. */
export interface ScoredOutcome {
    /** In [0, 1]. */
    readonly score: number;
    readonly right: boolean;
}
export interface ReliabilityBin {
    /** Scores above `lower` and up to `upper`; the first bin holds 0 too. With equal mass, the least and greatest score. */
    readonly lower: number;
    readonly upper: number;
    readonly count: number;
    /** The mean score; 0 in an empty bin. */
    readonly confidence: number;
    /** The share of mentions that are right; 0 in an empty bin. */
    readonly accuracy: number;
}
export interface Reliability {
    /** ECE: the mean over mentions of |accuracy - confidence| of their bin; 0 without mentions. */
    readonly expectedError: number;
    /** MCE: the greatest |accuracy - confidence| of a bin that is not empty; 0 without mentions. */
    readonly maximumError: number;
    readonly bins: readonly ReliabilityBin[];
}
export interface Calibration {
    /** M bins ((m - 1) / M, m / M], empty ones too. */
    readonly equalWidth: Reliability;
    /** At most M bins of about as many mentions each (Nguyen and O'Connor 2015); mentions of one score share a bin. */
    readonly equalMass: Reliability;
    /** The mean of (score - right)^2 (Brier 1950, halved for two classes); 0 without mentions. */
    readonly brier: number;
    /** Predicted mentions that have a score. */
    readonly count: number;
}
/** The predicted mentions of documents that have a score, with whether they are right. */
export declare function listOutcomes(documents: readonly ScoredDocument[], which?: 'score' | 'uncalibrated'): ScoredOutcome[];
/**
 * Compares scores with how often they are right.
 * @param options.bins M; 15 unless given, as Guo et al. have it.
 * @throws MedspanError `data` for a score outside [0, 1], `config` for less than one bin.
 */
export declare function calibrate(outcomes: readonly ScoredOutcome[], { bins }?: {
    readonly bins?: number;
}): Calibration;
