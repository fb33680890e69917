/**
 * @file The values of a pickle, and what its reader says of globals and of ids of things outside it.
 */
/** A global by its name, `module name` with a dot between. Nothing is loaded or called. */
export declare class Global {
    readonly name: string;
    constructor(name: string);
}
export declare class List {
    readonly items: Value[];
}
export declare class Dict {
    readonly entries: Map<Value, Value>;
}
/** Something that the reader has made in the place of a call. */
export declare abstract class Made {
    abstract readonly kind: string;
}
/** A value of a pickle; a tuple is an array. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | List | Dict | Global | Made;
export interface PickleReader {
    /** Whether a global may stand in the pickle. */
    knows(name: string): boolean;
    /**
     * What a call of a known global returns. `spend` counts steps of a call that does more than one.
     * @throws Error whose message says what was expected
     */
    call(name: string, args: readonly Value[], spend: (steps: number) => void): Value;
    /** What stands outside the pickle under an id: a storage. */
    load(id: Value): Value;
}
/** What a value is, for messages; never its content, which may be of any depth. */
export declare function kindOf(value: Value | undefined): string;
/** A fault in what a pickle says; the machine adds where. */
export declare class PickleFault extends Error {
}
