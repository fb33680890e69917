/**
 * @file A model on the Hugging Face hub: what medspan needs of it, in the cache that Python's tools share.
 *
 * That is config.json, the files of its tokenizer, and its weights in one form: safetensors, or else
 * pytorch_model.bin, each in one file or in the shards that an index names, or else the ONNX of an export by medspan; and its card,
 * for the licence. What is for other libraries stays there.
 */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { MedspanError } from "../errors.js";
import { parseShardIndex } from "../nn/weights/shards.js";
import { parseJson } from "../text/json.js";
import { readText } from "../text/source.js";
import { folderOf, snapshotPath } from "./cache.js";
import { MODEL_CARD } from "./card.js";
import { downloadFile, findSnapshot } from "./download.js";
import { hubSettings } from "./settings.js";
import { shippedFolder } from "./shipped.js";
export const configName = 'config.json';
/** In the order of transformers' tokenizers: what they are, what they need, and what they learned later. */
export const tokenizerNames = [
    'tokenizer.json',
    'vocab.txt',
    'vocab.json',
    'merges.txt',
    'spm.model',
    'sentencepiece.bpe.model',
    'tokenizer_config.json',
    'special_tokens_map.json',
    'added_tokens.json',
];
/** Any of these makes a tokenizer; `vocab.json` only with `merges.txt`, which is not checked here. */
const vocabularyNames = new Set(tokenizerNames.slice(0, -3));
/** The forms of weights, the preferred one first, as transformers has it. */
const forms = [
    { name: 'model.safetensors', extension: '.safetensors' },
    { name: 'pytorch_model.bin', extension: '.bin' },
];
/** Of an export, the preferred one first. */
export const onnxNames = ['onnx/model.onnx', 'onnx/model_quantized.onnx'];
/** Weights that are none for us, and what they are for. */
const foreignWeights = [
    [/^tf_model.*\.h5$/, 'TensorFlow'],
    [/\.ckpt(?:\.|$)/, 'TensorFlow 1'],
    [/^flax_model.*\.msgpack$/, 'Flax'],
    [/\.gguf$/i, 'llama.cpp'],
    [/\.onnx$/i, 'ONNX'],
    [/^rust_model\.ot$/, 'Rust'],
    [/^adapter_model\.(?:safetensors|bin)$/, 'an adapter, which is no model by itself'],
];
function absent(snapshot, names, { settings }) {
    const { repository, isFresh } = snapshot;
    const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
    if (!isFresh)
        return new MedspanError('input', `expected ${shown} of ${repository.id} in the cache, got no such file`, {
            where: { path: folderOf(settings.cache, repository) },
            hint: 'with a connection, and without HF_HUB_OFFLINE, it is downloaded',
        });
    return new MedspanError('input', `expected ${shown} in ${repository.id}, got no such file`, {
        where: { path: `${settings.endpoint}/${repository.id}` },
        hint: 'choose a model that transformers can load, or another revision',
    });
}
function noWeights(snapshot, options) {
    const { repository, files, isFresh } = snapshot;
    const names = forms.map(({ name }) => name).join(' or ');
    if (!isFresh)
        return absent(snapshot, [names], options);
    const others = foreignWeights.filter(([pattern]) => files.some(file => pattern.test(file)));
    const got = others.length === 0 ? 'none' : `those for ${others.map(([, what]) => what).join(', ')} alone`;
    return new MedspanError('input', `expected weights for PyTorch in ${repository.id} (${names}), got ${got}`, {
        where: { path: `${options.settings.endpoint}/${repository.id}` },
        hint: 'choose a model with such weights, or convert it with Python and give the folder of the result',
    });
}
/** The names of the files that hold the weights, with the index that names them first. */
async function weightNames(snapshot, options) {
    const { files } = snapshot;
    let lacking;
    for (const { name, extension } of forms) {
        if (files.includes(name))
            return [name];
        const index = `${name}.index.json`;
        if (!files.includes(index))
            continue;
        const path = await downloadFile(snapshot, index, options);
        const shards = [...new Set(parseShardIndex(await readText(path), path, extension).values())].sort();
        const missing = shards.filter(shard => !files.includes(shard));
        if (missing.length === 0)
            return [index, ...shards];
        lacking ??= missing;
    }
    const exported = await exportNames(snapshot, options);
    if (exported !== undefined)
        return exported;
    throw lacking === undefined ? noWeights(snapshot, options) : absent(snapshot, lacking, options);
}
/** The names of the files of an export by medspan, float32 first; others' files of ONNX are none that medspan reads. */
async function exportNames(snapshot, options) {
    const { files } = snapshot;
    const name = onnxNames.find(one => files.includes(one));
    if (name === undefined)
        return undefined;
    const path = await downloadFile(snapshot, configName, options);
    const { medspan } = Object(parseJson(await readText(path), { path }));
    if (medspan === undefined)
        return undefined;
    return [name, ...files.filter(one => one === `${name}_data`)];
}
/**
 * Downloads a model, or finds it in the cache. What was cut off goes on where it ended; the weights come last, so
 * that a cache that has them has the rest.
 *
 * @param id `owner/name`, or a name alone.
 * @throws MedspanError (`input`) when there is no such model, access is refused, it has no weights for PyTorch, or
 * neither the hub nor the cache has all that is needed; (`config`) for an id of another form.
 */
export async function resolveModel(id, options) {
    const { progress, signal, patience } = options;
    const hub = { settings: hubSettings(options.env), progress, signal, patience };
    const repository = { kind: 'models', id };
    const snapshot = await findSnapshot(repository, options.revision ?? 'main', hub);
    if (!snapshot.files.includes(configName))
        throw absent(snapshot, [configName], hub);
    const tokenizer = tokenizerNames.filter(name => snapshot.files.includes(name));
    if (!snapshot.isFresh && !tokenizer.some(name => vocabularyNames.has(name)))
        throw absent(snapshot, ['tokenizer.json or a vocabulary'], hub);
    const card = snapshot.files.filter(name => name === MODEL_CARD);
    const names = [configName, ...tokenizer, ...card, ...(await weightNames(snapshot, hub))];
    for (const name of names)
        await downloadFile(snapshot, name, hub);
    return {
        folder: snapshotPath(folderOf(hub.settings.cache, repository), snapshot.commit),
        revision: snapshot.commit,
        files: names,
    };
}
/**
 * The folder of a model: the one that ships, one that is there, or else that of a model of the hub, see `resolveModel`.
 * @param name `medspan/mini`, a path, or `owner/name`
 */
export async function locateModel(name, options) {
    const shipped = shippedFolder(name);
    if (shipped !== undefined)
        return shipped;
    if (isAbsolute(name) || existsSync(name))
        return name;
    return (await resolveModel(name, options)).folder;
}
