/**
 * @file `notifications.jsonl` in a run folder: what went to which webhook and when, a line each, and what did not.
 *
 * A line that a process could not finish is passed over. Webhooks go by the names that may be shown.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MedspanError } from "../errors.js";
import { hasSystemCode } from "../system/output.js";
import { eventKinds } from "./outcome.js";
const recordSchema = z.object({
    /** ISO 8601, UTC. */
    at: z.string(),
    event: z.enum(eventKinds),
    /** Of a failure: its message, without paths, so that it can be told again. */
    error: z.string().optional(),
    webhook: z.string(),
    /** `summary`, or a figure's name. */
    part: z.string(),
    digest: z.string(),
    sent: z.boolean(),
    reason: z.string().optional(),
});
export const historyFile = 'notifications.jsonl';
/** @throws MedspanError (`output`) where the file cannot be read; `add` too, where it cannot be written */
export async function openHistory(runFolder) {
    const path = join(runFolder, historyFile);
    let content = '';
    try {
        content = await readFile(path, 'utf8');
    }
    catch (error) {
        if (!hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            throw unusable(error, 'read');
    }
    const records = content.split('\n').flatMap(line => {
        try {
            return [recordSchema.parse(JSON.parse(line))];
        }
        catch {
            return [];
        }
    });
    /** Ends a line that was cut, so that the next one is not lost with it. */
    let before = content === '' || content.endsWith('\n') ? '' : '\n';
    return {
        records,
        async add(record) {
            const line = `${before}${JSON.stringify(record)}\n`;
            before = '';
            try {
                await appendFile(path, line);
            }
            catch (error) {
                throw unusable(error, 'written');
            }
        },
    };
}
function unusable(error, verb) {
    if (!(error instanceof Error) || !('code' in error))
        return error;
    return new MedspanError('output', `${historyFile} cannot be ${verb} (${String(error.code)})`, {
        cause: error,
    });
}
/** Whether a part has arrived at a webhook: what its newest line says. */
export function hasArrived(history, webhook, part) {
    const last = history.findLast(record => record.webhook === webhook && record.part === part.name && record.digest === part.digest);
    return last?.sent === true;
}
