/**
 * @file The stack machine that a pickle is a program for: its bytes, a stack with marks, and a memo.
 *
 * No step takes more memory than one small object or the bytes that it has in the file, and nothing recurses, so that
 * neither counts nor nesting can be believed too much.
 */
import type { MedspanError } from '../../errors.ts';
import { Global, type PickleReader, type Value } from './pickle-values.ts';
export declare class PickleMachine {
    #private;
    constructor(bytes: Uint8Array, begin: number, reader: PickleReader, { path, at }: {
        readonly path: string;
        readonly at: string;
    });
    /** Where the next byte is read. */
    get position(): number;
    fault(message: string): MedspanError;
    opcode(): number;
    uint8(): number;
    uint16(): number;
    uint32(): number;
    int32(): number;
    /** The one number whose highest byte comes first. */
    float64(): number;
    /** A whole number of any length, two's complement, lowest byte first. */
    long(length: number): number | bigint;
    text(length: number, encoding: 'utf-8' | 'latin1'): string;
    /** A global that the reader knows, as two lines. */
    global(): Global;
    push(value: Value): void;
    pop(): Value;
    top(): Value;
    popTuple(size: number): Value[];
    mark(): void;
    /** The values above the last mark. */
    popMark(): Value[];
    /** The value that is left at the end. */
    result(): Value;
    /** Keeps the value on top under a number. */
    keep(key: number): void;
    /** The value that was kept under a number. */
    recall(key: number): Value;
    /** Appends to the list on top. */
    append(items: readonly Value[]): void;
    /** Puts keys and values, by turns, into the dict on top. */
    setItems(items: readonly Value[]): void;
    /** What the reader returns for a call of a global. */
    call(callee: Global, args: readonly Value[]): Value;
    /** What the reader returns for an id of something outside the pickle. */
    load(id: Value): Value;
}
