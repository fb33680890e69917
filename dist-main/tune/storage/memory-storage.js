/**
 * @file Studies and trials in memory: the storage of one process, and the yardstick for the others.
 *
 * Each change makes a new record and is noted in the study's log, so that what changed since a cursor is found without
 * looking at the rest.
 */
import { MedspanError } from "../../errors.js";
import { checkCompatible, externalValue } from "../distributions.js";
import { isFinished } from "../frozen-trial.js";
function missing(what, id) {
    return new MedspanError('data', `expected the id of a ${what} that is stored, got ${id}`);
}
/** The record of a trial with more parameters; also with one called `__proto__`. */
function withParams(trial, params) {
    const values = params.map(({ name, value, distribution }) => [name, externalValue(distribution, value)]);
    const distributions = params.map(({ name, distribution }) => [name, distribution]);
    return {
        ...trial,
        params: Object.fromEntries([...Object.entries(trial.params), ...values]),
        distributions: Object.fromEntries([...Object.entries(trial.distributions), ...distributions]),
    };
}
/** Makes a storage that lasts as long as the process. */
export function createMemoryStorage(options = {}) {
    const { heartbeat, now = Date.now } = options;
    const studies = new Map();
    const places = new Map();
    const heartbeats = new Map();
    let nextStudy = 0;
    let nextTrial = 0;
    const studyOf = (id) => {
        const study = studies.get(id);
        if (study === undefined)
            throw missing('study', id);
        return study;
    };
    const trialOf = (id) => {
        const place = places.get(id);
        if (place === undefined)
            throw missing('trial', id);
        return { study: place.study, trial: place.study.trials[place.number] };
    };
    const unfinished = (id) => {
        const found = trialOf(id);
        if (isFinished(found.trial.state))
            throw new MedspanError('data', `expected trial ${found.trial.number} to be unfinished, got a ${found.trial.state} one`);
        return found;
    };
    const put = (study, trial) => {
        study.trials[trial.number] = Object.freeze(trial);
        study.log.push(trial.number);
    };
    const checkParams = (study, params) => {
        for (const { name, distribution } of params) {
            const before = study.distributions.get(name);
            if (before !== undefined)
                checkCompatible(name, before, distribution);
        }
        for (const { name, distribution } of params)
            if (!study.distributions.has(name))
                study.distributions.set(name, distribution);
    };
    const beat = ({ id, state }) => {
        if (heartbeat !== undefined && state === 'running')
            heartbeats.set(id, now());
    };
    const create = (study, template) => {
        const { state = 'running', params = [] } = template;
        checkParams(study, params);
        const time = new Date(now());
        const trial = {
            id: nextTrial++,
            number: study.trials.length,
            state,
            values: template.values,
            started: template.started ?? (state === 'waiting' ? undefined : time),
            completed: template.completed ?? (isFinished(state) ? time : undefined),
            params: {},
            distributions: {},
            userAttributes: { ...template.userAttributes },
            systemAttributes: { ...template.systemAttributes },
            intermediateValues: new Map(template.intermediateValues),
        };
        places.set(trial.id, { study, number: trial.number });
        beat(trial);
        put(study, withParams(trial, params));
        return study.trials[trial.number];
    };
    return {
        heartbeat,
        async createStudy(name, directions) {
            for (const { record } of studies.values())
                if (record.name === name)
                    throw new MedspanError('config', `expected the name of a new study, got ${JSON.stringify(name)}`, {
                        hint: 'Load the study, or choose another name.',
                    });
            const record = {
                id: nextStudy++,
                name,
                directions: [...directions],
                userAttributes: {},
                systemAttributes: {},
            };
            studies.set(record.id, { record, trials: [], log: [], distributions: new Map(), waitingFrom: 0 });
            return record;
        },
        async loadStudy(name) {
            for (const { record } of studies.values())
                if (record.name === name)
                    return record;
            return undefined;
        },
        async listStudies() {
            return [...studies.values()].map(({ record }) => record);
        },
        async deleteStudy(studyId) {
            for (const { id } of studyOf(studyId).trials) {
                places.delete(id);
                heartbeats.delete(id);
            }
            studies.delete(studyId);
        },
        async setStudyAttribute(studyId, owner, key, value) {
            const study = studyOf(studyId);
            const attributes = owner === 'user' ? 'userAttributes' : 'systemAttributes';
            study.record = { ...study.record, [attributes]: { ...study.record[attributes], [key]: value } };
        },
        async createTrial(studyId, template = {}) {
            return create(studyOf(studyId), template);
        },
        async takeWaiting(studyId) {
            const study = studyOf(studyId);
            for (; study.waitingFrom < study.trials.length; study.waitingFrom++) {
                const trial = study.trials[study.waitingFrom];
                if (trial.state !== 'waiting')
                    continue;
                const taken = { ...trial, state: 'running', started: new Date(now()) };
                put(study, taken);
                beat(taken);
                study.waitingFrom++;
                return taken;
            }
            return undefined;
        },
        async setTrialParams(trialId, params) {
            const { study, trial } = unfinished(trialId);
            checkParams(study, params);
            put(study, withParams(trial, params));
        },
        async setIntermediateValue(trialId, step, value) {
            const { study, trial } = unfinished(trialId);
            put(study, { ...trial, intermediateValues: new Map(trial.intermediateValues).set(step, value) });
        },
        async setTrialAttributes(trialId, owner, attributes) {
            const { study, trial } = unfinished(trialId);
            const kind = owner === 'user' ? 'userAttributes' : 'systemAttributes';
            put(study, { ...trial, [kind]: { ...trial[kind], ...attributes } });
        },
        async finishTrial(trialId, state, values, next) {
            const { study, trial } = trialOf(trialId);
            if (trial.state !== 'running')
                return false;
            if (next !== undefined)
                create(study, next);
            put(study, { ...trial, state, values: values && [...values], completed: new Date(now()) });
            heartbeats.delete(trialId);
            return true;
        },
        async getTrial(trialId) {
            return trialOf(trialId).trial;
        },
        async readTrials(studyId, since) {
            const { trials, log } = studyOf(studyId);
            const from = typeof since === 'number' ? since : 0;
            const changed = from === 0 ? trials : [...new Set(log.slice(from))].sort((a, b) => a - b).map(n => trials[n]);
            return { trials: [...changed], cursor: log.length };
        },
        async recordHeartbeat(trialId) {
            beat(trialOf(trialId).trial);
        },
        async staleTrials(studyId) {
            if (heartbeat === undefined)
                return [];
            const limit = now() - heartbeat.graceMs;
            return studyOf(studyId)
                .trials.filter(({ id, state }) => state === 'running' && (heartbeats.get(id) ?? limit) < limit)
                .map(({ id }) => id);
        },
        async close() { },
    };
}
