/**
 * @file What a journal's records make of an empty storage, as Optuna's `JournalStorage` replays them.
 *
 * A record that cannot be, such as a parameter of a finished trial, changes nothing: its writer had not seen yet what
 * others wrote before. All processes replay the same lines and so know the same. Ids are counted: a study's among
 * studies, a trial's among all trials.
 */
import { MedspanError } from "../../errors.js";
import { createDistributionParser } from "../distribution-json.js";
import { checkCompatible, contains, externalValue } from "../distributions.js";
import { isFinished, } from "../frozen-trial.js";
import { Fields } from "./journal-fields.js";
/** Optuna's numbers of operations. */
export const operations = {
    createStudy: 0,
    deleteStudy: 1,
    setStudyUserAttribute: 2,
    setStudySystemAttribute: 3,
    createTrial: 4,
    setTrialParam: 5,
    setTrialState: 6,
    setIntermediateValue: 7,
    setTrialUserAttribute: 8,
    setTrialSystemAttribute: 9,
    /** Written by another program than Optuna, which passes over it. */
    discardTrials: 10,
};
/**
 * The system attribute of a trial that holds when its worker was last alive, in milliseconds since 1970. Optuna's journal
 * has no heartbeats; to Optuna it is an attribute like others. Here it is none.
 */
export const heartbeatKey = 'medspan:heartbeat';
export class JournalReplay {
    #path;
    #studies = new Map();
    #trials = [];
    /** What was parsed, by its text. */
    #parseDistribution = createDistributionParser();
    #nextStudy = 0;
    constructor(path) {
        this.#path = path;
    }
    get studies() {
        return this.#studies.values();
    }
    study(id) {
        const study = this.#studies.get(id);
        if (study === undefined)
            throw this.#missing('study', id);
        return study;
    }
    studyCalled(name) {
        for (const study of this.#studies.values())
            if (study.name === name)
                return study;
        return undefined;
    }
    trial(id) {
        const trial = this.#trials[id];
        if (trial === undefined || this.#studies.get(trial.study.id) !== trial.study)
            throw this.#missing('trial', id);
        return trial;
    }
    /** How many trials there were: the id of the next one. */
    get nextTrial() {
        return this.#trials.length;
    }
    get nextStudy() {
        return this.#nextStudy;
    }
    /** The waiting trial of a study with the lowest number. */
    waiting(study) {
        const { trials } = study;
        while (study.waitingFrom < trials.length && trials[study.waitingFrom].state !== 'waiting')
            study.waitingFrom++;
        return trials[study.waitingFrom];
    }
    /**
     * Does what a record says, or nothing.
     *
     * @throws MedspanError `input` with the line, for a record that cannot be understood
     */
    apply(entry) {
        const fields = new Fields(entry, this.#path);
        const operation = fields.count('op_code');
        if (operation <= operations.setStudySystemAttribute) {
            this.#changeStudies(operation, fields);
            return;
        }
        if (operation === operations.createTrial) {
            this.#createTrial(fields, entry.end);
            return;
        }
        if (operation === operations.discardTrials)
            return;
        if (operation > operations.discardTrials)
            fields.refuse(`expected an operation of Optuna, got number ${operation}`, 'Use a newer medspan.');
        const trial = this.#trials[fields.count('trial_id')];
        if (trial === undefined || isFinished(trial.state))
            return;
        if (this.#change(trial, operation, fields))
            touch(trial, entry.end);
    }
    #changeStudies(operation, fields) {
        if (operation === operations.createStudy)
            this.#createStudy(fields);
        else {
            const id = fields.count('study_id');
            if (operation === operations.deleteStudy)
                this.#studies.delete(id);
            else
                setAttributes(this.#studies.get(id), operation === operations.setStudyUserAttribute ? 'user' : 'system', fields);
        }
    }
    /** False where the record changes nothing. */
    #change(trial, operation, fields) {
        switch (operation) {
            case operations.setTrialParam:
                return this.#setParam(trial, fields.text('param_name'), fields.number('param_value_internal'), this.#distribution(fields.text('distribution'), fields), fields);
            case operations.setTrialState: {
                const state = fields.state('state');
                // Another worker has taken it.
                if (state === 'running' && trial.state === 'running')
                    return false;
                const values = fields.numbers('values');
                if (state === 'running')
                    trial.started = fields.time('datetime_start');
                if (state === 'waiting')
                    trial.study.waitingFrom = Math.min(trial.study.waitingFrom, trial.number);
                if (isFinished(state))
                    trial.completed = fields.time('datetime_complete');
                trial.state = state;
                if (values !== undefined)
                    trial.values = values;
                return true;
            }
            case operations.setIntermediateValue:
                trial.steps.set(fields.count('step'), fields.number('intermediate_value'));
                return true;
            case operations.setTrialUserAttribute:
                setAttributes(trial, 'user', fields);
                return true;
            default:
                setAttributes(trial, 'system', fields);
                takeHeartbeat(trial);
                return true;
        }
    }
    #createStudy(fields) {
        const name = fields.text('study_name');
        const directions = (fields.numbers('directions') ?? []).map((direction) => (direction === 2 ? 'maximize' : 'minimize'));
        if (this.studyCalled(name) !== undefined)
            return;
        const id = this.#nextStudy++;
        this.#studies.set(id, {
            id,
            name,
            directions,
            attributes: { user: new Map(), system: new Map() },
            trials: [],
            log: [],
            first: new Map(),
            waitingFrom: 0,
        });
    }
    #createTrial(fields, end) {
        const study = this.#studies.get(fields.count('study_id'));
        if (study === undefined)
            return;
        const value = fields.get('value') ?? undefined;
        const distributions = new Map(fields.entries('distributions').map(([name, json]) => [name, this.#distribution(String(json), fields)]));
        const trial = {
            id: this.#trials.length,
            number: study.trials.length,
            study,
            state: fields.get('state') === undefined ? 'running' : fields.state('state'),
            values: fields.numbers('values') ?? (value === undefined ? undefined : [fields.number('value')]),
            started: fields.time('datetime_start'),
            completed: fields.time('datetime_complete'),
            heartbeat: undefined,
            params: new Map(),
            attributes: {
                user: new Map(fields.entries('user_attrs')),
                system: new Map(fields.entries('system_attrs')),
            },
            steps: new Map(fields.entries('intermediate_values').map(([step, reported]) => [Number(step), Number(reported)])),
            record: undefined,
        };
        takeHeartbeat(trial);
        for (const [name, internal] of fields.entries('params')) {
            const distribution = distributions.get(name);
            if (distribution === undefined || typeof internal !== 'number')
                fields.refuse(`expected a distribution and a number for ${JSON.stringify(name)}`);
            checkInside(internal, distribution, fields);
            trial.params.set(name, { value: internal, distribution });
            noteFirst(trial, name, distribution);
        }
        this.#trials.push(trial);
        study.trials.push(trial);
        touch(trial, end);
    }
    #setParam(trial, name, value, distribution, fields) {
        const before = trial.study.first.get(name);
        if (before !== undefined)
            try {
                checkCompatible(name, before.distribution, distribution);
            }
            catch {
                return false;
            }
        checkInside(value, distribution, fields);
        trial.params.set(name, { value, distribution });
        noteFirst(trial, name, distribution);
        return true;
    }
    #distribution(text, fields) {
        try {
            return this.#parseDistribution(text);
        }
        catch (error) {
            if (!(error instanceof MedspanError))
                throw error;
            return fields.refuse(error.message);
        }
    }
    #missing(what, id) {
        return new MedspanError('data', `expected the id of a ${what} that is stored, got ${id}`, {
            where: { path: this.#path },
        });
    }
}
function checkInside(value, distribution, fields) {
    if (distribution.kind === 'categorical' && !contains(distribution, value))
        fields.refuse(`expected the number of a choice, got ${value}`);
}
function noteFirst(trial, name, distribution) {
    const { first } = trial.study;
    if ((first.get(name)?.number ?? Number.POSITIVE_INFINITY) > trial.number)
        first.set(name, { number: trial.number, distribution });
}
function setAttributes(owner, whose, fields) {
    for (const [key, value] of fields.entries(`${whose}_attr`))
        owner?.attributes[whose].set(key, value);
}
/** Moves the heartbeat from the attributes to where it belongs. */
function takeHeartbeat(trial) {
    const beat = trial.attributes.system.get(heartbeatKey);
    if (typeof beat !== 'number')
        return;
    trial.attributes.system.delete(heartbeatKey);
    trial.heartbeat = beat;
}
function touch(trial, end) {
    trial.record = undefined;
    trial.study.log.push({ end, number: trial.number });
}
export function studyRecord({ id, name, directions, attributes }) {
    const of = (whose) => Object.fromEntries(attributes[whose]);
    return { id, name, directions, userAttributes: of('user'), systemAttributes: of('system') };
}
export function trialRecord(trial) {
    const params = [...trial.params];
    trial.record ??= Object.freeze({
        id: trial.id,
        number: trial.number,
        state: trial.state,
        values: trial.values,
        started: trial.started,
        completed: trial.completed,
        params: Object.fromEntries(params.map(([name, { value, distribution }]) => [name, externalValue(distribution, value)])),
        distributions: Object.fromEntries(params.map(([name, { distribution }]) => [name, distribution])),
        userAttributes: Object.fromEntries(trial.attributes.user),
        systemAttributes: Object.fromEntries(trial.attributes.system),
        intermediateValues: new Map(trial.steps),
    });
    return trial.record;
}
