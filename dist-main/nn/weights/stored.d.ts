/**
 * @file Numbers in files: reads at a position, as float32.
 *
 * A tensor goes straight into an array of its own. Float32 is read there in place; other types pass through a piece
 * of a few MiB, so that the memory in use stays that of the float32 arrays, however large the file.
 */
import { type FileHandle } from 'node:fs/promises';
import type { FloatTensor, TensorSpec } from '../tensors.ts';
import { type FloatType } from './floats.ts';
/** What a file of weights holds. */
export interface StoredTensors<Stored extends TensorSpec = FloatTensor> {
    /** The floating tensors, as float32. */
    readonly tensors: Map<string, Stored>;
    /** The names of tensors of whole numbers, which are not read: old checkpoints carry `position_ids`. */
    readonly skipped: readonly string[];
}
/** A file that is read at positions. */
export interface PositionedFile {
    readonly path: string;
    /** In bytes, when it was opened. */
    readonly size: number;
    readonly handle: FileHandle;
}
/**
 * Opens a file for some work, and closes it.
 * @throws MedspanError `input` where there is no such file, or it cannot be read.
 */
export declare function withFile<T>(path: string, work: (file: PositionedFile) => Promise<T>): Promise<T>;
/** The bytes at a position; the caller has held their number against the file's size. */
export declare function readBytes(file: PositionedFile, position: number, length: number): Promise<Uint8Array>;
/**
 * A text that describes a model.
 * @throws MedspanError `input` where there is no such file; `unsafe-input` where it is too long.
 */
export declare function readDescription(path: string): Promise<string>;
/** `count` numbers from a position on, as float32. The caller has held them against the file's size. */
export declare function readFloats(file: PositionedFile, type: FloatType, position: number, count: number): Promise<Float32Array>;
/**
 * Rows of int8 from a position on, each times its scale. The caller has held them against the file's size.
 * @param scales one for each row
 * @param options.name of the scales, for messages
 * @throws MedspanError `input` for a scale that is no finite number
 */
export declare function readScaledRows(file: PositionedFile, position: number, scales: Float32Array, { columns, name }: {
    readonly columns: number;
    readonly name: string;
}): Promise<Float32Array>;
/**
 * A strided view as a row-major array: element (i, j, ...) lies `i·strides[0] + j·strides[1] + ...` numbers after
 * the position. What lies between the first and the last element is in memory meanwhile. The caller has held it
 * against the file's size; no size is 0.
 */
export declare function readStrided(file: PositionedFile, type: FloatType, position: number, shape: readonly number[], strides: readonly number[]): Promise<Float32Array>;
