/**
 * @file CMA-ES as a sampler: `cma.ts` on the numeric parameters that all trials have in common.
 *
 * As Optuna's `CmaEsSampler`: the space is a unit cube (`cma-transform.ts`), the search begins in its middle with a sixth of
 * its width, a point outside is drawn again up to ten times a dimension and then put on the border. Each trial notes its
 * generation under Optuna's key. Categorical parameters and those of some trials only go to an independent sampler.
 *
 * Nothing else is kept: the state is computed again from the trials. A generation is told by the first λ of its complete
 * trials, in the order in which they were completed, and that gives the next one. So any worker that knows the same trials has
 * the same state, a study that Optuna began goes on where it was without reading Optuna's pickles, and Optuna, which
 * finds no state of its own, takes our generations one by one in the same way.
 */
import { MedspanError } from "../../errors.js";
import { createRandom } from "../../random.js";
import { formatDistribution } from "../distribution-json.js";
import { samplePoint } from "./cma.js";
import { encode } from "./cma-margin.js";
import { CmaHistory, pointKey } from "./cma-state.js";
import { createIntersection } from "./intersection.js";
import { createTpeSampler } from "./tpe-sampler.js";
function isInside(point, free) {
    return point.every((value, axis) => free(axis) || (value >= 0 && value <= 1));
}
/** Draws numeric parameters from a normal distribution that learns its shape, generation by generation. @throws MedspanError `config` */
export function createCmaSampler(options = {}) {
    const { seed = 0, startupTrials = 1, sigma0, population, prunedTrials = false } = options;
    const { separable = false, margin = false } = options;
    const independent = options.independent ?? createTpeSampler({ seed, multivariate: false, constantLiar: true });
    if (separable && margin)
        throw new MedspanError('config', 'expected separable or margin, got both', { where: { at: 'margin' } });
    if (sigma0 !== undefined && !(sigma0 > 0 && Number.isFinite(sigma0)))
        throw new MedspanError('config', `expected a number above 0, got ${sigma0}`, { where: { at: 'sigma0' } });
    if (population !== undefined && !(Number.isSafeInteger(population) && population >= 2))
        throw new MedspanError('config', `expected a whole number of at least 2, got ${population}`, {
            where: { at: 'population' },
        });
    const intersection = createIntersection({ pruned: false });
    const histories = new WeakMap();
    const historyOf = (study, space) => {
        const key = JSON.stringify(Object.entries(space).map(([name, one]) => [name, formatDistribution(one)]));
        let history = histories.get(study);
        if (history?.key !== key) {
            history = new CmaHistory(key, space, options);
            histories.set(study, history);
        }
        history.update(study);
        return history;
    };
    const draw = (history, cma, trialNumber) => {
        const random = createRandom(seed, 'cma', trialNumber);
        const { strategy, margin: steps } = history;
        const z = new Float64Array(strategy.dimension);
        const stepped = new Set(steps?.axes.map(({ axis }) => axis));
        const free = (axis) => stepped.has(axis);
        for (let i = 0;; i++) {
            for (let k = 0; k < z.length; k++)
                z[k] = random.normal();
            const point = samplePoint(strategy, cma, z);
            if (isInside(point, free))
                return point;
            if (i >= 10 * strategy.dimension)
                return point.map((value, axis) => (free(axis) ? value : Math.min(Math.max(value, 0), 1)));
        }
    };
    return {
        name: 'cma-es',
        begin: (study, trial) => independent.begin?.(study, trial),
        relativeSpace: study => Object.fromEntries(Object.entries(intersection(study)).filter(([, { kind }]) => kind !== 'categorical')),
        sampleRelative(study, trial, space) {
            if (study.directions.length > 1)
                throw new MedspanError('config', 'expected a study with one direction for CMA-ES, got several', {
                    hint: 'Choose the random or the quasi-random sampler.',
                });
            const done = study.finished.filter(({ state, values }) => state === 'complete' || (prunedTrials && state === 'pruned' && values !== undefined));
            if (done.length < startupTrials)
                return { values: {} };
            const history = historyOf(study, space);
            const state = history.now;
            const point = draw(history, state.cma, trial.number);
            const tried = history.margin === undefined ? point : encode(history.margin, state, point);
            return {
                values: history.transform.toValues(tried),
                attributes: {
                    [history.generationKey]: state.cma.generation,
                    ...(history.margin === undefined ? {} : { [pointKey]: [...point] }),
                },
            };
        },
        sampleIndependent: (study, trial, name, distribution) => independent.sampleIndependent(study, trial, name, distribution),
        end: (study, trial, state, values) => independent.end?.(study, trial, state, values),
    };
}
