/**
 * @file Parquet's pages: the values of one column of a row group, with every count checked before it is believed.
 *
 * After the Parquet format 2.12: data pages of version 1 and 2, texts and whole numbers, plain or by dictionary,
 * alone or in a list. hyparquet reads the headers and hyparquet-compressors some codecs; pages are taken apart
 * here, because a reader that trusts a run's length can be made to fill the memory by a few bytes. Other types and
 * encodings (the DELTA ones, and floating numbers, which neither words nor tags need) are refused.
 */
import * as zlib from 'node:zlib';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressLz4, decompressLz4Raw, decompressSnappy, decompressZstd } from 'hyparquet-compressors';
import { MedspanError } from "../errors.js";
import { checkThrift } from "./thrift.js";
/** Unpacked bytes over packed ones that a page may have, and bytes that are always allowed. */
const pageRatio = 250;
const freeBytes = 2 ** 20;
const codecs = {
    UNCOMPRESSED: packed => packed,
    SNAPPY: (packed, length) => decompressSnappy(packed, length),
    GZIP: (packed, length) => zlib.gunzipSync(packed, { maxOutputLength: Math.max(length, 1) }),
    BROTLI: (packed, length) => zlib.brotliDecompressSync(packed, { maxOutputLength: Math.max(length, 1) }),
    ZSTD: unpackZstd,
    LZ4: (packed, length) => decompressLz4(packed, length),
    LZ4_RAW: (packed, length) => decompressLz4Raw(packed, length),
};
/** The size of its content that a Zstandard frame says (RFC 8878, section 3.1.1.1); undefined when it says none. */
function frameSize(frame) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const descriptor = view.getUint8(4);
    const isSingle = (descriptor & 0x20) !== 0;
    const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
    switch (descriptor >> 6) {
        case 0:
            return isSingle ? view.getUint8(at) : undefined;
        case 1:
            return view.getUint16(at, true) + 256;
        case 2:
            return view.getUint32(at, true);
        default:
            return Number(view.getBigUint64(at, true));
    }
}
/** By Node where it can (from 22.15 on), which notices a frame that holds too little; else by fzstd. */
function unpackZstd(packed, length) {
    const size = frameSize(packed);
    if (size !== undefined && size !== length)
        throw new RangeError(`a frame of ${size} bytes`);
    if ('zstdDecompressSync' in zlib)
        return zlib.zstdDecompressSync(packed, { maxOutputLength: Math.max(length, 1) });
    return decompressZstd(packed, new Uint8Array(length));
}
/** A damaged page: the caller knows the file. */
function broken(message) {
    return new MedspanError('input', message, {
        hint: 'the file looks damaged: export or download it again',
    });
}
function unpack(packed, length, codec) {
    const decompress = codecs[codec];
    if (decompress === undefined)
        throw new MedspanError('input', `expected one of the codecs ${Object.keys(codecs).join(', ')}, got ${codec}`);
    if (length < 0)
        throw broken(`expected a page of a size, got ${length} bytes`);
    if (length > freeBytes && length > packed.length * pageRatio)
        throw new MedspanError('unsafe-input', `a page unpacks to more than ${pageRatio} times its size`);
    let page;
    try {
        page = decompress(packed, length);
    }
    catch (cause) {
        throw new MedspanError('input', `expected a page packed with ${codec}, got other or damaged data`, {
            hint: 'the file looks damaged: export or download it again',
            cause,
        });
    }
    if (page.length !== length)
        throw broken(`expected a page of ${length} bytes, got ${page.length}`);
    return page;
}
/** Reads a page's bytes in order, and refuses to go beyond their end. */
class Cursor {
    bytes;
    at;
    end;
    constructor(bytes, at = 0, end = bytes.length) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }
    byte() {
        if (this.at >= this.end)
            throw broken('expected more bytes in a page, got its end');
        return this.bytes[this.at++];
    }
    /** Four bytes, least significant first, as a size. */
    size() {
        if (this.at + 4 > this.end)
            throw broken('expected more bytes in a page, got its end');
        const { bytes, at } = this;
        this.at += 4;
        return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
    }
    varint() {
        let value = 0;
        for (let shift = 0; shift < 35; shift += 7) {
            const byte = this.byte();
            value += (byte & 0x7f) * 2 ** shift;
            if (byte < 0x80)
                return value;
        }
        throw broken('expected a number of at most 32 bits');
    }
    part(length) {
        if (length < 0 || this.at + length > this.end)
            throw broken('expected more bytes in a page, got its end');
        const part = new Cursor(this.bytes, this.at, this.at + length);
        this.at += length;
        return part;
    }
}
/** Whole numbers of `width` bits in runs, repeated or packed (Encodings.md, "RLE/bit-packing hybrid"). */
function readRuns(cursor, width, count) {
    if (width > 32)
        throw broken(`expected numbers of at most 32 bits, got ${width}`);
    const output = new Uint32Array(count);
    if (width === 0)
        return output;
    const mask = 2 ** width - 1;
    for (let filled = 0; filled < count;) {
        const header = cursor.varint();
        const length = Math.floor(header / 2);
        if (header % 2 === 0) {
            let value = 0;
            for (let shift = 0; shift < width; shift += 8)
                value += cursor.byte() * 2 ** shift;
            if (length === 0 || value > mask)
                throw broken('expected a run of values, got an impossible one');
            const end = Math.min(count, filled + length);
            output.fill(value, filled, end);
            filled = end;
        }
        else {
            if (length === 0)
                throw broken('expected a run of values, got an empty one');
            let bits = 0;
            let held = 0;
            // The last group of eight is padded, and some writers leave the padding out.
            if (width <= 24)
                for (let i = 0; i < length * 8 && filled < count; i++) {
                    for (; held < width; held += 8)
                        bits |= cursor.byte() << held;
                    output[filled++] = bits & mask;
                    bits >>>= width;
                    held -= width;
                }
            else
                for (let i = 0; i < length * 8 && filled < count; i++) {
                    while (held < width) {
                        bits += cursor.byte() * 2 ** held;
                        held += 8;
                    }
                    output[filled++] = bits % (mask + 1);
                    bits = Math.floor(bits / (mask + 1));
                    held -= width;
                }
        }
    }
    return output;
}
function readText(cursor) {
    const length = cursor.size();
    if (cursor.at + length > cursor.end)
        throw broken('expected a text, got the end of its page');
    const { bytes, at } = cursor;
    cursor.at += length;
    if (length < 12) {
        let text = '';
        let i = at;
        for (; i < cursor.at && bytes[i] < 0x80; i++)
            text += String.fromCharCode(bytes[i]);
        if (i === cursor.at)
            return text;
    }
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
    const text = buffer.toString('utf8');
    if (text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(buffer))
        throw new MedspanError('input', 'expected UTF-8, got bytes that are not');
    return text;
}
function readNumber(cursor, type) {
    const low = cursor.size();
    if (type === 'INT32')
        return low | 0;
    const high = cursor.size() | 0;
    const value = high * 2 ** 32 + low;
    if (!Number.isSafeInteger(value))
        throw broken(`expected a number below 2^53, got ${value}`);
    return value;
}
function readPlain(cursor, type, count) {
    const width = type === 'INT64' ? 8 : 4;
    if (count < 0 || count * width > cursor.end - cursor.at)
        throw broken(`expected room for ${count} values, got ${cursor.end - cursor.at} bytes`);
    const values = [];
    for (let i = 0; i < count; i++)
        values.push(type === 'BYTE_ARRAY' ? readText(cursor) : readNumber(cursor, type));
    return values;
}
const bitWidth = (value) => 32 - Math.clz32(value);
function readPageV1(body, header, chunk, count) {
    const cursor = new Cursor(unpack(body, header.uncompressed_page_size, chunk.codec));
    const levels = (max, encoding) => {
        if (max === 0)
            return undefined;
        if (encoding !== 'RLE')
            throw broken(`expected levels in runs (RLE), got ${encoding}`);
        return readRuns(cursor.part(cursor.size()), bitWidth(max), count);
    };
    const own = header.data_page_header;
    const repetitions = levels(chunk.maxRepetition, own.repetition_level_encoding);
    const definitions = levels(chunk.maxDefinition, own.definition_level_encoding);
    return { repetitions, definitions, encoding: own.encoding, values: cursor };
}
function readPageV2(body, header, chunk, count) {
    const own = header.data_page_header_v2;
    const cursor = new Cursor(body);
    const repetitionBytes = cursor.part(own.repetition_levels_byte_length);
    const definitionBytes = cursor.part(own.definition_levels_byte_length);
    const packed = body.subarray(cursor.at);
    const length = header.uncompressed_page_size - cursor.at;
    return {
        repetitions: chunk.maxRepetition === 0 ? undefined : readRuns(repetitionBytes, 1, count),
        definitions: chunk.maxDefinition === 0 ? undefined : readRuns(definitionBytes, bitWidth(chunk.maxDefinition), count),
        encoding: own.encoding,
        values: new Cursor(own.is_compressed === false || packed.length === 0 ? packed : unpack(packed, length, chunk.codec)),
    };
}
/** The values that a page has, nulls and empty lists left out. */
function readValues(page, chunk, count, dictionary) {
    if (page.encoding === 'PLAIN')
        return readPlain(page.values, chunk.type, count);
    if (page.encoding !== 'PLAIN_DICTIONARY' && page.encoding !== 'RLE_DICTIONARY')
        throw new MedspanError('input', `expected values plain or by dictionary, got the encoding ${page.encoding}`, {
            hint: 'write the file again with the encoding PLAIN or RLE_DICTIONARY (the default of pyarrow)',
        });
    if (dictionary === undefined)
        throw broken('expected a dictionary before the values that use it');
    if (count === 0)
        return [];
    const indices = readRuns(page.values, page.values.byte(), count);
    const values = [];
    for (const index of indices) {
        const value = dictionary[index];
        if (value === undefined)
            throw broken(`expected one of ${dictionary.length} values, got number ${index}`);
        values.push(value);
    }
    return values;
}
/** Puts a page's values to the rows that they belong to. */
function assemble(page, chunk, count, dictionary, lists) {
    const { repetitions, definitions } = page;
    let present = count;
    if (definitions !== undefined) {
        present = 0;
        for (const level of definitions) {
            if (level > chunk.maxDefinition)
                throw broken('expected a definition level that the schema knows');
            if (level === chunk.maxDefinition)
                present++;
            else if (level >= chunk.listDefinition)
                lists.nulls++;
        }
    }
    const values = readValues(page, chunk, present, dictionary);
    let next = 0;
    for (let i = 0; i < count; i++) {
        if (repetitions === undefined || repetitions[i] === 0)
            lists.offsets.push(lists.values.length);
        else if (lists.offsets.length === 0)
            throw broken('expected the beginning of a list, got its middle');
        if (definitions === undefined || definitions[i] === chunk.maxDefinition)
            lists.values.push(values[next++]);
    }
}
/**
 * The values of one column of a row group.
 *
 * @param bytes the column's pages, as they stand in the file.
 * @param where the file and the column, for errors.
 * @throws MedspanError (`input`) when the pages are damaged or of a type or an encoding that is not read;
 * (`unsafe-input`) for a page that unpacks to too much.
 */
export function readChunk(bytes, chunk, where) {
    try {
        return readPages(bytes, chunk);
    }
    catch (error) {
        if (error instanceof MedspanError)
            throw new MedspanError(error.code, error.message, { where, hint: error.hint, cause: error.cause });
        if (error instanceof RangeError || error instanceof TypeError)
            throw new MedspanError('input', `expected a page of values, got damaged data`, {
                where,
                hint: 'the file looks damaged: export or download it again',
                cause: error,
            });
        throw error;
    }
}
function readPages(bytes, chunk) {
    const lists = { values: [], offsets: [], nulls: 0 };
    let dictionary;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let seen = 0;
    for (let at = 0; seen < chunk.count;) {
        if (checkThrift(bytes, at, bytes.length) === undefined)
            throw broken('expected the header of a page');
        const reader = { view, offset: at };
        const header = parquetHeader(reader);
        const length = header.compressed_page_size;
        if (!(length >= 0) || reader.offset + length > bytes.length)
            throw broken(`expected a page of ${length} bytes, got the end of its column`);
        const body = bytes.subarray(reader.offset, reader.offset + length);
        at = reader.offset + length;
        if (header.type === 'DICTIONARY_PAGE' && header.dictionary_page_header !== undefined) {
            const page = new Cursor(unpack(body, header.uncompressed_page_size, chunk.codec));
            dictionary = readPlain(page, chunk.type, header.dictionary_page_header.num_values);
            continue;
        }
        const own = header.data_page_header ?? header.data_page_header_v2;
        if (own === undefined)
            continue;
        const count = own.num_values;
        if (!(count >= 0) || seen + count > chunk.count)
            throw broken(`expected ${chunk.count} values in the column, got more`);
        const read = header.data_page_header === undefined ? readPageV2 : readPageV1;
        assemble(read(body, header, chunk, count), chunk, count, dictionary, lists);
        seen += count;
    }
    lists.offsets.push(lists.values.length);
    return lists;
}
