/**
 * @file Whether a folder may take a run, so that the same command continues a run and another one cannot spoil it.
 */
import { readdir } from 'node:fs/promises';
import { MedspanError } from "../errors.js";
import { FOLDER_LOCK } from "../system/lock.js";
import { hasSystemCode, removeLeftovers } from "../system/output.js";
import { changes } from "./identity.js";
import { readRunFile } from "./run-file.js";
/** What may stand in a run folder before its run: a learning curve is made of runs below it, a job is submitted first. */
const mayPrecede = (name) => name === FOLDER_LOCK ||
    /^(learning_curve|learning_curve\.json|jobs|jobs\.jsonl|jobs\.jsonl\.lock)$/.test(name);
/**
 * Makes sure that a folder may take a run: it is new, or empty, or a run with the same identity has begun it, whose
 * description is returned. With `overwrite` any run may be replaced, and undefined is returned.
 * @throws MedspanError when the folder holds something else
 */
export async function claimRunFolder(runFolder, identity, options) {
    await removeLeftovers(runFolder);
    const run = await readRunFile(runFolder);
    if (run === undefined) {
        const names = await readdir(runFolder).catch((error) => {
            if (hasSystemCode(error, 'ENOENT'))
                return [];
            throw new MedspanError('output', 'cannot be used as a run folder', {
                where: { path: runFolder },
                cause: error,
            });
        });
        const other = names.find(name => !mayPrecede(name));
        if (other === undefined)
            return undefined;
        throw new MedspanError('output', `the folder holds other files (${other}) and no run`, {
            where: { path: runFolder },
            hint: 'Choose another training.output_dir, or an empty folder.',
        });
    }
    if (options.overwrite)
        return undefined;
    checkSameRun(runFolder, run, identity);
    return run;
}
/** @throws MedspanError `config` for a run that is made from something else, which says from what */
export function checkSameRun(runFolder, run, identity) {
    const changed = changes(run.identity, identity);
    if (changed.length === 0)
        return;
    const more = changed.length > 8 ? [`and ${changed.length - 8} more`] : [];
    throw new MedspanError('config', `the folder holds a run of another configuration or other data\n  ${[...changed.slice(0, 8), ...more].join('\n  ')}`, {
        where: { path: runFolder },
        hint: 'Choose another training.output_dir, restore what was changed, or replace the run (--overwrite).',
    });
}
