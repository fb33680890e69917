/**
 * @file A type system for XMI files that have none, inferred from what stands in them, as cTAKES and others write them.
 *
 * Types are the elements, features their attributes and children. UIMA's own types and DKPro Core's are what they are; any
 * other one is an annotation where it has `sofa`, `begin` and `end`. A feature refers to structures where all of its values are
 * ids of structures, of one type if each is one id; else it is a truth value or a number where all values are, and else a text.
 */
import { MedspanError } from "../errors.js";
import { readXml } from "../text/xml.js";
import { coreTypes } from "./dkpro.js";
import { checkStructureCount } from "./structure-table.js";
import { ANNOTATION, ANNOTATION_BASE, ARRAYS, checkFeatureCount, createTypeSystem, DOCUMENT_ANNOTATION, FS_ARRAY, LISTS, SOFA, STRING, STRING_ARRAY, TOP, } from "./typesystem.js";
import { splitName, XmiNames } from "./xmi-names.js";
import { NULL, VIEW } from "./xmi-reader.js";
/** Types of one inference; DKPro Core and INCEpTION have 200 together, cTAKES has 300. */
const mostTypes = 5_000;
/** Characters of a type's full name, or of a feature's. */
const longestName = 512;
/** Ids that values of one feature may be in one file: more are no references. */
const mostIds = 4_000_000;
const greatestId = 2 ** 31 - 1;
/** What the values of a feature may still be, as bits. */
const REFERENCE = 1;
const BOOLEAN = 2;
const INTEGER = 4;
const LONG = 8;
const DOUBLE = 16;
const NUMBER = INTEGER | LONG | DOUBLE;
const RANGE_OF = [
    [BOOLEAN, 'uima.cas.Boolean'],
    [INTEGER, 'uima.cas.Integer'],
    [LONG, 'uima.cas.Long'],
    [DOUBLE, 'uima.cas.Double'],
];
/** Features that every annotation inherits. */
const PLACE = new Set(['sofa', 'begin', 'end']);
const builtIn = createTypeSystem([]);
const core = new Map(coreTypes.map(one => [one.name, one]));
export class TypeInference {
    #texts;
    #types = new Map();
    #features = 0;
    /** @param texts features that hold texts, also where these look like numbers */
    constructor(texts = []) {
        this.#texts = new Set(texts);
    }
    /** Takes what a file shows. */
    async add(source, path) {
        const structures = new Map();
        const referring = new Set();
        await readXml(source, path, this.#createHandlers(path, structures, referring));
        for (const evidence of referring)
            resolveIds(evidence, structures);
    }
    /** The types of all files that were taken. */
    finish() {
        const known = coreClosure(this.#types.keys());
        const system = createTypeSystem(known);
        const definitions = [...known];
        for (const [name, { features, where, ...evidence }] of this.#types) {
            const supertype = core.get(name)?.supertype ??
                (name === DOCUMENT_ANNOTATION || evidence.isAnnotation
                    ? ANNOTATION
                    : evidence.hasSofa
                        ? ANNOTATION_BASE
                        : TOP);
            const inherited = system.features(system.has(name) ? name : supertype);
            const own = [...features].filter(([feature]) => !inherited.has(feature));
            if (!system.has(name) || own.length > 0)
                definitions.push({
                    name,
                    supertype,
                    features: own.map(([feature, one]) => decide(feature, one)),
                    where,
                });
        }
        return createTypeSystem(definitions);
    }
    #createHandlers(path, structures, referring) {
        const names = new XmiNames();
        let depth = 0;
        let type;
        let place = { path };
        const evidenceOf = (of, name) => {
            const evidence = this.#evidenceOf(of, name, place);
            if ((evidence.kinds & REFERENCE) !== 0)
                referring.add(evidence);
            return evidence;
        };
        const openStructure = (tag) => {
            type = undefined;
            place = { path, line: tag.line, column: tag.column };
            const name = names.typeOf(tag, place);
            if (name === VIEW || name === NULL)
                return;
            const isInferred = !/^uima\.t?cas\./.test(name) || name === DOCUMENT_ANNOTATION;
            if (!isInferred && !builtIn.has(name))
                throw new MedspanError('input', `UIMA has no type ${name}`, { where: place });
            if (isInferred)
                type = this.#typeOf(name, place);
            const { attributes } = tag;
            if (type !== undefined && 'sofa' in attributes) {
                type.hasSofa = true;
                if ('begin' in attributes && 'end' in attributes)
                    type.isAnnotation = true;
            }
            for (const key in attributes) {
                const role = names.roleOf(key);
                if (role === 'id')
                    structures.set(Number(attributes[key]), name);
                else if (role === 'feature' && type !== undefined && !(type.isAnnotation && PLACE.has(key)))
                    observe(evidenceOf(type, key), attributes[key]);
            }
            checkStructureCount(structures.size, place);
        };
        const openValue = (tag) => {
            if (type === undefined)
                return;
            const evidence = evidenceOf(type, splitName(tag.name)[1]);
            evidence.hasChildren = true;
            evidence.isList = true;
            evidence.kinds &= REFERENCE;
            const { href } = tag.attributes;
            if (href === undefined || !collectIds(evidence, href.slice(1)))
                evidence.kinds = 0;
        };
        return {
            open(tag) {
                depth += 1;
                if (tag.hasNamespaces)
                    names.declare(tag, depth);
                if (depth === 1)
                    names.checkRoot(tag, { path, line: tag.line, column: tag.column });
                else if (depth === 2)
                    openStructure(tag);
                else if (depth === 3)
                    openValue(tag);
            },
            close() {
                names.leave(depth);
                depth -= 1;
            },
        };
    }
    #typeOf(name, where) {
        const known = this.#types.get(name);
        if (known !== undefined)
            return known;
        checkName(name, where);
        if (this.#types.size === mostTypes)
            throw new MedspanError('unsafe-input', `expected at most ${mostTypes} types, got more`, {
                where,
                hint: 'this is not a file that UIMA wrote',
            });
        const evidence = { where, hasSofa: false, isAnnotation: false, features: new Map() };
        this.#types.set(name, evidence);
        return evidence;
    }
    #evidenceOf({ features }, name, where) {
        const known = features.get(name);
        if (known !== undefined)
            return known;
        checkName(name, where);
        checkFeatureCount(++this.#features, where);
        const kinds = this.#texts.has(name) ? 0 : REFERENCE | BOOLEAN | NUMBER;
        const evidence = { kinds, isList: false, hasChildren: false, referents: new Set(), ids: [] };
        features.set(name, evidence);
        return evidence;
    }
}
/** @throws MedspanError `input` for a name that no type or feature of UIMA has */
function checkName(name, where) {
    if (name.length <= longestName && /^\p{L}[\p{L}\p{Nd}_]*(?:\.\p{L}[\p{L}\p{Nd}_]*)*$/u.test(name))
        return;
    const quoted = JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}...` : name);
    throw new MedspanError('input', `expected a name of a type or feature, got ${quoted}`, {
        where,
        hint: `UIMA allows letters, digits and _, and here ${longestName} characters; this is not a file that UIMA wrote`,
    });
}
/** The types of DKPro Core among some, with all that they inherit from or refer to. */
function coreClosure(names) {
    const found = new Set();
    const add = (name) => {
        const definition = core.get(name ?? '');
        if (definition === undefined || found.has(definition))
            return;
        found.add(definition);
        add(definition.supertype);
        for (const { range, elementType } of definition.features) {
            add(range);
            add(elementType);
        }
    };
    for (const name of names)
        add(name);
    return [...found];
}
/** Strikes out what a value shows that a feature is not. */
function observe(evidence, value) {
    if (evidence.kinds === 0)
        return;
    if (value !== 'true' && value !== 'false')
        evidence.kinds &= ~BOOLEAN;
    if ((evidence.kinds & NUMBER) !== 0)
        evidence.kinds &= ~NUMBER | numbersOf(value);
    if ((evidence.kinds & REFERENCE) === 0 || collectIds(evidence, value))
        return;
    evidence.kinds &= ~REFERENCE;
    evidence.ids = [];
}
/** Which numbers a text may be. One with zeros in front is a code. */
function numbersOf(text) {
    if (text.length > 32)
        return 0;
    if (/^-?[1-9]\d*$|^0$/.test(text)) {
        const number = text.length < 16 ? Number(text) : BigInt(text);
        if (Number(number) === (Number(number) | 0))
            return NUMBER;
        return typeof number === 'number' || number === BigInt.asIntN(64, number) ? LONG | DOUBLE : DOUBLE;
    }
    return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|^NaN$|^-?Infinity$/.test(text) ? DOUBLE : 0;
}
/** Takes ids with white space between them; false where the text is something else. */
function collectIds(evidence, text) {
    const { ids } = evidence;
    let words = 0;
    for (let at = 0; at < text.length;) {
        let id = 0;
        const begin = at;
        for (let digit = 0; at < text.length; at++) {
            digit = text.charCodeAt(at) - 0x30;
            if (digit < 0 || digit > 9 || id > greatestId)
                break;
            id = 10 * id + digit;
        }
        const isEnd = at === text.length || /[ \t\r\n]/.test(text[at]);
        if (!isEnd || id > greatestId)
            return false;
        if (at++ === begin)
            continue;
        words++;
        // 0 is an element that is not there.
        if (id !== 0)
            ids.push(id);
        else if (words === 1 && at >= text.length)
            return false;
        if (ids.length > mostIds)
            return false;
    }
    if (words !== 1)
        evidence.isList = true;
    return true;
}
/** The type to which a feature's range is set where it refers to some: that of lists for their elements. */
function familyOf(type) {
    return [...LISTS.keys()].find(list => builtIn.isSubtype(type, list)) ?? type;
}
/** Looks up what the ids in a file are ids of. */
function resolveIds(evidence, structures) {
    let last;
    if ((evidence.kinds & REFERENCE) !== 0)
        for (const id of evidence.ids) {
            const type = structures.get(id);
            if (type !== undefined && type === last)
                continue;
            last = type;
            if (type === undefined || type === SOFA) {
                evidence.kinds &= ~REFERENCE;
                break;
            }
            if (evidence.referents.size < 2)
                evidence.referents.add(familyOf(type));
        }
    evidence.ids = [];
}
function decide(name, { kinds, isList, hasChildren, referents }) {
    const [referent] = referents;
    if ((kinds & REFERENCE) !== 0 && referent !== undefined) {
        const isHeld = ARRAYS.has(referent) || LISTS.has(referent);
        const isOne = referents.size === 1;
        if (!isList && isOne)
            return { name, range: referent, multipleReferencesAllowed: isHeld };
        if (isList) {
            const elementType = isOne && !isHeld ? referent : undefined;
            return { name, range: FS_ARRAY, elementType, multipleReferencesAllowed: false };
        }
    }
    const range = hasChildren ? STRING_ARRAY : (RANGE_OF.find(([kind]) => (kinds & kind) !== 0)?.[1] ?? STRING);
    return { name, range, multipleReferencesAllowed: false };
}
