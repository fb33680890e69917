/**
 * @file The history of CMA-ES over a study: its state, computed again from the trials.
 *
 * A generation is told by the first λ of its complete trials, in the order in which they were completed, and that gives
 * the next one. Trials carry their generation under Optuna's key, and with margin the point that they were made of: that is
 * all that is needed, and Optuna notes it too.
 */
import { MedspanError } from "../../errors.js";
import { beginCma, createStrategy, defaultPopulation, nextGeneration, } from "./cma.js";
import { correct, createMargin } from "./cma-margin.js";
import { createTransform } from "./cma-transform.js";
/** Where Optuna keeps the point that a trial with margin was made of. */
export const pointKey = 'x_for_tell';
function isBefore(a, b) {
    return a.completedMs === b.completedMs ? a.number < b.number : a.completedMs < b.completedMs;
}
/** The search on one space, as far as it is known. */
export class CmaHistory {
    key;
    /** Where trials note their generation; Optuna's key. */
    generationKey;
    #pruned;
    strategy;
    transform;
    margin;
    /** By generation, in the order of their completion. */
    #told = new Map();
    #states;
    #taken = 0;
    /** @throws MedspanError `config` where `x0` is no point of the space */
    constructor(key, space, options = {}) {
        const { population, separable = false, margin = false, x0, sigma0 = 1 / 6, prunedTrials = false, } = options;
        this.key = key;
        this.generationKey = `${separable ? 'sepcma' : margin ? 'cmawm' : 'cma'}:generation`;
        this.#pruned = prunedTrials;
        this.transform = createTransform(space, { margin });
        const dimension = this.transform.names.length;
        this.strategy = createStrategy(dimension, population ?? defaultPopulation(dimension), separable && dimension > 1);
        this.margin = margin ? createMargin(this.strategy, this.transform.steps) : undefined;
        const mean = x0 === undefined ? new Float64Array(dimension).fill(0.5) : this.#pointOf(x0);
        this.#states = [
            { cma: beginCma(this.strategy, mean, sigma0), scale: new Float64Array(dimension).fill(1) },
        ];
    }
    #pointOf(x0) {
        const point = this.transform.toPoint(x0);
        if (point === undefined)
            throw new MedspanError('config', `expected a number for each of ${this.transform.names.join(', ')} to begin from`, { where: { at: 'x0' } });
        for (const [i, name] of this.transform.names.entries())
            if (!(point[i] >= 0 && point[i] <= 1))
                throw new MedspanError('config', `expected a value of its range to begin from, got ${x0[name]}`, {
                    where: { at: `x0.${name}` },
                });
        return point;
    }
    /** Takes in the trials that are new. */
    update(study) {
        const pruned = this.#pruned;
        const generationKey = this.generationKey;
        const sign = study.directions[0] === 'maximize' ? -1 : 1;
        for (; this.#taken < study.finished.length; this.#taken++) {
            const trial = study.finished[this.#taken];
            const { state, values, systemAttributes, number, completed } = trial;
            if ((state !== 'complete' && !(pruned && state === 'pruned')) || values === undefined)
                continue;
            const generation = systemAttributes[generationKey];
            if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 0)
                continue;
            const x = this.#coordinates(trial);
            if (x === undefined)
                continue;
            this.#add(generation, { x, value: sign * values[0], number, completedMs: completed?.getTime() ?? 0 });
        }
    }
    #coordinates({ params, systemAttributes }) {
        if (this.margin === undefined)
            return this.transform.toPoint(params);
        const noted = systemAttributes[pointKey];
        if (!Array.isArray(noted) || noted.length !== this.transform.names.length)
            return undefined;
        return noted.every(value => typeof value === 'number' && Number.isFinite(value)) ? noted : undefined;
    }
    #add(generation, told) {
        const trials = this.#told.get(generation) ?? [];
        this.#told.set(generation, trials);
        let place = trials.length;
        while (place > 0 && isBefore(told, trials[place - 1]))
            place--;
        trials.splice(place, 0, told);
        // What was told before is told anew where a trial that belongs among it becomes known later.
        if (place < this.strategy.population && this.#states.length > generation + 1)
            this.#states.length = generation + 1;
    }
    /** The state of the generation that is under way. */
    get now() {
        const { population } = this.strategy;
        for (;;) {
            const state = this.#states.at(-1);
            const told = this.#told.get(state.cma.generation);
            if (told === undefined || told.length < population)
                return state;
            const cma = nextGeneration(this.strategy, state.cma, told.slice(0, population));
            const next = { cma, scale: state.scale };
            this.#states.push(this.margin === undefined ? next : correct(this.margin, next));
        }
    }
}
