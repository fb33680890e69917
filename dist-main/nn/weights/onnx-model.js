/**
 * @file What a model of ONNX holds besides its graph: the places of its numbers, and its metadata.
 *
 * A ModelProto has a graph (7), and that its initializers (5), each with dims (1), data_type (2), name (8) and raw_data (9).
 * Numbers that a protocol buffer has no room for are in a file beside it. What a chain over labels adds is in
 * `metadata_props` (14).
 */
import { BinaryReader as Reader, WireType } from '@bufbuild/protobuf/wire';
import { MedspanError } from "../../errors.js";
import { DATA_TYPE } from "../../graph/onnx-proto.js";
import { dequantize, quantizedNames } from "../../graph/quantize.js";
import { sizeOf } from "../tensors.js";
import { checkDescription, damaged, hostile } from "./damage.js";
/** The files of an export, where transformers.js looks for them: in float32, and in int8. */
export const ONNX_MODEL = 'onnx/model.onnx';
export const ONNX_QUANTIZED = 'onnx/model_quantized.onnx';
/** As many as the header of a file of safetensors can have; each takes memory, however few bytes it has. */
const maxTensors = 130_000;
const maxAxes = 8;
/** The file with the numbers of one that would be too large. */
export const onnxDataOf = (path) => `${path}_data`;
/** A chain's parameters, as `metadata_props` has them: JSON of numbers, in as many lists as the shape has axes. */
export function formatMetadata(parameters) {
    const lists = ([rows, ...rest], data) => rest.length === 0
        ? [...data]
        : Array.from({ length: rows }, (_, i) => lists(rest, data.subarray(i * sizeOf(rest), (i + 1) * sizeOf(rest))));
    return Object.fromEntries([...parameters].map(([name, { shape, data }]) => [name, JSON.stringify(lists(shape, data))]));
}
/** Numbers, or lists of as many numbers each. */
function parseNumbers(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    if (!Array.isArray(value))
        return undefined;
    const isRow = (row, length) => Array.isArray(row) && row.length === length && row.every(number => typeof number === 'number');
    if (isRow(value, value.length))
        return { shape: [value.length], data: Float32Array.from(value) };
    const columns = Array.isArray(value[0]) ? value[0].length : 0;
    if (!value.every(row => isRow(row, columns)))
        return undefined;
    return { shape: [value.length, columns], data: Float32Array.from(value.flat()) };
}
/** Calls `on` for each field of a message; what it does not read is passed over. */
function eachField(reader, end, on) {
    while (reader.pos < end) {
        const [field, type] = reader.tag();
        if (!on(field, type))
            reader.skip(type, field);
    }
}
/**
 * @param path what errors call the file
 * @throws MedspanError `input` for what is no model of ONNX; `unsafe-input` where it names other files, or is too large
 */
export function parseOnnxModel(bytes, path) {
    const initializers = new Map();
    const chain = new Map();
    let metadataBytes = 0;
    try {
        const reader = new Reader(bytes);
        eachField(reader, reader.len, (field, type) => {
            if (type !== WireType.LengthDelimited || (field !== 7 && field !== 14))
                return false;
            const length = reader.uint32();
            const end = reader.pos + length;
            if (field === 14) {
                metadataBytes += length;
                checkDescription(metadataBytes, path);
                const [name, value] = parseEntry(reader, end);
                const tensor = parseNumbers(value);
                if (tensor !== undefined)
                    chain.set(name, tensor);
            }
            else
                eachField(reader, end, (inner, innerType) => {
                    if (inner !== 5 || innerType !== WireType.LengthDelimited)
                        return false;
                    if (initializers.size >= maxTensors)
                        throw hostile(path, `expected at most ${maxTensors} tensors`);
                    parseTensor(reader, reader.uint32() + reader.pos, { path, initializers });
                    return true;
                });
            return true;
        });
    }
    catch (cause) {
        if (cause instanceof MedspanError)
            throw cause;
        throw damaged(path, `expected a model of ONNX: ${cause instanceof Error ? cause.message : cause}`);
    }
    return { initializers, chain };
}
function parseEntry(reader, end) {
    const entry = ['', ''];
    eachField(reader, end, (field, type) => {
        if ((field !== 1 && field !== 2) || type !== WireType.LengthDelimited)
            return false;
        entry[field - 1] = reader.string();
        return true;
    });
    return entry;
}
function parseTensor(reader, end, { path, initializers }) {
    const dims = [];
    let dataType = 0;
    let name = '';
    let bytes = new Uint8Array();
    const elsewhere = new Map();
    eachField(reader, end, (field, type) => {
        if (type === WireType.Varint && field === 1)
            dims.push(Number(reader.int64()));
        else if (type === WireType.LengthDelimited && field === 1)
            for (const stop = reader.uint32() + reader.pos; reader.pos < stop && dims.length <= maxAxes;)
                dims.push(Number(reader.int64()));
        else if (type === WireType.Varint && field === 2)
            dataType = reader.int32();
        else if (type === WireType.LengthDelimited && field === 8)
            name = reader.string();
        else if (type === WireType.LengthDelimited && field === 9)
            bytes = reader.bytes();
        else if (type === WireType.LengthDelimited && field === 13)
            elsewhere.set(...parseEntry(reader, reader.uint32() + reader.pos));
        else
            return false;
        if (dims.length > maxAxes)
            throw damaged(path, `expected at most ${maxAxes} axes`, name);
        return true;
    });
    const width = dataType === DATA_TYPE.float ? 4 : dataType === DATA_TYPE.int8 ? 1 : undefined;
    if (width === undefined)
        return;
    const length = sizeOf(dims) * width;
    if (dims.some(dim => dim < 0))
        throw damaged(path, `expected sizes, got [${dims}]`, name);
    if (elsewhere.size > 0) {
        const [location, expected] = [elsewhere.get('location'), onnxDataOf(path.split(/[\\/]/).at(-1))];
        if (location !== expected)
            throw hostile(path, `expected numbers in this file or in ${expected}, got the name of another file`, name);
        const offset = Number(elsewhere.get('offset') ?? 0);
        if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length))
            throw damaged(path, `expected a place in ${expected}, got ${offset}`, name);
        initializers.set(name, { dims, dataType, bytes: offset, length });
        return;
    }
    if (length !== bytes.length)
        throw damaged(path, `[${dims}] needs ${length} bytes, got ${bytes.length}`, name);
    initializers.set(name, { dims, dataType, bytes, length });
}
/**
 * The floating numbers of a model as float32, those in int8 too, as `quantize.ts` has them.
 * @param path what errors call the file
 * @param readApart reads what stands in the file beside it, in the model's order
 */
export async function readInitializers({ initializers, chain }, path, readApart) {
    const floats = new Map();
    const integers = new Map();
    for (const [name, { dims, dataType, bytes, length }] of initializers) {
        // A copy, which `slice` of Node's buffers is not: floating numbers begin at a multiple of 4, those here anywhere.
        const copied = typeof bytes === 'number' ? await readApart(name, bytes, length) : new Uint8Array(bytes);
        const { buffer } = copied;
        if (dataType === DATA_TYPE.float)
            floats.set(name, { shape: dims, data: new Float32Array(buffer) });
        else
            integers.set(name, { dims, data: new Int8Array(buffer) });
    }
    for (const name of [...floats.keys()]) {
        const weight = name.replace(/_scale$/, '');
        const { numbers, scales } = quantizedNames(weight);
        const quantized = integers.get(numbers);
        if (name === scales && quantized !== undefined)
            floats.set(weight, readQuantized(quantized, floats.get(scales), { path, at: numbers }));
    }
    for (const [name, tensor] of chain)
        floats.set(name, tensor);
    return floats;
}
function readQuantized({ dims, data }, scale, { path, at }) {
    const [rows, columns] = dims;
    const axis = scale.shape.length === 1 ? 1 : 0;
    if (dims.length !== 2 || scale.data.length !== dims[axis])
        throw damaged(path, `expected [rows,columns] with a scale for each, got [${dims}] and [${scale.shape}]`, at);
    return dequantize({ shape: [rows, columns], data, axis, scales: scale.data });
}
