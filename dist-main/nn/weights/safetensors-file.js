/**
 * @file Files of safetensors, of which no more is in memory than is wanted.
 */
import { sizeOf } from "../tensors.js";
import { damaged } from "./damage.js";
import { scaleNameOf } from "./quantization.js";
import { floatTypeOf, headerLengthOf, parseHeader } from "./safetensors.js";
import { readBytes, readFloats, readScaledRows, withFile, } from "./stored.js";
/**
 * The floating tensors of a file, tensor by tensor, each straight into an array of its own.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export function readSafetensorsTensors(path) {
    return collectTensors(path, async ({ shape }, read) => ({ shape, data: await read() }));
}
/**
 * The same with those numbers alone that are wanted: of other tensors only what the header says.
 * @throws MedspanError as `readSafetensorsTensors`
 */
export function outlineSafetensors(path, isWanted) {
    return collectTensors(path, async ({ name, shape }, read) => isWanted(name) ? { shape, data: await read() } : { shape });
}
/** @param collect takes what the header says of a tensor, and what reads its numbers */
function collectTensors(path, collect) {
    return withFile(path, async (file) => {
        const { entries, dataBegin } = await readHeader(file);
        const scales = rowScales(entries, path);
        const asFloats = ({ begin, shape }, type) => readFloats(file, type, dataBegin + begin, sizeOf(shape));
        const tensors = new Map();
        const skipped = [];
        for (const entry of entries) {
            const { name, shape, begin } = entry;
            const scale = scales.get(name);
            const type = floatTypeOf(entry, path);
            if (scale !== undefined)
                tensors.set(name, await collect(entry, async () => readScaledRows(file, dataBegin + begin, await asFloats(scale.entry, scale.type), {
                    columns: shape[1],
                    name: scale.entry.name,
                })));
            else if (type === undefined || isScale(name, scales))
                skipped.push(name);
            else
                tensors.set(name, await collect(entry, () => asFloats(entry, type)));
        }
        return { tensors, skipped };
    });
}
/** Where the scales of each matrix of int8 stand: one for each of its rows. */
function rowScales(entries, path) {
    const byName = new Map(entries.map(entry => [entry.name, entry]));
    const scales = new Map();
    for (const { name, dtype, shape } of entries) {
        if (dtype !== 'I8' || shape.length !== 2)
            continue;
        const entry = byName.get(scaleNameOf(name));
        if (entry === undefined)
            throw damaged(path, `expected the scales of its rows in ${scaleNameOf(name)}, got no such tensor`, name);
        const type = floatTypeOf(entry, path);
        if (type === undefined || ![`${shape[0]}`, `${shape[0]},1`].includes(entry.shape.join()))
            throw damaged(path, `expected a floating scale for each of ${shape[0]} rows, got ${entry.dtype} of shape [${entry.shape.join(', ')}]`, entry.name);
        scales.set(name, { entry, type });
    }
    return scales;
}
/** Whether a tensor is the scales of another. */
function isScale(name, scales) {
    const suffix = scaleNameOf('');
    return name.endsWith(suffix) && scales.has(name.slice(0, -suffix.length));
}
/**
 * Reads the header of a file and holds it against the file's length: what was cut off or is none is found without
 * reading the tensors.
 * @throws MedspanError `input` as `parseSafetensors` does, and where there is no such file.
 */
export async function checkSafetensorsFile(path) {
    await withFile(path, readHeader);
}
async function readHeader(file) {
    const prefix = await readBytes(file, 0, Math.min(8, file.size));
    const length = headerLengthOf(prefix, file.size, file.path);
    const dataBegin = 8 + length;
    const header = await readBytes(file, 8, length);
    return { entries: parseHeader(header, file.size - dataBegin, file.path), dataBegin };
}
/** Like `parseSafetensors`, from a file, tensor by tensor, so that the file is never in memory twice. */
export async function readSafetensorsFile(path) {
    return (await readSafetensorsTensors(path)).tensors;
}
