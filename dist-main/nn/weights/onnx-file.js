/**
 * @file The weights in a file of ONNX that medspan has exported: the numbers alone, under the names of Hugging Face's
 * checkpoints. Its graph is passed over: what is computed is the graph of the model's family, so that nobody's file runs.
 *
 * Numbers that a protocol buffer has no room for are in a file beside it, `model.onnx_data`, and in no other.
 * Weights in int8 are float32 again, as `quantize.ts` has them.
 */
import { dirname } from 'node:path';
import { checkWithin } from "../../system/folder.js";
import { damaged, hostile } from "./damage.js";
import { onnxDataOf, parseOnnxModel, readInitializers } from "./onnx-model.js";
import { readBytes, withFile } from "./stored.js";
/** Protocol buffers end here. */
export const maxOnnxBytes = 2 ** 31 - 1;
/**
 * Reads a file whole, and copies each tensor out of it.
 * @throws MedspanError `input` for what is no such file; `unsafe-input` where it names other files, or is too large
 */
export function readOnnxFile(path) {
    return withFile(path, async (file) => {
        if (file.size > maxOnnxBytes)
            throw hostile(path, `expected at most the ${maxOnnxBytes} bytes of a protocol buffer, got ${file.size}`);
        const model = parseOnnxModel(await readBytes(file, 0, file.size), path);
        const isApart = [...model.initializers.values()].some(({ bytes }) => typeof bytes === 'number');
        const tensors = isApart
            ? await withData(path, data => readInitializers(model, path, createReader(path, data)))
            : await readInitializers(model, path, createReader(path));
        return { tensors, skipped: [] };
    });
}
/** Opens the one other file whose numbers a model may have: that beside it. */
async function withData(path, work) {
    const data = onnxDataOf(path);
    await checkWithin(dirname(path), data);
    return withFile(data, work);
}
/** Reads stretches of the file beside a model, one after the other: the same bytes many times would take any memory. */
function createReader(path, data) {
    let covered = 0;
    return async (name, begin, length) => {
        if (data === undefined || begin < covered || length > data.size - begin)
            throw damaged(path, `expected ${length} bytes of their own in ${onnxDataOf(path)}, at ${begin}`, name);
        covered = begin + length;
        return readBytes(data, begin, length);
    };
}
