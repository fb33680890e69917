/**
 * @file Every sampler by name, with its options.
 */
import { checkSettings } from "../settings.js";
import { createCmaSampler } from "./cma-sampler.js";
import { createGridSampler, gridOf } from "./grid-sampler.js";
import { createRandomSampler } from "./random-sampler.js";
import { createSobolSampler } from "./sobol-sampler.js";
import { createTpeSampler } from "./tpe-sampler.js";
/** How many values of each range a grid has that does not say it. */
export const defaultPoints = 5;
/** The options of each sampler, by name. */
export const samplerOptions = {
    random: [],
    sobol: [],
    grid: ['points'],
    tpe: [
        'startupTrials',
        'candidates',
        'multivariate',
        'constantLiar',
        'priorWeight',
        'magicClip',
        'endpoints',
    ],
    'cma-es': ['startupTrials', 'x0', 'sigma0', 'population', 'separable', 'margin', 'prunedTrials'],
};
/**
 * Makes the sampler that settings describe.
 *
 * @param space what a grid is laid over
 * @param seed the same gives the same sequence; workers of one study may share it
 * @throws MedspanError `config` for a name or an option that is not there, and for options out of their ranges
 */
export function createSampler(settings, space, seed) {
    checkSettings('sampler', settings, samplerOptions);
    switch (settings.type) {
        case 'random':
            return createRandomSampler({ seed });
        case 'sobol':
            return createSobolSampler({ seed });
        case 'grid':
            return createGridSampler(gridOf(space, settings.points ?? defaultPoints), { seed });
        case 'tpe':
            return createTpeSampler({ ...settings, seed });
        case 'cma-es':
            return createCmaSampler({ ...settings, seed });
    }
}
