/**
 * @file A offline bundle: all that jobs take from elsewhere, for nodes without a network, and whether it fits.
 *
 * `node_modules/` holds medspan as it runs, `huggingface/hub/` models and datasets in the layout of the hub's cache,
 * `uts.sqlite` answers of UTS, `wheels/` Python's libraries and `prepared.json` what all of this was made for. Jobs add
 * `python/venv/`. Files and models that a configuration names by their paths stay where they are, so that changes in them
 * count. Sizes are checked, contents are not.
 */
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { readConfig } from "../../config/config.js";
import { MedspanError } from "../../errors.js";
import { SHIPPED_MODEL } from "../../hub/shipped.js";
import { hasSystemCode } from "../../system/output.js";
import { readText } from "../../text/source.js";
/** A model of the hub, at a branch, tag or commit. */
const modelSchema = z.object({ id: z.string(), revision: z.string().optional() });
/** A dataset of the hub, or what is taken of it. */
const datasetSchema = modelSchema.extend({ subset: z.string().optional(), split: z.string().optional() });
const utsSchema = z.object({ release: z.string() });
const bundleSchema = z.object({
    medspan: z.object({ version: z.string(), sha256: z.string() }),
    node: z.object({ version: z.string(), platform: z.string(), arch: z.string() }),
    /** `commit` is what the revision was when the folder was prepared. */
    models: z.array(modelSchema.extend({ commit: z.string() })),
    datasets: z.array(datasetSchema.extend({ commit: z.string() })),
    /** `corpus` is SHA-256 over the linked documents. */
    uts: utsSchema.extend({ corpus: z.string() }).optional(),
    python: z
        .object({ version: z.string(), platform: z.string(), requirements: z.array(z.string()) })
        .optional(),
    /** Bytes of each file. */
    files: z.record(z.string(), z.int().min(0)),
});
/** Paths in a offline bundle. */
export const preparedFile = (folder) => join(folder, 'prepared.json');
export const preparedModules = (folder) => join(folder, 'node_modules');
export const preparedMain = (folder) => join(preparedModules(folder), 'medspan', 'dist', 'cli', 'main.js');
export const preparedUts = (folder) => join(folder, 'uts.sqlite');
export const preparedWheels = (folder) => join(folder, 'wheels');
export const preparedEnvironment = (folder) => join(folder, 'python', 'venv');
/** What says to medspan, and to Python's tools, that the hub is a folder. */
export function preparedVariables(folder) {
    const home = join(folder, 'huggingface');
    return { HF_HOME: home, HF_HUB_CACHE: join(home, 'hub'), HF_HUB_OFFLINE: '1' };
}
/** What a training takes from elsewhere. */
export function needsOf({ model, corpus, training }) {
    const uts = corpus.link?.uts;
    return {
        models: isAbsolute(model.name_or_path) || model.name_or_path === SHIPPED_MODEL
            ? []
            : [withoutUndefined({ id: model.name_or_path, revision: model.revision })],
        datasets: corpus.sources.flatMap(({ dataset, revision, subset, dataset_split: split }) => dataset === undefined ? [] : [withoutUndefined({ id: dataset, revision, subset, split })]),
        uts: uts && { release: uts.release },
        python: training.engine === 'accelerate',
    };
}
/** What a training and the trials of a search take from elsewhere, with every model that is searched among. */
export async function readNeeds(path, overrides) {
    const config = await readConfig(path, overrides);
    const choices = config.tuning?.search[modelKey] ?? [];
    const names = Array.isArray(choices) ? choices : (choices.choices ?? []);
    const models = [...needsOf(config).models];
    for (const name of names) {
        const other = await readConfig(path, [...overrides, `${modelKey}=${JSON.stringify(name)}`]);
        for (const model of needsOf(other).models)
            if (!has(models, model))
                models.push(model);
    }
    return { ...needsOf(config), models };
}
const modelKey = 'model.name_or_path';
function withoutUndefined(value) {
    return JSON.parse(JSON.stringify(value));
}
/** Whether a list has a model or a dataset, or the same part of it. */
function has(list, wanted) {
    return list.some(one => ['id', 'revision', 'subset', 'split'].every(key => one[key] === wanted[key]));
}
/** What `prepared.json` says; undefined where there is none. */
export async function readBundle(folder) {
    const path = preparedFile(folder);
    const isThere = await stat(path).then(() => true, (error) => {
        if (hasSystemCode(error, 'ENOENT', 'ENOTDIR'))
            return false;
        throw error;
    });
    if (!isThere)
        return undefined;
    const parsed = bundleSchema.safeParse(parseOrNothing(await readText(path)));
    if (parsed.success)
        return parsed.data;
    throw unfit(folder, ['prepared.json is damaged, or another medspan wrote it']);
}
function parseOrNothing(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** Files that are missing or have another size. */
export async function damagedFiles(folder, { files }) {
    const damaged = [];
    const names = Object.entries(files);
    // Some at a time: a shared disk answers slowly, and files are thousands.
    const next = async () => {
        for (let one = names.pop(); one !== undefined; one = names.pop()) {
            const [name, bytes] = one;
            const size = await stat(join(folder, name)).then(entry => entry.size, () => undefined);
            if (size !== bytes)
                damaged.push(name);
        }
    };
    await Promise.all(Array.from({ length: 32 }, next));
    return damaged.sort();
}
/**
 * Opens a offline bundle for a job, or for whoever submits one.
 * @throws MedspanError `config` where it is missing, damaged, or for another system
 */
export async function openBundle(folder, interpreter) {
    const prepared = await readBundle(folder);
    if (prepared === undefined)
        throw unfit(folder, ['there is no prepared.json']);
    const problems = systemProblems(prepared, interpreter);
    const damaged = await damagedFiles(folder, prepared);
    if (damaged.length > 0)
        problems.push(`${damaged.length} of its files are missing or cut off, such as ${damaged.slice(0, 3).join(', ')}`);
    if (problems.length > 0)
        throw unfit(folder, problems);
    return prepared;
}
/** What is wrong with the system that this process runs on, or with its Python. */
function systemProblems({ node, python }, interpreter) {
    const major = (version) => version.split('.')[0];
    const problems = [];
    if (node.platform !== process.platform || node.arch !== process.arch)
        problems.push(`it is for ${node.platform} ${node.arch}, this is ${process.platform} ${process.arch}`);
    else if (major(node.version) !== major(process.version))
        problems.push(`it was prepared with Node ${node.version}, this is ${process.version}`);
    if (python !== undefined && interpreter !== undefined)
        if (python.version !== interpreter.version || python.platform !== interpreter.platform)
            problems.push(`its wheels are for Python ${python.version} on ${python.platform}, the job has ${interpreter.version} on ${interpreter.platform} (accelerate.python, MEDSPAN_PYTHON, slurm.modules)`);
    return problems;
}
/**
 * Makes sure that a folder has all that a configuration takes from elsewhere, for this medspan.
 * @throws MedspanError `config` that lists all that does not fit
 */
export function checkPrepared(folder, prepared, { needs, medspan }) {
    const of = ({ id, revision }) => (revision === undefined ? id : `${id} at ${revision}`);
    const { uts } = needs;
    const problems = [
        ...(prepared.medspan.version !== medspan.version
            ? [`it has medspan ${prepared.medspan.version}, this is ${medspan.version}`]
            : prepared.medspan.sha256 !== medspan.sha256
                ? [`it has another build of medspan ${medspan.version}`]
                : []),
        ...needs.models.filter(model => !has(prepared.models, model)).map(one => `it lacks the model ${of(one)}`),
        ...needs.datasets
            .filter(dataset => !has(prepared.datasets, dataset))
            .map(one => `it lacks the dataset ${[of(one), one.subset, one.split].filter(Boolean).join(', ')}`),
        ...(uts !== undefined && prepared.uts?.release !== uts.release
            ? [`it lacks answers of UTS for the release ${uts.release}`]
            : []),
        ...(needs.python && prepared.python === undefined
            ? ['it lacks the libraries of the accelerate engine']
            : []),
    ];
    if (problems.length > 0)
        throw unfit(folder, problems);
}
function unfit(folder, problems) {
    return new MedspanError('config', `the offline bundle does not fit\n  ${problems.join('\n  ')}`, {
        where: { path: folder, at: 'slurm.prepared' },
        hint: 'Where there is a network: medspan submit prepare -c medspan.yaml, once no job uses it any more.',
    });
}
