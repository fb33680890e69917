/** Examples with their labels, in compressed rows. */
export interface Examples {
    /** Labels are numbers from 0 to this, exclusive. */
    readonly labelCount: number;
    /** Example i has the labels `labels[begins[i]]` to `labels[begins[i + 1] - 1]`, ascending and each once. */
    readonly begins: Int32Array;
    readonly labels: Int32Array;
    /** Beside `labels`: how many members of the example have the label. By default 1. */
    readonly amounts?: Int32Array | undefined;
    /** How many members each example has. By default 1. */
    readonly sizes?: Int32Array | undefined;
}
export interface StratifyOptions {
    /** One for each split, not negative; only their proportions count. A split with the share 0 is left empty. */
    readonly shares: readonly number[];
    /** 1 balances labels, 2 pairs of labels too. */
    readonly order?: 1 | 2 | undefined;
    readonly seed: number;
}
/** Examples of one member each, from a list of label numbers for each. */
export declare function createExamples(rows: readonly (readonly number[])[], labelCount: number): Examples;
/**
 * Shares as whole numbers in the same proportion: equal shares become 1, decimals are brought to the smallest power
 * of ten that holds them, anything else to millionths.
 * @throws MedspanError (`config`) for a share that is negative or no number, and when all are 0.
 */
export declare function wholeShares(shares: readonly number[]): number[];
/**
 * Deals out examples. Returns the split (an index into `shares`) of each.
 *
 * A split may stay empty where examples are few or all have rare labels.
 * @throws MedspanError (`config`) for shares that are none.
 */
export declare function stratify(examples: Examples, options: StratifyOptions): Int32Array;
