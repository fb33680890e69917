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
import type { LogRecord } from './log.ts';
/** What happened at a step. */
export interface Event {
    /** Seconds since 1970. */
    readonly wallTime: number;
    readonly step: number;
    /** Of the first event of a file. */
    readonly fileVersion?: string;
    /** Numbers by tag, in order; a file has them as float32. */
    readonly scalars: ReadonlyMap<string, number>;
}
export interface EventWriter {
    /** The file that is written. */
    readonly path: string;
    /** @throws MedspanError `output` */
    append(record: LogRecord): Promise<void>;
    /** May be called again. */
    close(): Promise<void>;
}
/** `events.out.tfevents.<seconds>.<host>.<process>.<number>`, of which TensorBoard wants `tfevents` and sorts the rest. */
export declare const eventFile: RegExp;
/**
 * Opens the event file of a folder, which then holds `history` and nothing else, whatever it held before.
 * Event files that others have written stay as they are.
 * @param nowMs milliseconds since 1970
 * @throws MedspanError `output`
 */
export declare function openEvents(folder: string, history: readonly LogRecord[], nowMs?: () => number): Promise<EventWriter>;
/**
 * A record of the log as an event.
 * @param wallTime seconds since 1970
 */
export declare function eventOf(record: LogRecord, wallTime: number): Event;
/** An event as a record of a file. */
export declare function formatEvent({ wallTime, step, fileVersion, scalars }: Event): Uint8Array;
/**
 * The events of a file, up to the first record that is not whole or not what it was. Of an event only what `Event`
 * holds is read.
 */
export declare function parseEvents(file: Uint8Array): Event[];
/** CRC32C of bytes (RFC 3720, section 12.1), from 0 to 2^32 - 1. */
export declare function crc32c(bytes: Uint8Array): number;
