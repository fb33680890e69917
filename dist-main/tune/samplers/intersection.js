/**
 * @file The parameters that all trials have in common, so that they can be drawn together.
 *
 * Optuna's `IntersectionSearchSpace`: of complete trials (and pruned ones, if wanted) those parameters that each has with
 * the same distribution. Kept beside the view and only ever made smaller by trials that are new.
 */
import { isSingle, sameDistribution } from "../distributions.js";
/** Gives a function from a view to its common parameters, by name; those of one value are left out. */
export function createIntersection(options) {
    const knownOf = new WeakMap();
    return study => {
        let known = knownOf.get(study);
        if (known === undefined) {
            known = { taken: 0, space: undefined };
            knownOf.set(study, known);
        }
        for (; known.taken < study.finished.length; known.taken++) {
            const { state, distributions } = study.finished[known.taken];
            if (state !== 'complete' && !(state === 'pruned' && options.pruned))
                continue;
            if (known.space === undefined) {
                known.space = new Map(Object.entries(distributions));
                continue;
            }
            for (const [name, distribution] of known.space)
                if (!Object.hasOwn(distributions, name) || !sameDistribution(distributions[name], distribution))
                    known.space.delete(name);
        }
        const entries = [...(known.space ?? [])].filter(([, distribution]) => !isSingle(distribution));
        return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
    };
}
