/**
 * @file From a JSON CAS to one that is written as XMI: in JSON every array is a feature structure, while the XMI of INCEpTION, whose
 * features allow no multiple references, has the elements inside the owner (XMI CAS Serialization Reference, section 8.3).
 */
import { createCas, isReference } from "./cas.js";
import { ARRAYS, createTypeSystem, LISTS } from "./typesystem.js";
/**
 * The same CAS with arrays inside the structures that have them. A feature stays as it is, with multiple references, where an
 * array of it is referred to twice or is in an index, or where another type system of the same documents says so.
 */
export function inlineArrays(cas, path, known) {
    const { typeSystem, featureStructures } = cas;
    const uses = new Map();
    const use = (id) => void uses.set(id, (uses.get(id) ?? 0) + 1);
    for (const { features } of featureStructures.values())
        for (const value of features.values())
            for (const one of Array.isArray(value) ? value : [value])
                if (isReference(one))
                    use(one.ref);
    // What is indexed, or a sofa's, counts as referred to twice.
    for (const id of [
        ...cas.views.flatMap(({ members }) => members),
        ...cas.sofas.flatMap(({ array }) => array ?? []),
    ])
        for (let i = 0; i < 2; i++)
            use(id);
    /** Names a feature by the type that declares it. */
    const keys = new Map();
    const keyOf = (type, feature) => {
        const name = `${type}:${feature}`;
        const found = keys.get(name);
        if (found !== undefined)
            return found;
        const declared = typeSystem.definitions.find(one => typeSystem.isSubtype(type, one.name) && one.features.some(own => own.name === feature));
        const key = `${declared?.name}:${feature}`;
        keys.set(name, key);
        return key;
    };
    const kept = new Set((known?.definitions ?? []).flatMap(({ name: type, features }) => features.flatMap(({ name, multipleReferencesAllowed }) => multipleReferencesAllowed ? [`${type}:${name}`] : [])));
    const found = [];
    for (const owner of featureStructures.values())
        for (const [name, value] of owner.features) {
            const range = typeSystem.features(owner.type).get(name)?.range ?? '';
            if (!(ARRAYS.has(range) || (LISTS.has(range) && name !== 'tail')) || !isReference(value))
                continue;
            const held = heldAt(value.ref, range, featureStructures, id => uses.get(id) === 1);
            if (held === undefined)
                kept.add(keyOf(owner.type, name));
            else
                found.push({ owner, name, held });
        }
    const inlined = new Set();
    const changed = new Map();
    for (const { owner, name, held } of found) {
        if (kept.has(keyOf(owner.type, name)))
            continue;
        for (const id of held.ids)
            inlined.add(id);
        const features = changed.get(owner.id) ?? new Map(owner.features);
        changed.set(owner.id, features.set(name, held.elements));
    }
    const definitions = typeSystem.definitions.map((type) => ({
        ...type,
        features: type.features.map(one => ARRAYS.has(one.range) || LISTS.has(one.range)
            ? { ...one, multipleReferencesAllowed: kept.has(`${type.name}:${one.name}`) }
            : one),
    }));
    return createCas({
        ...cas,
        typeSystem: createTypeSystem(definitions, path),
        featureStructures: [...featureStructures.values()]
            .filter(({ id }) => !inlined.has(id))
            .map(one => ({ ...one, features: changed.get(one.id) ?? one.features })),
    }, path);
}
/** What is held at an id, where its owner alone refers to it; undefined otherwise. */
function heldAt(begin, range, structures, isOwn) {
    const ids = [];
    const elements = [];
    const kind = range.slice('uima.cas.'.length);
    for (let id = begin;;) {
        const structure = structures.get(id);
        if (structure === undefined || !isOwn(id))
            return undefined;
        ids.push(id);
        if (structure.type === range)
            return { ids, elements: (structure.features.get('elements') ?? []) };
        if (structure.type === `uima.cas.Empty${kind}`)
            return { ids, elements };
        const tail = structure.features.get('tail');
        if (structure.type !== `uima.cas.NonEmpty${kind}` || !isReference(tail))
            return undefined;
        elements.push(structure.features.get('head') ?? null);
        id = tail.ref;
    }
}
