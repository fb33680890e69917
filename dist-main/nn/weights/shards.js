/**
 * @file Weights in several files: the index that says which file holds which tensor.
 *
 * `{"metadata": {...}, "weight_map": {"<tensor>": "<file>"}}`, beside the files: `model.safetensors.index.json` or
 * `pytorch_model.bin.index.json`.
 */
import { MedspanError } from "../../errors.js";
import { checkDescription } from "./damage.js";
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/**
 * From each tensor's name to the name of its file, which lies in the folder of the index.
 * @throws MedspanError `input` where it is no index; `unsafe-input` where a file would lie elsewhere, or is of
 * another kind, or the index is longer than that of any model.
 */
export function parseShardIndex(text, path, extension) {
    checkDescription(text.length, path);
    let index;
    try {
        index = JSON.parse(text);
    }
    catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new MedspanError('input', `expected an index of weights in JSON: ${reason}`, {
            where: { path },
            cause,
        });
    }
    const map = isRecord(index) ? index.weight_map : undefined;
    if (!isRecord(map))
        throw new MedspanError('input', 'expected an object from names of tensors to names of files', {
            where: { path, at: 'weight_map' },
        });
    const files = new Map();
    for (const [tensor, file] of Object.entries(map)) {
        const where = { path, at: `weight_map ${tensor}` };
        if (typeof file !== 'string')
            throw new MedspanError('input', 'expected the name of a file', { where });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with these is an attack
        if (/[/\\:\u0000-\u001f]/.test(file) || file.startsWith('.') || !file.endsWith(extension))
            throw new MedspanError('unsafe-input', `expected the name of a ${extension} file in the same folder, got ${JSON.stringify(file.slice(0, 200))}`, { where });
        files.set(tensor, file);
    }
    if (files.size === 0)
        throw new MedspanError('input', 'expected at least one tensor, got none', {
            where: { path, at: 'weight_map' },
        });
    return files;
}
