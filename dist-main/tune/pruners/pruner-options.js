/**
 * @file What options of pruners have in common: counts, and the steps at which a pruner is asked.
 */
import { MedspanError } from "../../errors.js";
/** Checks that an option is a whole number of at least `least`. @throws MedspanError `config` */
export function checkCount(value, least, at) {
    if (!Number.isSafeInteger(value) || value < least)
        throw new MedspanError('config', `expected a whole number of at least ${least}, got ${value}`, {
            where: { at },
        });
}
/** @throws MedspanError `config` */
export function checkSteps({ warmupSteps = 0, intervalSteps = 1 }) {
    checkCount(warmupSteps, 0, 'warmupSteps');
    checkCount(intervalSteps, 1, 'intervalSteps');
}
/** Whether a trial whose last step is `step` is looked at: after the warm-up, at the first report of an interval. */
export function isAsked(trial, step, { warmupSteps = 0, intervalSteps = 1 }) {
    if (step < warmupSteps)
        return false;
    const begin = Math.floor((step - warmupSteps) / intervalSteps) * intervalSteps + warmupSteps;
    for (const other of trial.intermediateValues.keys())
        if (other !== step && other >= begin)
            return false;
    return true;
}
/** The best of values that may be NaN; NaN where all are, or there is none. */
export function bestOf(values, maximize) {
    let best = Number.NaN;
    for (const value of values)
        if (!Number.isNaN(value) && (Number.isNaN(best) || (maximize ? value > best : value < best)))
            best = value;
    return best;
}
