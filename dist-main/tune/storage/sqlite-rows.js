/**
 * @file From rows of Optuna's tables to records, and back.
 *
 * Numbers that SQLite does not have are words of a column beside (`value_type`); times are texts in UTC with microseconds,
 * as Optuna has them since its version 5 (before it they were local, which the file does not say).
 */
import { MedspanError } from "../../errors.js";
import { contains, externalValue } from "../distributions.js";
import { parsePythonJson } from "../python-json.js";
import { damaged, decodeText } from "./sqlite-connection.js";
/** The names of states in the tables. */
export const stateNames = {
    running: 'RUNNING',
    waiting: 'WAITING',
    complete: 'COMPLETE',
    pruned: 'PRUNED',
    failed: 'FAIL',
};
const states = Object.keys(stateNames);
/** SQL for the index of a state in `states`; texts are compared where they are. */
export const stateIndex = `CASE state ${states.map((state, i) => `WHEN '${stateNames[state]}' THEN ${i}`).join(' ')} END`;
export function stateOf(index, path, at) {
    const state = typeof index === 'number' ? states[index] : undefined;
    if (state === undefined)
        throw damaged(path, 'a state that does not exist', at);
    return state;
}
export const directionNames = {
    minimize: 'MINIMIZE',
    maximize: 'MAXIMIZE',
};
/** A time as SQLAlchemy writes it. */
export function formatTime(time) {
    return time.toISOString().replace('T', ' ').replace('Z', '000');
}
export function parseTime(cell, path, at) {
    const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(decodeText(cell, path));
    const time = match === null
        ? Number.NaN
        : Date.parse(`${match[1]}T${match[2]}.${(match[3] ?? '0').padEnd(3, '0').slice(0, 3)}Z`);
    if (Number.isNaN(time))
        throw damaged(path, 'a time that is none', at);
    return new Date(time);
}
/** A number as two columns: itself or NULL, and what it is. @throws MedspanError `data` for NaN where there is no word for it */
export function splitValue(value, withNaN) {
    if (value === Number.POSITIVE_INFINITY)
        return [null, 'INF_POS'];
    if (value === Number.NEGATIVE_INFINITY)
        return [null, 'INF_NEG'];
    if (!Number.isNaN(value))
        return [value, 'FINITE'];
    if (withNaN)
        return [null, 'NAN'];
    throw new MedspanError('data', 'expected a number as the value of a trial, got NaN');
}
/** SQL for what a number is; 0 for a finite one. */
const kindIndex = (column) => `CASE ${column} WHEN 'FINITE' THEN 0 WHEN 'INF_POS' THEN 1 WHEN 'INF_NEG' THEN 2 WHEN 'NAN' THEN 3 END`;
function joinValue(value, kind, path, at) {
    if (kind === 0 && typeof value === 'number')
        return value;
    if (kind === 1)
        return Number.POSITIVE_INFINITY;
    if (kind === 2)
        return Number.NEGATIVE_INFINITY;
    if (kind === 3)
        return Number.NaN;
    throw damaged(path, 'a value that is none', at);
}
export function distributionOf(cell, path, parse) {
    const text = decodeText(cell, path);
    try {
        return parse(text);
    }
    catch (error) {
        throw error instanceof MedspanError ? damaged(path, error.message) : error;
    }
}
function attributesOf(rows, path, at) {
    return Object.fromEntries(rows.map(([key, value]) => {
        const name = decodeText(key, path);
        try {
            return [name, parsePythonJson(decodeText(value, path))];
        }
        catch (error) {
            if (!(error instanceof SyntaxError))
                throw error;
            throw damaged(path, `attribute ${JSON.stringify(name)} is not JSON`, at);
        }
    }));
}
/** Studies, by id; all, or one of a name. */
export function readStudies(connection, name) {
    const { path } = connection;
    const columns = 'SELECT study_id, CAST(study_name AS BLOB) FROM studies';
    const rows = name === undefined
        ? connection.all(`${columns} ORDER BY study_id`)
        : connection.all(`${columns} WHERE study_name = ?`, name);
    return rows.map(([id, named]) => {
        const studyId = Number(id);
        const at = `study ${studyId}`;
        const directions = connection
            .all(`SELECT CASE direction WHEN 'MINIMIZE' THEN 0 WHEN 'MAXIMIZE' THEN 1 END
         FROM study_directions WHERE study_id = ? ORDER BY objective`, studyId)
            .map(([direction]) => {
            if (direction === null)
                throw damaged(path, 'a direction that does not exist', at);
            return direction === 0 ? 'minimize' : 'maximize';
        });
        const of = (whose) => attributesOf(connection.all(`SELECT CAST("key" AS BLOB), CAST(value_json AS BLOB) FROM study_${whose}_attributes
           WHERE study_id = ? ORDER BY study_${whose}_attribute_id`, studyId), path, at);
        return {
            id: studyId,
            name: decodeText(named, path),
            directions,
            userAttributes: of('user'),
            systemAttributes: of('system'),
        };
    });
}
const trialColumns = `trial_id, number, ${stateIndex}, CAST(datetime_start AS BLOB), CAST(datetime_complete AS BLOB)`;
const listed = 'IN (SELECT value FROM json_each(?))';
/** Trials of a study that came after an id, and those of a list; by number. */
export function readTrialsSince(connection, studyId, after, others, parse) {
    const before = others.length === 0
        ? []
        : connection.all(`SELECT ${trialColumns} FROM trials WHERE trial_id ${listed} AND study_id = ? ORDER BY trial_id`, JSON.stringify(others), studyId);
    const rows = connection.all(`SELECT ${trialColumns} FROM trials WHERE study_id = ? AND trial_id > ? ORDER BY trial_id`, studyId, after);
    return assemble(connection, [...before, ...rows], parse);
}
/** One trial, or undefined. */
export function readTrial(connection, trialId, parse) {
    const rows = connection.all(`SELECT ${trialColumns} FROM trials WHERE trial_id = ?`, trialId);
    return assemble(connection, rows, parse)[0];
}
/** Rows of a table by their trial. */
function byTrial(rows) {
    const groups = new Map();
    for (const [trial, ...rest] of rows) {
        const group = groups.get(trial);
        if (group === undefined)
            groups.set(trial, [rest]);
        else
            group.push(rest);
    }
    return groups;
}
/** Trials with all that the other tables have of them. */
function assemble(connection, trials, parse) {
    if (trials.length === 0)
        return [];
    const { path } = connection;
    const ids = JSON.stringify(trials.map(([id]) => id));
    const of = (table, columns, order) => byTrial(connection.all(`SELECT trial_id, ${columns} FROM ${table} WHERE trial_id ${listed} ORDER BY trial_id, ${order}`, ids));
    const params = of('trial_params', 'CAST(param_name AS BLOB), param_value, CAST(distribution_json AS BLOB)', 'param_id');
    const values = of('trial_values', `objective, value, ${kindIndex('value_type')}`, 'objective');
    const steps = of('trial_intermediate_values', `step, intermediate_value, ${kindIndex('intermediate_value_type')}`, 'trial_intermediate_value_id');
    const pairs = 'CAST("key" AS BLOB), CAST(value_json AS BLOB)';
    const user = of('trial_user_attributes', pairs, 'trial_user_attribute_id');
    const system = of('trial_system_attributes', pairs, 'trial_system_attribute_id');
    return trials
        .map(([id, number, state, started, completed]) => {
        const at = `trial ${number}`;
        if (typeof id !== 'number' || typeof number !== 'number')
            throw damaged(path, 'a trial without a number');
        const own = (params.get(id) ?? []).map(([name, value, json]) => {
            const distribution = distributionOf(json, path, parse);
            return [decodeText(name, path), distribution, paramOf(distribution, value, path, at)];
        });
        const told = values.get(id);
        return Object.freeze({
            id,
            number,
            state: stateOf(state, path, at),
            values: told?.map(([, value, kind]) => joinValue(value, kind, path, at)),
            started: started === null ? undefined : parseTime(started, path, at),
            completed: completed === null ? undefined : parseTime(completed, path, at),
            params: Object.fromEntries(own.map(([name, , value]) => [name, value])),
            distributions: Object.fromEntries(own.map(([name, distribution]) => [name, distribution])),
            userAttributes: attributesOf(user.get(id) ?? [], path, at),
            systemAttributes: attributesOf(system.get(id) ?? [], path, at),
            intermediateValues: new Map((steps.get(id) ?? []).map(([step, value, kind]) => [
                Number(step),
                joinValue(value, kind, path, at),
            ])),
        });
    })
        .sort((a, b) => a.number - b.number);
}
function paramOf(distribution, value, path, at) {
    if (typeof value !== 'number' || (distribution.kind === 'categorical' && !contains(distribution, value)))
        throw damaged(path, 'a parameter whose value is none', at);
    return externalValue(distribution, value);
}
/** Checks that SQLite can keep a name as it is. @throws MedspanError `config` */
export function checkName(name) {
    if (/\p{Surrogate}/u.test(name))
        throw new MedspanError('config', `expected a name of whole characters, got ${JSON.stringify(name)}`);
    return name;
}
