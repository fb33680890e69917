/**
 * @file The patient pruner: asks another pruner only about a trial that has stopped to improve.
 *
 * Optuna's `PatientPruner`. What counts is not the number of reports since the best one, but whether the best of the last
 * `patience + 1` reports is worse than the best before them by more than `minDelta`.
 */
import { MedspanError } from "../../errors.js";
import { bestOf, checkCount } from "./pruner-options.js";
/** @throws MedspanError `config` */
export function createPatientPruner(options) {
    const { wrapped, patience, minDelta = 0 } = options;
    checkCount(patience, 0, 'patience');
    if (!(minDelta >= 0))
        throw new MedspanError('config', `expected a number of at least 0, got ${minDelta}`, {
            where: { at: 'minDelta' },
        });
    const isImproving = (study, { intermediateValues }) => {
        if (intermediateValues.size <= patience + 1)
            return true;
        const steps = [...intermediateValues.keys()].sort((a, b) => a - b);
        const values = steps.map(step => intermediateValues.get(step));
        const maximize = study.directions[0] === 'maximize';
        const before = bestOf(values.slice(0, -patience - 1), maximize);
        const after = bestOf(values.slice(-patience - 1), maximize);
        // NaN on either side is no evidence of a worsening.
        return !(maximize ? before - minDelta > after : before + minDelta < after);
    };
    return {
        name: 'patient',
        prune: (study, trial) => !isImproving(study, trial) && (wrapped?.prune(study, trial) ?? true),
        ...(wrapped?.note === undefined
            ? {}
            : {
                note: (study, trial) => isImproving(study, trial) ? undefined : wrapped.note(study, trial),
            }),
        ...(wrapped?.groupOf === undefined
            ? {}
            : { groupOf: (study, trialNumber) => wrapped.groupOf(study, trialNumber) }),
    };
}
