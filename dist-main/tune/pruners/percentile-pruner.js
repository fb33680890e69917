/**
 * @file The percentile pruner and the median pruner: ends a trial whose best report is worse than most at the same step.
 *
 * The median stopping rule of Golovin et al. 2017 ("Google Vizier", section 3.2.2) as Optuna has it: complete trials are
 * compared by what they reported at this very step, not by the mean of all steps until then. Percentiles are interpolated
 * linearly (Hyndman and Fan 1996, definition 7), as numpy does it.
 */
import { MedspanError } from "../../errors.js";
import { lastStep } from "../frozen-trial.js";
import { bestOf, checkCount, checkSteps, isAsked } from "./pruner-options.js";
/**
 * The percentile of values that may be NaN, which do not count; NaN where none is left, or where it lies at or beside an
 * infinite value, as numpy's `nanpercentile` has it.
 *
 * @param percentile from 0 to 100
 */
export function nanPercentile(values, percentile) {
    const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
    if (sorted.length === 0)
        return Number.NaN;
    const last = sorted.length - 1;
    const place = last * (percentile / 100);
    const floor = Math.floor(place);
    // At the end numpy interpolates between the last value and itself, from the far side.
    const [low, high, share] = place >= last ? [sorted[last], sorted[last], 1] : [sorted[floor], sorted[floor + 1], place - floor];
    const difference = high - low;
    return share >= 0.5 ? high - difference * (1 - share) : low + difference * share;
}
function createNamed(name, options) {
    const { percentile, startupTrials = 5, minTrials = 1 } = options;
    if (!(percentile >= 0 && percentile <= 100))
        throw new MedspanError('config', `expected a percentile from 0 to 100, got ${percentile}`, {
            where: { at: 'percentile' },
        });
    checkCount(startupTrials, 0, 'startupTrials');
    checkCount(minTrials, 1, 'minTrials');
    checkSteps(options);
    return {
        name,
        prune(study, trial) {
            const complete = study.finished.filter(({ state }) => state === 'complete');
            if (complete.length === 0 || complete.length < startupTrials)
                return false;
            const step = lastStep(trial);
            if (step === undefined || !isAsked(trial, step, options))
                return false;
            const maximize = study.directions[0] === 'maximize';
            const best = bestOf(trial.intermediateValues.values(), maximize);
            if (Number.isNaN(best))
                return true;
            const others = [];
            for (const { intermediateValues } of complete) {
                const value = intermediateValues.get(step);
                if (value !== undefined)
                    others.push(value);
            }
            if (others.length < minTrials)
                return false;
            const limit = nanPercentile(others, maximize ? 100 - percentile : percentile);
            return maximize ? best < limit : best > limit;
        },
    };
}
/**
 * Ends a trial whose best report so far is worse than the percentile of what complete trials reported at the same step. A
 * trial that reported nothing but NaN is ended.
 *
 * @throws MedspanError `config`
 */
export function createPercentilePruner(options) {
    return createNamed('percentile', options);
}
/** The percentile pruner at 50. @throws MedspanError `config` */
export function createMedianPruner(options = {}) {
    return createNamed('median', { ...options, percentile: 50 });
}
