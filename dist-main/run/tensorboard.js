/**
 * @file TensorBoard's event files, written while a run trains.
 *
 * A file is a sequence of TFRecords (tensorflow/core/lib/io/record_writer.h): length as uint64, its masked CRC32C, the
 * bytes, their masked CRC32C, all little-endian. Each holds one `Event` (tensorflow/core/util/event.proto); the first
 * one says `brain.Event:2`. A record of the log is one event with all its numbers, so that it is there whole or not at
 * all: a half one at the end fails its checksum, and readers wait for the rest.
 *
 * Tags are those of Hugging Face's TensorBoardCallback (`rewrite_logs` in transformers.integrations): `eval_f1` is
 * `eval/f1`, `loss` is `train/loss`. Where it writes an event for each number, this writes one for all of them.
 *
 * When a run goes on, its file is written anew from the history of its log, as log.jsonl is. What the old file has says
 * when each record was made, so the new one begins with the same bytes, and a TensorBoard that has the file open reads
 * on. The name has a fixed word where others write the host's name and the number of the process.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { internal, MedspanError } from "../errors.js";
import { asideOf, hasSystemCode, removeLeftovers, systemMessage, writeFileWhole } from "../system/output.js";
const FILE_VERSION = 'brain.Event:2';
/** `events.out.tfevents.<seconds>.<host>.<process>.<number>`, of which TensorBoard wants `tfevents` and sorts the rest. */
export const eventFile = /^events\.out\.tfevents\.\d{10,}\.medspan\.0\.0$/;
/**
 * Opens the event file of a folder, which then holds `history` and nothing else, whatever it held before.
 * Event files that others have written stay as they are.
 * @param nowMs milliseconds since 1970
 * @throws MedspanError `output`
 */
export async function openEvents(folder, history, nowMs = Date.now) {
    await removeLeftovers(folder);
    const [name, ...others] = await ownNames(folder);
    const openedMs = nowMs();
    const path = join(folder, name ?? nameOf(openedMs));
    const before = name === undefined ? [] : await readOld(path);
    // TensorBoard reads whatever has `tfevents` in its name.
    const aside = asideOf(join(folder, 'events'));
    await writeFileWhole(aside, formatHistory(history, before, openedMs / 1000));
    let file;
    try {
        for (const other of others)
            await rm(join(folder, other), { force: true });
        await rename(aside, path);
        file = await open(path, 'a');
    }
    catch (cause) {
        throw notWritten(path, cause);
    }
    let closed = false;
    return {
        path,
        async append(record) {
            if (closed)
                throw internal('an event file was closed before its last record');
            const bytes = formatEvent(eventOf(record, nowMs() / 1000));
            try {
                await file.appendFile(bytes);
            }
            catch (cause) {
                throw notWritten(path, cause);
            }
        },
        async close() {
            if (closed)
                return;
            closed = true;
            await file.close();
        },
    };
}
function nameOf(ms) {
    return `events.out.tfevents.${String(Math.floor(ms / 1000)).padStart(10, '0')}.medspan.0.0`;
}
async function ownNames(folder) {
    try {
        await mkdir(folder, { recursive: true });
        return (await readdir(folder)).filter(name => eventFile.test(name)).sort();
    }
    catch (cause) {
        throw notWritten(folder, cause);
    }
}
async function readOld(path) {
    try {
        return parseEvents(await readFile(path));
    }
    catch (cause) {
        if (hasSystemCode(cause, 'ENOENT'))
            return [];
        throw notWritten(path, cause);
    }
}
function notWritten(path, cause) {
    const reason = cause instanceof Error ? systemMessage(cause) : String(cause);
    return new MedspanError('output', `could not be written: ${reason}`, {
        where: { path },
        hint: 'Put that right, then give the same command again: the run resumes from its newest checkpoint.',
        cause,
    });
}
/** A whole file. Records that `before` has keep the time at which they were made first. */
function formatHistory(history, before, now) {
    const keyOf = ({ step, scalars }) => JSON.stringify([step, ...scalars.keys()]);
    const times = new Map();
    for (const event of before)
        if (!times.has(keyOf(event)))
            times.set(keyOf(event), event.wallTime);
    const events = history.map(record => {
        const event = eventOf(record, now);
        return { ...event, wallTime: times.get(keyOf(event)) ?? now };
    });
    const begun = before[0]?.fileVersion === FILE_VERSION ? before[0].wallTime : now;
    const first = { wallTime: begun, step: 0, fileVersion: FILE_VERSION, scalars: new Map() };
    return Buffer.concat([first, ...events].map(formatEvent));
}
/**
 * A record of the log as an event.
 * @param wallTime seconds since 1970
 */
export function eventOf(record, wallTime) {
    const { step, ...numbers } = record;
    if (step === undefined || !Number.isSafeInteger(step) || step < 0)
        throw internal(`expected a record of a step, got ${JSON.stringify(record)}`);
    const scalars = new Map(Object.entries(numbers).map(([key, value]) => [tagOf(key), value]));
    return { wallTime, step, scalars };
}
/** `eval_f1` -> `eval/f1`, `test_f1` -> `test/f1`, `loss` -> `train/loss`. */
function tagOf(key) {
    const match = /^(eval|test)_(.*)$/s.exec(key);
    return match === null ? `train/${key}` : `${match[1]}/${match[2]}`;
}
/** An event as a record of a file. */
export function formatEvent({ wallTime, step, fileVersion, scalars }) {
    const fields = [field(1, 1, double(wallTime))];
    if (step !== 0)
        fields.push(field(2, 0, varint(step)));
    if (fileVersion !== undefined)
        fields.push(bytesField(3, Buffer.from(fileVersion, 'utf8')));
    if (scalars.size > 0) {
        const values = Array.from(scalars, ([tag, value]) => bytesField(1, Buffer.concat([bytesField(1, Buffer.from(tag, 'utf8')), field(2, 5, float(value))])));
        fields.push(bytesField(5, Buffer.concat(values)));
    }
    return frame(Buffer.concat(fields));
}
/** A protocol buffer's field: its number and wire type, then its content. */
function field(number, wire, content) {
    return Buffer.concat([varint(number * 8 + wire), content]);
}
function bytesField(number, content) {
    return field(number, 2, Buffer.concat([varint(content.length), content]));
}
/** Seven bits a byte, the lowest first; `value` is an integer from 0 to 2^53 - 1. */
function varint(value) {
    const bytes = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128))
        bytes.push((rest % 128) + 128);
    bytes.push(rest);
    return Uint8Array.from(bytes);
}
function double(value) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
}
function float(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return bytes;
}
const HEADER = 12;
const FOOTER = 4;
function frame(content) {
    const record = Buffer.alloc(HEADER + content.length + FOOTER);
    record.writeBigUInt64LE(BigInt(content.length));
    record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
    record.set(content, HEADER);
    record.writeUInt32LE(maskedCrc(content), HEADER + content.length);
    return record;
}
/**
 * The events of a file, up to the first record that is not whole or not what it was. Of an event only what `Event`
 * holds is read.
 */
export function parseEvents(file) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
    const events = [];
    let at = 0;
    while (bytes.length - at >= HEADER + FOOTER) {
        const length = bytes.readBigUInt64LE(at);
        if (bytes.readUInt32LE(at + 8) !== maskedCrc(bytes.subarray(at, at + 8)))
            break;
        if (length > BigInt(bytes.length - at - HEADER - FOOTER))
            break;
        const content = bytes.subarray(at + HEADER, at + HEADER + Number(length));
        if (bytes.readUInt32LE(at + HEADER + content.length) !== maskedCrc(content))
            break;
        const event = parseEvent(content);
        if (event === undefined)
            break;
        events.push(event);
        at += HEADER + content.length + FOOTER;
    }
    return events;
}
/** The fields of a message; undefined where it is none. */
function parseFields(message) {
    const fields = [];
    let at = 0;
    const readVarint = () => {
        let value = 0;
        for (let scale = 1;; scale *= 128) {
            const byte = message[at++];
            if (byte === undefined || scale > 2 ** 63)
                return Number.NaN;
            value += (byte % 128) * scale;
            if (byte < 128)
                return value;
        }
    };
    while (at < message.length) {
        const key = readVarint();
        const wire = key % 8;
        const value = wire === 0 || wire === 2 ? readVarint() : 0;
        const length = wire === 0 ? 0 : wire === 1 ? 8 : wire === 2 ? value : wire === 5 ? 4 : Number.NaN;
        if (!(at + length <= message.length) || Number.isNaN(value))
            return undefined;
        fields.push({ number: Math.floor(key / 8), content: message.subarray(at, at + length), value });
        at += length;
    }
    return fields;
}
function parseEvent(message) {
    const fields = parseFields(message);
    if (fields === undefined)
        return undefined;
    const last = (number) => fields.findLast(one => one.number === number);
    const time = last(1)?.content;
    const version = last(3)?.content.toString('utf8');
    const scalars = new Map();
    for (const value of parseFields(last(5)?.content ?? Buffer.alloc(0)) ?? []) {
        const parts = parseFields(value.content) ?? [];
        const tag = parts.find(({ number }) => number === 1)?.content.toString('utf8');
        const number = parts.find(one => one.number === 2 && one.content.length === 4);
        if (value.number === 1 && tag !== undefined && number !== undefined)
            scalars.set(tag, number.content.readFloatLE());
    }
    return {
        wallTime: time?.length === 8 ? time.readDoubleLE() : 0,
        step: last(2)?.value ?? 0,
        ...(version !== undefined && { fileVersion: version }),
        scalars,
    };
}
/** The remainders of CRC32C (Castagnoli's polynomial 0x1edc6f41, its bits reversed) by byte. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++)
        remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
    return remainder;
});
/** CRC32C of bytes (RFC 3720, section 12.1), from 0 to 2^32 - 1. */
export function crc32c(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes)
        crc = (crc >>> 8) ^ remainders[(crc ^ byte) & 0xff];
    return (crc ^ 0xffffffff) >>> 0;
}
/** As files hold it: turned by 15 bits, and a constant added (tensorflow/core/lib/hash/crc32c.h). */
function maskedCrc(bytes) {
    const crc = crc32c(bytes);
    return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
