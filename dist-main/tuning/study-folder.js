/**
 * @file A study folder: the configuration of the search, its storage, a run folder for each trial.
 */
import { basename, extname, join } from 'node:path';
import { formatConfig, openForeignConfig } from "../config/config.js";
import { MedspanError } from "../errors.js";
import { changedKeys, identityOf } from "../run/identity.js";
import { FOLDER_LOCK, withLock } from "../system/lock.js";
import { writeFileWhole } from "../system/output.js";
import { readIfThere } from "../system/read.js";
import { openJournalStorage } from "../tune/storage/journal-storage.js";
import { openSqliteStorage } from "../tune/storage/sqlite-storage.js";
import { createStudy } from "../tune/study.js";
/** How a worker shows that it lives: seldom enough for a shared disk, often enough that nobody waits long for a dead one. */
const heartbeat = { intervalMs: 15_000, graceMs: 60_000 };
/** The folder of a search: what it says, or the run folder's name with an ending. */
export function studyFolderOf({ tuning, config }) {
    return tuning.output_dir ?? `${config.training.output_dir}-tuning`;
}
/**
 * Opens the study of a search, or begins it; any number of processes may.
 *
 * @throws MedspanError `config` where the folder holds another search; `input` and `output` as storages do
 */
export async function openStudy(search, options) {
    const folder = studyFolderOf(search);
    // Of several searches that begin at the same moment one decides.
    await withLock(join(folder, FOLDER_LOCK), () => claimFolder(folder, search));
    const storagePath = search.tuning.storage ?? join(folder, 'study.log');
    const isSqlite = ['.db', '.sqlite', '.sqlite3'].includes(extname(storagePath).toLowerCase());
    const storage = isSqlite
        ? await openSqliteStorage(storagePath, { heartbeat })
        : await openJournalStorage(storagePath, { heartbeat });
    try {
        const { sampler, pruner, direction, tuning } = search;
        const name = tuning.study_name ?? basename(folder);
        const settings = { storage, sampler, pruner, direction, name, progress: options.progress };
        const isThere = (await storage.loadStudy(name)) !== undefined;
        // Of several that begin a study at the same moment exactly one makes it.
        const made = isThere
            ? undefined
            : await createStudy(settings).catch(async (error) => {
                if ((await storage.loadStudy(name)) === undefined)
                    throw error;
                return undefined;
            });
        const study = made ?? (await createStudy({ ...settings, loadIfExists: true }));
        return { folder, storagePath, storage, study, isNew: made !== undefined };
    }
    catch (error) {
        await storage.close();
        throw error;
    }
}
/** The run folder of a trial, relative to the study folder: a trial that is tried again goes on in its first one. */
export function trialFolder({ number, userAttributes, systemAttributes }) {
    const { folder } = userAttributes;
    // A storage may come from anybody, and trials are written where this says.
    if (typeof folder === 'string' && /^trials\/\d+$/.test(folder))
        return folder;
    const tried = systemAttributes.retry_history;
    const first = Array.isArray(tried) && typeof tried[0] === 'number' ? tried[0] : number;
    return `trials/${String(first).padStart(4, '0')}`;
}
/** How many epochs the trials of a search are trained that has begun; undefined where there is none yet. */
export async function epochsBegun(search) {
    const before = await readClaim(join(studyFolderOf(search), 'medspan.yaml'));
    return before?.training.num_train_epochs;
}
/** The configuration that a study folder has; undefined where there is none. */
async function readClaim(path) {
    const content = await readIfThere(path);
    if (content === undefined)
        return undefined;
    return (await openForeignConfig(content, path)).config;
}
/** Leaves the configuration in a new folder, or makes sure that it is that of the search which began there. */
async function claimFolder(folder, { config }) {
    const path = join(folder, 'medspan.yaml');
    const before = await readClaim(path);
    if (before === undefined) {
        await writeFileWhole(path, formatConfig(config));
        return;
    }
    const searched = new Set([
        ...Object.keys(before.tuning?.search ?? {}),
        ...Object.keys(config.tuning?.search ?? {}),
    ]);
    // Ranges may become others, as in Optuna: what is searched does not count, nor does how.
    const changed = changedKeys(identityOf(before, [], {}).config, identityOf(config, [], {}).config).filter(line => !searched.has(line.split(' ', 1)[0]));
    if (changed.length === 0)
        return;
    throw new MedspanError('config', `the folder holds a search from another configuration\n  ${changed.slice(0, 8).join('\n  ')}`, {
        where: { path: folder },
        hint: 'Choose another tuning.output_dir, or restore what was changed: scores could not be compared.',
    });
}
