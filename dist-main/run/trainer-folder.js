/**
 * @file What transformers' Trainer, or its `run_ner`, has left in a folder: logs and scores, read as far as they are there.
 *
 * The folder is a stranger's: what cannot be read, or is too large to be such a file, is left out and noticed.
 */
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { readIfThere } from "../system/read.js";
import { parseJson } from "../text/json.js";
import { tagsToSpans } from "../text/tags.js";
import { checkpointName, listCheckpoints } from "./checkpoints.js";
import { finiteNumbers, readLogRecord } from "./log.js";
const STATE = 'trainer_state.json';
const RESULTS = [
    'train_results.json',
    'eval_results.json',
    'predict_results.json',
    'all_results.json',
];
const PREDICTIONS = 'predictions.txt';
/** The largest file that is read, in bytes: a million records of a log take a third of it. */
const largest = 2 ** 29;
/** Reads such a folder; undefined where it has neither a log nor scores. */
export async function readTrainerFolder(folder) {
    const path = resolve(folder);
    const notices = new Notices();
    const leaveOut = (name, reason) => void notices.addKind('unreadable-result', 'files are left out', `${name}: ${reason}`, {
        path: join(path, name),
    });
    const read = async (name, parse) => {
        const file = join(path, name);
        if (((await stat(file).catch(() => undefined))?.size ?? 0) > largest)
            return leaveOut(name, `larger than ${largest / 2 ** 20} MiB`);
        try {
            const content = await readIfThere(file);
            return content === undefined ? undefined : parse(content, file);
        }
        catch (error) {
            if (error instanceof MedspanError)
                return leaveOut(name, error.message);
            throw error;
        }
    };
    const [checkpoint] = await listCheckpoints(path).catch(() => []);
    const states = [STATE, ...(checkpoint === undefined ? [] : [`${checkpointName(checkpoint)}/${STATE}`])];
    let state;
    for (const name of states)
        state ??= await read(name, parseObject);
    const metrics = {};
    const missing = state === undefined ? [STATE] : [];
    for (const name of RESULTS) {
        const own = await read(name, parseObject);
        if (own === undefined)
            missing.push(name);
        else
            Object.assign(metrics, withPlainNames(finiteNumbers(own)));
    }
    if (state === undefined && Object.keys(metrics).length === 0)
        return undefined;
    const predictions = await read(PREDICTIONS, countMentions);
    if (predictions === undefined)
        missing.push(PREDICTIONS);
    const { log_history: history, best_global_step: step, best_metric: value } = state ?? {};
    return {
        path,
        name: basename(path),
        history: (Array.isArray(history) ? history : []).flatMap(entry => {
            const record = readLogRecord(entry);
            return record === undefined ? [] : [withPlainNames(record)];
        }),
        best: {
            ...(typeof step === 'number' && { step }),
            ...(typeof value === 'number' && Number.isFinite(value) && { value }),
        },
        metrics,
        predictions,
        missing,
        notices: notices.list(),
    };
}
/** An object of JSON as Python writes it, in which NaN and the infinities are null. */
function parseObject(content, path) {
    const text = /NaN|Infinity/.test(content)
        ? content.replace(/([:,[]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '$1null')
        : content;
    const value = parseJson(text, { path });
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value;
    throw new MedspanError('input', 'expected an object', { where: { path } });
}
/** Scores of all types together have `overall` in their names where `run_ner` scores each type. */
function withPlainNames(metrics) {
    const plain = Object.entries(metrics).map(([key, value]) => [
        key.replace(/^([a-z]+_)overall_/, '$1'),
        value,
    ]);
    return { ...Object.fromEntries(plain), ...metrics };
}
/** Sentences are lines; a tag that is none of BIO's ends the count of mentions with an error. */
function countMentions(content) {
    const lines = content.split('\n').filter(line => line !== '');
    const mentions = lines.reduce((sum, line) => sum + tagsToSpans(line.trim().split(/\s+/)).length, 0);
    return { sentences: lines.length, mentions };
}
const prefixes = [
    ['test', 'predict_'],
    ['test', 'test_'],
    ['validation', 'eval_'],
];
/** The scores of each part that metrics have; those of a type are called `eval_T047_f1`, and their number of gold mentions `eval_T047_number`. */
export function reportedScores(metrics) {
    return prefixes.flatMap(([name, prefix]) => {
        const of = (key) => metrics[`${prefix}${key}`];
        const scoresOf = (start) => ({
            precision: of(`${start}precision`),
            recall: of(`${start}recall`),
            f1: of(`${start}f1`),
        });
        const types = Object.keys(metrics).flatMap(key => {
            const type = key.startsWith(prefix) && key.endsWith('_number') ? key.slice(prefix.length, -'_number'.length) : '';
            return type === '' || of(`${type}_f1`) === undefined
                ? []
                : [[type, { ...scoresOf(`${type}_`), gold: metrics[key] }]];
        });
        const scores = { ...scoresOf(''), accuracy: of('accuracy'), loss: of('loss') };
        const isThere = types.length > 0 || Object.values(scores).some(value => value !== undefined);
        return isThere ? [{ name, ...scores, types: Object.fromEntries(types) }] : [];
    });
}
