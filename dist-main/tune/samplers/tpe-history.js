/**
 * @file Finished trials as TPE needs them: ranked, and as sorted columns of numbers.
 *
 * Kept beside a view of a study. A trial is taken in once, when it is known to be finished: its place in the ranking and in
 * the order of each column is found by bisection. An ask then walks over sorted columns and sorts nothing.
 */
import { ownValue } from "../../dictionary.js";
import { firstIndex } from "../../lists.js";
import { internalValue, sameDistribution } from "../distributions.js";
import { lastStep, violation } from "../frozen-trial.js";
import { onScale } from "./parzen.js";
function rankOf(trial, sign) {
    const { number } = trial;
    const violated = violation(trial);
    if (violated > 0)
        return { number, kind: 2, first: violated, second: 0 };
    if (trial.state === 'complete')
        return { number, kind: 0, first: sign * trial.values[0], second: 0 };
    // Of pruned trials the one that came farther is better; one that reported nothing is behind all.
    const step = lastStep(trial);
    if (step === undefined)
        return { number, kind: 1, first: 1, second: 0 };
    const value = trial.intermediateValues.get(step);
    return {
        number,
        kind: 1,
        first: -step,
        second: Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value,
    };
}
function compareRanks(a, b) {
    if (a.kind !== b.kind)
        return a.kind - b.kind;
    if (a.first !== b.first)
        return a.first < b.first ? -1 : 1;
    if (a.second !== b.second)
        return a.second < b.second ? -1 : 1;
    return a.number - b.number;
}
/** Inserts a row behind all that are not after it. */
function insertSorted(rows, row, compare) {
    rows.splice(firstIndex(rows, other => compare(other, row) > 0), 0, row);
}
/** A parameter over the trials. */
class Column {
    distribution;
    /** By row, on the scale of the kernels; NaN where a trial does not have the parameter. */
    values = [];
    /** Rows that have it, in the order of the values, and of the numbers where they are equal. */
    order = [];
    /** What is known of the kernels of the worse trials, by row. */
    known = { sigmas: new Float64Array(0), logNorms: new Float64Array(0) };
    /** Used again for each mixture: the values and the order of the worse trials, and their kernels. */
    room = {
        values: new Float64Array(0),
        order: new Int32Array(0),
        mus: new Float64Array(0),
        sigmas: new Float64Array(0),
        logNorms: new Float64Array(0),
    };
    constructor(distribution) {
        this.distribution = distribution;
    }
    add(value, numbers) {
        const row = this.values.length;
        this.values.push(value);
        if (row >= this.known.sigmas.length) {
            const sigmas = new Float64Array(2 * row + 64).fill(Number.NaN);
            const logNorms = new Float64Array(sigmas.length);
            sigmas.set(this.known.sigmas);
            logNorms.set(this.known.logNorms);
            this.known = { sigmas, logNorms };
        }
        if (!Number.isNaN(value))
            insertSorted(this.order, row, (a, b) => this.values[a] - this.values[b] || numbers[a] - numbers[b]);
    }
    /** Makes room for that many values and the prior. */
    reserve(count) {
        if (this.room.values.length > count)
            return;
        const size = 2 * count + 64;
        this.room = {
            values: new Float64Array(size),
            order: new Int32Array(size),
            mus: new Float64Array(size),
            sigmas: new Float64Array(size),
            logNorms: new Float64Array(size),
        };
    }
}
export class TpeHistory {
    #view;
    #taken = 0;
    #trials = [];
    #numbers = [];
    #ranks = [];
    /** Rows by rank, and by number. */
    #byRank = [];
    #byNumber = [];
    #columns = new Map();
    constructor(view) {
        this.#view = view;
    }
    /** How many complete and pruned trials there are. */
    get size() {
        return this.#trials.length;
    }
    /** Takes in the trials that are new. */
    update() {
        const { finished, directions } = this.#view;
        const sign = directions[0] === 'maximize' ? -1 : 1;
        for (; this.#taken < finished.length; this.#taken++) {
            const trial = finished[this.#taken];
            if (trial.state === 'failed')
                continue;
            const row = this.#trials.length;
            this.#trials.push(trial);
            this.#numbers.push(trial.number);
            this.#ranks.push(rankOf(trial, sign));
            insertSorted(this.#byRank, row, (a, b) => compareRanks(this.#ranks[a], this.#ranks[b]));
            insertSorted(this.#byNumber, row, (a, b) => this.#numbers[a] - this.#numbers[b]);
            for (const [name, column] of this.#columns)
                column.add(valueIn(trial, name, column.distribution), this.#numbers);
        }
    }
    /** The numbers of the best trials, by rank. */
    best(count) {
        return this.#byRank.slice(0, count).map(row => this.#numbers[row]);
    }
    /**
     * Splits the trials that have all of some parameters into the best and the rest, to which running ones belong.
     *
     * @param count how many of all trials, whatever their parameters, are the best
     * @param space the parameters, with their present ranges
     */
    split(count, space, running) {
        const columns = space.map(([name, distribution]) => this.#column(name, distribution));
        const size = this.#trials.length;
        const best = new Uint8Array(size);
        for (const row of this.#byRank.slice(0, count))
            best[row] = 1;
        const below = [];
        const above = [];
        const whole = columns.every(column => column.order.length === size);
        for (const row of this.#byNumber)
            if (whole || columns.every(({ values }) => !Number.isNaN(values[row])))
                (best[row] === 1 ? below : above).push(row);
        // Rows of running trials follow those of the finished ones.
        const extra = running.filter(({ values }) => space.every(([name]) => values.has(name)));
        const numbers = extra.length === 0 ? this.#numbers : [...this.#numbers, ...extra.map(({ number }) => number)];
        for (let row = size; row < numbers.length; row++)
            insertSorted(above, row, (one, other) => numbers[one] - numbers[other]);
        const rows = Int32Array.from(above);
        const places = new Int32Array(numbers.length).fill(-1);
        for (let k = 0; k < rows.length; k++)
            places[rows[k]] = k;
        return {
            below: columns.map(({ distribution, values }) => ({
                distribution,
                values: Float64Array.from(below, row => values[row]),
            })),
            above: columns.map((column, i) => {
                const [name, distribution] = space[i];
                const own = extra.map(row => onScale(distribution, row.values.get(name)));
                const all = own.length === 0 ? column.values : [...column.values, ...own];
                const sorted = own.length === 0 ? column.order : [...column.order];
                for (let row = size; row < all.length; row++)
                    insertSorted(sorted, row, (one, other) => all[one] - all[other] || numbers[one] - numbers[other]);
                column.reserve(rows.length);
                const { room } = column;
                const values = room.values.subarray(0, rows.length);
                for (let k = 0; k < rows.length; k++)
                    values[k] = all[rows[k]];
                const order = room.order.subarray(0, rows.length);
                for (let i = 0, taken = 0; i < sorted.length; i++) {
                    const place = places[sorted[i]];
                    if (place >= 0)
                        order[taken++] = place;
                }
                return { distribution, values, order, room, known: { places: rows, kept: size, ...column.known } };
            }),
        };
    }
    /** The column of a parameter; another range makes another one. */
    #column(name, distribution) {
        let column = this.#columns.get(name);
        if (column === undefined || !sameDistribution(column.distribution, distribution)) {
            column = new Column(distribution);
            this.#columns.set(name, column);
            for (const trial of this.#trials)
                column.add(valueIn(trial, name, distribution), this.#numbers);
        }
        return column;
    }
}
/** A trial's value of a parameter on the scale of the kernels, NaN where it has none that goes with the distribution. */
function valueIn(trial, name, distribution) {
    const own = ownValue(trial.distributions, name);
    if (own === undefined || own.kind !== distribution.kind)
        return Number.NaN;
    return onScale(distribution, internalValue(distribution, trial.params[name], name));
}
