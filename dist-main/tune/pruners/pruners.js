/**
 * @file Every pruner by name, with its options.
 */
import { checkSettings } from "../settings.js";
import { createHyperbandPruner } from "./hyperband-pruner.js";
import { createPatientPruner } from "./patient-pruner.js";
import { createMedianPruner, createPercentilePruner, } from "./percentile-pruner.js";
import { createNopPruner } from "./pruner.js";
import { createSuccessiveHalvingPruner, } from "./successive-halving-pruner.js";
import { createThresholdPruner } from "./threshold-pruner.js";
const steps = ['warmupSteps', 'intervalSteps'];
const median = ['startupTrials', 'minTrials', ...steps];
/** The options of each pruner, by name. */
export const prunerOptions = {
    nop: [],
    median,
    percentile: ['percentile', ...median],
    'successive-halving': ['minResource', 'reductionFactor', 'minEarlyStoppingRate', 'bootstrapCount'],
    hyperband: ['minResource', 'maxResource', 'reductionFactor', 'bootstrapCount'],
    threshold: ['lower', 'upper', ...steps],
    patient: ['wrapped', 'patience', 'minDelta'],
};
/**
 * Makes the pruner that settings describe.
 *
 * @throws MedspanError `config` for a name or an option that is not there, and for options out of their ranges
 */
export function createPruner(settings) {
    checkSettings('pruner', settings, prunerOptions);
    switch (settings.type) {
        case 'nop':
            return createNopPruner();
        case 'median':
            return createMedianPruner(settings);
        case 'percentile':
            return createPercentilePruner(settings);
        case 'successive-halving':
            return createSuccessiveHalvingPruner(settings);
        case 'hyperband':
            return createHyperbandPruner(settings);
        case 'threshold':
            return createThresholdPruner(settings);
        case 'patient': {
            const { wrapped, ...rest } = settings;
            return createPatientPruner({
                ...rest,
                wrapped: wrapped === undefined ? undefined : createPruner(wrapped),
            });
        }
    }
}
