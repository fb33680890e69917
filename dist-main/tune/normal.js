/**
 * @file The standard normal distribution, accurate in both tails, and truncated to an interval.
 *
 * The complementary error function is that of Cody, "Rational Chebyshev approximations for the error function" (Math.
 * Comp. 23, 1969), whose coefficients are those of the paper's tables as published in his CALERF: scaled by exp(x²) it has
 * relative errors near 1e-16 for every argument. All else is kept as a logarithm, so that a kernel far from its interval still has a mass.
 */
const inverseSqrtPi = 0.5641895835477563;
const logSqrtTwoPi = 0.9189385332046727;
/** Cody's erf for |x| up to 0.46875: x * A(x²) / B(x²). */
const a = [3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315];
const b = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
/** Cody's erfc for 0.46875 to 4: exp(-x²) * C(x) / D(x). */
const c = [
    0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
    1712.0476126340707, 2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const d = [
    15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
/** Cody's erfc above 4: exp(-x²) / x * (1 / √π - P(x⁻²) / Q(x⁻²) / x²). */
const p = [
    0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
    0.016315387137302097,
];
const q = [
    2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
/** exp(x²) erfc(x) for x of at least 0.46875. */
function scaledErfc(x) {
    if (x <= 4) {
        let numerator = c[8] * x;
        let denominator = x;
        for (let i = 0; i < 7; i++) {
            numerator = (numerator + c[i]) * x;
            denominator = (denominator + d[i]) * x;
        }
        return (numerator + c[7]) / (denominator + d[7]);
    }
    const square = 1 / (x * x);
    let numerator = p[5] * square;
    let denominator = square;
    for (let i = 0; i < 4; i++) {
        numerator = (numerator + p[i]) * square;
        denominator = (denominator + q[i]) * square;
    }
    return (inverseSqrtPi - (square * (numerator + p[4])) / (denominator + q[4])) / x;
}
/** erf(x) for |x| up to 0.46875. */
function centralErf(x) {
    const square = x * x;
    let numerator = a[4] * square;
    let denominator = square;
    for (let i = 0; i < 3; i++) {
        numerator = (numerator + a[i]) * square;
        denominator = (denominator + b[i]) * square;
    }
    return (x * (numerator + a[3])) / (denominator + b[3]);
}
/** The complementary error function. */
export function erfc(x) {
    const size = Math.abs(x);
    if (size <= 0.46875)
        return 1 - centralErf(x);
    const tail = Math.exp(-size * size) * scaledErfc(size);
    return x < 0 ? 2 - tail : tail;
}
/** The normal distribution function Φ. */
export function ndtr(x) {
    return 0.5 * erfc(-x * Math.SQRT1_2);
}
/** log Φ(x), also where Φ is too small for a float. */
export function logNdtr(x) {
    const y = -x * Math.SQRT1_2;
    if (y < 0.46875)
        return Math.log1p(-0.5 * erfc(-y));
    return Math.log(0.5 * scaledErfc(y)) - 0.5 * x * x;
}
/** log(exp(p) + exp(q)). */
function logSum(p, q) {
    const most = Math.max(p, q);
    return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(p, q) - most));
}
/**
 * The logarithm of the normal mass between two points. Narrow intervals are a series around their middle, since the
 * difference of two nearly equal masses has no digits left:
 * `w φ(m) (1 + w² (m² - 1) / 24 + w⁴ (m⁴ - 6 m² + 3) / 1920)`, from Taylor's expansion of φ.
 *
 * @param from at most `to`
 */
export function logNormalMass(from, to) {
    const width = to - from;
    const middle = 0.5 * (from + to);
    const square = middle * middle;
    if (width * Math.max(1, Math.abs(middle)) < 0.05) {
        const w = width * width;
        const more = w * ((square - 1) / 24 + (w * ((square - 6) * square + 3)) / 1920);
        return Math.log(width) - 0.5 * square - logSqrtTwoPi + Math.log1p(more);
    }
    if (from <= 0 && to > 0)
        return Math.log1p(-ndtr(from) - ndtr(-to));
    const near = logNdtr(from > 0 ? -from : to);
    const far = logNdtr(from > 0 ? -to : from) - near;
    return near + (far > -Math.LN2 ? Math.log(-Math.expm1(far)) : Math.log1p(-Math.exp(far)));
}
/**
 * The x of which log Φ is y: Newton's method, from the asymptotic tail or from a logistic distribution in the middle.
 * What lies near 0 is solved as the other tail.
 *
 * @param y at most 0
 */
export function ndtriExp(y) {
    if (y === Number.NEGATIVE_INFINITY)
        return y;
    if (y >= 0)
        return Number.POSITIVE_INFINITY;
    const flipped = y > -1e-2;
    const z = flipped ? Math.log(-Math.expm1(y)) : y;
    let x = z < -5 ? -Math.sqrt(-2 * (z + logSqrtTwoPi)) : -(Math.sqrt(3) / Math.PI) * Math.log(Math.expm1(-z));
    for (let i = 0; i < 100; i++) {
        const own = logNdtr(x);
        const step = (own - z) * Math.exp(own + 0.5 * x * x + logSqrtTwoPi);
        x -= step;
        if (Math.abs(step) <= 1e-13 * Math.abs(x))
            break;
    }
    return flipped ? -x : x;
}
/**
 * The quantile of a standard normal that is truncated to an interval.
 *
 * @param share from 0 to 1
 * @returns a number of the interval
 */
export function truncatedQuantile(share, from, to) {
    if (share <= 0)
        return from;
    if (share >= 1)
        return to;
    const mass = logNormalMass(from, to);
    const x = from < 0
        ? ndtriExp(logSum(logNdtr(from), Math.log(share) + mass))
        : -ndtriExp(logSum(logNdtr(-to), Math.log1p(-share) + mass));
    return Math.min(Math.max(x, from), to);
}
/** log √(2π): what is missing to `-x² / 2` for the logarithm of the density. */
export const logDensityConstant = logSqrtTwoPi;
