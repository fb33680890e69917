/**
 * @file The safetensors format: named tensors in one file, without code in it.
 *
 * A file is the header's length (uint64, little-endian), the header (JSON: for each name `dtype`, `shape` and
 * `data_offsets` relative to the data), and the data. Floating types become float32, and so do matrices of int8 with a
 * scale for each row (quantization.ts); other tensors of whole numbers (old checkpoints carry `position_ids`) are skipped.
 * As in the reference implementation, the tensors cover the data without gap or overlap, so that what is read is never
 * more than four times the file. Its header may have 100,000,000 bytes, which took 5.4 GB to read; here it may have 2^24,
 * that of some 130,000 tensors.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 */
import { MedspanError } from "../../errors.js";
import { joinBytes } from "../../lists.js";
import { sizeOf } from "../tensors.js";
import { checkDescription, damaged } from "./damage.js";
import { floatBytes, toFloat32 } from "./floats.js";
/** The file of weights that medspan writes. */
export const MODEL_WEIGHTS = 'model.safetensors';
/** Bytes of one element, by the format's names of types. */
const elementBytes = new Map([
    ...Object.entries(floatBytes),
    ...Object.entries({ F8_E4M3: 1, F8_E5M2: 1, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2, I8: 1, U8: 1 }),
    ['BOOL', 1],
]);
function isWholeNumber(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** A value of the header in a message. What is nested or long is not shown: it may be as deep as the header is long. */
function shown(value) {
    if (Array.isArray(value))
        return value.length > 16
            ? `a list of ${value.length}`
            : `[${value.map(one => shownPart(one)).join(', ')}]`;
    return shownPart(value);
}
function shownPart(value) {
    if (typeof value === 'string')
        return JSON.stringify(value.slice(0, 40));
    if (typeof value === 'object' && value !== null)
        return Array.isArray(value) ? 'a list' : 'an object';
    return String(value);
}
/** The header's length as the first 8 bytes say it, held against the file's length. */
export function headerLengthOf(prefix, fileLength, path) {
    if (fileLength < 8)
        throw damaged(path, `expected at least the 8 bytes of a header's length, got ${fileLength} bytes`);
    const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
    checkDescription(length, path);
    if (Number(length) > fileLength - 8) {
        throw damaged(path, `the file is truncated: its header should have ${length} bytes, and ${fileLength - 8} follow`);
    }
    return Number(length);
}
export function parseHeader(bytes, dataLength, path) {
    let header;
    try {
        header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    }
    catch (cause) {
        throw damaged(path, `the header is not JSON in UTF-8: ${cause instanceof Error ? cause.message : cause}`);
    }
    if (!isRecord(header))
        throw damaged(path, 'the header is not a JSON object');
    const entries = [];
    for (const [name, value] of Object.entries(header)) {
        if (name === '__metadata__')
            continue;
        if (!isRecord(value))
            throw damaged(path, 'expected an object that describes a tensor', name);
        const { dtype, shape, data_offsets: offsets } = value;
        const bytesEach = typeof dtype === 'string' ? elementBytes.get(dtype) : undefined;
        if (typeof dtype !== 'string' || bytesEach === undefined)
            throw damaged(path, `unknown dtype ${shown(dtype)}`, name);
        if (!Array.isArray(shape) || !shape.every(isWholeNumber))
            throw damaged(path, `expected a shape of whole numbers, got ${shown(shape)}`, name);
        if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isWholeNumber))
            throw damaged(path, `expected two offsets, got ${shown(offsets)}`, name);
        const [begin, end] = offsets;
        const expected = sizeOf(shape) * bytesEach;
        if (end - begin !== expected) {
            throw damaged(path, `${dtype} of shape [${shape.join(', ')}] needs ${expected} bytes, got ${end - begin}`, name);
        }
        entries.push({ name, dtype, shape, begin, end });
    }
    entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
    let covered = 0;
    for (const entry of entries) {
        if (entry.begin !== covered) {
            const fault = entry.begin < covered ? 'overlaps the tensor before it' : 'leaves a gap before it';
            throw damaged(path, `the tensor ${fault}: it begins at ${entry.begin}, not ${covered}`, entry.name);
        }
        covered = entry.end;
    }
    if (covered > dataLength) {
        throw damaged(path, `the file is truncated: its tensors need ${covered} bytes, and it has ${dataLength}`);
    }
    if (covered < dataLength)
        throw damaged(path, `${dataLength - covered} bytes at the end belong to no tensor`);
    return entries;
}
function isFloat(dtype) {
    return Object.hasOwn(floatBytes, dtype);
}
/** The type of an entry's numbers, or undefined where it holds whole numbers. */
export function floatTypeOf({ dtype, name }, path) {
    if (isFloat(dtype))
        return dtype;
    if (!dtype.startsWith('F'))
        return undefined;
    throw new MedspanError('input', `expected F32, F16, BF16 or F64, got ${dtype}`, {
        where: { path, at: name },
        hint: 'Save the model in one of those types.',
    });
}
/**
 * The floating tensors of a safetensors file, in the order of their data, as float32 copies.
 * @throws MedspanError `input` where the bytes are against the format, naming the tensor.
 */
export function parseSafetensors(bytes, path) {
    const dataBegin = 8 + headerLengthOf(bytes, bytes.length, path);
    const entries = parseHeader(bytes.subarray(8, dataBegin), bytes.length - dataBegin, path);
    const tensors = new Map();
    for (const entry of entries) {
        const type = floatTypeOf(entry, path);
        if (type === undefined)
            continue;
        const copy = new Uint8Array(entry.end - entry.begin);
        copy.set(bytes.subarray(dataBegin + entry.begin, dataBegin + entry.end));
        tensors.set(entry.name, { shape: entry.shape, data: toFloat32(type, copy) });
    }
    return tensors;
}
/**
 * A file's content in pieces: the header, then each tensor's bytes as a view on its data. Tensors are sorted by
 * name, as the reference implementation does, so that equal tensors give equal files.
 */
export function safetensorsPieces(tensors, metadata = {}) {
    const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const parts = [];
    if (Object.keys(metadata).length > 0)
        parts.push(`"__metadata__":${JSON.stringify(metadata)}`);
    let offset = 0;
    const pieces = [];
    for (const [name, { shape, data }] of sorted) {
        const end = offset + data.byteLength;
        const entry = JSON.stringify({ dtype: 'F32', shape, data_offsets: [offset, end] });
        parts.push(`${JSON.stringify(name)}:${entry}`);
        pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        offset = end;
    }
    const json = new TextEncoder().encode(`{${parts.join(',')}}`);
    const padded = Math.ceil(json.length / 8) * 8;
    const header = new Uint8Array(8 + padded).fill(0x20, 8);
    new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
    header.set(json, 8);
    return [header, ...pieces];
}
/** A safetensors file of float32 tensors. `{ format: 'pt' }` is what Python transformers asks for. */
export function formatSafetensors(tensors, metadata = {}) {
    return joinBytes(safetensorsPieces(tensors, metadata));
}
