/**
 * @file How far the splits of a corpus are from the whole: two numbers, both 0 when every split is like it.
 *
 * LD, "labels distribution": Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data" (ECML PKDD
 * 2011), section 4.2. JS: the Jensen-Shannon divergence in bits (Lin, "Divergence Measures Based on the Shannon
 * Entropy", 1991), from 0 to 1.
 */
/**
 * LD: for each label the mean over splits of |s - d|, where s are the odds of the label in the split (examples with
 * it over examples without it) and d those in the whole; and of that the mean over labels. Labels that nothing has,
 * and splits without examples, do not count.
 */
export function labelsDistribution(splits) {
    const filled = splits.filter(({ size }) => size > 0);
    const whole = sum(filled);
    let [total, labels, unbounded] = [0, 0, 0];
    for (const [label, count] of whole.counts.entries()) {
        if (count === 0)
            continue;
        const odds = (one) => one.counts[label] / (one.size - one.counts[label]);
        const expected = odds(whole);
        let distance = 0;
        for (const split of filled)
            distance += Math.abs(odds(split) - expected);
        if (Number.isFinite(distance)) {
            total += distance / filled.length;
            labels++;
        }
        else
            unbounded++;
    }
    return { value: labels === 0 ? 0 : total / labels, unbounded };
}
/**
 * The mean over splits of the Jensen-Shannon divergence between the shares of the labels in the split and in the
 * whole. A split without any label does not count.
 */
export function meanJensenShannon(splits) {
    const whole = sum(splits);
    const own = splits.filter(({ counts }) => counts.some(count => count > 0));
    if (own.length === 0)
        return 0;
    let total = 0;
    for (const { counts } of own)
        total += jensenShannon(counts, whole.counts);
    return total / own.length;
}
/** The Jensen-Shannon divergence of two distributions, given as counts, in bits. */
export function jensenShannon(a, b) {
    const sumOf = (counts) => {
        let total = 0;
        for (const count of counts)
            total += count;
        return total;
    };
    const [totalA, totalB] = [sumOf(a), sumOf(b)];
    let divergence = 0;
    for (let i = 0; i < a.length; i++) {
        const [p, q] = [a[i] / totalA, b[i] / totalB];
        const middle = (p + q) / 2;
        if (p > 0)
            divergence += (p / 2) * Math.log2(p / middle);
        if (q > 0)
            divergence += (q / 2) * Math.log2(q / middle);
    }
    return Math.max(0, divergence);
}
function sum(splits) {
    const counts = new Array(splits[0]?.counts.length ?? 0).fill(0);
    let size = 0;
    for (const split of splits) {
        size += split.size;
        for (let i = 0; i < counts.length; i++)
            counts[i] += split.counts[i];
    }
    return { size, counts };
}
