/**
 * @file The values of a pickle, and what its reader says of globals and of ids of things outside it.
 */
/** A global by its name, `module name` with a dot between. Nothing is loaded or called. */
export class Global {
    name;
    constructor(name) {
        this.name = name;
    }
}
export class List {
    items = [];
}
export class Dict {
    entries = new Map();
}
/** Something that the reader has made in the place of a call. */
export class Made {
}
/** What a value is, for messages; never its content, which may be of any depth. */
export function kindOf(value) {
    if (value === undefined)
        return 'nothing';
    if (value === null)
        return 'None';
    if (value instanceof Made)
        return value.kind;
    if (value instanceof Global)
        return value.name;
    if (value instanceof List)
        return 'a list';
    if (value instanceof Dict)
        return 'a dict';
    if (typeof value === 'object')
        return 'a tuple';
    return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : String(value);
}
/** A fault in what a pickle says; the machine adds where. */
export class PickleFault extends Error {
}
