/**
 * @file Feature structures, and a table that holds very many of them in little memory.
 *
 * A row of the table is a run of 32-bit numbers, one for each feature that is set: whole numbers, truth values and
 * references as they are, everything else as its place in a list. Structures with the same features in the same
 * order share a shape, which says what the numbers mean. An object comes into being only where one is asked for.
 */
import { type Where } from '../errors.ts';
import { Shape, type SlotKind } from './structure-shape.ts';
/** A reference to another feature structure, or to a sofa. */
export interface Reference {
    readonly ref: number;
}
/**
 * The value of a feature. Arrays and lists that stand inside their owner are arrays here; a long is a bigint;
 * `null` is an element that is not there.
 */
export type CasValue = string | number | bigint | boolean | null | Reference | readonly CasValue[];
export interface FeatureStructure {
    /** Its `xmi:id`, positive. */
    readonly id: number;
    /** The full name of its type. */
    readonly type: string;
    /** Features that are set; arrays in their own right have one, `elements`. */
    readonly features: ReadonlyMap<string, CasValue>;
    readonly where?: Where | undefined;
}
/** The greatest id: UIMA's are Java's int. */
export declare const MAX_ID: number;
/** The most feature structures of one CAS: words of a megabyte with lemmas, parts of speech and syntax are one million. */
export declare const mostStructures = 2000000;
/** @throws MedspanError (`unsafe-input`) for more feature structures than a CAS may have */
export declare function checkStructureCount(count: number, where: Where): void;
/** Feature structures by id. Rows are added while a file is read, and then only looked at. */
export declare class StructureTable implements ReadonlyMap<number, FeatureStructure> {
    #private;
    readonly path: string;
    constructor(path: string);
    /** Adds a value to the row that is being made. */
    push(kind: SlotKind, value: CasValue): void;
    /** Adds a whole number or the id that a reference holds. */
    pushNumber(value: number): void;
    pushString(value: string): void;
    /** Ends a row whose values have been pushed in the order of its shape; false where the id is taken. */
    add(id: number, shape: Shape, line: number, column: number): boolean;
    /** A table of these structures without those that are left out, and with further ones behind them. */
    changed(left: ReadonlySet<number>, further: readonly FeatureStructure[]): StructureTable;
    get size(): number;
    has(id: number): boolean;
    get(id: number): FeatureStructure | undefined;
    /** Tells every reference of every structure, elements of arrays included. */
    forEachReference(visit: (id: number, feature: string, ref: number) => void): void;
    /** A structure's begin, end and sofa without making an object of it; what is not set is 0. */
    readSpan(id: number, into: {
        type: string;
        begin: number;
        end: number;
        sofa: number;
    }): boolean;
    idOf(row: number): number;
    shapeOf(row: number): Shape;
    /** Where a structure stands in the file; of one that came later, only its id. */
    whereOf(row: number): Where;
    /** A feature's value; undefined for a reference to nothing, which is the same as none. */
    valueOf(row: number, place: number): CasValue | undefined;
    keys(): MapIterator<number>;
    values(): MapIterator<FeatureStructure>;
    entries(): MapIterator<[number, FeatureStructure]>;
    [Symbol.iterator](): MapIterator<[number, FeatureStructure]>;
    forEach(visit: (value: FeatureStructure, key: number, map: ReadonlyMap<number, FeatureStructure>) => void): void;
}
