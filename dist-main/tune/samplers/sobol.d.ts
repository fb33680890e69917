/** How many dimensions there are. */
export declare const sobolDimensions: number;
/**
 * A coordinate of a point.
 *
 * @param index from 0; below 2 ** 32
 * @param dimension from 0; below `sobolDimensions`
 * @returns a whole number of 2 ** -32
 */
export declare function sobolPoint(index: number, dimension: number): number;
/** A coordinate, scrambled by a key: each bit by those before it. */
export declare function scramble(point: number, key: number): number;
/**
 * A coordinate of a scrambled point, in the open interval from 0 to 1.
 *
 * @param name tells apart dimensions that are scrambled independently
 */
export declare function scrambledSobol(seed: number, index: number, dimension: number, name: string): number;
