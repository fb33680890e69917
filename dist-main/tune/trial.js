/**
 * @file A trial that runs: draws its parameters, reports, learns whether to go on.
 *
 * The live side of a `TrialRecord`; what Optuna calls `Trial`. Everything that it learns is in the storage before the
 * promise is resolved.
 */
import { MedspanError } from "../errors.js";
import { categoricalDistribution, checkCompatible, contains, externalValue, floatDistribution, intDistribution, internalValue, isSingle, singleValue, } from "./distributions.js";
import { constraintsKey, fixedParamsKey, } from "./frozen-trial.js";
import { isActive, spaceDistributions } from "./space.js";
/** Thrown by an objective to end its trial as pruned. Not an error: the study goes on. */
export class TrialPruned extends Error {
    constructor(message = 'the trial was pruned') {
        super(message);
        this.name = 'TrialPruned';
    }
}
export class Trial {
    #around;
    #record;
    #declared;
    /** Drawn together, at the first parameter that needs a sampler; the values and their distributions. */
    #relative;
    /** Made by a study's `ask`. */
    constructor(around, record) {
        this.#around = around;
        this.#record = record;
    }
    /** Counts the trials of the study from 0. */
    get number() {
        return this.#record.number;
    }
    /** What is known of the trial so far. */
    get record() {
        return this.#record;
    }
    /** The values that were asked for so far. */
    get params() {
        return this.#record.params;
    }
    /** A float between both ends, which belong to the range. The same name gives the same value again. */
    async suggestFloat(name, low, high, options = {}) {
        return (await this.suggestValue(name, floatDistribution(low, high, options, name)));
    }
    /** A whole number between both ends, which belong to the range. */
    async suggestInt(name, low, high, options = {}) {
        return (await this.suggestValue(name, intDistribution(low, high, options, name)));
    }
    /** One of several choices; the same choices in every trial. */
    async suggestCategorical(name, choices) {
        return (await this.suggestValue(name, categoricalDistribution(choices, name)));
    }
    /** A value of a distribution. */
    async suggestValue(name, distribution) {
        const drawn = await this.#draw(name, distribution);
        if (drawn !== undefined) {
            await this.#around.storage.setTrialParams(this.#record.id, [drawn]);
            this.#note([drawn]);
        }
        return this.#record.params[name];
    }
    /**
     * All parameters of a space that this trial has: those without `when`, and those whose conditions hold. They are stored
     * together, which takes one commit.
     */
    async suggest(space) {
        this.#declared ??= spaceDistributions(space);
        const drawn = [];
        const suggested = [];
        // Conditions name parameters of the space, all of which are suggested before those that depend on them.
        const values = Object.create(null);
        for (const parameter of space.parameters) {
            if (!isActive(parameter, values))
                continue;
            const { name, distribution } = parameter;
            const one = await this.#draw(name, distribution);
            if (one !== undefined)
                drawn.push(one);
            const value = one === undefined ? this.#record.params[name] : externalValue(distribution, one.value);
            values[name] = value;
            suggested.push([name, value]);
        }
        if (drawn.length > 0) {
            await this.#around.storage.setTrialParams(this.#record.id, drawn);
            this.#note(drawn);
        }
        return Object.fromEntries(suggested);
    }
    /**
     * Reports what the objective is at a step, such as an epoch. What was reported first at a step stays.
     *
     * @param step a whole number from 0
     * @throws MedspanError `config` where the step is none, or the study has several directions
     */
    async report(value, step) {
        this.#checkOneDirection('report');
        if (!Number.isSafeInteger(step) || step < 0)
            throw new MedspanError('config', `expected a whole number from 0 as a step, got ${step}`, {
                where: { at: `trial ${this.number}` },
            });
        if (typeof value !== 'number')
            throw new MedspanError('config', `expected a number to report, got ${typeof value}`, {
                where: { at: `trial ${this.number}` },
            });
        if (this.#record.intermediateValues.has(step)) {
            this.#around.progress.notice({
                code: 'reported-again',
                message: 'a value was reported again at the same step; the first one stays',
                count: 1,
                where: { at: `trial ${this.number}, step ${step}` },
            });
            return;
        }
        await this.#around.storage.setIntermediateValue(this.#record.id, step, value);
        this.#record = {
            ...this.#record,
            intermediateValues: new Map(this.#record.intermediateValues).set(step, value),
        };
    }
    /** Whether the study's pruner would end the trial, by what it and all others have reported until now. */
    async shouldPrune() {
        this.#checkOneDirection('prune');
        await this.#around.refresh();
        const { pruner, history } = this.#around;
        const noted = pruner.note?.(history.all, this.#record);
        const isOver = pruner.prune(history.all, this.#record);
        if (noted !== undefined && Object.keys(noted).length > 0)
            await this.setSystemAttributes(noted);
        return isOver;
    }
    /** Notes something on the trial that JSON can hold. */
    async setUserAttribute(key, value) {
        await this.#around.storage.setTrialAttributes(this.#record.id, 'user', { [key]: value });
        this.#record = { ...this.#record, userAttributes: { ...this.#record.userAttributes, [key]: value } };
    }
    /** Notes a constraint: above 0 it is violated, and the trial ranks behind all that keep theirs. */
    async setConstraint(key, value) {
        if (Number.isNaN(value))
            throw new MedspanError('config', 'expected a number as a constraint, got NaN', { where: { at: key } });
        await this.setSystemAttributes({ [`${constraintsKey}:${key}`]: value });
    }
    /** What samplers and pruners note; not for users. */
    async setSystemAttributes(attributes) {
        await this.#around.storage.setTrialAttributes(this.#record.id, 'system', attributes);
        this.#record = { ...this.#record, systemAttributes: { ...this.#record.systemAttributes, ...attributes } };
    }
    #checkOneDirection(what) {
        if (this.#around.history.all.directions.length > 1)
            throw new MedspanError('config', `expected a study with one direction to ${what}, got several`);
    }
    #note(params) {
        const values = params.map(({ name, value, distribution }) => [name, externalValue(distribution, value)]);
        const distributions = params.map(({ name, distribution }) => [name, distribution]);
        this.#record = {
            ...this.#record,
            params: Object.fromEntries([...Object.entries(this.#record.params), ...values]),
            distributions: Object.fromEntries([...Object.entries(this.#record.distributions), ...distributions]),
        };
    }
    /** The value of a parameter that is new; undefined for one that the trial has. */
    async #draw(name, distribution) {
        if (Object.hasOwn(this.#record.distributions, name)) {
            checkCompatible(name, this.#record.distributions[name], distribution);
            return undefined;
        }
        const { sampler, history } = this.#around;
        const fixed = this.#fixed(name, distribution);
        if (fixed !== undefined)
            return { name, value: fixed, distribution };
        if (isSingle(distribution))
            return { name, value: singleValue(distribution), distribution };
        const view = history.viewFor(this.number);
        const { space, values } = await this.#drawRelative();
        if (Object.hasOwn(values, name)) {
            checkCompatible(name, space[name], distribution);
            if (contains(distribution, values[name]))
                return { name, value: values[name], distribution };
        }
        return { name, value: sampler.sampleIndependent(view, this.#record, name, distribution), distribution };
    }
    /** The value that an enqueued trial is to have; one out of range is used, and noticed. */
    #fixed(name, distribution) {
        const params = this.#record.systemAttributes[fixedParamsKey];
        if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name))
            return undefined;
        const value = internalValue(distribution, params[name], name);
        if (!contains(distribution, value))
            this.#around.progress.notice({
                code: 'fixed-out-of-range',
                message: 'an enqueued value is out of its range; it is used',
                count: 1,
                where: { at: `trial ${this.number}, ${name}` },
            });
        return value;
    }
    async #drawRelative() {
        if (this.#relative !== undefined)
            return this.#relative;
        const { sampler, history } = this.#around;
        const view = history.viewFor(this.number);
        const space = sampler.relativeSpace?.(view, this.#record, this.#declared) ?? {};
        const drawn = Object.keys(space).length === 0 ? undefined : sampler.sampleRelative?.(view, this.#record, space);
        this.#relative = { space, values: drawn?.values ?? {} };
        if (drawn?.attributes !== undefined)
            await this.setSystemAttributes(drawn.attributes);
        return this.#relative;
    }
}
