/**
 * @file How long batches take, by trying some: the cost of a batch as a function of its cells, padding included.
 */
/** What a batch of so many cells (rows times length) took. */
export interface Sample {
    readonly cells: number;
    readonly seconds: number;
}
/**
 * Tries a small, a median and the largest of some batches, and gives the median of three tries each, after one that
 * does not count; of batches that take long, fewer. Batches of the same size are tried once.
 * @param sizes the cells of each batch
 * @param run makes one try with the batch of a number
 * @returns from small batches to large ones; none if there is no batch
 * @throws what the signal was aborted with
 */
export declare function tryBatches(sizes: readonly number[], run: (index: number) => Promise<unknown>, signal?: AbortSignal | undefined): Promise<Sample[]>;
/**
 * The seconds that a batch of so many cells takes, on the line between the samples beside it; beyond the samples on
 * the line through the two nearest, through zero if there is one only, and never less than nothing.
 * @param samples by growing cells, as `tryBatches` gives them
 */
export declare function secondsOf(cells: number, samples: readonly Sample[]): number;
