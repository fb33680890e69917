export interface ChainWeights {
    /** [L,L], row by row: of label j after label i; -Infinity where j may not follow. */
    readonly transitions: ArrayLike<number>;
    /** [L]: of the first label. */
    readonly start: ArrayLike<number>;
    /** [L]: of the last label. */
    readonly end: ArrayLike<number>;
}
/** A chain's weights, prepared for decoding. */
export interface Chain {
    readonly transitions: Float64Array;
    readonly start: Float64Array;
    readonly end: Float64Array;
    /** L */
    readonly labels: number;
    /** Whether all weights are 0 or -Infinity. */
    readonly isConstraint: boolean;
    /** [L]: labels with the same weights after every label share a number. */
    readonly columnOf: Int32Array;
    /** By such number: the labels that may stand before, and their weights. */
    readonly columns: readonly {
        readonly from: Int32Array;
        readonly weights: Float64Array;
    }[];
    /** By how much finite transitions to one label differ at most. */
    readonly spread: number;
    /** exp(transitions - the greatest), [L,L], and the same transposed. */
    readonly factors: Float64Array;
    readonly backFactors: Float64Array;
}
/** Prepares a chain's weights. It is an error if a weight is NaN or +Infinity, or if no label may be first or last. */
export declare function createChain(labels: number, { transitions, start, end }: ChainWeights): Chain;
/**
 * The chain of IOB2 (Tjong Kim Sang and Veenstra 1999), by the labels' names in any order: `I-X` stands after `B-X`
 * or `I-X` only. Every other label may stand everywhere.
 */
export declare function createIob2Chain(names: readonly string[]): Chain;
/**
 * The sequence of labels with the greatest score; of equal ones that whose last label comes first, then the one
 * before it, and so on.
 *
 * @param scores [n,L], row by row
 * @returns the numbers of the labels, [n]
 */
export declare function bestPath(scores: ArrayLike<number>, chain: Chain): Int32Array;
/**
 * The probability of each label at each position, over all sequences. What is e^700 times less likely than another
 * label at its position counts as impossible.
 *
 * @param scores [n,L], row by row
 * @returns [n,L]; each row sums to 1
 */
export declare function marginals(scores: ArrayLike<number>, chain: Chain): Float64Array;
