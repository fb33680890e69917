/**
 * @file The texts that annotations have: the values of their string features, and by paths such as `ontologyConceptArr.cui` those
 * of structures that they refer to, where tools like cTAKES keep what they know of a concept, and of several. One reference is
 * followed, through arrays and lists; annotations that are referred to say themselves what they are.
 */
import { MedspanError } from "../errors.js";
import { isReference } from "./cas.js";
import { SENTENCE, TAGSET, TOKEN } from "./dkpro.js";
import { ANNOTATION_BASE, ARRAYS, DOCUMENT_ANNOTATION, FS_ARRAY, LISTS, PRIMITIVES, SOFA, STRING, STRING_ARRAY, TOP, } from "./typesystem.js";
const LIST = 'uima.cas.ListBase';
const STRING_LIST = 'uima.cas.StringList';
const FS_LIST = 'uima.cas.FSList';
/** A feature that refers to more structures than this does not refer to an annotation's concepts. */
const mostReferents = 256;
/** Characters of the texts that annotations refer to, counted each time, and so many more for each text. */
const mostCharacters = 2 ** 28;
const textCharacters = 64;
/** Whether a feature is one of structures that are referred to. */
export const isPath = (feature) => feature.includes('.');
/** The string features of a type that may hold a concept; empty for words, sentences and document data. */
export function textFeatures(typeSystem, type) {
    if (type === SENTENCE || type === TOKEN || type === TAGSET)
        return [];
    if (typeSystem.isSubtype(type, DOCUMENT_ANNOTATION))
        return [];
    return [...typeSystem.features(type).values()]
        .filter(({ range }) => range === STRING_ARRAY || range === STRING_LIST || typeSystem.isSubtype(range, STRING))
        .map(feature => feature.name);
}
/** The paths that a type system declares for a type, but those through arrays of anything. */
export function textPaths(typeSystem, type) {
    const paths = new Set();
    for (const { name, referent } of referenceFeatures(typeSystem, type))
        if (referent !== TOP)
            for (const one of typeSystem.names)
                if (typeSystem.isSubtype(one, referent))
                    for (const feature of textFeatures(typeSystem, one))
                        paths.add(`${name}.${feature}`);
    return [...paths];
}
/** The features that may refer to structures that are no annotations, and the type of these. */
function referenceFeatures(typeSystem, type) {
    return [...typeSystem.features(type).values()].flatMap(({ name, range, elementType = TOP }) => {
        const referent = range === FS_ARRAY || range === FS_LIST ? elementType : range;
        const hasValue = PRIMITIVES.has(referent) || ARRAYS.has(referent) || LISTS.has(referent);
        const isOther = [STRING, SOFA, ANNOTATION_BASE].some(one => typeSystem.isSubtype(referent, one));
        return hasValue || isOther ? [] : [{ name, referent }];
    });
}
/** Reads the texts of a CAS' annotations. What several refer to is read once. */
export class TextReader {
    #cas;
    #where;
    #features = new Map();
    #referents = new Map();
    #characters = 0;
    constructor(cas, where) {
        this.#cas = cas;
        this.#where = where;
    }
    /**
     * The texts of an annotation, without empty ones.
     * @throws MedspanError `unsafe-input` where annotations refer to the same texts too often
     */
    read(annotation) {
        const values = new Map();
        for (const name of this.featuresOf(annotation.type).references) {
            const value = annotation.features.get(name);
            if (value === undefined)
                continue;
            for (const [feature, texts] of this.#referredTo(value))
                values.set(`${name}.${feature}`, texts);
        }
        for (const [name, texts] of this.#ownTexts(annotation))
            values.set(name, texts);
        return values;
    }
    /** The features of a type that hold texts, and those that refer to structures. */
    featuresOf(type) {
        const { typeSystem } = this.#cas;
        let features = this.#features.get(type);
        if (features === undefined) {
            const references = referenceFeatures(typeSystem, type).map(({ name }) => name);
            features = { texts: textFeatures(typeSystem, type), references };
            this.#features.set(type, features);
        }
        return features;
    }
    #ownTexts({ type, features }) {
        const values = new Map();
        for (const name of this.featuresOf(type).texts) {
            const value = features.get(name);
            const found = [];
            for (const one of isReference(value) ? this.#elements(value) : [value].flat()) {
                if (typeof one !== 'string')
                    continue;
                if (isReference(value))
                    this.#count(textCharacters + one.length);
                const text = one.trim();
                if (text !== '')
                    found.push(text);
            }
            if (found.length > 0)
                values.set(name, found);
        }
        return values;
    }
    /** The texts of the structures that a value refers to, by feature and without repeats; none where they are too many. */
    #referredTo(value) {
        if (isReference(value))
            return this.#recall(value.ref, () => this.#join(value));
        return this.#join(value);
    }
    #join(value) {
        const { featureStructures, typeSystem } = this.#cas;
        const joined = new Map();
        let count = 0;
        for (const one of this.#elements(value)) {
            if (++count > mostReferents)
                return new Map();
            const structure = isReference(one) ? featureStructures.get(one.ref) : undefined;
            if (structure === undefined || typeSystem.isSubtype(structure.type, ANNOTATION_BASE))
                continue;
            for (const [name, texts] of this.#recall(structure.id, () => this.#ownTexts(structure))) {
                const known = joined.get(name) ?? new Set();
                joined.set(name, known);
                for (const text of texts)
                    known.add(text);
            }
        }
        return new Map([...joined].map(([name, texts]) => [name, [...texts]]));
    }
    /** The texts of a structure, or of those in an array or list, which are read when they are asked for first. */
    #recall(id, read) {
        let referent = this.#referents.get(id);
        if (referent === undefined) {
            const texts = read();
            let characters = 0;
            for (const one of [...texts.values()].flat())
                characters += textCharacters + one.length;
            referent = { texts, characters };
            this.#referents.set(id, referent);
        }
        this.#count(referent.characters);
        return referent.texts;
    }
    /** The elements of an array or a list, inside its owner or on its own; of another value, itself. */
    *#elements(value) {
        const { featureStructures, typeSystem } = this.#cas;
        const seen = new Set();
        for (let at = value; at !== undefined;) {
            if (!isReference(at))
                return yield* Array.isArray(at) ? at : [at];
            const structure = featureStructures.get(at.ref);
            if (structure === undefined || seen.has(at.ref))
                return;
            seen.add(at.ref);
            const { type, features } = structure;
            if (ARRAYS.has(type))
                at = features.get('elements');
            else if (typeSystem.isSubtype(type, LIST)) {
                const head = features.get('head');
                if (head !== undefined)
                    yield head;
                at = features.get('tail');
            }
            else
                return yield at;
        }
    }
    #count(characters) {
        this.#characters += characters;
        if (this.#characters > mostCharacters)
            throw new MedspanError('unsafe-input', `expected annotations that refer to texts of at most ${mostCharacters.toLocaleString('en-US')} characters ` +
                'together, got more', {
                where: this.#where,
                hint: 'they refer to the same texts again and again; this is not a file that UIMA wrote',
            });
    }
}
