/**
 * @file The configuration, `medspan.yaml`: reads it, and reports every problem at once with its place.
 *
 * Relative paths are relative to the configuration file, in `--set` overrides too.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, resolve } from 'node:path';
import { stringify } from 'yaml';
import { formatWhere, MedspanError } from "../errors.js";
import { folderOrId } from "../hub/cache.js";
import { SHIPPED_MODEL } from "../hub/shipped.js";
import { appendAll } from "../lists.js";
import { INFER } from "../text/format.js";
import { contradictions, DEFAULT_RATIOS } from "./contradictions.js";
import { PARTS } from "./corpus.js";
import { describeIssues } from "./problems.js";
import { configSchema, LOSSES, } from "./schema.js";
import { applyOverrides, parseConfigText } from "./source.js";
import { disarm } from "./trust.js";
export { PARTS } from "./corpus.js";
export { settleWith, TRAINER_SETTINGS, unwritten } from "./recipe.js";
export { accelerateSettings, configSchema, LOSSES, processesOf, } from "./schema.js";
export { dropKeys } from "./source.js";
/**
 * Reads a configuration file, applies `--set` overrides (`training.learning_rate=1e-4`) and checks the whole.
 * @param options.files `skip` leaves out the check that the files it names exist, for a run whose data moved.
 * @throws MedspanError of code `config` that lists every problem with file, line, column and key.
 */
export async function readConfig(path, overrides = [], options = {}) {
    return openConfig(await readConfigText(path), path, overrides, options);
}
/** @throws MedspanError of code `config` where there is no such file */
export async function readConfigText(path) {
    return await readFile(path, 'utf8').catch((cause) => {
        throw new MedspanError('config', `expected a configuration file, but it cannot be read (${cause.code})`, {
            where: { path },
            hint: 'Name one with -c, or write one with: medspan init',
            cause,
        });
    });
}
/** As `readConfig`, with the file's text. */
export async function openConfig(content, path, overrides = [], options = {}) {
    return finish(checkConfig(parseConfigText(content, path), overrides), options);
}
/**
 * As `openConfig`, of a file that lies in a folder and may come from anybody: what only the user may say (trust.ts)
 * does not count in it, and in overrides does. The files that it names need not be there.
 */
export async function openForeignConfig(content, path, overrides = []) {
    const source = parseConfigText(content, path);
    const { value, ignored } = disarm(source.value);
    return { config: await finish(checkConfig({ ...source, value }, overrides), { files: 'skip' }), ignored };
}
async function finish({ config, problems, source }, options) {
    if (config !== undefined) {
        const { model } = config;
        if (model.name_or_path !== SHIPPED_MODEL) {
            const written = source.value.model.name_or_path;
            model.name_or_path = folderOrId(written, model.name_or_path);
        }
        if (options.files !== 'skip')
            appendAll(problems, await missingFiles(config));
    }
    return accept(config, problems, source);
}
/**
 * Checks the text of a configuration; `path` is where it stands, for messages and for relative paths.
 * @throws MedspanError of code `config` that lists every problem.
 */
export function parseConfig(content, path, overrides = []) {
    const { config, problems, source } = checkConfig(parseConfigText(content, path), overrides);
    return accept(config, problems, source);
}
/** The resolved configuration as YAML, which `readConfig` reads to an equal one. */
export function formatConfig(config) {
    return stringify(config, { indentSeq: false, lineWidth: 0 });
}
/**
 * A configuration as it is written, with overrides in it and no default: a file that can lie anywhere, whose relative paths
 * lead where they did.
 */
export function freezeWritten(content, path, overrides) {
    const { value } = applyOverrides(parseConfigText(content, path), overrides);
    const written = value;
    return stringify({ ...written, relative_to: folderOf(path, written.relative_to) }, { lineWidth: 0 });
}
/** Where the relative paths of a configuration begin. */
function folderOf(path, relativeTo) {
    return resolve(dirname(path), typeof relativeTo === 'string' ? relativeTo : '.');
}
function checkConfig(text, overrides) {
    const source = applyOverrides(text, overrides);
    const problems = [...source.problems];
    const checked = configSchema.safeParse(source.value);
    if (!checked.success) {
        appendAll(problems, describeIssues(checked.error.issues, source.value, configSchema));
        return { config: undefined, problems, source };
    }
    appendAll(problems, contradictions(checked.data));
    return {
        config: resolveConfig(checked.data, folderOf(source.path, checked.data.relative_to)),
        problems,
        source,
    };
}
function accept(config, problems, source) {
    if (config !== undefined && problems.length === 0)
        return config;
    const lines = problems
        .map(problem => ({ where: source.locate(problem), message: problem.message }))
        .sort((a, b) => (a.where.line ?? Infinity) - (b.where.line ?? Infinity) || byColumn(a.where, b.where))
        .map(({ where, message }) => `  ${formatWhere(where)}: ${message}`);
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    throw new MedspanError('config', `${count} in the configuration\n${lines.join('\n')}`, {
        where: { path: source.path },
    });
}
function byColumn(a, b) {
    return (a.column ?? 0) - (b.column ?? 0);
}
function resolveConfig({ relative_to: _, ...written }, folder) {
    const absolute = (path) => resolve(folder, path);
    const { corpus, labels, loss, model, training, accelerate, tuning, slurm } = written;
    const used = new Set(corpus.sources.flatMap(source => source.name ?? []));
    const sources = corpus.sources.map((source) => {
        const { path, name, type_system, ...rest } = source;
        const place = path ?? source.dataset ?? '';
        return {
            ...(path === undefined ? {} : { path: absolute(path) }),
            name: name ?? freeName(basename(place, path === undefined ? '' : extname(place)), used),
            ...rest,
            ...(type_system === undefined
                ? {}
                : { type_system: type_system === INFER ? INFER : absolute(type_system) }),
        };
    });
    const { link, split } = corpus;
    return {
        ...written,
        corpus: {
            ...corpus,
            sources,
            ...(link === undefined ? {} : { link: resolveLink(link, absolute) }),
            split: {
                ...split,
                ...(split.official === undefined && split.folds === undefined
                    ? { ratios: split.ratios ?? defaultRatios(corpus.sources) }
                    : {}),
                ...(split.official === undefined ? {} : { official: resolveOfficial(split.official, absolute) }),
            },
        },
        labels: { ...labels, ...(labels.map === undefined ? {} : { map: absolute(labels.map) }) },
        loss: { ...LOSSES[loss.name], ...loss },
        model: {
            ...model,
            name_or_path: model.name_or_path === SHIPPED_MODEL ? SHIPPED_MODEL : absolute(model.name_or_path),
        },
        training: { ...training, output_dir: absolute(training.output_dir) },
        ...(accelerate === undefined ? {} : { accelerate: resolveAccelerate(accelerate, absolute) }),
        ...(tuning === undefined ? {} : { tuning: resolveTuning(tuning, absolute) }),
        ...(slurm?.prepared === undefined ? {} : { slurm: { ...slurm, prepared: absolute(slurm.prepared) } }),
    };
}
function resolveLink(link, absolute) {
    const { mrsty, metathesaurus, uts, ...rest } = link;
    return {
        ...rest,
        ...(mrsty === undefined ? {} : { mrsty: absolute(mrsty) }),
        ...(metathesaurus === undefined ? {} : { metathesaurus: absolute(metathesaurus) }),
        ...(uts === undefined
            ? {}
            : {
                uts: {
                    ...uts,
                    ...(uts.key_file === undefined ? {} : { key_file: absolute(uts.key_file) }),
                    ...(uts.cache === undefined ? {} : { cache: absolute(uts.cache) }),
                },
            }),
    };
}
/** A program is a path if it has a slash, and else what the shell finds. */
function resolveAccelerate({ python, config_file, ...rest }, absolute) {
    return {
        ...rest,
        ...(python === undefined ? {} : { python: /[\\/]/.test(python) ? absolute(python) : python }),
        ...(config_file === undefined ? {} : { config_file: absolute(config_file) }),
    };
}
function resolveTuning({ output_dir, storage, ...rest }, absolute) {
    return {
        ...rest,
        ...(output_dir === undefined ? {} : { output_dir: absolute(output_dir) }),
        ...(storage === undefined ? {} : { storage: absolute(storage) }),
    };
}
function resolveOfficial(official, absolute) {
    if (typeof official === 'string')
        return absolute(official);
    const { train, validation, test } = official;
    return { train: absolute(train), validation: absolute(validation), test: absolute(test) };
}
/** The default shares, without the parts that sources are assigned to as a whole. */
function defaultRatios(sources) {
    const assigned = (part) => sources.some(source => source.split === part);
    const [train, validation, test] = DEFAULT_RATIOS;
    const shares = [train, assigned('validation') ? 0 : validation, assigned('test') ? 0 : test];
    const sum = shares[0] + shares[1] + shares[2];
    return [shares[0] / sum, shares[1] / sum, shares[2] / sum];
}
function freeName(name, used) {
    const base = name === '' ? 'source' : name;
    let free = base;
    for (let n = 2; used.has(free); n++)
        free = `${base}-${n}`;
    used.add(free);
    return free;
}
/** The files and folders that a configuration names and that are not there. */
async function missingFiles({ corpus, labels, model, accelerate }) {
    const wanted = [];
    const want = (path, file, what) => {
        if (file !== undefined)
            wanted.push({ path, file, what });
    };
    if (isAbsolute(model.name_or_path))
        want(['model', 'name_or_path'], model.name_or_path, 'a model folder');
    want(['accelerate', 'config_file'], accelerate?.config_file, 'a YAML of accelerate');
    want(['labels', 'map'], labels.map, 'a table of labels');
    const { link, split } = corpus;
    want(['corpus', 'link', 'mrsty'], link?.mrsty, 'an MRSTY file');
    want(['corpus', 'link', 'metathesaurus'], link?.metathesaurus, 'a file that medspan umls build made');
    want(['corpus', 'link', 'uts', 'key_file'], link?.uts?.key_file, 'a file with the key');
    if (typeof split.official === 'string')
        want(['corpus', 'split', 'official'], split.official, 'a folder with lists of ids');
    else
        for (const part of PARTS)
            want(['corpus', 'split', 'official', part], split.official?.[part], 'a list of ids');
    for (const [index, source] of corpus.sources.entries()) {
        const key = ['corpus', 'sources', index];
        want([...key, 'path'], source.path, 'a file or folder');
        if (source.type_system !== INFER)
            want([...key, 'type_system'], source.type_system, 'a type system file');
    }
    const problems = [];
    for (const { path, file, what } of wanted)
        if ((await stat(file).catch(() => undefined)) === undefined)
            problems.push({ path, message: `expected ${what}, but there is nothing at ${file}` });
    return problems;
}
