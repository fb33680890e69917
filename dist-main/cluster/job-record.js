/**
 * @file Writing `jobs.jsonl`: a line for each event, by whoever submits and by every job, on a shared disk.
 */
import { appendFile } from 'node:fs/promises';
import { jobsFileOf } from "../run/jobs-file.js";
import { withLock } from "../system/lock.js";
import { outputError } from "../system/output.js";
/**
 * Adds an event. The lines of several machines do not mix, on NFS too.
 * @throws MedspanError `output`
 */
export async function recordJob(folder, event) {
    const path = jobsFileOf(folder);
    const { event: name, job, ...rest } = event;
    const line = JSON.stringify({ event: name, job, at: new Date().toISOString(), ...rest });
    try {
        await withLock(`${path}.lock`, () => appendFile(path, `${line}\n`));
    }
    catch (cause) {
        throw outputError(path, cause);
    }
}
