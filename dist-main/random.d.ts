/**
 * @file The only source of randomness: seeded, named, counter-based streams.
 *
 * A stream is a pure function of (seed, name, counter): two streams with different names are independent, and a
 * stream can be continued from its counter alone, which is what makes a resumed run equal an undisturbed one.
 * The mixing function is `lowbias32` (Chris Wellons, "Prospecting for Hash Functions", 2018), the same one that
 * the graph's dropout uses, so that both can be tested against each other.
 */
/** Mixes 32 bits; a bijection on uint32 with low bias. */
export declare function mix32(value: number): number;
/** Folds a text into 32 bits (FNV-1a over UTF-16 code units, then mixed). */
export declare function hashText(text: string): number;
/** A key for a stream: a uint32 that depends on every part. */
export declare function streamKey(seed: number, ...parts: readonly (string | number)[]): number;
/** A stream of random numbers. `counter` may be read and set: it is the whole state. */
export interface RandomStream {
    counter: number;
    /** The next uint32. */
    uint32(): number;
    /** The next float in [0, 1), with 32 random bits. */
    uniform(): number;
    /** The next whole number in [0, n). */
    below(n: number): number;
    /** A standard normal (Box and Muller 1958); takes two draws. */
    normal(): number;
    /** Shuffles in place (Fisher-Yates) and returns the same array. */
    shuffle<T>(items: T[]): T[];
}
/** Opens the stream called `parts` under `seed`. */
export declare function createRandom(seed: number, ...parts: readonly (string | number)[]): RandomStream;
