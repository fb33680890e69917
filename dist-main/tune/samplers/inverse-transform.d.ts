/**
 * @file From even random numbers to values of a distribution.
 */
import type { RandomStream } from '../../random.ts';
import type { Distribution } from '../distributions.ts';
/** A float in [0, 1) with 53 random bits; takes two draws. */
export declare function uniform53(random: RandomStream): number;
/**
 * The value of a distribution at a place from 0 to 1, so that even places give even values: each choice, each step and
 * each whole number the same share; on a logarithmic scale what is even is the logarithm, with half a unit around the ends
 * of whole numbers.
 *
 * @returns the value inside, within the distribution
 */
export declare function valueAt(distribution: Distribution, place: number): number;
