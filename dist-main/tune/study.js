/**
 * @file A study: trials of one objective, asked for and told, in one process or in many.
 *
 * The semantics are Optuna's. `ask` takes an enqueued trial before it makes a new one; `tell` completes a trial, fails it
 * where its value is none, and gives a pruned one the value that it reported at its last step. Failed trials count for no
 * sampler. Nothing is in the study that is not in the storage: any process may go on with it.
 */
import { MedspanError } from "../errors.js";
import { silent } from "../progress.js";
import { internalValue } from "./distributions.js";
import { failReasonKey, fixedParamsKey, lastStep, violation, } from "./frozen-trial.js";
import { createHistory } from "./history.js";
import { createNopPruner } from "./pruners/pruner.js";
import { createRandomSampler } from "./samplers/random-sampler.js";
import { createMemoryStorage } from "./storage/memory-storage.js";
import { Trial, TrialPruned } from "./trial.js";
/** Optuna's storages hold no longer attribute. */
const longestReason = 2000;
function messageOf(error) {
    if (error instanceof MedspanError)
        return error.message;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
/** What is wrong with the values of a trial, or undefined. */
function problemOf(values, directions) {
    for (const value of values) {
        if (typeof value !== 'number')
            return `expected a number as the value of a trial, got ${typeof value}`;
        if (Number.isNaN(value))
            return 'expected a number as the value of a trial, got NaN';
    }
    if (values.length !== directions)
        return `expected ${directions} ${directions === 1 ? 'value' : 'values'} of a trial, got ${values.length}`;
    return undefined;
}
export class Study {
    storage;
    sampler;
    pruner;
    id;
    name;
    directions;
    #progress;
    #history;
    #cursor;
    #refreshing;
    #stopped = false;
    /** Made by `createStudy` and `loadStudy`. */
    constructor(record, options) {
        this.storage = options.storage;
        this.sampler = options.sampler ?? createRandomSampler();
        this.pruner = options.pruner ?? createNopPruner();
        this.#progress = options.progress ?? silent;
        this.id = record.id;
        this.name = record.name;
        this.directions = record.directions;
        const { pruner } = this;
        this.#history = createHistory(record, pruner.groupOf === undefined ? undefined : (view, number) => pruner.groupOf(view, number));
    }
    /** Begins a trial: an enqueued one if any waits, or a new one. With a space, its parameters are drawn at once. */
    async ask(space) {
        await this.#refresh();
        const waiting = [...this.#history.all.unfinished.values()].some(({ state }) => state === 'waiting');
        const record = (waiting ? await this.storage.takeWaiting(this.id) : undefined) ??
            (await this.storage.createTrial(this.id));
        const trial = new Trial({
            storage: this.storage,
            sampler: this.sampler,
            pruner: this.pruner,
            history: this.#history,
            progress: this.#progress,
            refresh: () => this.#refresh(),
        }, record);
        const noted = this.sampler.begin?.(this.#history.viewFor(trial.number), record);
        if (noted !== undefined && Object.keys(noted).length > 0)
            await trial.setSystemAttributes(noted);
        if (space !== undefined)
            await trial.suggest(space);
        return trial;
    }
    /**
     * Finishes a trial. A value that is no number fails it; a pruned trial has the value of its last step.
     *
     * @throws MedspanError `data` where the trial is finished already, unless `skipIfFinished`
     */
    async tell(trial, outcome, options = {}) {
        const told = await this.#tell(trial, outcome);
        if (!told.changed && options.skipIfFinished !== true)
            throw new MedspanError('data', `expected a running trial to tell of, got a ${told.state} one`, {
                where: { at: `trial ${typeof trial === 'number' ? trial : trial.number}` },
            });
        return told;
    }
    /** Runs trials until there were enough, the time is over, or something stops it. */
    async optimize(objective, options = {}) {
        const { trials: wanted = Number.POSITIVE_INFINITY, timeoutMs, signal, jobs = 1 } = options;
        if (!(jobs >= 1))
            throw new MedspanError('config', `expected at least one job, got ${jobs}`);
        this.#stopped = false;
        const end = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
        let begun = 0;
        let failed = false;
        const reason = () => {
            if (signal?.aborted === true)
                return 'aborted';
            if (this.#stopped)
                return 'stopped';
            if (begun >= wanted)
                return 'trials';
            return performance.now() >= end ? 'timeout' : undefined;
        };
        const work = async () => {
            while (!failed && reason() === undefined) {
                begun++;
                try {
                    await this.#run(objective, options);
                }
                catch (cause) {
                    failed = true;
                    throw cause;
                }
            }
        };
        const outcomes = await Promise.allSettled(Array.from({ length: Math.min(jobs, wanted) }, work));
        for (const outcome of outcomes)
            if (outcome.status === 'rejected')
                throw outcome.reason;
        return { trials: begun, reason: reason() ?? 'trials' };
    }
    /** Lets running trials end and begins no more, in the `optimize` of this process. */
    stop() {
        this.#stopped = true;
    }
    /**
     * Has the next trial use these values; parameters that are not among them are drawn as ever.
     *
     * @returns false where such a trial is there and `skipIfExists` is set
     */
    async enqueue(params, options = {}) {
        if (options.skipIfExists === true && (await this.trials()).some(trial => hasParams(trial, params)))
            return false;
        await this.storage.createTrial(this.id, {
            state: 'waiting',
            systemAttributes: { [fixedParamsKey]: { ...params } },
            ...(options.userAttributes === undefined ? {} : { userAttributes: options.userAttributes }),
        });
        return true;
    }
    /** Adds a trial that was made elsewhere, such as a finished one of another study. */
    async addTrial(template) {
        const { state = 'running', values } = template;
        const problem = values === undefined ? undefined : problemOf(values, this.directions.length);
        if (problem !== undefined)
            throw new MedspanError('data', problem);
        if (state === 'complete' && values === undefined)
            throw new MedspanError('data', 'expected the values of a complete trial, got none');
        return await this.storage.createTrial(this.id, template);
    }
    /** All trials as they are now, by number. */
    async trials() {
        await this.#refresh();
        return [...this.#history.all.trials];
    }
    /**
     * The complete trial with the best value among those that violate no constraint, the first of equal ones; undefined
     * where there is none.
     *
     * @throws MedspanError `config` for a study with several directions
     */
    async bestTrial() {
        if (this.directions.length > 1)
            throw new MedspanError('config', 'expected a study with one direction for a best trial, got several');
        const sign = this.directions[0] === 'maximize' ? -1 : 1;
        let best;
        for (const trial of await this.trials())
            if (trial.state === 'complete' &&
                violation(trial) === 0 &&
                (best === undefined || sign * trial.values[0] < sign * best.values[0]))
                best = trial;
        return best;
    }
    /** Attributes that users set on the study. */
    async userAttributes() {
        return (await this.storage.loadStudy(this.name))?.userAttributes ?? {};
    }
    async setUserAttribute(key, value) {
        await this.storage.setStudyAttribute(this.id, 'user', key, value);
    }
    /**
     * Fails trials whose workers have been silent for too long, and enqueues them again up to `retries` times, with the
     * parameters that they had. Several workers may do so at once: each trial is failed and enqueued by one of them.
     *
     * @returns the trials that were failed
     */
    async failStale(retries = 0) {
        const failed = [];
        for (const id of await this.storage.staleTrials(this.id)) {
            const trial = await this.#fail(id, retries);
            if (trial !== undefined)
                failed.push(trial);
        }
        return failed;
    }
    /**
     * As `failStale`, for running trials whose workers are known to be dead.
     *
     * @param reason why, to be noted on the trials
     */
    async failDead(trials, reason, retries = 0) {
        const failed = [];
        for (const { id } of trials) {
            const trial = await this.#fail(id, retries, reason);
            if (trial !== undefined)
                failed.push(trial);
        }
        return failed;
    }
    /**
     * Enqueues a trial again, with the parameters that it had.
     *
     * @returns false where it was tried more than `retries` times
     */
    async repeat(trial, retries = Number.POSITIVE_INFINITY) {
        const template = repetitionOf(trial, retries);
        if (template !== undefined)
            await this.storage.createTrial(this.id, template);
        return template !== undefined;
    }
    /**
     * Fails a running trial and enqueues it again, both at once: whoever is killed here leaves none that nobody repeats.
     * Undefined where another worker has finished it.
     */
    async #fail(id, retries, reason) {
        if (reason !== undefined)
            try {
                await this.storage.setTrialAttributes(id, 'system', {
                    [failReasonKey]: reason.slice(0, longestReason),
                });
            }
            catch (cause) {
                if (!(cause instanceof MedspanError) || cause.code !== 'data')
                    throw cause;
                return undefined;
            }
        const repetition = repetitionOf(await this.storage.getTrial(id), retries);
        const changed = await this.storage.finishTrial(id, 'failed', undefined, repetition);
        return changed ? await this.storage.getTrial(id) : undefined;
    }
    async #refresh() {
        // What is asked for while a reading is under way may have been stored after it began, so it waits for the next one.
        while (this.#refreshing !== undefined)
            await this.#refreshing;
        this.#refreshing = (async () => {
            const changes = await this.storage.readTrials(this.id, this.#cursor);
            this.#cursor = changes.cursor;
            this.#history.update(changes);
        })();
        try {
            await this.#refreshing;
        }
        finally {
            this.#refreshing = undefined;
        }
    }
    async #recordOf(trial) {
        if (typeof trial !== 'number')
            return trial.record;
        await this.#refresh();
        const record = this.#history.all.trials[trial];
        if (record === undefined)
            throw new MedspanError('data', `expected the number of a trial to tell of, got ${trial}`);
        return await this.storage.getTrial(record.id);
    }
    async #tell(trial, outcome, why) {
        const record = await this.#recordOf(trial);
        let state;
        let values;
        let reason = why;
        if (outcome === 'failed')
            state = 'failed';
        else if (outcome === 'pruned') {
            state = 'pruned';
            const step = lastStep(record);
            const last = step === undefined ? Number.NaN : record.intermediateValues.get(step);
            if (problemOf([last], this.directions.length) === undefined)
                values = [last];
        }
        else {
            const told = typeof outcome === 'object' && outcome !== null ? [...outcome] : [outcome];
            const problem = problemOf(told, this.directions.length);
            state = problem === undefined ? 'complete' : 'failed';
            values = problem === undefined ? told : undefined;
            reason ??= problem;
        }
        if (this.sampler.end !== undefined)
            await this.#refresh();
        const ending = this.sampler.end?.(this.#history.viewFor(record.number), record, state, values);
        const noted = {
            ...ending?.attributes,
            ...(reason === undefined ? {} : { [failReasonKey]: reason.slice(0, longestReason) }),
        };
        if (Object.keys(noted).length > 0)
            try {
                await this.storage.setTrialAttributes(record.id, 'system', noted);
            }
            catch (cause) {
                // Another worker has finished it meanwhile, which `finishTrial` will say.
                if (!(cause instanceof MedspanError) || cause.code !== 'data')
                    throw cause;
            }
        if (ending?.stop === true)
            this.#stopped = true;
        const changed = await this.storage.finishTrial(record.id, state, values);
        if (changed)
            return { state, values, reason, changed };
        const now = await this.storage.getTrial(record.id);
        return { state: now.state, values: now.values, reason: undefined, changed };
    }
    async #run(objective, options) {
        const { heartbeat } = this.storage;
        if (heartbeat !== undefined)
            await this.failStale(options.retries);
        const trial = await this.ask();
        let beating;
        if (heartbeat !== undefined) {
            await this.storage.recordHeartbeat(trial.record.id);
            // One beat that is missed is made up for by the next; what is wrong with the storage shows when the trial is told.
            const beat = () => void this.storage.recordHeartbeat(trial.record.id).catch(() => { });
            beating = setInterval(beat, heartbeat.intervalMs);
        }
        let outcome;
        let thrown;
        try {
            outcome = await objective(trial, options.signal);
        }
        catch (error) {
            outcome = error instanceof TrialPruned ? 'pruned' : 'failed';
            if (outcome === 'failed')
                thrown = { error };
        }
        finally {
            clearInterval(beating);
        }
        const told = await this.#tell(trial, outcome, thrown && messageOf(thrown.error));
        if (!told.changed)
            this.#progress.notice({
                code: 'trial-lost',
                message: 'a trial had been finished by another worker; what this one found is not kept',
                count: 1,
                where: { at: `trial ${trial.number}` },
                ...(thrown === undefined ? {} : { kinds: { [messageOf(thrown.error)]: 1 } }),
            });
        for (const callback of options.callbacks ?? [])
            await callback(this, await this.storage.getTrial(trial.record.id));
        // What an objective throws whose trial was taken from it is mostly that its trial is finished.
        if (thrown === undefined || !told.changed || options.signal?.aborted === true)
            return;
        if (options.catch?.(thrown.error) !== true)
            throw thrown.error;
    }
}
/** What tries a trial again; undefined where it was tried more than `retries` times. */
function repetitionOf(trial, retries) {
    const { systemAttributes, userAttributes, params, distributions } = trial;
    const history = systemAttributes.retry_history;
    const tried = [...(Array.isArray(history) ? history : []), trial.number];
    if (tried.length > retries)
        return undefined;
    const { [failReasonKey]: _, ...attributes } = systemAttributes;
    return {
        state: 'waiting',
        params: Object.entries(distributions).map(([name, distribution]) => ({
            name,
            distribution,
            value: internalValue(distribution, params[name], name),
        })),
        userAttributes,
        // Optuna's keys, so that each side knows of the other's retries.
        systemAttributes: { failed_trial: trial.number, ...attributes, retry_history: tried },
    };
}
/** Whether a trial has, or is to have, exactly these values. */
function hasParams(trial, params) {
    const fixed = trial.systemAttributes[fixedParamsKey];
    const own = (typeof fixed === 'object' && fixed !== null ? fixed : trial.params);
    const names = Object.keys(params);
    return (Object.keys(own).length === names.length &&
        names.every(name => {
            if (!Object.hasOwn(own, name))
                return false;
            const a = own[name];
            const b = params[name];
            if (typeof a !== 'number' || typeof b !== 'number')
                return a === b;
            return Object.is(a, b) || Math.abs(a - b) <= 1e-5 * Math.abs(a);
        }));
}
/**
 * Begins a study.
 *
 * @throws MedspanError `config` where there is one of that name and `loadIfExists` is not set, or with other directions
 */
export async function createStudy(options = {}) {
    const { name = 'study', storage = createMemoryStorage(), direction } = options;
    if (direction !== undefined && options.directions !== undefined)
        throw new MedspanError('config', 'expected a direction or directions, got both');
    const directions = options.directions ?? [direction ?? 'minimize'];
    if (directions.length === 0)
        throw new MedspanError('config', 'expected at least one direction, got none');
    for (const one of directions)
        if (one !== 'minimize' && one !== 'maximize')
            throw new MedspanError('config', `expected minimize or maximize, got ${JSON.stringify(one)}`);
    const load = async () => (options.loadIfExists === true ? await storage.loadStudy(name) : undefined);
    let before = await load();
    let record;
    if (before === undefined)
        try {
            record = await storage.createStudy(name, directions);
        }
        catch (cause) {
            // Another worker may have made it meanwhile.
            before = await load();
            if (before === undefined)
                throw cause;
        }
    if (before !== undefined && before.directions.join() !== directions.join())
        throw new MedspanError('config', `expected the directions that study ${JSON.stringify(name)} has (${before.directions.join(', ')}), got ${directions.join(', ')}`);
    return new Study((before ?? record), { ...options, storage });
}
/**
 * Goes on with a study.
 *
 * @throws MedspanError `config` where there is none of that name
 */
export async function loadStudy(name, options) {
    const record = await options.storage.loadStudy(name);
    if (record === undefined) {
        const names = (await options.storage.listStudies()).map(study => JSON.stringify(study.name));
        throw new MedspanError('config', `expected a study of the storage, got ${JSON.stringify(name)}`, {
            hint: names.length === 0 ? 'The storage has none.' : `The storage has ${names.join(', ')}.`,
        });
    }
    return new Study(record, options);
}
