/**
 * @file UIMA CAS as JSON (version 0.4), which holds its type system itself.
 *
 * After "UIMA CAS JSON, Draft 4" (Apache UIMA JSON CAS, 2022): keys that begin with `%` are the format's own,
 * `@name` is a reference, `#name` (once `^name`) a number written as text (NaN, Infinity). Offsets count UTF-16
 * code units. Writing is in `cas-json-writer.ts`.
 */
import { ownValue } from "../dictionary.js";
import { MedspanError, Notices } from "../errors.js";
import { parseJson } from "../text/json.js";
import { readText } from "../text/source.js";
import { createCas } from "./cas.js";
import { deduplicateIds } from "./cas-json-writer.js";
import { toDocuments } from "./concepts.js";
import { readCas } from "./document.js";
import { casJsonWriter } from "./export.js";
import { checkStructureCount } from "./structure-table.js";
import { ARRAYS, createTypeSystem, FS_ARRAY, SOFA, } from "./typesystem.js";
/** Stands before the digits of a whole number that a double would round. */
const LONG = '\u0000long ';
export { formatCasJson } from "./cas-json-writer.js";
/** True where the beginning of a file looks like a JSON CAS. */
export function isCasJson(head) {
    const start = Buffer.from(head).toString('latin1');
    return /^(?:\u00ef\u00bb\u00bf)?\s*\{\s*"%(?:TYPES|FEATURE_STRUCTURES|VIEWS|FLAGS)"/.test(start);
}
/**
 * Parses a CAS.
 *
 * @throws MedspanError `input` with the file and, inside it, the path or id of what is wrong
 */
export function parseCasJson(text, path) {
    const root = parseRoot(text, path);
    const typeSystem = createTypeSystem(readTypes(root['%TYPES'] ?? {}, path), path);
    const sofas = [];
    const structures = [];
    const listed = root['%FEATURE_STRUCTURES'] ?? [];
    const all = Array.isArray(listed)
        ? listed.map((one) => [undefined, one])
        : Object.entries(objectAt(listed, { path, at: '%FEATURE_STRUCTURES' }));
    checkStructureCount(all.length, { path, at: '%FEATURE_STRUCTURES' });
    for (const [index, [key, value]] of all.entries()) {
        const place = { path, at: `%FEATURE_STRUCTURES[${key ?? index}]` };
        const object = objectAt(value, place);
        const id = numberAt(object['%ID'] ?? (key === undefined ? undefined : Number(key)), '%ID', place);
        const type = textAt(object['%TYPE'], '%TYPE', place);
        const where = { path, at: `%ID ${id}` };
        if (type === SOFA)
            sofas.push(readSofa(object, id, where));
        else
            structures.push(readStructure(object, id, type, typeSystem, where));
    }
    const views = Object.entries(objectAt(root['%VIEWS'] ?? {}, { path, at: '%VIEWS' })).map(([name, value]) => {
        const where = { path, at: `%VIEWS ${name}` };
        const view = objectAt(value, where);
        const members = view['%MEMBERS'] ?? [];
        if (!Array.isArray(members))
            throw bad('%MEMBERS', 'a list of ids', members, where);
        const sofa = view['%SOFA'];
        return {
            sofa: sofa === undefined || sofa === null ? undefined : numberAt(sofa, '%SOFA', where),
            members: members.map((one) => numberAt(one, '%MEMBERS', where)),
            where,
        };
    });
    return createCas({ typeSystem, ...deduplicateIds(sofas, views.map(withoutMissingSofa(sofas)), structures) }, path);
}
/** UIMA writes an empty CAS as a view without members of a sofa that is not there. */
function withoutMissingSofa(sofas) {
    return view => view.members.length === 0 && !sofas.some(sofa => sofa.id === view.sofa)
        ? { ...view, sofa: undefined }
        : view;
}
function parseRoot(text, path) {
    const plain = text.replace(/^\ufeff/, '');
    const value = parseJson(plain, { path });
    const marked = keepLongs(plain);
    return objectAt(marked === plain ? value : JSON.parse(marked), { path, line: 1, column: 1 });
}
/** Turns whole numbers of more than 15 digits into marked texts, so that a 64-bit integer keeps its last digits. */
function keepLongs(text) {
    if (!/\d{16}/.test(text))
        return text;
    const kept = [];
    let done = 0;
    const quoteOrLong = /"|(?<![\d.eE+-])-?\d{16,19}(?![\d.eE])/g;
    for (let match = quoteOrLong.exec(text); match !== null; match = quoteOrLong.exec(text))
        // A pattern for whole strings fills the stack with long ones.
        if (match[0] === '"')
            quoteOrLong.lastIndex = endOfString(text, match.index);
        else {
            kept.push(text.slice(done, match.index), JSON.stringify(`${LONG}${match[0]}`));
            done = quoteOrLong.lastIndex;
        }
    return kept.join('') + text.slice(done);
}
/** The index behind the quote that closes the string which begins at `begin`. */
function endOfString(text, begin) {
    let at = begin + 1;
    while (at < text.length && text[at] !== '"')
        at += text[at] === '\\' ? 2 : 1;
    return at + 1;
}
function readTypes(value, path) {
    return Object.entries(objectAt(value, { path, at: '%TYPES' })).map(([name, declared]) => {
        const where = { path, at: `%TYPES ${name}` };
        const type = objectAt(declared, where);
        const features = [];
        for (const [key, one] of Object.entries(type)) {
            if (key.startsWith('%'))
                continue;
            const feature = objectAt(one, { path, at: `%TYPES ${name} ${key}` });
            const range = textAt(feature['%RANGE'], '%RANGE', { path, at: `%TYPES ${name} ${key}` });
            const element = feature['%ELEMENT_TYPE'] ?? (range.endsWith('[]') ? range.slice(0, -2) : undefined);
            features.push({
                name: key,
                range: range.endsWith('[]') ? arrayOf(range.slice(0, -2)) : range,
                // In JSON every array is a feature structure of its own.
                multipleReferencesAllowed: true,
                ...(typeof element === 'string' ? { elementType: element } : {}),
            });
        }
        return { name, supertype: textAt(type['%SUPER_TYPE'], '%SUPER_TYPE', where), features, where };
    });
}
function arrayOf(element) {
    return ARRAYS.has(`${element}Array`) ? `${element}Array` : FS_ARRAY;
}
function readSofa(object, id, where) {
    const optional = (key) => object[key] === undefined || object[key] === null ? undefined : textAt(object[key], key, where);
    const array = object['@sofaArray'];
    return {
        id,
        num: numberAt(object.sofaNum ?? 1, 'sofaNum', where),
        name: textAt(object.sofaID, 'sofaID', where),
        mimeType: optional('mimeType'),
        text: optional('sofaString'),
        uri: optional('sofaURI'),
        array: array === undefined || array === null ? undefined : numberAt(array, '@sofaArray', where),
        where,
    };
}
function readStructure(object, id, declared, typeSystem, where) {
    const type = declared.endsWith('[]') ? arrayOf(declared.slice(0, -2)) : declared;
    if (!typeSystem.has(type))
        throw new MedspanError('input', `the type ${type} is not in the type system`, {
            where,
            hint: 'the file is incomplete; export it again',
        });
    const features = new Map();
    const known = typeSystem.features(type);
    for (const [key, value] of Object.entries(object)) {
        if (key === '%ELEMENTS')
            features.set('elements', readElements(value, type, where));
        if (key.startsWith('%') || value === null)
            continue;
        const name = /^[@^#]/.test(key) ? key.slice(1) : key;
        const feature = known.get(name);
        if (feature === undefined)
            throw new MedspanError('input', `type ${type} has no feature ${name}`, {
                where,
                hint: `the type system gives it ${[...known.keys()].join(', ') || 'none'}`,
            });
        if (key.startsWith('@'))
            features.set(name, { ref: numberAt(value, key, where) });
        else
            features.set(name, readValue(value, feature.range, typeSystem, name, where));
    }
    return { id, type, features, where };
}
function readElements(value, type, where) {
    if (type === 'uima.cas.ByteArray') {
        return [...new Int8Array(Buffer.from(textAt(value, '%ELEMENTS', where), 'base64'))];
    }
    if (!Array.isArray(value))
        throw bad('%ELEMENTS', 'a list', value, where);
    return value.map((one) => {
        if (one === null || typeof one === 'boolean')
            return one;
        if (type === FS_ARRAY)
            return one === 0 ? null : { ref: numberAt(one, '%ELEMENTS', where) };
        if (type === 'uima.cas.LongArray')
            return longAt(one, '%ELEMENTS', where);
        if (type === 'uima.cas.StringArray')
            return textAt(one, '%ELEMENTS', where);
        return numberAt(one, '%ELEMENTS', where);
    });
}
function readValue(value, range, typeSystem, name, where) {
    if (typeSystem.isSubtype(range, 'uima.cas.String'))
        return textAt(value, name, where);
    if (range === 'uima.cas.Boolean') {
        if (typeof value !== 'boolean')
            throw bad(name, 'true or false', value, where);
        return value;
    }
    if (range === 'uima.cas.Long')
        return longAt(value, name, where);
    const number = numberAt(value, name, where);
    if (range === 'uima.cas.Float' || range === 'uima.cas.Double')
        return number;
    if (!Number.isInteger(number))
        throw bad(name, 'a whole number', value, where);
    return number;
}
function longAt(value, name, where) {
    if (typeof value === 'string' && value.startsWith(LONG)) {
        const long = BigInt(value.slice(LONG.length));
        if (BigInt.asIntN(64, long) !== long)
            throw bad(name, 'a whole number of 64 bits', value, where);
        return long;
    }
    const number = numberAt(value, name, where);
    if (!Number.isSafeInteger(number))
        throw bad(name, 'a whole number', value, where);
    return BigInt(number);
}
const SPECIAL = {
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    Inf: Number.POSITIVE_INFINITY,
    '-Infinity': Number.NEGATIVE_INFINITY,
    '-Inf': Number.NEGATIVE_INFINITY,
};
function numberAt(value, name, where) {
    const isLong = typeof value === 'string' && value.startsWith(LONG);
    const number = isLong
        ? Number(value.slice(LONG.length))
        : typeof value === 'string'
            ? ownValue(SPECIAL, value)
            : value;
    if (typeof number !== 'number')
        throw bad(name, 'a number', value, where);
    return number;
}
function textAt(value, name, where) {
    if (typeof value !== 'string')
        throw bad(name, 'a text', value, where);
    return value;
}
function objectAt(value, where) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw bad('JSON CAS', 'an object', value, where);
    return value;
}
function bad(name, expected, value, where) {
    const got = value === undefined
        ? 'nothing'
        : typeof value === 'object' && value !== null
            ? Array.isArray(value)
                ? 'a list'
                : 'an object'
            : JSON.stringify(value).slice(0, 40);
    return new MedspanError('input', `${name}: expected ${expected}, got ${got}`, { where });
}
/** One JSON CAS file. */
export const casJsonFormat = {
    name: 'cas-json',
    description: 'UIMA CAS as JSON (INCEpTION)',
    accepts: ({ isFolder, head }) => !isFolder && isCasJson(head),
    async read(path, { concept, segment, countsLinguistic, progress, onConcepts }) {
        const notices = new Notices();
        const reading = readCas(parseCasJson(await readText(path), path), path, notices, {
            segment,
            layer: concept?.layer,
            countsLinguistic,
        });
        for (const notice of notices.list())
            progress.notice(notice);
        return toDocuments([reading], concept, path, progress, onConcepts);
    },
    writer: casJsonWriter,
};
