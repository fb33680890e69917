/**
 * @file The names of numbered tags, as Hugging Face's `datasets` keeps them: a feature of the type ClassLabel.
 *
 * They stand in the schema of a Parquet file (key `huggingface`), in a `dataset_info.json` or `dataset_infos.json`
 * (`features`), or in the YAML at the head of a README.md (`dataset_info`), beside the file or up to two folders
 * above. Other front matter is let be.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ownValue } from "../dictionary.js";
import { MedspanError } from "../errors.js";
import { checkBeside } from "../system/folder.js";
import { parseJson } from "../text/json.js";
import { readText } from "../text/source.js";
import { openYaml } from "../text/yaml.js";
function isFields(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A property of its own; `undefined` for what an object inherits. */
function own(value, key) {
    return isFields(value) ? ownValue(value, key) : undefined;
}
/** Names as a list, or as an object with their numbers as keys. */
function listOf(names) {
    if (Array.isArray(names))
        return names.every(name => typeof name === 'string') ? names : undefined;
    if (!isFields(names))
        return undefined;
    const list = [];
    for (const [key, name] of Object.entries(names)) {
        const number = Number(key);
        if (!Number.isInteger(number) || number < 0 || number > 100_000 || typeof name !== 'string')
            return undefined;
        list[number] = name;
    }
    return list.length > 0 && Object.keys(list).length === list.length ? list : undefined;
}
/** The names of a feature's classes, through the lists that it is wrapped in. */
function classNames(feature, depth = 0) {
    if (depth > 8)
        return undefined;
    if (Array.isArray(feature))
        return classNames(feature[0], depth + 1);
    const names = listOf(own(feature, 'names'));
    if (names !== undefined)
        return names;
    for (const key of ['feature', 'sequence', 'list', 'class_label']) {
        const inner = own(feature, key);
        const found = inner === undefined ? undefined : classNames(inner, depth + 1);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** The names for a column in `features`: an object by column, or a list of `{name, ...}`. */
function namesIn(features, column) {
    if (Array.isArray(features))
        return classNames(features.find(one => own(one, 'name') === column));
    return classNames(own(features, column));
}
/** The names that the metadata of a Parquet file say for a column. */
export function namesInMetadata(text, column, path) {
    const value = parseJson(text, { path });
    return namesIn(own(own(value, 'info'), 'features'), column);
}
/** Everything called `features` in what a file says: of itself, or of each configuration. */
function featuresIn(value) {
    const direct = own(value, 'features');
    if (direct !== undefined)
        return [direct];
    const configurations = Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
    return configurations.map(one => own(one, 'features')).filter(one => one !== undefined);
}
/** How each file that may stand beside data is read. */
const sources = {
    'dataset_info.json': (text, path) => parseJson(text, { path }),
    'dataset_infos.json': (text, path) => parseJson(text, { path }),
    'README.md': text => {
        const front = frontMatter(text);
        return front === undefined ? undefined : own(front, 'dataset_info');
    },
};
/** The YAML between the two `---` at the head of a text; undefined where there is none that can be read. */
export function frontMatter(text) {
    const match = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/u.exec(text);
    if (match === null)
        return undefined;
    try {
        const document = openYaml(match[1]);
        return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 });
    }
    catch {
        return undefined;
    }
}
/**
 * The names that files beside `path`, or up to two folders above, say for each column asked for.
 *
 * @throws MedspanError (`input`), from the function that is given back, when the configurations of a data set say
 * different names for the column.
 */
export async function findTagNames(path) {
    const found = [];
    let folder = dirname(resolve(path));
    for (let level = 0; level < 3 && found.length === 0; level++, folder = dirname(folder))
        for (const [name, read] of Object.entries(sources)) {
            const file = join(folder, name);
            if (!existsSync(file))
                continue;
            try {
                await checkBeside(file);
                for (const features of featuresIn(read(await readText(file), file)))
                    found.push({ features, path: file });
            }
            catch (error) {
                // What cannot be read says no names; a file that needs them says so.
                if (!(error instanceof MedspanError))
                    throw error;
            }
        }
    const known = new Map();
    return column => {
        if (known.has(column))
            return known.get(column);
        let names;
        for (const { features, path: file } of found) {
            const next = namesIn(features, column);
            if (next === undefined)
                continue;
            if (names !== undefined && names.join('\n') !== next.join('\n'))
                throw new MedspanError('input', `expected one list of names for the tags in ${column}, got different ones for several configurations`, { where: { path: file }, hint: 'give the names in the order of their numbers with `tagNames`' });
            names = next;
        }
        known.set(column, names);
        return names;
    };
}
