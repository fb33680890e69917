/**
 * @file The versions of learnt models: which are there, how each was found good enough, and back to an earlier one.
 */
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MedspanError } from "../../errors.js";
import { checkpointName, listCheckpoints } from "../../run/checkpoints.js";
import { checkFolder } from "../../system/folder.js";
import { FOLDER_LOCK, takeLock } from "../../system/lock.js";
import { removeWhole } from "../../system/output.js";
import { claimFolder, namesIn, readStates, scopeFolder, versionFolder, withEvent, workFolder, writeState, } from "./state.js";
export function versionsOf({ name, project, user, current, versions, history }) {
    return {
        name,
        project,
        user,
        versions: [0, ...versions].map(version => ({
            version,
            isInUse: version === current,
            learnt: history.find(event => event.kind === 'learnt' && event.version === version),
        })),
        history,
    };
}
/**
 * Lists all versions in a folder, whether a server runs on it or not.
 * @throws MedspanError `input` for a folder that is none of ours, or damaged; `unsafe-input` for links that lead elsewhere
 */
export async function listVersions(folder) {
    const root = resolve(folder);
    await checkFolder(root);
    await claimFolder(root, { create: false });
    return [...(await readStates(root)).values()].map(versionsOf);
}
/**
 * Puts an earlier version into use, where no server runs on the folder.
 * @throws MedspanError `output` where one runs; `input` where there is no such version
 */
export async function rollback(folder, { name, version, ...scope }) {
    const root = resolve(folder);
    await claimFolder(root, { create: false });
    const lock = await lockFolder(root);
    try {
        await checkFolder(root);
        const own = scopeFolder(root, name, scope);
        const state = (await readStates(root)).get(own);
        await writeState(own, rolledBack(state, version, { name, ...scope }));
    }
    finally {
        await lock.release();
    }
}
/** Makes sure that one server at a time works in a folder. */
export async function lockFolder(root) {
    // Documents of annotators are nobody else's business.
    await mkdir(root, { recursive: true, mode: 0o700 });
    return takeLock(join(root, FOLDER_LOCK), { wait: false });
}
/** @throws MedspanError `input` where there is no such version */
export function rolledBack(state, version, { name, project, user }) {
    const known = state === undefined ? [] : [0, ...state.versions];
    if (state === undefined || !known.includes(version)) {
        const whose = [name, project, user].filter(part => part !== undefined).map(part => JSON.stringify(part));
        throw new MedspanError('input', known.length === 0
            ? `expected a model that has learnt, got ${whose.join(', ')}`
            : `expected one of the versions ${known.join(', ')} of ${whose.join(', ')}, got ${version}`, { hint: 'medspan serve --list lists all that are there.' });
    }
    const event = { kind: 'rolled back', at: new Date().toISOString(), version, before: state.current };
    return withEvent({ ...state, current: version }, event);
}
/** Removes what belongs to no version: what was being made when a server was killed, and versions that need not stay. */
export async function removeOthers(scope, { versions, training }) {
    const kept = new Set([...versions, training?.version].map(version => basename(versionFolder(scope, version ?? 0))));
    const folder = join(scope, 'versions');
    for (const name of await namesIn(folder))
        if (!kept.has(name))
            await removeWhole(join(folder, name));
    if (training === undefined)
        await removeWhole(workFolder(scope));
}
/** Removes what a run folder needs to resume only. */
export async function removeCheckpoints(runFolder) {
    for (const step of await listCheckpoints(runFolder))
        await removeWhole(join(runFolder, checkpointName(step)));
}
