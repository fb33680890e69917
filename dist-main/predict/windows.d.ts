/**
 * @file A stream in stretches of bounded size, each taken when it is full or when nothing more comes for a moment: so that
 * what is tagged together is much where there is much, and nobody waits where there is little.
 */
/** What a stretch may hold; one item by itself is always a stretch. */
export interface WindowLimits {
    readonly items: number;
    /** Characters of text. */
    readonly characters: number;
    /** How long nothing must come before what is there is taken. */
    readonly pauseMs: number;
}
/**
 * Some 500 sentences. Sorted by length they leave a few percent of a batch empty; ten times as many would save one percent more, and
 * be held in memory, and waited for.
 */
export declare const windowLimits: WindowLimits;
/**
 * Consecutive items in stretches, in order. While one is being used, at most one item more is asked for. An error of the source
 * comes after what came before it.
 * @param charactersOf how much of a stretch an item takes
 */
export declare function windowsOf<T>(items: Iterable<T> | AsyncIterable<T>, charactersOf: (item: T) => number, limits?: WindowLimits): AsyncGenerator<T[]>;
