/**
 * @file The tokenizer of a folder on the disk, and the files by which a run folder has the same.
 */
import { access, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MedspanError } from "../errors.js";
import { checkFolder } from "../system/folder.js";
import { effectiveDefinition } from "./definition.js";
import { configFile, definitionFile, readTokenizerFolder, tokenizerFiles, } from "./folder.js";
import { isObject, Part } from "./json-value.js";
import { openTokenizer } from "./tokenizer.js";
/**
 * Reads the tokenizer of a folder, as `openTokenizer` does.
 * @throws MedspanError `input` when a file is missing, broken, or describes a tokenizer that is not supported.
 */
export async function readTokenizer(folder) {
    await checkFolder(folder, 1);
    const files = [];
    for (const name of tokenizerFiles) {
        const path = join(folder, name);
        if (await exists(path))
            files.push(path);
    }
    return { ...(await openTokenizer(filesOf(folder))), files };
}
async function exists(path) {
    return access(path).then(() => true, () => false);
}
function filesOf(folder) {
    const pathOf = (name) => (name === undefined ? folder : join(folder, name));
    return { pathOf, read: (name, maxBytes) => readBytes(pathOf(name), maxBytes) };
}
async function readBytes(path, maxBytes) {
    try {
        const { size } = await stat(path);
        if (size > maxBytes)
            throw new MedspanError('unsafe-input', `expected a file of at most ${maxBytes} bytes, got ${size}`, {
                where: { path },
                hint: 'No tokenizer needs so much: do not use this file, and ask where it comes from.',
            });
        return await readFile(path);
    }
    catch (cause) {
        if (cause instanceof MedspanError)
            throw cause;
        if (isObject(cause) && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
            return undefined;
        throw new MedspanError('input', `expected a readable file: ${cause instanceof Error ? cause.message : cause}`, {
            where: { path },
            cause,
        });
    }
}
/**
 * The files that a run folder needs to have the same tokenizer, by name. In their `tokenizer_config.json`
 * `model_max_length` says how long the sequences of the training were, so that whoever opens the folder, in Python
 * too, makes none that are longer.
 *
 * Where medspan adds something (a piece to pad with, the blank before words) or the folder has no tokenizer.json, one
 * is written in full, and a class that takes it as it stands.
 */
export async function tokenizerCopies(tokenizer, options) {
    const copies = new Map();
    const [first] = tokenizer.files;
    if (first === undefined)
        return copies.set(configFile, formatJson({ model_max_length: options.maxLength }));
    const folder = await readTokenizerFolder(filesOf(dirname(first)));
    const definition = effectiveDefinition(folder);
    const { maxLength } = options;
    if (isKept(folder, definition)) {
        for (const path of tokenizer.files)
            if (basename(path) !== configFile)
                copies.set(basename(path), await readFile(path));
        const own = folder.config.object();
        return copies.set(configFile, formatJson({ tokenizer_class: 'BertTokenizer', ...own, model_max_length: maxLength }));
    }
    return copies
        .set(definitionFile, `${JSON.stringify(definition.json)}\n`)
        .set(configFile, formatJson(writtenConfig(folder, definition, maxLength)));
}
/** Whether the files of a folder say everything as they are: BERT's do, with a tokenizer.json and a piece to pad. */
function isKept(folder, { pythonClass, named, json }) {
    const { vocabulary } = folder;
    if (pythonClass !== 'BertTokenizer' || vocabulary.kind !== 'definition')
        return false;
    const pieces = new Part(json, '').get('model').get('vocab');
    return !pieces.get(named.get('pad_token')).missing;
}
/** What only makes sense beside files that are not copied. */
const dropped = ['added_tokens_decoder', 'add_bos_token', 'add_eos_token', 'auto_map', 'unk_id'];
function writtenConfig(folder, definition, maxLength) {
    const { pythonClass, fixed, named, json } = definition;
    const own = Object.fromEntries(Object.entries(folder.config.object()).filter(([key]) => !dropped.includes(key)));
    const isByteLevel = JSON.stringify(json.pre_tokenizer ?? null).includes('"ByteLevel"');
    return {
        ...own,
        ...Object.fromEntries(named),
        ...(isByteLevel && !fixed ? { add_prefix_space: true } : {}),
        tokenizer_class: pythonClass === 'BertTokenizer' || fixed ? pythonClass : 'PreTrainedTokenizerFast',
        model_max_length: maxLength,
    };
}
function formatJson(value) {
    return `${JSON.stringify(value, null, 2)}\n`;
}
