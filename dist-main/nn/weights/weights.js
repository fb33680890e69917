/**
 * @file The weights of a model folder in Hugging Face's layout, whatever form they have.
 *
 * The forms are looked for in transformers' order: `model.safetensors`, its shards by
 * `model.safetensors.index.json`, `pytorch_model.bin`, its shards by `pytorch_model.bin.index.json`; then what medspan
 * exports, `onnx/model.onnx` and `onnx/model_quantized.onnx`. The names
 * that layer normalisation has in weights that come from TensorFlow (`gamma`, `beta`) become `weight` and `bias`.
 * Source: transformers 5, modeling_utils.py (`_get_resolved_checkpoint_files`), conversion_mapping.py ("legacy").
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MedspanError } from "../../errors.js";
import { checkWithin } from "../../system/folder.js";
import { readOnnxFile } from "./onnx-file.js";
import { ONNX_MODEL, ONNX_QUANTIZED } from "./onnx-model.js";
import { MODEL_WEIGHTS } from "./safetensors.js";
import { outlineSafetensors, readSafetensorsTensors } from "./safetensors-file.js";
import { parseShardIndex } from "./shards.js";
import { readDescription } from "./stored.js";
import { readTorchFile } from "./torch-file.js";
const formsBy = (readSafetensors, readTorch, readOnnx) => [
    { name: MODEL_WEIGHTS, extension: '.safetensors', read: readSafetensors },
    { name: 'pytorch_model.bin', extension: '.bin', read: readTorch },
    { name: ONNX_MODEL, read: readOnnx },
    { name: ONNX_QUANTIZED, read: readOnnx },
];
async function exists(path) {
    return stat(path).then(() => true, () => false);
}
/** The name that transformers gives a parameter of an old checkpoint today. */
function presentName(name) {
    return name.replace(/LayerNorm\.gamma/g, 'LayerNorm.weight').replace(/LayerNorm\.beta/g, 'LayerNorm.bias');
}
function renamed(tensors, path) {
    const result = new Map();
    for (const [name, tensor] of tensors) {
        const present = presentName(name);
        if (present !== name && tensors.has(present))
            throw new MedspanError('input', `expected one of ${name} and ${present}, got both`, { where: { path } });
        result.set(present, tensor);
    }
    return result;
}
async function readShards(index, folder, { extension, read }) {
    const map = parseShardIndex(await readDescription(index), index, extension);
    const names = [...new Set(map.values())].sort();
    const missing = [];
    for (const name of names)
        if (!(await exists(join(folder, name))))
            missing.push(name);
    if (missing.length > 0)
        throw new MedspanError('input', `expected ${names.length} files of weights, got all but ${missing.slice(0, 8).join(', ')}` +
            (missing.length > 8 ? ` and ${missing.length - 8} more` : ''), { where: { path: join(folder, missing[0]) }, hint: `Fetch the files that ${index} names.` });
    const tensors = new Map();
    const files = [];
    for (const name of names) {
        const path = join(folder, name);
        const shard = await read(path);
        for (const [tensor, value] of shard.tensors) {
            const home = map.get(tensor) ?? name;
            if (home !== name || tensors.has(tensor))
                throw new MedspanError('input', `expected the tensor in one file, which the index says is ${home}`, {
                    where: { path, at: tensor },
                });
            tensors.set(tensor, value);
        }
        const held = new Set([...shard.tensors.keys(), ...shard.skipped]);
        for (const [tensor, home] of map)
            if (home === name && !held.has(tensor))
                throw new MedspanError('input', 'expected the tensor that the index says is in this file, got none', {
                    where: { path, at: tensor },
                    hint: `The file and ${index} are of two different models, or one is damaged: fetch both again.`,
                });
        files.push(path);
    }
    return { tensors: renamed(tensors, index), files };
}
/**
 * Reads the weights of a model folder; undefined when it has none.
 *
 * Floating types become float32; tensors of whole numbers are left out. Memory in use stays near what the float32
 * arrays take. Names that share a tensor in `pytorch_model.bin` (tied weights) share an array: copy before writing.
 * @throws MedspanError `input` where a file is missing, damaged, or not what its index says; `unsafe-input` where it
 * asks for what weights do not need (code, memory, files elsewhere).
 */
export function readWeights(folder) {
    return readForms(folder, formsBy(readSafetensorsTensors, readTorchFile, readOnnxFile));
}
/**
 * The same with those numbers alone that are wanted. Of safetensors only headers are read besides; files that PyTorch has
 * saved, and those of ONNX, are read whole, one after the other, since what they claim is checked in reading.
 * @throws MedspanError as `readWeights`
 */
export function outlineWeights(folder, isWanted) {
    const outlineBy = (read) => async (path) => {
        const { tensors, skipped } = await read(path);
        const outlined = [...tensors].map(([name, tensor]) => [name, isWanted(name) ? tensor : { shape: tensor.shape }]);
        return { tensors: new Map(outlined), skipped };
    };
    return readForms(folder, formsBy(path => outlineSafetensors(path, isWanted), outlineBy(readTorchFile), outlineBy(readOnnxFile)));
}
/** Whether a folder's only weights are those that were exported in int8. */
export async function hasInt8Alone(folder) {
    const others = [MODEL_WEIGHTS, 'pytorch_model.bin'].flatMap(name => [name, `${name}.index.json`]);
    for (const name of [...others, ONNX_MODEL])
        if (await exists(join(folder, name)))
            return false;
    return exists(join(folder, ONNX_QUANTIZED));
}
async function readForms(folder, forms) {
    for (const { name, extension, read } of forms) {
        const single = join(folder, name);
        if (await checkWithin(folder, single)) {
            const { tensors } = await read(single);
            return { tensors: renamed(tensors, single), files: [single] };
        }
        const index = `${single}.index.json`;
        if (extension !== undefined && (await exists(index)))
            return readShards(index, folder, { name, extension, read });
    }
    return undefined;
}
