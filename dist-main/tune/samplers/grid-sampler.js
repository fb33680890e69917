/**
 * @file The grid sampler: every combination of given values once, in an order that a seed shuffles.
 *
 * As in Optuna a combination is done when its trial ended, whatever became of it, and the study stops when all are. A trial
 * notes its combination when it begins, so that workers do not take the same; two that begin at the same moment take
 * different ones as long as there are as many combinations as trials.
 */
import { MedspanError } from "../../errors.js";
import { createRandom, streamKey } from "../../random.js";
import { externalValue, internalValue } from "../distributions.js";
import { fixedParamsKey } from "../frozen-trial.js";
import { isActive } from "../space.js";
import { onScale } from "./parzen.js";
/** Where a trial notes its combination. */
const pointKey = 'medspan:grid';
/** Every combination of values, the last parameter changing fastest. */
export function combineValues(values) {
    let points = [{}];
    for (const [name, own] of Object.entries(values))
        points = points.flatMap(point => own.map(value => ({ ...point, [name]: value })));
    return points;
}
/** At most `count` values of a distribution, evenly spaced on its scale with both ends among them; all of discrete ones that have no more. */
function spacedValues(distribution, count, at) {
    if (distribution.kind === 'categorical')
        return [...distribution.choices];
    if (!(Number.isSafeInteger(count) && count >= 2))
        throw new MedspanError('config', `expected at least two values of a range, got ${count}`, {
            where: { at },
        });
    const { low, high, log, step } = distribution;
    const steps = step === undefined ? Number.POSITIVE_INFINITY : Math.round((high - low) / step);
    if (low === high)
        return [low];
    const many = Math.min(count - 1, steps);
    const from = onScale(distribution, low);
    const to = onScale(distribution, high);
    const values = Array.from({ length: many + 1 }, (_, i) => {
        if (i === 0)
            return low;
        if (i === many)
            return high;
        const place = from + (i * (to - from)) / many;
        const value = log ? Math.exp(place) : place;
        return step === undefined ? value : low + Math.round((value - low) / step) * step;
    });
    return [...new Set(values.map(value => externalValue(distribution, value)))];
}
/**
 * The grid of a search space: all choices, and values of ranges. A parameter whose conditions do not hold is not in a
 * combination.
 *
 * @param count how many values of each range, at least 2
 */
export function gridOf(space, count) {
    let points = [{}];
    for (const parameter of space.parameters) {
        const { name, distribution } = parameter;
        const values = spacedValues(distribution, count, name);
        points = points.flatMap(point => isActive(parameter, point) ? values.map(value => ({ ...point, [name]: value })) : [point]);
    }
    return points;
}
/**
 * Tries every combination once.
 *
 * @param grid values to combine, or the combinations themselves (`gridOf`)
 * @throws MedspanError `config` where there is no combination
 */
export function createGridSampler(grid, { seed = 0 } = {}) {
    const points = Array.isArray(grid) ? grid : combineValues(grid);
    if (points.length === 0)
        throw new MedspanError('config', 'expected at least one combination, got none');
    const order = createRandom(seed, 'grid').shuffle([...points.keys()]);
    // Another grid's combinations have other numbers.
    const identity = streamKey(0, JSON.stringify(points));
    const pointOf = (trial) => {
        const noted = trial.systemAttributes[pointKey];
        return noted?.grid === identity ? noted.point : undefined;
    };
    /** What no trial has ended or begun; where all have begun, what none has ended. */
    const openPoints = (trials, but) => {
        const done = new Set();
        const running = new Set();
        for (const trial of trials) {
            const point = pointOf(trial);
            if (point === undefined || trial.number === but)
                continue;
            if (trial.state === 'running')
                running.add(point);
            else if (trial.state !== 'waiting')
                done.add(point);
        }
        const unfinished = order.filter(point => !done.has(point));
        const open = unfinished.filter(point => !running.has(point));
        return { open: open.length > 0 ? open : unfinished, unfinished: unfinished.length };
    };
    return {
        name: 'grid',
        begin(study, trial) {
            if (fixedParamsKey in trial.systemAttributes || pointOf(trial) !== undefined)
                return undefined;
            const { open } = openPoints(study.whole.trials, trial.number);
            const own = order[trial.number];
            const left = open.length > 0 ? open : order;
            const point = own !== undefined && left.includes(own)
                ? own
                : left[createRandom(seed, 'grid', trial.number).below(left.length)];
            return { [pointKey]: { grid: identity, point } };
        },
        sampleIndependent(_study, trial, name, distribution) {
            const point = pointOf(trial);
            const own = point === undefined ? undefined : points[point];
            if (own !== undefined && Object.hasOwn(own, name))
                return internalValue(distribution, own[name], name);
            const values = points.flatMap(one => (Object.hasOwn(one, name) ? [one[name]] : []));
            if (values.length === 0 || own !== undefined)
                throw new MedspanError('config', 'expected a parameter of the grid', {
                    where: { at: name },
                    hint: 'Give the grid values of every parameter that the objective asks for.',
                });
            // An enqueued trial has no combination; what it leaves open is any of the grid's values.
            const place = createRandom(seed, 'grid', trial.number, name).below(values.length);
            return internalValue(distribution, values[place], name);
        },
        end(study, trial) {
            const { unfinished } = openPoints(study.whole.trials, trial.number);
            const own = pointOf(trial);
            const others = openPoints(study.whole.trials.filter(one => one.state !== 'running'), trial.number).open;
            return unfinished === 0 || (own !== undefined && others.length === 1 && others[0] === own)
                ? { stop: true }
                : undefined;
        },
    };
}
