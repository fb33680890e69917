import type { FloatTensor, NamedTensors } from '../tensors.ts';
import { type FloatType } from './floats.ts';
/** The file of weights that medspan writes. */
export declare const MODEL_WEIGHTS = "model.safetensors";
export interface Entry {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    /** Offsets in the data. */
    readonly begin: number;
    readonly end: number;
}
/** The header's length as the first 8 bytes say it, held against the file's length. */
export declare function headerLengthOf(prefix: Uint8Array, fileLength: number, path: string): number;
export declare function parseHeader(bytes: Uint8Array, dataLength: number, path: string): Entry[];
/** The type of an entry's numbers, or undefined where it holds whole numbers. */
export declare function floatTypeOf({ dtype, name }: Entry, path: string): FloatType | undefined;
/**
 * The floating tensors of a safetensors file, in the order of their data, as float32 copies.
 * @throws MedspanError `input` where the bytes are against the format, naming the tensor.
 */
export declare function parseSafetensors(bytes: Uint8Array, path: string): Map<string, FloatTensor>;
/**
 * A file's content in pieces: the header, then each tensor's bytes as a view on its data. Tensors are sorted by
 * name, as the reference implementation does, so that equal tensors give equal files.
 */
export declare function safetensorsPieces(tensors: NamedTensors, metadata?: Readonly<Record<string, string>>): Uint8Array[];
/** A safetensors file of float32 tensors. `{ format: 'pt' }` is what Python transformers asks for. */
export declare function formatSafetensors(tensors: NamedTensors, metadata?: Readonly<Record<string, string>>): Uint8Array;
