/**
 * @file The data files of a data set on the Hugging Face hub.
 *
 * Which files belong to which split is said by the YAML at the head of README.md (`configs`, as `datasets` reads it),
 * or else by their names. A data set that is a script is read from the branch `refs/convert/parquet`, where the hub
 * keeps what the script made. No script is ever run.
 */
import { MedspanError } from "../errors.js";
import { frontMatter } from "../formats/tag-names.js";
import { addTo } from "../lists.js";
import { readText } from "../text/source.js";
import { downloadFile, findSnapshot } from "./download.js";
import { matchGlob } from "./glob.js";
import { hubSettings } from "./settings.js";
const converted = 'refs/convert/parquet';
const mainBranch = 'main';
const dataName = /\.(?:parquet|jsonl|json)(?:\.gz)?$/i;
/** Files that describe a data set and hold none of it. */
const aboutName = /(?:^|\/)(?:dataset_infos?|dataset_dict|state|config|package|\.[^/]*)\.json$|(?:^|\/)\.[^/]*(?:\/|$)/i;
/** How many names a README's patterns may be held against, some seconds' worth; to read a pattern takes as long as 100. */
const maxMatches = 3e6;
const perPattern = 100;
/** They stand beside the data and say the names of numbered tags. */
const besides = ['README.md', 'dataset_info.json', 'dataset_infos.json'];
const splitNames = [
    ['train', /(?:^|[^a-z])(?:train|training)(?![a-z])/i],
    ['validation', /(?:^|[^a-z])(?:validation|valid|val|dev|development)(?![a-z])/i],
    ['test', /(?:^|[^a-z])(?:test|testing|eval|evaluation)(?![a-z])/i],
];
/** The split that a file's name says; undefined when it says none. The name counts before its folders. */
function splitOf(name) {
    for (const part of name.split('/').reverse())
        for (const [split, pattern] of splitNames)
            if (pattern.test(part))
                return split;
    return undefined;
}
function isFields(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function asList(value) {
    return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
/** The patterns of `data_files`, each with its split: a text, a list, an object by split, or a list of those. */
function* patternsOf(dataFiles) {
    for (const one of asList(dataFiles))
        if (typeof one === 'string')
            yield { split: 'train', glob: one };
        else if (isFields(one) && 'path' in one) {
            for (const path of asList(one.path))
                if (typeof path === 'string')
                    yield { split: String(one.split ?? 'train'), glob: path };
        }
        else if (isFields(one))
            for (const [split, paths] of Object.entries(one))
                for (const path of asList(paths))
                    if (typeof path === 'string')
                        yield { split, glob: path };
}
/** The configurations that a README says; none where it says none. */
function statedConfigurations(readme, files, where) {
    const value = frontMatter(readme);
    let matches = 0;
    if (!isFields(value))
        return [];
    return asList(value.configs).flatMap(one => {
        if (!isFields(one))
            return [];
        const name = String(one.config_name ?? 'default');
        const folder = typeof one.data_dir === 'string' ? `${one.data_dir.replace(/^\.\/|\/+$/g, '')}/` : '';
        const own = one.data_files === undefined
            ? namedFiles(files.filter(file => file.startsWith(folder)))
            : [...patternsOf(one.data_files)].flatMap(({ split, glob }) => {
                matches += files.length + perPattern;
                if (matches > maxMatches)
                    throw new MedspanError('unsafe-input', `expected data_files that ask less of ${files.length} names`, { where });
                return matchGlob(folder + glob, files, where).map(file => ({ name: file, split }));
            });
        return own.length === 0
            ? []
            : [{ name, isDefault: one.default === true || name === 'default', files: own }];
    });
}
/** Data files with the split that their names say; `train` where none says any. Parquet is preferred. */
function namedFiles(files) {
    const data = files.filter(file => dataName.test(file) && !aboutName.test(file));
    const parquet = data.filter(file => /\.parquet$/i.test(file));
    const chosen = parquet.length > 0 ? parquet : data;
    const told = chosen.flatMap(name => {
        const split = splitOf(name);
        return split === undefined ? [] : [{ name, split }];
    });
    return told.length > 0 ? told : chosen.map(name => ({ name, split: 'train' }));
}
/** What the branch of converted files holds: `<configuration>/<split>/<number>.parquet`. */
function convertedConfigurations(files) {
    const byName = new Map();
    for (const file of files) {
        const match = /^([^/]+)\/(?:partial-)?([^/]+)\/[^/]+\.parquet$/.exec(file);
        if (match === null)
            continue;
        addTo(byName, match[1], { name: file, split: match[2] });
    }
    return [...byName].map(([name, own]) => ({ name, isDefault: name === 'default', files: own }));
}
function choose(configurations, id, config) {
    const names = configurations.map(({ name }) => name).join(', ');
    const chosen = config === undefined
        ? configurations.length === 1
            ? configurations[0]
            : configurations.find(one => one.isDefault)
        : configurations.find(one => one.name === config);
    if (chosen !== undefined)
        return chosen;
    throw new MedspanError('config', config === undefined
        ? `expected one of the configurations of ${id}: ${names}`
        : `expected one of the configurations of ${id}: ${names}; got ${JSON.stringify(config)}`, { where: { at: 'config' }, hint: 'say which one to read' });
}
/** The snapshot to read, and its configurations: as they stand, or as the hub has converted them. */
async function findConfigurations(repository, revision, options) {
    const snapshot = await findSnapshot(repository, revision, options);
    const readme = snapshot.files.includes('README.md')
        ? await readText(await downloadFile(snapshot, 'README.md', options))
        : '';
    const where = { path: `${repository.id}/README.md`, at: 'configs' };
    const stated = statedConfigurations(readme, snapshot.files, where);
    if (stated.length > 0)
        return { snapshot, configurations: stated };
    if (revision === converted ||
        snapshot.files.every(file => file.endsWith('.parquet') || file.startsWith('.')))
        if (convertedConfigurations(snapshot.files).length > 0)
            return { snapshot, configurations: convertedConfigurations(snapshot.files) };
    // A script at the top, named as the data set, says that the other files are its raw material.
    const script = `${repository.id.split('/').at(-1)}.py`;
    const named = snapshot.files.includes(script) ? [] : namedFiles(snapshot.files);
    if (named.length > 0)
        return { snapshot, configurations: [{ name: 'default', isDefault: true, files: named }] };
    if (revision === mainBranch) {
        const other = await findConverted(repository, options);
        if (other !== undefined)
            return other;
    }
    throw new MedspanError('input', `expected Parquet, JSON or JSONL files in ${repository.id}, got none`, {
        where: { path: `${options.settings.endpoint}/datasets/${repository.id}` },
        hint: 'download its files by other means, and import those; scripts of data sets are never run',
    });
}
/** The converted files of a data set; undefined when the hub has converted none. */
async function findConverted(repository, options) {
    try {
        const snapshot = await findSnapshot(repository, converted, options);
        const configurations = convertedConfigurations(snapshot.files);
        return configurations.length === 0 ? undefined : { snapshot, configurations };
    }
    catch (error) {
        if (error instanceof MedspanError && error.code === 'input' && error.cause === undefined)
            return undefined;
        throw error;
    }
}
/**
 * Downloads the data files of a data set, or finds them in the cache, and says which split each belongs to. What
 * says the names of numbered tags (README.md, dataset_info.json) comes along.
 *
 * @param id `owner/name`, or a name alone.
 * @throws MedspanError (`input`) when there is no such data set, access is refused, it holds no data of a known
 * format, or neither the hub nor the cache answers; (`config`) for an id of another form, an unknown or missing
 * configuration, and an unknown split.
 */
export async function resolveDataset(id, options) {
    const { progress, signal, patience } = options;
    const hub = { settings: hubSettings(options.env), progress, signal, patience };
    const repository = { kind: 'datasets', id };
    const { snapshot, configurations } = await findConfigurations(repository, options.revision ?? mainBranch, hub);
    const { files } = choose(configurations, id, options.config);
    const splits = [...new Set(files.map(({ split }) => split))];
    if (options.split !== undefined && !splits.includes(options.split))
        throw new MedspanError('config', `expected one of the splits of ${id}: ${splits.join(', ')}; got ${JSON.stringify(options.split)}`, { where: { at: 'split' } });
    for (const name of besides)
        if (snapshot.files.includes(name))
            await downloadFile(snapshot, name, hub);
    const found = [];
    for (const { name, split } of files)
        if (options.split === undefined || options.split === split)
            found.push({ path: await downloadFile(snapshot, name, hub), split });
    return { files: found, revision: snapshot.commit };
}
