/**
 * @file UIMA type systems: which types of feature structures there are, and which features they have.
 *
 * After the Apache UIMA SDK's "Type System Descriptor" (UIMA References, section 2.3) and its built-in types
 * (section 4). A descriptor alone makes us open no other one: imports are refused here, and followed in `descriptors.ts`.
 */
import { MedspanError } from "../errors.js";
import { escapeText, parseXml, readXml } from "../text/xml.js";
export const TOP = 'uima.cas.TOP';
export const SOFA = 'uima.cas.Sofa';
export const STRING = 'uima.cas.String';
export const STRING_ARRAY = 'uima.cas.StringArray';
export const FS_ARRAY = 'uima.cas.FSArray';
export const ANNOTATION_BASE = 'uima.cas.AnnotationBase';
export const ANNOTATION = 'uima.tcas.Annotation';
export const DOCUMENT_ANNOTATION = 'uima.tcas.DocumentAnnotation';
/** The primitive types. */
export const PRIMITIVES = new Set(['String', 'Boolean', 'Byte', 'Short', 'Integer', 'Long', 'Float', 'Double'].map(name => `uima.cas.${name}`));
/** Array types and the type of their elements. */
export const ARRAYS = new Map([
    ...['String', 'Boolean', 'Byte', 'Short', 'Integer', 'Long', 'Float', 'Double'].map(name => [`${name}Array`, name]),
    ['FSArray', 'TOP'],
].map(([array, element]) => [`uima.cas.${array}`, `uima.cas.${element}`]));
/** List types and the type of their elements. */
export const LISTS = new Map([
    ['uima.cas.FSList', TOP],
    ['uima.cas.IntegerList', 'uima.cas.Integer'],
    ['uima.cas.FloatList', 'uima.cas.Float'],
    ['uima.cas.StringList', STRING],
]);
const CONTRADICTION = 'the descriptors are of different projects or versions; give those of the export alone';
/** Ranges whose values stand inside their owner or for themselves, which makes files differ. */
const HELD = new Set([...ARRAYS.keys(), ...LISTS.keys()]);
/** Types above a type; DKPro's need 10. */
const MAX_ANCESTORS = 256;
/** Features that types declare together; DKPro's and INCEpTION's have 600. Each is inherited by all types below. */
const MAX_FEATURES = 20_000;
/** Imports in descriptors that belong together; cTAKES' need 10. */
const MAX_IMPORTS = 10_000;
function feature(name, range) {
    return { name, range, multipleReferencesAllowed: true };
}
function type(name, supertype, ...features) {
    return { name, supertype, features };
}
const builtIn = [
    type(TOP, ''),
    ...[...PRIMITIVES].map(name => type(name, TOP)),
    type('uima.cas.ArrayBase', TOP),
    ...[...ARRAYS].map(([array]) => type(array, 'uima.cas.ArrayBase', feature('elements', array))),
    type('uima.cas.ListBase', TOP),
    ...[...LISTS].flatMap(([list, element]) => {
        const name = list.slice('uima.cas.'.length);
        return [
            type(list, 'uima.cas.ListBase'),
            type(`uima.cas.Empty${name}`, list),
            type(`uima.cas.NonEmpty${name}`, list, feature('head', element), feature('tail', list)),
        ];
    }),
    type(SOFA, TOP, feature('sofaNum', 'uima.cas.Integer'), feature('sofaID', STRING), feature('mimeType', STRING), feature('sofaArray', TOP), feature('sofaString', STRING), feature('sofaURI', STRING)),
    type(ANNOTATION_BASE, TOP, feature('sofa', SOFA)),
    type(ANNOTATION, ANNOTATION_BASE, feature('begin', 'uima.cas.Integer'), feature('end', 'uima.cas.Integer')),
    type(DOCUMENT_ANNOTATION, ANNOTATION, feature('language', STRING)),
];
/** The annotation types that a name may mean: the one of that full name, else those of which it is the last part. */
export function findLayers(typeSystems, name) {
    const found = new Set();
    for (const typeSystem of typeSystems) {
        if (typeSystem.has(name) && typeSystem.isSubtype(name, ANNOTATION))
            return [name];
        for (const type of typeSystem.names)
            if (type.endsWith(`.${name}`) && typeSystem.isSubtype(type, ANNOTATION))
                found.add(type);
    }
    return [...found].sort();
}
/** @throws MedspanError `unsafe-input` for more features than a type system may have */
export function checkFeatureCount(count, where) {
    if (count > MAX_FEATURES)
        throw new MedspanError('unsafe-input', `expected at most ${MAX_FEATURES} features of types, got ${count}`, { where, hint: 'this is not a type system that UIMA wrote' });
}
/**
 * Puts declarations and the built-in types together. A type may be declared again with further features.
 *
 * @throws MedspanError `input` for an unknown supertype or range, inheritance in a circle, or two declarations
 *   that contradict each other
 */
export function createTypeSystem(definitions, path) {
    checkFeatureCount(definitions.reduce((sum, { features }) => sum + features.length, 0), definitions[0]?.where ?? { path: path ?? definitions[0]?.name ?? '' });
    const types = new Map(builtIn.map(definition => [definition.name, definition]));
    const fail = (definition, message, hint) => new MedspanError('input', message, {
        where: definition.where ?? { ...(path === undefined ? {} : { path }), at: definition.name },
        hint,
    });
    for (const definition of definitions) {
        const known = types.get(definition.name);
        if (known === undefined)
            types.set(definition.name, definition);
        else if (known.supertype !== definition.supertype)
            throw fail(definition, `type ${definition.name} is declared twice, below ${known.supertype} and below ${definition.supertype}`, CONTRADICTION);
        else if (String(known.allowedValues) !== String(definition.allowedValues))
            throw fail(definition, `type ${definition.name} is declared twice, with different values`, CONTRADICTION);
        else {
            const fresh = definition.features.filter(f => !known.features.some(k => k.name === f.name));
            types.set(definition.name, { ...known, features: [...known.features, ...fresh] });
            for (const one of definition.features) {
                const other = known.features.find(k => k.name === one.name);
                if (other === undefined)
                    continue;
                if (other.range !== one.range)
                    throw fail(definition, `feature ${one.name} of ${definition.name} is declared twice, as ${other.range} and as ${one.range}`, CONTRADICTION);
                if (other.multipleReferencesAllowed !== one.multipleReferencesAllowed && HELD.has(one.range))
                    throw fail(definition, `feature ${one.name} of ${definition.name} is declared twice, with and without multiple references`, CONTRADICTION);
            }
        }
    }
    const featureMaps = new Map();
    const features = (name) => {
        const known = featureMaps.get(name);
        if (known !== undefined)
            return known;
        const definition = types.get(name);
        const all = new Map(definition === undefined || definition.supertype === '' ? [] : features(definition.supertype));
        for (const one of definition?.features ?? []) {
            const inherited = all.get(one.name);
            if (inherited !== undefined && inherited.range !== one.range)
                throw fail(definition, `feature ${one.name} of ${name} is ${one.range}, but the inherited one is ${inherited.range}`);
            if (inherited === undefined)
                all.set(one.name, one);
        }
        featureMaps.set(name, all);
        return all;
    };
    for (const definition of definitions) {
        const seen = new Set();
        for (let at = definition; at.supertype !== '';) {
            if (seen.has(at.name))
                throw fail(definition, `type ${definition.name} inherits from itself`);
            seen.add(at.name);
            if (seen.size > MAX_ANCESTORS)
                throw new MedspanError('unsafe-input', `types inherit more than ${MAX_ANCESTORS} deep`, {
                    where: definition.where ?? { at: definition.name },
                    hint: 'this is not a type system that UIMA wrote',
                });
            const above = types.get(at.supertype);
            if (above === undefined)
                throw fail(at, `type ${at.name} inherits from ${at.supertype}, which the type system does not declare`, 'give the whole type system, as INCEpTION exports it beside a document');
            at = above;
        }
        for (const one of definition.features)
            if (!types.has(one.range.replace(/\[\]$/, '')))
                throw fail(definition, `feature ${one.name} of ${definition.name} holds ${one.range}, which the type system does not declare`, 'give the whole type system, as INCEpTION exports it beside a document');
        features(definition.name);
    }
    const declared = new Set(definitions.map(definition => definition.name));
    const ancestors = new Map();
    const ancestorsOf = (name) => {
        const all = new Set();
        for (let at = name; at !== undefined && at !== ''; at = types.get(at)?.supertype)
            all.add(at);
        ancestors.set(name, all);
        return all;
    };
    return {
        definitions: [...declared].map(name => types.get(name)),
        names: new Set(types.keys()),
        has: name => types.has(name),
        features,
        isSubtype: (name, ancestor) => (ancestors.get(name) ?? ancestorsOf(name)).has(ancestor),
    };
}
/**
 * Makes one type system of several, such as one descriptor of a library's types and one of a project's own.
 *
 * @throws MedspanError `input`, with the place of the later declaration, where two contradict each other
 */
export function mergeTypeSystems(typeSystems) {
    return createTypeSystem(typeSystems.flatMap(one => one.definitions));
}
/** @throws MedspanError `unsafe-input` for more imports than descriptors have */
export function checkImportCount(count, where) {
    if (count > MAX_IMPORTS)
        throw new MedspanError('unsafe-input', `expected at most ${MAX_IMPORTS} imports of type systems, got more`, {
            where,
            hint: 'this is not a type system that UIMA wrote',
        });
}
function createTypeSystemReader(path) {
    const definitions = [];
    const imports = [];
    const stack = [];
    let draft;
    let featureDraft;
    const whereOf = (element) => ({ path, line: element.line, column: element.column });
    const missing = (element, what) => new MedspanError('input', `expected <${what}> in <${element.name}>`, { where: whereOf(element) });
    return {
        definitions,
        imports,
        open(element) {
            const name = element.name.replace(/^.*:/, '');
            if (stack.length === 0 && name !== 'typeSystemDescription')
                throw new MedspanError('input', `expected a <typeSystemDescription>, got <${element.name}>`, {
                    where: whereOf(element),
                    hint: 'this file is not a UIMA type system',
                });
            if (name === 'import') {
                const { location, name: named } = element.attributes;
                if ((location === undefined) === (named === undefined))
                    throw new MedspanError('input', 'expected an import with either a location or a name', {
                        where: whereOf(element),
                    });
                imports.push({ location, name: named, where: whereOf(element) });
                checkImportCount(imports.length, whereOf(element));
            }
            stack.push({ name, element, text: '' });
            if (name === 'typeDescription')
                draft = { features: [], values: [], where: whereOf(element) };
            if (name === 'featureDescription')
                featureDraft = {};
        },
        text(text) {
            const top = stack.at(-1);
            if (top !== undefined)
                top.text += text;
        },
        close() {
            const { name, element, text } = stack.pop();
            const parent = stack.at(-1)?.name;
            const value = text.trim();
            if (parent === 'typeDescription' && draft !== undefined) {
                if (name === 'name')
                    draft.name = value;
                else if (name === 'supertypeName')
                    draft.supertype = value;
                else if (name === 'description' && value !== '')
                    draft.description = value;
            }
            else if (parent === 'featureDescription' && featureDraft !== undefined) {
                if (name === 'name')
                    featureDraft.name = value;
                else if (name === 'rangeTypeName')
                    featureDraft.range = value;
                else if (name === 'elementType' && value !== '')
                    featureDraft.elementType = value;
                else if (name === 'description' && value !== '')
                    featureDraft.description = value;
                else if (name === 'multipleReferencesAllowed')
                    featureDraft.multipleReferencesAllowed = value === 'true';
            }
            else if (parent === 'value' && name === 'string')
                draft?.values.push(value);
            if (name === 'featureDescription' && draft !== undefined && featureDraft !== undefined) {
                if (!featureDraft.name)
                    throw missing(element, 'name');
                if (!featureDraft.range)
                    throw missing(element, 'rangeTypeName');
                draft.features.push({
                    multipleReferencesAllowed: false,
                    ...featureDraft,
                    name: featureDraft.name,
                    range: featureDraft.range,
                });
                featureDraft = undefined;
            }
            if (name === 'typeDescription' && draft !== undefined) {
                if (!draft.name)
                    throw missing(element, 'name');
                if (!draft.supertype)
                    throw missing(element, 'supertypeName');
                const { values, ...rest } = draft;
                definitions.push({
                    ...rest,
                    name: draft.name,
                    supertype: draft.supertype,
                    ...(values.length === 0 ? {} : { allowedValues: values }),
                });
                draft = undefined;
            }
        },
    };
}
/**
 * Parses a type system descriptor.
 *
 * @throws MedspanError with file, line and column: `input` where it is against the format or contradicts itself,
 *   `unsafe-input` where it imports another file
 */
export function parseTypeSystem(text, path) {
    const reader = createTypeSystemReader(path);
    parseXml(text, path, reader);
    return createAlone(reader, path);
}
function createAlone({ definitions, imports }, path) {
    if (imports[0] !== undefined)
        throw new MedspanError('unsafe-input', 'the type system imports another file, which is not followed', {
            where: imports[0].where,
            hint: 'give a type system that stands for itself, as INCEpTION exports it beside a document',
        });
    return createTypeSystem(definitions, path);
}
/** Parses a type system descriptor from its bytes; the rest is as with `parseTypeSystem`. */
export async function readTypeSystem(source, path) {
    return createAlone(await readDescriptor(source, path), path);
}
/** What stands in a descriptor, of which nothing is followed; the rest is as with `parseTypeSystem`. */
export async function readDescriptor(source, path) {
    const reader = createTypeSystemReader(path);
    await readXml(source, path, reader);
    return { definitions: reader.definitions, imports: reader.imports };
}
/** Writes the declared types as a descriptor that UIMA and dkpro-cassis read. */
export function formatTypeSystem(typeSystem) {
    const lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        '  <types>',
    ];
    const tag = (indent, name, value) => {
        lines.push(`${' '.repeat(indent)}<${name}>${escapeText(value)}</${name}>`);
    };
    for (const definition of typeSystem.definitions) {
        lines.push('    <typeDescription>');
        tag(6, 'name', definition.name);
        tag(6, 'description', definition.description ?? '');
        tag(6, 'supertypeName', definition.supertype);
        if (definition.features.length > 0) {
            lines.push('      <features>');
            for (const one of definition.features) {
                lines.push('        <featureDescription>');
                tag(10, 'name', one.name);
                tag(10, 'description', one.description ?? '');
                tag(10, 'rangeTypeName', one.range);
                if (one.elementType !== undefined)
                    tag(10, 'elementType', one.elementType);
                if (one.multipleReferencesAllowed)
                    tag(10, 'multipleReferencesAllowed', 'true');
                lines.push('        </featureDescription>');
            }
            lines.push('      </features>');
        }
        if (definition.allowedValues !== undefined) {
            lines.push('      <allowedValues>');
            for (const value of definition.allowedValues)
                lines.push(`        <value><string>${escapeText(value)}</string></value>`);
            lines.push('      </allowedValues>');
        }
        lines.push('    </typeDescription>');
    }
    lines.push('  </types>', '</typeSystemDescription>', '');
    return lines.join('\n');
}
