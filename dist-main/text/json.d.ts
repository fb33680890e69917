/** How deep lists and objects may nest. What we read needs 8. */
export declare const maxNesting = 256;
/** Where a JSON text begins: in a file, from 1. */
export interface JsonPlace {
    readonly path: string;
    readonly line?: number;
    readonly column?: number;
}
/**
 * A JSON text's value.
 *
 * @param where the file, and the line and column at which the text begins (1 when left out).
 * @throws MedspanError (`input`) with line and column; (`unsafe-input`) for more than `maxNesting` levels
 *   or `maxBytes` of values.
 */
export declare function parseJson(text: string, where: JsonPlace): unknown;
/** A value of a file, its place, and its number from 1. */
export interface PlacedValue {
    readonly value: unknown;
    readonly where: Required<JsonPlace>;
    readonly number: number;
}
/**
 * The values of a file: the elements of a list, or values that follow each other, one a line (JSON lines) or not. The file is
 * never held whole; a gzip file is read as what it unpacks to.
 *
 * @throws MedspanError (`input`) with line and column when it is not UTF-8 or not JSON, an empty file included;
 * (`unsafe-input`) for more than `maxNesting` levels.
 */
export declare function readValues(path: string): AsyncGenerator<PlacedValue, void, undefined>;
