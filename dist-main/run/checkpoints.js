/**
 * @file The checkpoints of a run folder, by their names.
 */
import { readdir } from 'node:fs/promises';
import { hasSystemCode } from "../system/output.js";
const namePattern = /^checkpoint-(\d+)$/;
/** The name of a step's checkpoint. */
export function checkpointName(step) {
    return `checkpoint-${step}`;
}
/** The steps of the checkpoints in a run folder, newest first. */
export async function listCheckpoints(runFolder) {
    const names = await readdir(runFolder).catch((error) => {
        if (hasSystemCode(error, 'ENOENT'))
            return [];
        throw error;
    });
    return names
        .flatMap(name => {
        const match = namePattern.exec(name);
        return match === null ? [] : [Number(match[1])];
    })
        .sort((a, b) => b - a);
}
