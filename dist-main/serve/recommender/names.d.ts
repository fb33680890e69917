/** A name of a new type as a label can have it: without white space, a semantic type by its code. */
export declare function labelName(name: string): string;
/**
 * Finds which of some names means what another one does: the same name, else the same but for case and white space, else the name or the code of
 * the same semantic type or group. Of several the first.
 */
export declare function createNameMatch(names: Iterable<string>): (name: string) => string | undefined;
