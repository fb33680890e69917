/**
 * @file Types of a model and tags of a project that mean the same: `T047` and `Disease or Syndrome` do.
 */
import { semanticGroups, semanticTypes, typeName } from "../../concepts/semantic-network.js";
/** Codes of UMLS' semantic types and groups, by code, by name, and by both; in lower case. */
let codes;
function codeOf(name) {
    codes ??= new Map([
        ...semanticGroups.map(({ abbreviation }) => abbreviation),
        ...semanticTypes.map(({ tui }) => tui),
    ].flatMap(code => [code, typeName(code), `${code} ${typeName(code)}`].map(one => [one.toLowerCase(), code])));
    return codes.get(name.trim().toLowerCase());
}
/** As names are compared: without regard to case, and with one sign for white space, which no label can have. */
const folding = (name) => name.trim().replace(/\s+/g, '_').toLowerCase();
/** A name of a new type as a label can have it: without white space, a semantic type by its code. */
export function labelName(name) {
    return /\s/.test(name) ? (codeOf(name) ?? name.trim().replace(/\s+/g, '_')) : name;
}
/**
 * Finds which of some names means what another one does: the same name, else the same but for case and white space, else the name or the code of
 * the same semantic type or group. Of several the first.
 */
export function createNameMatch(names) {
    const same = new Set(names);
    const folded = new Map();
    const coded = new Map();
    const addNew = (map, key, name) => {
        if (key !== undefined && !map.has(key))
            map.set(key, name);
    };
    for (const name of same) {
        addNew(folded, folding(name), name);
        addNew(coded, codeOf(name), name);
    }
    return name => (same.has(name) ? name : (folded.get(folding(name)) ?? coded.get(codeOf(name) ?? '')));
}
