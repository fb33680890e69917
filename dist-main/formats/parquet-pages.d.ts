import { type Where } from '../errors.ts';
/** A column of a row group. */
export interface Chunk {
    readonly type: 'BYTE_ARRAY' | 'INT32' | 'INT64';
    readonly codec: string;
    /** Values, nulls and empty lists included. */
    readonly count: number;
    readonly maxRepetition: 0 | 1;
    readonly maxDefinition: number;
    /** From this definition level on, the repeated group is there: the list is not empty. */
    readonly listDefinition: number;
}
/** The values of a chunk: `values[offsets[i]]` up to `values[offsets[i + 1]]` belong to row `i`. */
export interface Lists {
    readonly values: (string | number)[];
    readonly offsets: number[];
    /** How many values are null; each is left out of `values`. */
    readonly nulls: number;
}
/**
 * The values of one column of a row group.
 *
 * @param bytes the column's pages, as they stand in the file.
 * @param where the file and the column, for errors.
 * @throws MedspanError (`input`) when the pages are damaged or of a type or an encoding that is not read;
 * (`unsafe-input`) for a page that unpacks to too much.
 */
export declare function readChunk(bytes: Uint8Array, chunk: Chunk, where: Where): Lists;
