/**
 * @file Makes a offline bundle, on a machine with a network: what jobs take from elsewhere is fetched and copied.
 *
 * Models, datasets and answers of UTS are fetched into the user's own caches, where an interruption loses nothing, and
 * taken from there. Keys, tokens and the settings of pip stay where they are.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { readConfig } from "../../config/config.js";
import { MedspanError } from "../../errors.js";
import { folderOf, listSnapshot, readRef, snapshotPath, writeRef } from "../../hub/cache.js";
import { resolveDataset } from "../../hub/dataset.js";
import { resolveModel } from "../../hub/model.js";
import { hubSettings } from "../../hub/settings.js";
import { withLock } from "../../system/lock.js";
import { hasSystemCode, removeLeftoversOf, writeFolderWhole, writeJsonWhole } from "../../system/output.js";
import { prepareCorpus } from "../../train/data/dataset.js";
import { pythonProgram } from "../../train/engine/accelerate/worker-launch.js";
import { defaultUtsCache } from "../../umls/source.js";
import { copyUtsCache } from "../../umls/uts-cache.js";
import { damagedFiles, preparedFile, preparedModules, preparedUts, preparedVariables, preparedWheels, readBundle, readNeeds, } from "./bundle-file.js";
import { copyPackage, readPackageVersion } from "./package-copy.js";
import { gatherWheels, readInterpreter, readRequirements } from "./python-libraries.js";
/**
 * Prepares a folder for a training and a search of a configuration. It is there whole or not at all; where it fits already
 * nothing is changed, and wheels that are there are not fetched again.
 * @param path the configuration
 * @throws MedspanError `config`, also where the folder holds something else; `input` for what cannot be fetched; `output`
 */
export async function prepareFolder(path, folder, options) {
    const { overrides, signal } = options;
    const config = await readConfig(path, overrides);
    const needs = await readNeeds(path, overrides);
    await refuseOther(folder);
    const lock = join(dirname(folder), `.${basename(folder)}.medspan-lock`);
    try {
        return await withLock(lock, () => prepareLocked(folder, config, needs, options), signal);
    }
    catch (error) {
        signal?.throwIfAborted();
        throw error;
    }
}
async function prepareLocked(folder, config, needs, options) {
    await removeLeftoversOf(folder);
    const content = await fetchContent(config, needs, options);
    // A damaged one is made anew.
    const before = await readBundle(folder).catch(() => undefined);
    const isWhole = before !== undefined && (await damagedFiles(folder, before)).length === 0;
    if (isWhole && isSame(before, content))
        return { prepared: before, isNew: false };
    const isSamePython = isWhole && JSON.stringify(before.python) === JSON.stringify(content.python);
    await writeFolderWhole(folder, aside => fill(aside, config, content, { ...options, wheels: isSamePython ? preparedWheels(folder) : undefined }));
    return { prepared: (await readBundle(folder)), isNew: true };
}
/** A folder is replaced only if it was prepared. */
async function refuseOther(folder) {
    const names = await readdir(folder).catch((error) => {
        if (hasSystemCode(error, 'ENOENT'))
            return [];
        throw new MedspanError('config', 'expected a folder, or nothing', {
            where: { path: folder },
            cause: error,
        });
    });
    if (names.length > 0 && !existsSync(preparedFile(folder)))
        throw new MedspanError('config', 'the folder holds something else, and would be replaced', {
            where: { path: folder },
            hint: 'Choose another one with -o.',
        });
}
function isSame({ files: _, ...before }, content) {
    const sorted = (value) => JSON.stringify(Object.entries(value).sort());
    return sorted(before) === sorted(JSON.parse(JSON.stringify(content)));
}
/** Fetches all that there is to fetch, but for wheels, and says what it is. */
async function fetchContent(config, needs, { packageRoot, progress, signal, env = process.env }) {
    const hub = { progress, signal, env };
    const models = [];
    for (const model of needs.models) {
        const { revision } = await resolveModel(model.id, { ...hub, revision: model.revision });
        models.push({ ...model, commit: revision });
    }
    const datasets = [];
    for (const dataset of needs.datasets) {
        const { revision } = await resolveDataset(dataset.id, { ...hub, ...partOf(dataset) });
        datasets.push({ ...dataset, commit: revision });
    }
    return {
        medspan: await readPackageVersion(packageRoot),
        node: { version: process.version, platform: process.platform, arch: process.arch },
        models,
        datasets,
        ...(needs.uts !== undefined && {
            uts: { ...needs.uts, corpus: await linkedCorpus(config, hub) },
        }),
        ...(needs.python && {
            python: {
                ...(await readInterpreter(pythonProgram(config.accelerate?.python, env), signal)),
                requirements: await readRequirements(),
            },
        }),
    };
}
const partOf = ({ revision, subset: config, split }) => ({ revision, config, split });
/** Reads and links the corpus, which asks UTS for all that it lacks, and gives its fingerprint. */
async function linkedCorpus(config, options) {
    const { sources } = await prepareCorpus(config, options);
    return createHash('sha256')
        .update(sources.map(({ sha256 }) => sha256).join('\n'))
        .digest('hex');
}
async function fill(folder, config, content, options) {
    const { packageRoot, progress, signal, env = process.env } = options;
    const told = async (what, path) => {
        const bytes = Object.values(await listFiles(path)).reduce((sum, size) => sum + size, 0);
        progress.info(`${what}: ${(bytes / 1e6).toFixed(1)} MB`);
    };
    await copyPackage(packageRoot, { name: 'medspan', modules: preparedModules(folder), signal });
    await told('medspan and its packages', preparedModules(folder));
    const { models, datasets, uts, python } = content;
    const variables = preparedVariables(folder);
    if (models.length + datasets.length > 0) {
        for (const model of models)
            await copyRepository('models', model, { env, variables, signal });
        for (const dataset of datasets)
            await copyRepository('datasets', dataset, { env, variables, signal });
        // What was copied serves by itself.
        const offline = { progress, signal, env: { ...env, ...variables } };
        for (const { id, revision } of models)
            await resolveModel(id, { ...offline, revision });
        for (const dataset of datasets)
            await resolveDataset(dataset.id, { ...offline, ...partOf(dataset) });
        await told('models and datasets of the hub', variables.HF_HOME);
    }
    if (uts !== undefined) {
        const cache = preparedUts(folder);
        const setting = config.corpus.link.uts;
        const own = setting.cache ?? defaultUtsCache(env);
        if (existsSync(own))
            await copyUtsCache(own, cache);
        const link = { ...config.corpus.link, uts: { ...setting, cache, offline: true } };
        const offline = { progress, signal, env: { ...env, ...variables } };
        if ((await linkedCorpus({ ...config, corpus: { ...config.corpus, link } }, offline)) !== uts.corpus)
            throw new MedspanError('input', 'expected the answers of UTS that were there just now', {
                where: { path: own },
                hint: 'Another process may be writing them: give the same command again.',
            });
    }
    if (python !== undefined) {
        const { requirements } = python;
        const wheels = preparedWheels(folder);
        if (options.wheels !== undefined)
            await linkFolder(options.wheels, wheels, signal);
        else {
            const python = pythonProgram(config.accelerate?.python, env);
            progress.info(`${python} -m pip gathers ${requirements.join(', ')}`);
            await gatherWheels(python, { requirements, folder: wheels, signal });
        }
        await told("wheels of Python's libraries", wheels);
    }
    await writeJsonWhole(preparedFile(folder), { ...content, files: await listFiles(folder) });
}
/** Takes what the user's cache has of a repository into another cache. */
async function copyRepository(kind, { id, revision = 'main' }, { env, variables, signal, }) {
    const repository = { kind, id };
    const from = folderOf(hubSettings(env).cache, repository);
    const to = folderOf(variables.HF_HUB_CACHE, repository);
    // Of a dataset that is a script the hub has two: what describes it, and what was converted.
    for (const name of [revision, ...(kind === 'datasets' ? ['refs/convert/parquet'] : [])]) {
        const found = await readRef(from, name);
        if (found === undefined)
            continue;
        await writeRef(to, name, found);
        for (const file of await listSnapshot(from, found))
            await linkOrCopy(snapshotPath(from, found, file), snapshotPath(to, found, file), signal);
    }
}
/** Files that never change may be one: a second name for the same content. */
async function linkOrCopy(from, to, signal) {
    signal?.throwIfAborted();
    await mkdir(dirname(to), { recursive: true });
    const content = await realpath(from);
    try {
        await link(content, to);
    }
    catch (error) {
        if (!hasSystemCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS', 'EACCES', 'EEXIST'))
            throw error;
        await copyFile(content, to);
    }
}
async function linkFolder(from, to, signal) {
    for (const name of Object.keys(await listFiles(from)))
        await linkOrCopy(join(from, name), join(to, name), signal);
}
/** Bytes of each file under a folder, by its path with `/`. */
async function listFiles(folder) {
    const files = {};
    for (const name of await readdir(folder, { recursive: true })) {
        const entry = await stat(join(folder, name));
        if (entry.isFile())
            files[name.replaceAll(sep, '/')] = entry.size;
    }
    return files;
}
