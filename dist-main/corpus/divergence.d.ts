/**
 * @file How far the splits of a corpus are from the whole: two numbers, both 0 when every split is like it.
 *
 * LD, "labels distribution": Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data" (ECML PKDD
 * 2011), section 4.2. JS: the Jensen-Shannon divergence in bits (Lin, "Divergence Measures Based on the Shannon
 * Entropy", 1991), from 0 to 1.
 */
/** One split: how many examples it has, and of each label how many examples, or mentions. */
export interface Distribution {
    readonly size: number;
    readonly counts: readonly number[] | Int32Array | Float64Array;
}
export interface LabelsDistribution {
    readonly value: number;
    /** Labels that every example of a split, or of the whole, has: their odds are infinite, and they are left out. */
    readonly unbounded: number;
}
/**
 * LD: for each label the mean over splits of |s - d|, where s are the odds of the label in the split (examples with
 * it over examples without it) and d those in the whole; and of that the mean over labels. Labels that nothing has,
 * and splits without examples, do not count.
 */
export declare function labelsDistribution(splits: readonly Distribution[]): LabelsDistribution;
/**
 * The mean over splits of the Jensen-Shannon divergence between the shares of the labels in the split and in the
 * whole. A split without any label does not count.
 */
export declare function meanJensenShannon(splits: readonly Distribution[]): number;
/** The Jensen-Shannon divergence of two distributions, given as counts, in bits. */
export declare function jensenShannon(a: Distribution['counts'], b: Distribution['counts']): number;
