/**
 * @file Studies in a SQLite file, in the tables of Optuna's relational storage (`sqlite:///study.db`).
 *
 * Optuna, its dashboard and medspan open, continue and view the same file, at the same time too. Every method is one
 * transaction, and all that write take the file's write lock first: what one worker has seen to be so, such as that a
 * trial waits, is so when it changes it. (Optuna itself looks before it locks; of two of its workers both may take the
 * same waiting trial.)
 *
 * What is resolved outlives the process. It outlives the machine's end from when a trial is finished, enqueued or added,
 * or a study changes: only then is the disk flushed, for what a running trial has noted is of no use without its worker.
 *
 * A new file keeps a write-ahead log, which Optuna's side honours; on a disk that several machines share it does not, and
 * the journal file (`journal-storage.ts`) is the better choice there. A file of Optuna's stays as it is: slower, for
 * every commit flushes the disk then, several times.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MedspanError } from "../../errors.js";
import { createDistributionParser, formatDistribution } from "../distribution-json.js";
import { checkCompatible } from "../distributions.js";
import { isFinished } from "../frozen-trial.js";
import { formatPythonJson } from "../python-json.js";
import { connect } from "./sqlite-connection.js";
import { checkName, directionNames, distributionOf, formatTime, parseTime, readStudies, readTrial, readTrialsSince, splitValue, stateIndex, stateNames, stateOf, } from "./sqlite-rows.js";
import { completeSchema, inspectSchema } from "./sqlite-schema.js";
/** How long another process may take to make its tables one by one, as Optuna does. */
const makingMs = 3000;
function missing(what, id, path) {
    return new MedspanError('data', `expected the id of a ${what} that is stored, got ${id}`, {
        where: { path },
    });
}
/**
 * Opens a file of studies, or makes it.
 *
 * @throws MedspanError `input` for a file that is no SQLite, another program's, damaged, or of another version of Optuna's
 *     schema; `output` where it cannot be opened or made, or is locked for too long
 */
export async function openSqliteStorage(path, options = {}) {
    const connection = await connect(path, {
        timeoutMs: options.timeoutMs ?? 60_000,
        create: options.create ?? true,
    });
    try {
        await prepare(connection);
    }
    catch (error) {
        await connection.close();
        throw error;
    }
    return new SqliteStorage(connection, options);
}
/** A trial that begins need not outlive the machine; one that is enqueued or added must. */
function flushingOf({ state = 'running' }) {
    return state === 'running' ? 'later' : 'now';
}
/** Has the file hold all tables. */
async function prepare(connection) {
    const state = await connection.read(() => inspectSchema(connection));
    if (state === 'ready')
        return;
    if (state === 'empty')
        await connection.preferWriteAheadLog();
    else
        for (const end = performance.now() + makingMs; performance.now() < end; await sleep(50))
            if ((await connection.read(() => inspectSchema(connection))) === 'ready')
                return;
    await connection.write('now', () => {
        if (inspectSchema(connection) !== 'ready')
            completeSchema(connection);
    });
}
class SqliteStorage {
    heartbeat;
    #connection;
    #now;
    #parseDistribution = createDistributionParser();
    constructor(connection, { heartbeat, now = Date.now }) {
        this.#connection = connection;
        this.heartbeat = heartbeat;
        this.#now = now;
    }
    async createStudy(name, directions) {
        checkName(name);
        return this.#connection.write('now', () => {
            if (readStudies(this.#connection, name).length > 0)
                throw new MedspanError('config', `expected the name of a new study, got ${JSON.stringify(name)}`, {
                    where: { path: this.#connection.path },
                    hint: 'Load the study, or choose another name.',
                });
            const { id } = this.#connection.run('INSERT INTO studies (study_name) VALUES (?)', name);
            for (const [objective, direction] of directions.entries())
                this.#connection.run('INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)', directionNames[direction], id, objective);
            return { id, name, directions: [...directions], userAttributes: {}, systemAttributes: {} };
        });
    }
    async loadStudy(name) {
        return this.#connection.read(() => readStudies(this.#connection, name)[0]);
    }
    async listStudies() {
        return this.#connection.read(() => readStudies(this.#connection));
    }
    async deleteStudy(studyId) {
        await this.#connection.write('now', () => {
            this.#checkStudy(studyId);
            const ofTrials = [
                'params',
                'values',
                'intermediate_values',
                'user_attributes',
                'system_attributes',
                'heartbeats',
            ];
            for (const table of ofTrials)
                this.#connection.run(`DELETE FROM trial_${table} WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)`, studyId);
            for (const table of [
                'trials',
                'study_directions',
                'study_user_attributes',
                'study_system_attributes',
                'studies',
            ])
                this.#connection.run(`DELETE FROM ${table} WHERE study_id = ?`, studyId);
        });
    }
    async setStudyAttribute(...[studyId, owner, key, value]) {
        checkName(key);
        await this.#connection.write('now', () => {
            this.#checkStudy(studyId);
            this.#setAttributes('study', studyId, owner, { [key]: value });
        });
    }
    async createTrial(studyId, template = {}) {
        const time = new Date(this.#now());
        return this.#connection.write(flushingOf(template), () => {
            this.#checkStudy(studyId);
            return readTrial(this.#connection, this.#create(studyId, template, time), this.#parseDistribution);
        });
    }
    async takeWaiting(studyId) {
        return this.#connection.write('later', () => {
            this.#checkStudy(studyId);
            const id = this.#connection.all(`SELECT trial_id FROM trials WHERE study_id = ? AND state = 'WAITING' ORDER BY trial_id LIMIT 1`, studyId)[0]?.[0];
            if (typeof id !== 'number')
                return undefined;
            this.#connection.run(`UPDATE trials SET state = 'RUNNING', datetime_start = ? WHERE trial_id = ?`, formatTime(new Date(this.#now())), id);
            this.#beat(id);
            return readTrial(this.#connection, id, this.#parseDistribution);
        });
    }
    async setTrialParams(trialId, params) {
        await this.#connection.write('later', () => this.#setParams(this.#checkUnfinished(trialId), trialId, params));
    }
    async setIntermediateValue(trialId, step, value) {
        await this.#connection.write('later', () => {
            this.#checkUnfinished(trialId);
            this.#setIntermediate(trialId, step, value);
        });
    }
    async setTrialAttributes(trialId, owner, attributes) {
        await this.#connection.write('later', () => {
            this.#checkUnfinished(trialId);
            this.#setAttributes('trial', trialId, owner, attributes);
        });
    }
    async finishTrial(...[trialId, state, values = [], next]) {
        const time = new Date(this.#now());
        return this.#connection.write('now', () => {
            const { studyId, state: before } = this.#trialState(trialId);
            if (before !== 'running')
                return false;
            this.#setValues(trialId, values);
            this.#connection.run('UPDATE trials SET state = ?, datetime_complete = ? WHERE trial_id = ?', stateNames[state], formatTime(time), trialId);
            if (next !== undefined)
                this.#create(studyId, next, time);
            return true;
        });
    }
    async getTrial(trialId) {
        const trial = await this.#connection.read(() => readTrial(this.#connection, trialId, this.#parseDistribution));
        if (trial === undefined)
            throw missing('trial', trialId, this.#connection.path);
        return trial;
    }
    async readTrials(studyId, since) {
        const { after, open } = (since ?? { after: -1, open: [] });
        const trials = await this.#connection.read(() => {
            this.#checkStudy(studyId);
            return readTrialsSince(this.#connection, studyId, after, open, this.#parseDistribution);
        });
        const cursor = {
            after: trials.reduce((last, { id }) => Math.max(last, id), after),
            open: trials.filter(({ state }) => !isFinished(state)).map(({ id }) => id),
        };
        return { trials, cursor };
    }
    async recordHeartbeat(trialId) {
        if (this.heartbeat === undefined)
            return;
        await this.#connection.write('later', () => {
            if (this.#trialState(trialId).state === 'running')
                this.#beat(trialId);
        });
    }
    async staleTrials(studyId) {
        const { heartbeat } = this;
        if (heartbeat === undefined)
            return [];
        const { path } = this.#connection;
        const rows = await this.#connection.read(() => {
            this.#checkStudy(studyId);
            return this.#connection.all(`SELECT trial_id, CAST(heartbeat AS BLOB) FROM trials JOIN trial_heartbeats USING (trial_id)
         WHERE study_id = ? AND state = 'RUNNING' ORDER BY trial_id`, studyId);
        });
        const limit = this.#now() - heartbeat.graceMs;
        return rows
            .filter(([id, beat]) => parseTime(beat, path, `heartbeat of trial ${id}`).getTime() < limit)
            .map(([id]) => Number(id));
    }
    close() {
        return this.#connection.close();
    }
    #checkStudy(studyId) {
        if (this.#connection.all('SELECT 1 FROM studies WHERE study_id = ?', studyId).length === 0)
            throw missing('study', studyId, this.#connection.path);
    }
    /** The id of a new trial. */
    #create(studyId, template, time) {
        const { state = 'running', params = [], values = [] } = template;
        const started = template.started ?? (state === 'waiting' ? undefined : time);
        const completed = template.completed ?? (isFinished(state) ? time : undefined);
        const last = this.#connection.all('SELECT number FROM trials WHERE study_id = ? ORDER BY trial_id DESC LIMIT 1', studyId)[0]?.[0];
        const number = typeof last === 'number' ? last + 1 : 0;
        const { id } = this.#connection.run('INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete) VALUES (?, ?, ?, ?, ?)', number, studyId, stateNames[state], started === undefined ? null : formatTime(started), completed === undefined ? null : formatTime(completed));
        this.#setParams(studyId, id, params);
        this.#setValues(id, values);
        this.#setAttributes('trial', id, 'user', template.userAttributes ?? {});
        this.#setAttributes('trial', id, 'system', template.systemAttributes ?? {});
        for (const [step, value] of template.intermediateValues ?? [])
            this.#setIntermediate(id, step, value);
        if (state === 'running')
            this.#beat(id);
        return id;
    }
    #trialState(trialId) {
        const row = this.#connection.all(`SELECT study_id, number, ${stateIndex} FROM trials WHERE trial_id = ?`, trialId)[0];
        if (row === undefined)
            throw missing('trial', trialId, this.#connection.path);
        const [studyId, number, state] = row;
        return {
            studyId: Number(studyId),
            number,
            state: stateOf(state, this.#connection.path, `trial ${number}`),
        };
    }
    /** The study of a trial that may be changed. */
    #checkUnfinished(trialId) {
        const { studyId, number, state } = this.#trialState(trialId);
        if (isFinished(state))
            throw new MedspanError('data', `expected trial ${number} to be unfinished, got a ${state} one`, {
                where: { path: this.#connection.path },
            });
        return studyId;
    }
    #setParams(studyId, trialId, params) {
        for (const { name, value, distribution } of params) {
            const json = this.#connection.all(`SELECT CAST(distribution_json AS BLOB) FROM trials JOIN trial_params USING (trial_id)
         WHERE study_id = ? AND param_name = ? ORDER BY trial_id LIMIT 1`, studyId, checkName(name))[0]?.[0];
            if (json !== undefined)
                checkCompatible(name, distributionOf(json, this.#connection.path, this.#parseDistribution), distribution);
            this.#connection.run(`INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)
         ON CONFLICT (trial_id, param_name)
         DO UPDATE SET param_value = excluded.param_value, distribution_json = excluded.distribution_json`, trialId, name, value, formatDistribution(distribution));
        }
    }
    #setValues(trialId, values) {
        for (const [objective, value] of values.entries())
            this.#connection.run(`INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)
         ON CONFLICT (trial_id, objective) DO UPDATE SET value = excluded.value, value_type = excluded.value_type`, trialId, objective, ...splitValue(value, false));
    }
    #setIntermediate(trialId, step, value) {
        this.#connection.run(`INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
       VALUES (?, ?, ?, ?) ON CONFLICT (trial_id, step) DO UPDATE
       SET intermediate_value = excluded.intermediate_value,
         intermediate_value_type = excluded.intermediate_value_type`, trialId, step, ...splitValue(value, true));
    }
    #setAttributes(of, id, owner, attributes) {
        for (const [key, value] of Object.entries(attributes))
            this.#connection.run(`INSERT INTO ${of}_${owner}_attributes (${of}_id, "key", value_json) VALUES (?, ?, ?)
         ON CONFLICT (${of}_id, "key") DO UPDATE SET value_json = excluded.value_json`, id, checkName(key), formatPythonJson(value));
    }
    #beat(trialId) {
        if (this.heartbeat === undefined)
            return;
        this.#connection.run(`INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES (?, ?)
       ON CONFLICT (trial_id) DO UPDATE SET heartbeat = excluded.heartbeat`, trialId, formatTime(new Date(this.#now())));
    }
}
