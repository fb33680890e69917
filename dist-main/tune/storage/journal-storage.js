/**
 * @file Studies in a journal file in Optuna's format, the safe choice on a disk that several machines share.
 *
 * The file is Optuna's `JournalFileBackend`, replayed as its `JournalStorage` does; both sides may write to one file at
 * the same time. Where Optuna appends first and then looks what became of it, a method here reads all that is new while it
 * holds the lock, decides, and appends: what it writes is never in vain.
 *
 * What is resolved outlives the process, and other machines see it. It outlives the machine's end from when a trial is
 * finished, enqueued or added, or a study changes: only then is the disk flushed, for what a running trial has noted is
 * of no use without its worker.
 */
import { hostname } from 'node:os';
import { MedspanError } from "../../errors.js";
import { createRandom } from "../../random.js";
import { formatDistribution } from "../distribution-json.js";
import { checkCompatible } from "../distributions.js";
import { isFinished } from "../frozen-trial.js";
import { formatPythonFloat, formatPythonJson } from "../python-json.js";
import { journalStates } from "./journal-fields.js";
import { JournalFile } from "./journal-file.js";
import { createJournalLock } from "./journal-lock.js";
import { heartbeatKey, JournalReplay, operations, studyRecord, trialRecord, } from "./journal-replay.js";
/**
 * Opens a journal file, or makes it.
 *
 * @throws MedspanError `input` for a file that is no journal or damaged, with the line; `output` where it cannot be made
 */
export async function openJournalStorage(path, options = {}) {
    const storage = new JournalStorage(new JournalFile(path, options.create ?? true), options);
    await storage.listStudies();
    return storage;
}
/** A trial that begins need not outlive the machine; one that is enqueued or added must. */
function flushingOf(template) {
    return (template?.state ?? 'running') === 'running' ? 'later' : 'now';
}
let serial = 0;
/** A name that no other writer has. */
function nameWorker() {
    const random = createRandom(process.pid, hostname(), performance.timeOrigin, serial++);
    const hex = () => random.uint32().toString(16).padStart(8, '0');
    return `${hex()}${hex()}-${process.pid}`;
}
const compact = [',', ':'];
const json = (value) => formatPythonJson(value, compact);
const time = (date) => `"${date.toISOString().replace('Z', '000+00:00')}"`;
const object = (entries) => `{${Array.from(entries, ([key, value]) => `${formatPythonJson(key)}:${value}`).join(',')}}`;
/** Values of a trial as a list. @throws MedspanError `data` for NaN */
function formatValues(values) {
    if (values.some(Number.isNaN))
        throw new MedspanError('data', 'expected a number as the value of a trial, got NaN');
    return `[${values.map(formatPythonFloat).join(',')}]`;
}
class JournalStorage {
    heartbeat;
    #file;
    #replay;
    #lock;
    #now;
    #worker = nameWorker();
    #open = true;
    constructor(file, { heartbeat, now = Date.now, lock }) {
        this.#file = file;
        this.#replay = new JournalReplay(file.path);
        this.#lock = createJournalLock(file.path, lock);
        this.heartbeat = heartbeat;
        this.#now = now;
    }
    async createStudy(name, directions) {
        return this.#write('now', () => {
            if (this.#replay.studyCalled(name) !== undefined)
                throw new MedspanError('config', `expected the name of a new study, got ${JSON.stringify(name)}`, {
                    where: { path: this.#file.path },
                    hint: 'Load the study, or choose another name.',
                });
            const numbers = directions.map(direction => (direction === 'minimize' ? 1 : 2));
            const line = this.#line(operations.createStudy, ['study_name', json(name)], ['directions', json(numbers)]);
            const id = this.#replay.nextStudy;
            return [[line], () => studyRecord(this.#replay.study(id))];
        });
    }
    async loadStudy(name) {
        this.#sync();
        const study = this.#replay.studyCalled(name);
        return study && studyRecord(study);
    }
    async listStudies() {
        this.#sync();
        return [...this.#replay.studies].map(studyRecord);
    }
    async deleteStudy(studyId) {
        await this.#write('now', () => {
            this.#replay.study(studyId);
            return [[this.#line(operations.deleteStudy, ['study_id', json(studyId)])], () => { }];
        });
    }
    async setStudyAttribute(...[studyId, owner, key, value]) {
        await this.#write('now', () => {
            this.#replay.study(studyId);
            const operation = owner === 'user' ? operations.setStudyUserAttribute : operations.setStudySystemAttribute;
            const line = this.#line(operation, ['study_id', json(studyId)], [`${owner}_attr`, object([[key, json(value)]])]);
            return [[line], () => { }];
        });
    }
    async createTrial(studyId, template) {
        const now = new Date(this.#now());
        return this.#write(flushingOf(template), () => {
            const line = this.#creation(this.#replay.study(studyId), template, now);
            const id = this.#replay.nextTrial;
            return [[line], () => trialRecord(this.#replay.trial(id))];
        });
    }
    async takeWaiting(studyId) {
        return this.#write('later', () => {
            const trial = this.#replay.waiting(this.#replay.study(studyId));
            if (trial === undefined)
                return [[], () => undefined];
            const state = this.#line(operations.setTrialState, ['trial_id', json(trial.id)], ['state', json(journalStates.indexOf('running'))], ['values', 'null'], ['datetime_start', time(new Date(this.#now()))]);
            return [
                this.heartbeat === undefined ? [state] : [state, this.#beat(trial.id)],
                () => trialRecord(trial),
            ];
        });
    }
    async setTrialParams(trialId, params) {
        await this.#write('later', () => {
            const { study } = this.#unfinished(trialId);
            checkParams(study, params);
            const lines = params.map(({ name, value, distribution }) => this.#line(operations.setTrialParam, ['trial_id', json(trialId)], ['param_name', json(name)], ['param_value_internal', formatPythonFloat(value)], ['distribution', json(formatDistribution(distribution))]));
            return [lines, () => { }];
        });
    }
    async setIntermediateValue(trialId, step, value) {
        await this.#write('later', () => {
            this.#unfinished(trialId);
            const line = this.#line(operations.setIntermediateValue, ['trial_id', json(trialId)], ['step', json(step)], ['intermediate_value', formatPythonFloat(value)]);
            return [[line], () => { }];
        });
    }
    async setTrialAttributes(trialId, owner, attributes) {
        await this.#write('later', () => {
            this.#unfinished(trialId);
            return [Object.entries(attributes).map(entry => this.#attribute(trialId, owner, ...entry)), () => { }];
        });
    }
    async finishTrial(...[trialId, state, values, next]) {
        const now = new Date(this.#now());
        return this.#write('now', () => {
            const { study, state: before } = this.#replay.trial(trialId);
            if (before !== 'running')
                return [[], () => false];
            const line = this.#line(operations.setTrialState, ['trial_id', json(trialId)], ['state', json(journalStates.indexOf(state))], ['values', values === undefined ? 'null' : formatValues(values)], ['datetime_complete', time(now)]);
            return [next === undefined ? [line] : [line, this.#creation(study, next, now)], () => true];
        });
    }
    async getTrial(trialId) {
        this.#sync();
        return trialRecord(this.#replay.trial(trialId));
    }
    /** The cursor is the place in the file up to which was read. */
    async readTrials(studyId, since) {
        this.#sync();
        const { trials, log } = this.#replay.study(studyId);
        const cursor = this.#file.offset;
        if (typeof since !== 'number')
            return { trials: trials.map(trialRecord), cursor };
        let from = log.length;
        while (from > 0 && log[from - 1].end > since)
            from--;
        const changed = [...new Set(log.slice(from).map(({ number }) => number))].sort((a, b) => a - b);
        return { trials: changed.map(number => trialRecord(trials[number])), cursor };
    }
    async recordHeartbeat(trialId) {
        if (this.heartbeat === undefined)
            return;
        await this.#write('later', () => {
            const isRunning = this.#replay.trial(trialId).state === 'running';
            return [isRunning ? [this.#beat(trialId)] : [], () => { }];
        });
    }
    async staleTrials(studyId) {
        if (this.heartbeat === undefined)
            return [];
        this.#sync();
        const limit = this.#now() - this.heartbeat.graceMs;
        return this.#replay
            .study(studyId)
            .trials.filter(({ state, heartbeat = limit, started }) => 
        // A heartbeat from before the start is of the trial that this one tries again.
        state === 'running' && heartbeat < limit && heartbeat >= (started?.getTime() ?? 0))
            .map(({ id }) => id);
    }
    async close() {
        this.#open = false;
        await this.#lock.idle();
    }
    /** Takes in what is new in the file. */
    #sync() {
        this.#file.read(entry => this.#replay.apply(entry));
    }
    /** Appends what `make` gives, on the basis of all that was written before, and then has the result. */
    async #write(flushing, make) {
        if (!this.#open)
            throw new MedspanError('internal', 'internal: the storage is closed', {
                where: { path: this.#file.path },
            });
        let isWritten = false;
        const result = await this.#lock.hold(() => {
            let then;
            this.#file.append(entry => this.#replay.apply(entry), () => {
                const [lines, after] = make();
                then = after;
                isWritten = lines.length > 0;
                return lines;
            });
            return then();
        });
        if (isWritten && flushing === 'now')
            await this.#file.flush();
        return result;
    }
    #line(operation, ...fields) {
        return object([['op_code', String(operation)], ['worker_id', json(this.#worker)], ...fields]);
    }
    #attribute(trialId, owner, key, value) {
        const operation = owner === 'user' ? operations.setTrialUserAttribute : operations.setTrialSystemAttribute;
        return this.#line(operation, ['trial_id', json(trialId)], [`${owner}_attr`, object([[key, json(value)]])]);
    }
    #beat(trialId) {
        return this.#attribute(trialId, 'system', heartbeatKey, this.#now());
    }
    #unfinished(trialId) {
        const trial = this.#replay.trial(trialId);
        if (isFinished(trial.state))
            throw new MedspanError('data', `expected trial ${trial.number} to be unfinished, got a ${trial.state} one`, {
                where: { path: this.#file.path },
            });
        return trial;
    }
    #creation(study, template, now) {
        const fields = template === undefined ? this.#newTrial(now) : this.#fromTemplate(template, study, now);
        return this.#line(operations.createTrial, ['study_id', json(study.id)], ...fields);
    }
    #newTrial(now) {
        const start = ['datetime_start', time(now)];
        if (this.heartbeat === undefined)
            return [start];
        return [start, ['system_attrs', json({ [heartbeatKey]: now.getTime() })]];
    }
    #fromTemplate(template, study, now) {
        const { state = 'running', params = [], values, systemAttributes = {} } = template;
        checkParams(study, params);
        const started = template.started ?? (state === 'waiting' ? undefined : now);
        const completed = template.completed ?? (isFinished(state) ? now : undefined);
        const isSingle = values?.length === 1;
        if (isSingle)
            formatValues(values);
        const beat = this.heartbeat !== undefined && state === 'running';
        return [
            ['datetime_start', started === undefined ? 'null' : time(started)],
            ['state', json(journalStates.indexOf(state))],
            ['value', isSingle ? formatPythonFloat(values[0]) : 'null'],
            ['values', values === undefined || isSingle ? 'null' : formatValues(values)],
            ...(completed === undefined ? [] : [['datetime_complete', time(completed)]]),
            [
                'distributions',
                object(params.map(({ name, distribution }) => [name, json(formatDistribution(distribution))])),
            ],
            ['params', object(params.map(({ name, value }) => [name, formatPythonFloat(value)]))],
            ['user_attrs', json(template.userAttributes ?? {})],
            [
                'system_attrs',
                json(beat ? { ...systemAttributes, [heartbeatKey]: now.getTime() } : systemAttributes),
            ],
            [
                'intermediate_values',
                object(Array.from(template.intermediateValues ?? [], ([step, value]) => [
                    String(step),
                    formatPythonFloat(value),
                ])),
            ],
        ];
    }
}
function checkParams(study, params) {
    for (const { name, distribution } of params) {
        const before = study.first.get(name);
        if (before !== undefined)
            checkCompatible(name, before.distribution, distribution);
    }
}
