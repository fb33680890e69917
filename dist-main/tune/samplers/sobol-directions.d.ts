/**
 * @file Direction numbers for Sobol's sequence in 256 dimensions.
 *
 * The first of those that Stephen Joe and Frances Y. Kuo published as `new-joe-kuo-6.21201` ("Constructing Sobol
 * sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2008), copyright (c) 2008, Frances Y. Kuo
 * and Stephen Joe, who allow their use and redistribution with this notice. Any two of the dimensions are spread well
 * together, the earlier ones best.
 *
 * A dimension is a primitive polynomial over two elements, its coefficients as the bits of a whole number, and as many odd
 * numbers as its degree, the i-th below 2 ** i. The first dimension needs neither.
 */
export interface SobolDirection {
    /** With the leading and the last coefficient: 11 is x³ + x + 1. */
    readonly polynomial: number;
    /** m₁, m₂, … of Joe and Kuo. */
    readonly initial: readonly number[];
}
/** From the second dimension on. */
export declare const sobolDirections: readonly SobolDirection[];
