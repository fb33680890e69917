/**
 * @file The state of an engine as files, which every engine writes and reads alike: any of them goes on where another
 * has stopped.
 *
 * `model.safetensors` holds the parameters, `optimizer.safetensors` the optimizer's moments, named `exp_avg.<parameter>`.
 * What is not trained is written too, so that the folder is a model's; beside adapters it is not, and
 * `adapter_model.safetensors` holds what is trained. Float32 comes back with the same bits.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isAdapter } from "../../nn/adapters.js";
import { sizeOf } from "../../nn/tensors.js";
import { ADAPTER_WEIGHTS, adapterWeights, readAdapterWeights } from "../../nn/weights/adapter-files.js";
import { MODEL_WEIGHTS, safetensorsPieces } from "../../nn/weights/safetensors.js";
import { checkSafetensorsFile, readSafetensorsFile } from "../../nn/weights/safetensors-file.js";
import { writeFileWhole } from "../../system/output.js";
/** The name of the file of moments, beside `MODEL_WEIGHTS` or `ADAPTER_WEIGHTS`. */
export const OPTIMIZER_MOMENTS = 'optimizer.safetensors';
/** `exp_avg` of `a.weight` -> `exp_avg.a.weight`. */
function joinMoments(moments) {
    const joined = new Map();
    for (const [moment, tensors] of Object.entries(moments))
        for (const [name, tensor] of tensors)
            joined.set(`${moment}.${name}`, tensor);
    return joined;
}
/** The other way round: a moment's name has no dot. */
function splitMoments(joined) {
    const moments = new Map();
    for (const [key, tensor] of joined) {
        const dot = key.indexOf('.');
        const moment = key.slice(0, dot);
        const tensors = moments.get(moment) ?? new Map();
        moments.set(moment, tensors.set(key.slice(dot + 1), tensor));
    }
    return Object.fromEntries(moments);
}
/** @throws MedspanError `output` */
export async function writeState(folder, state, frozen) {
    const { name, content } = weightsFile(state, frozen);
    await writeFileWhole(join(folder, name), content);
    await writeFileWhole(join(folder, OPTIMIZER_MOMENTS), safetensorsPieces(joinMoments(state.moments)));
}
function weightsFile({ parameters }, frozen) {
    if (hasAdapters(parameters))
        return { name: ADAPTER_WEIGHTS, content: adapterWeights(parameters) };
    const all = new Map([...frozen, ...parameters]);
    return { name: MODEL_WEIGHTS, content: safetensorsPieces(all, { format: 'pt' }) };
}
const hasAdapters = (parameters) => [...parameters.keys()].some(isAdapter);
/** What `writeState` writes. */
export function bytesOfState({ parameters, moments }, frozen) {
    const own = hasAdapters(parameters) ? [parameters] : [parameters, frozen];
    let bytes = 0;
    for (const tensors of [...own, ...Object.values(moments)])
        for (const { shape } of tensors.values())
            bytes += 4 * sizeOf(shape);
    return bytes;
}
/**
 * Reads a state; `updates` is what it does not hold itself.
 * @throws MedspanError `input` naming the damaged file
 */
export async function readState(folder, updates) {
    const path = weightsPath(folder);
    const read = path.endsWith(ADAPTER_WEIGHTS) ? readAdapterWeights : readSafetensorsFile;
    const parameters = await read(path);
    const moments = splitMoments(await readSafetensorsFile(join(folder, OPTIMIZER_MOMENTS)));
    return { parameters, moments, updates };
}
/**
 * Makes sure that the files of a state are there and whole, without reading the numbers in them.
 * @throws MedspanError `input` naming the damaged file
 */
export async function checkState(folder) {
    for (const path of [weightsPath(folder), join(folder, OPTIMIZER_MOMENTS)])
        await checkSafetensorsFile(path);
}
function weightsPath(folder) {
    const adapters = join(folder, ADAPTER_WEIGHTS);
    return existsSync(adapters) ? adapters : join(folder, MODEL_WEIGHTS);
}
