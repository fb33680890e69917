/**
 * @file The random sampler: every parameter by itself, evenly (Bergstra and Bengio 2012).
 */
import { createRandom } from "../../random.js";
import { uniform53, valueAt } from "./inverse-transform.js";
/** Draws every parameter evenly, on its own scale. */
export function createRandomSampler({ seed = 0 } = {}) {
    return {
        name: 'random',
        sampleIndependent(_study, trial, name, distribution) {
            return valueAt(distribution, uniform53(createRandom(seed, 'random', trial.number, name)));
        },
    };
}
