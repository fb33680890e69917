/**
 * @file The standard normal distribution, accurate in both tails, and truncated to an interval.
 *
 * The complementary error function is that of Cody, "Rational Chebyshev approximations for the error function" (Math.
 * Comp. 23, 1969), whose coefficients are those of the paper's tables as published in his CALERF: scaled by exp(x²) it has
 * relative errors near 1e-16 for every argument. All else is kept as a logarithm, so that a kernel far from its interval still has a mass.
 */
/** The complementary error function. */
export declare function erfc(x: number): number;
/** The normal distribution function Φ. */
export declare function ndtr(x: number): number;
/** log Φ(x), also where Φ is too small for a float. */
export declare function logNdtr(x: number): number;
/**
 * The logarithm of the normal mass between two points. Narrow intervals are a series around their middle, since the
 * difference of two nearly equal masses has no digits left:
 * `w φ(m) (1 + w² (m² - 1) / 24 + w⁴ (m⁴ - 6 m² + 3) / 1920)`, from Taylor's expansion of φ.
 *
 * @param from at most `to`
 */
export declare function logNormalMass(from: number, to: number): number;
/**
 * The x of which log Φ is y: Newton's method, from the asymptotic tail or from a logistic distribution in the middle.
 * What lies near 0 is solved as the other tail.
 *
 * @param y at most 0
 */
export declare function ndtriExp(y: number): number;
/**
 * The quantile of a standard normal that is truncated to an interval.
 *
 * @param share from 0 to 1
 * @returns a number of the interval
 */
export declare function truncatedQuantile(share: number, from: number, to: number): number;
/** log √(2π): what is missing to `-x² / 2` for the logarithm of the density. */
export declare const logDensityConstant = 0.9189385332046727;
