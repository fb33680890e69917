import { MedspanError } from '../errors.ts';
export type JsonObject = {
    readonly [key: string]: unknown;
};
export declare function isObject(value: unknown): value is JsonObject;
/** More than any vocabulary has (XLM-V: 901,629 pieces); a larger id would only ask for memory. */
export declare const largestId: number;
/** One value inside a JSON file. */
export declare class Part {
    readonly value: unknown;
    readonly path: string;
    readonly at: string;
    constructor(value: unknown, path: string, at?: string);
    /** Whether the value is left out or null. */
    get missing(): boolean;
    /** A field of an object; missing where there is none. Inherited names such as `constructor` are none. */
    get(key: string): Part;
    object(): JsonObject;
    list(): readonly unknown[];
    /** The elements of a list. */
    parts(): Part[];
    string(fallback?: string): string;
    boolean(fallback?: boolean): boolean;
    /** A number of a piece: an integer from 0 to `largestId`. */
    id(): number;
    /** One of some words. */
    oneOf<const Word extends string>(words: readonly Word[], fallback?: Word): Word;
    expected(what: string): never;
    fail(message: string): never;
}
/** Counts the steps that a file asks for, inside others too. */
export declare class Steps {
    #private;
    /** @throws MedspanError `input` where there are too many */
    take(part: Part): void;
}
export declare function isId(value: unknown): value is number;
/** @throws MedspanError `input` for more pieces than there are ids */
export declare function checkPieceCount(count: number, path: string, at?: string): void;
/** The error of a file that describes no tokenizer that is supported. */
export declare function badTokenizer(message: string, path: string, at?: string): MedspanError;
/** @throws MedspanError `input` for bytes that are no UTF-8 */
export declare function parseText(bytes: Uint8Array, path: string): string;
/** @throws MedspanError `input` for anything but one object in JSON */
export declare function parseObject(bytes: Uint8Array, path: string): Part;
