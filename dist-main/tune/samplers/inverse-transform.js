/** A float in [0, 1) with 53 random bits; takes two draws. */
export function uniform53(random) {
    const high = random.uint32() >>> 5;
    return (high * 2 ** 26 + (random.uint32() >>> 6)) / 2 ** 53;
}
/**
 * The value of a distribution at a place from 0 to 1, so that even places give even values: each choice, each step and
 * each whole number the same share; on a logarithmic scale what is even is the logarithm, with half a unit around the ends
 * of whole numbers.
 *
 * @returns the value inside, within the distribution
 */
export function valueAt(distribution, place) {
    if (distribution.kind === 'categorical')
        return Math.min(Math.floor(place * distribution.choices.length), distribution.choices.length - 1);
    const { kind, low, high, log, step } = distribution;
    if (log) {
        const half = kind === 'int' ? 0.5 : 0;
        const from = Math.log(low - half);
        const value = Math.exp(from + place * (Math.log(high + half) - from));
        return Math.min(Math.max(kind === 'int' ? Math.round(value) : value, low), high);
    }
    if (step === undefined)
        return Math.min(low + place * (high - low), high);
    const count = Math.round((high - low) / step) + 1;
    return Math.min(low + Math.min(Math.floor(place * count), count - 1) * step, high);
}
