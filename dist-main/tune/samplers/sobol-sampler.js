/**
 * @file The quasi-random sampler: points that fill the space more evenly than chance does.
 *
 * A trial's point is that of its number in a scrambled Sobol sequence, so workers need not agree on anything but the seed.
 * Each parameter is a dimension, by name in order: of the space that the trial declares, or else, as in Optuna, of the first
 * trial that ended well. A parameter that is not among them, and what is beyond the dimensions that there are, is random.
 */
import { isSingle } from "../distributions.js";
import { valueAt } from "./inverse-transform.js";
import { createRandomSampler } from "./random-sampler.js";
import { scrambledSobol, sobolDimensions } from "./sobol.js";
/** Draws points of a scrambled Sobol sequence; best where trials are a power of 2. */
export function createSobolSampler({ seed = 0 } = {}) {
    const random = createRandomSampler({ seed });
    return {
        name: 'sobol',
        relativeSpace(study, _trial, declared) {
            const entries = Object.entries(declared ?? firstSpace(study));
            return Object.fromEntries(entries
                .filter(([, distribution]) => !isSingle(distribution))
                .sort(([one], [other]) => (one < other ? -1 : 1))
                .slice(0, sobolDimensions));
        },
        sampleRelative: (_study, trial, space) => ({
            values: Object.fromEntries(Object.entries(space).map(([name, distribution], dimension) => [
                name,
                valueAt(distribution, scrambledSobol(seed, trial.number, dimension, name)),
            ])),
        }),
        sampleIndependent: random.sampleIndependent,
    };
}
/** The parameters of the first trial that was completed or pruned. */
function firstSpace(study) {
    for (const { state, distributions } of study.trials)
        if (state === 'complete' || state === 'pruned')
            return distributions;
    return {};
}
