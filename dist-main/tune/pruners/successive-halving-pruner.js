/**
 * @file Asynchronous successive halving.
 *
 * Li et al. 2020 ("A System for Massively Parallel Hyperparameter Tuning", algorithm 2), turned around as in Optuna: no
 * trial is resumed, so one that reaches a rung is ended there unless it is among the best `1 / reductionFactor` that have
 * reached it until then. Rung k lies at step `minResource * reductionFactor ** (minEarlyStoppingRate + k)`. What a trial
 * reported at a rung is noted on it as `completed_rung_<k>`, Optuna's key, so that trials of both compete.
 */
import { MedspanError } from "../../errors.js";
import { lastStep } from "../frozen-trial.js";
import { checkCount } from "./pruner-options.js";
function rungKey(rung) {
    return `completed_rung_${rung}`;
}
/** What becomes of a trial among its competitors, which are all trials of its bracket. */
export function halve(trial, competitors, direction, { minResource, reductionFactor, minEarlyStoppingRate, bootstrapCount }) {
    const attributes = {};
    const step = lastStep(trial);
    if (step === undefined)
        return { prune: false, attributes };
    const value = trial.intermediateValues.get(step);
    let rung = 0;
    while (Object.hasOwn(trial.systemAttributes, rungKey(rung)))
        rung++;
    for (; step >= minResource * reductionFactor ** (minEarlyStoppingRate + rung); rung++) {
        if (Number.isNaN(value))
            return { prune: true, attributes };
        const key = rungKey(rung);
        attributes[key] = value;
        const values = [value];
        for (const { systemAttributes } of competitors) {
            const other = systemAttributes[key];
            if (typeof other === 'number')
                values.push(other);
        }
        if (values.length <= bootstrapCount)
            return { prune: true, attributes };
        values.sort(direction === 'maximize' ? (a, b) => b - a : (a, b) => a - b);
        // Where less than a whole trial may pass, the best one does.
        const limit = values[Math.max(Math.floor(values.length / reductionFactor) - 1, 0)];
        if (direction === 'maximize' ? value < limit : value > limit)
            return { prune: true, attributes };
    }
    return { prune: false, attributes };
}
/** The last step of all complete trials; undefined where none has reported. */
export function lastCompleteStep(study) {
    let last;
    for (const trial of study.finished) {
        if (trial.state !== 'complete')
            continue;
        const step = lastStep(trial);
        if (step !== undefined && (last === undefined || step > last))
            last = step;
    }
    return last;
}
/** @throws MedspanError `config` */
export function createSuccessiveHalvingPruner(options = {}) {
    const { minResource = 'auto', reductionFactor = 4, minEarlyStoppingRate = 0, bootstrapCount = 0 } = options;
    if (minResource !== 'auto')
        checkCount(minResource, 1, 'minResource');
    checkCount(reductionFactor, 2, 'reductionFactor');
    checkCount(minEarlyStoppingRate, 0, 'minEarlyStoppingRate');
    checkCount(bootstrapCount, 0, 'bootstrapCount');
    if (bootstrapCount > 0 && minResource === 'auto')
        throw new MedspanError('config', 'expected minResource as a number beside bootstrapCount, got auto', {
            where: { at: 'minResource' },
        });
    const estimates = new WeakMap();
    const minResourceOf = (study) => {
        if (minResource !== 'auto')
            return minResource;
        let estimate = estimates.get(study);
        if (estimate === undefined) {
            const last = lastCompleteStep(study);
            if (last === undefined)
                return undefined;
            estimate = Math.max(Math.floor(last / 100), 1);
            estimates.set(study, estimate);
        }
        return estimate;
    };
    const decide = (study, trial) => {
        if (trial.intermediateValues.size === 0)
            return { prune: false, attributes: {} };
        const resource = minResourceOf(study);
        if (resource === undefined)
            return { prune: false, attributes: {} };
        return halve(trial, study.trials, study.directions[0], {
            minResource: resource,
            reductionFactor,
            minEarlyStoppingRate,
            bootstrapCount,
        });
    };
    return {
        name: 'successive-halving',
        prune: (study, trial) => decide(study, trial).prune,
        note: (study, trial) => decide(study, trial).attributes,
    };
}
