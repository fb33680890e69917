/**
 * @file The threshold pruner: ends a trial whose last report is out of bounds, or NaN. As Optuna's.
 */
import { MedspanError } from "../../errors.js";
import { lastStep } from "../frozen-trial.js";
import { checkSteps, isAsked } from "./pruner-options.js";
/** Ends trials by their own last report alone, whatever the direction. @throws MedspanError `config` */
export function createThresholdPruner(options) {
    const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = options;
    if (options.lower === undefined && options.upper === undefined)
        throw new MedspanError('config', 'expected lower or upper, got neither', { where: { at: 'lower' } });
    if (!(lower <= upper))
        throw new MedspanError('config', `expected lower to be at most upper, got ${lower} and ${upper}`, {
            where: { at: 'lower' },
        });
    checkSteps(options);
    return {
        name: 'threshold',
        prune(_study, trial) {
            const step = lastStep(trial);
            if (step === undefined || !isAsked(trial, step, options))
                return false;
            const value = trial.intermediateValues.get(step);
            return !(value >= lower && value <= upper);
        },
    };
}
