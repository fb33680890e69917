/**
 * @file `log.jsonl`: what a training has logged, a record a line, as `log_history` of `trainer_state.json` has it.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { systemMessage, writeFileWhole } from "../system/output.js";
export const logFileOf = (runFolder) => join(runFolder, 'log.jsonl');
const formatRecord = (record) => `${JSON.stringify(record)}\n`;
/**
 * Writes the log so far, and returns what appends a record.
 * @throws MedspanError `output` when it cannot be written
 */
export async function openLog(runFolder, history) {
    const path = logFileOf(runFolder);
    await writeFileWhole(path, history.map(formatRecord).join(''));
    return async (record) => {
        try {
            await appendFile(path, formatRecord(record));
        }
        catch (cause) {
            const reason = cause instanceof Error ? systemMessage(cause) : String(cause);
            throw new MedspanError('output', `could not be written: ${reason}`, {
                where: { path },
                hint: 'Put that right, then give the same command again: the run resumes from its newest checkpoint.',
                cause,
            });
        }
    };
}
/** The finite numbers of a line; undefined for one that is no record of a step, such as the half line of a killed run. */
export function parseLogRecord(line) {
    let value;
    try {
        value = JSON.parse(line);
    }
    catch {
        return undefined;
    }
    return readLogRecord(value);
}
/** The finite numbers of a record; undefined for one that is no record of a step. */
export function readLogRecord(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return undefined;
    const record = finiteNumbers(value);
    return record.step === undefined ? undefined : record;
}
/** The finite numbers of an object. */
export function finiteNumbers(value) {
    const isNumber = (entry) => Number.isFinite(entry[1]);
    return Object.fromEntries(Object.entries(value).filter(isNumber));
}
/** The records of a whole log. */
export function parseLog(content) {
    return content.split('\n').flatMap(line => {
        const record = parseLogRecord(line);
        return record === undefined ? [] : [record];
    });
}
