/**
 * @file Writing a CAS as JSON (UIMA CAS JSON 0.4), so that INCEpTION, UIMA and dkpro-cassis read it.
 *
 * Arrays and lists that stand inside their owner in XMI become feature structures of their own, with fresh ids: JSON
 * has no other form for them. Numbers that JSON lacks are texts under `#name`. Offsets count UTF-16 code units.
 */
import { internal } from "../errors.js";
import { INITIAL_VIEW, isReference, sofaOf, } from "./cas.js";
import { ARRAYS, DOCUMENT_ANNOTATION, FS_ARRAY, LISTS, } from "./typesystem.js";
/** Formats a CAS, one type or feature structure a line; parsing the result gives the same CAS, arrays by reference. */
export function formatCasJson(given) {
    const { sofas, views: viewsApart, featureStructures, } = deduplicateIds(given.sofas, given.views, [...given.featureStructures.values()]);
    const cas = {
        typeSystem: given.typeSystem,
        sofas,
        views: viewsApart,
        featureStructures: new Map(featureStructures.map(one => [one.id, one])),
    };
    const json = (value) => JSON.stringify(value);
    const types = cas.typeSystem.definitions
        .filter(({ name }) => name !== DOCUMENT_ANNOTATION && !name.startsWith('uima.cas.'))
        .map(definition => `    ${json(definition.name)}: ${json(formatType(definition))}`);
    const structures = formatStructures(cas);
    const views = cas.views.map(view => `    ${json(sofaOf(cas, view)?.name ?? INITIAL_VIEW)}: ` +
        json({ '%SOFA': view.sofa ?? null, '%MEMBERS': view.members }));
    const block = (lines, open, close) => lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n  ${close}`;
    return [
        '{',
        `  "%TYPES": ${block(types, '{', '}')},`,
        `  "%FEATURE_STRUCTURES": ${block(structures, '[', ']')},`,
        `  "%VIEWS": ${block(views, '{', '}')}`,
        '}',
        '',
    ].join('\n');
}
function formatType({ name, description, supertype, features }) {
    const type = new Map([
        ['%NAME', name],
        ['%SUPER_TYPE', supertype],
    ]);
    if (description !== undefined && description !== '')
        type.set('%DESCRIPTION', description);
    for (const one of features) {
        const element = ARRAYS.get(one.range);
        const range = element === undefined
            ? one.range
            : `${one.range === FS_ARRAY ? (one.elementType ?? element) : element}[]`;
        const feature = { '%NAME': one.name, '%RANGE': range };
        if (one.description !== undefined && one.description !== '')
            feature['%DESCRIPTION'] = one.description;
        if (one.multipleReferencesAllowed)
            feature['%MULTIPLE_REFERENCES_ALLOWED'] = true;
        if (element === undefined && one.elementType !== undefined)
            feature['%ELEMENT_TYPE'] = one.elementType;
        type.set(one.name, feature);
    }
    return Object.fromEntries(type);
}
function formatStructures(cas) {
    const lines = [];
    let lastId = 0;
    for (const id of cas.featureStructures.keys())
        lastId = Math.max(lastId, id);
    for (const { id } of cas.sofas)
        lastId = Math.max(lastId, id);
    const arrayOfSofa = new Set(cas.sofas.map(sofa => sofa.array));
    const write = (members) => {
        lines.push(`    {${members.join(', ')}}`);
    };
    const head = (id, type) => [`"%ID": ${id}`, `"%TYPE": ${JSON.stringify(type)}`];
    /** Writes an array that stands inside its owner as a feature structure. */
    const writeArray = (range, elements) => {
        lastId += 1;
        write([...head(lastId, range), `"%ELEMENTS": ${formatElements(range, elements)}`]);
        return lastId;
    };
    const writeList = (range, elements) => {
        const kind = range.slice('uima.cas.'.length);
        let tail = ++lastId;
        write(head(tail, `uima.cas.Empty${kind}`));
        for (const element of elements.toReversed()) {
            lastId += 1;
            write([
                ...head(lastId, `uima.cas.NonEmpty${kind}`),
                formatMember('head', element, kind),
                `"@tail": ${tail}`,
            ]);
            tail = lastId;
        }
        return tail;
    };
    const writeStructure = (structure) => {
        const { id, type, features } = structure;
        const known = cas.typeSystem.features(type);
        const members = head(id, type);
        if (ARRAYS.has(type) && !features.has('elements'))
            members.push(`"%ELEMENTS": ${formatElements(type, [])}`);
        for (const [name, value] of features) {
            const feature = known.get(name);
            if (feature === undefined)
                throw internal(`type ${type} has no feature ${name}`, { at: `id ${id}` });
            if (ARRAYS.has(type) && name === 'elements')
                members.push(`"%ELEMENTS": ${formatElements(type, value)}`);
            else if (Array.isArray(value)) {
                const elements = value;
                const ref = LISTS.has(feature.range)
                    ? writeList(feature.range, elements)
                    : writeArray(arrayRange(feature), elements);
                members.push(`${JSON.stringify(`@${name}`)}: ${ref}`);
            }
            else if (value !== null)
                members.push(formatMember(name, value, feature.range));
        }
        write(members);
    };
    // A sofa's data comes before the sofa, and sofas before what lies over them, so that readers need one pass.
    for (const structure of cas.featureStructures.values())
        if (arrayOfSofa.has(structure.id))
            writeStructure(structure);
    for (const sofa of cas.sofas)
        write([
            ...head(sofa.id, 'uima.cas.Sofa'),
            `"sofaNum": ${sofa.num}`,
            `"sofaID": ${JSON.stringify(sofa.name)}`,
            ...(sofa.mimeType === undefined ? [] : [`"mimeType": ${JSON.stringify(sofa.mimeType)}`]),
            ...(sofa.uri === undefined ? [] : [`"sofaURI": ${JSON.stringify(sofa.uri)}`]),
            ...(sofa.array === undefined ? [] : [`"@sofaArray": ${sofa.array}`]),
            ...(sofa.text === undefined ? [] : [`"sofaString": ${JSON.stringify(sofa.text)}`]),
        ]);
    for (const structure of cas.featureStructures.values())
        if (!arrayOfSofa.has(structure.id))
            writeStructure(structure);
    return lines;
}
function arrayRange({ range }) {
    return ARRAYS.has(range) ? range : FS_ARRAY;
}
function formatMember(name, value, range) {
    if (isReference(value))
        return `${JSON.stringify(`@${name}`)}: ${value.ref}`;
    if (typeof value === 'number' && !Number.isFinite(value))
        return `${JSON.stringify(`#${name}`)}: ${JSON.stringify(String(value))}`;
    return `${JSON.stringify(name)}: ${formatScalar(value, range)}`;
}
function formatElements(type, elements) {
    if (type === 'uima.cas.ByteArray')
        return JSON.stringify(Buffer.from(Int8Array.from(elements.map(Number)).buffer).toString('base64'));
    return `[${elements.map(one => formatScalar(one, type)).join(', ')}]`;
}
/** A value as JSON; a double keeps a point, so that readers keep its kind. */
function formatScalar(value, range) {
    if (isReference(value))
        return String(value.ref);
    if (typeof value === 'bigint')
        return String(value);
    if (typeof value !== 'number')
        return JSON.stringify(value);
    if (!Number.isFinite(value))
        return JSON.stringify(String(value));
    const text = Object.is(value, -0) ? '-0' : String(value);
    return /Double|Float/.test(range) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
/** Gives sofas fresh ids where feature structures have theirs: what refers to a sofa says so by its name. */
export function deduplicateIds(sofas, views, structures) {
    const taken = new Set(structures.map(({ id }) => id));
    if (!sofas.some(({ id }) => taken.has(id)))
        return { sofas, views, featureStructures: structures };
    let lastId = 0;
    for (const { id } of [...sofas, ...structures])
        lastId = Math.max(lastId, id);
    const fresh = new Map(sofas.map(({ id }) => [id, taken.has(id) ? ++lastId : id]));
    return {
        sofas: sofas.map(sofa => ({ ...sofa, id: fresh.get(sofa.id) })),
        views: views.map(view => view.sofa === undefined ? view : { ...view, sofa: fresh.get(view.sofa) ?? view.sofa }),
        featureStructures: structures.map(structure => {
            const { id, type, features, where } = structure;
            const sofa = features.get('sofa');
            const other = isReference(sofa) ? fresh.get(sofa.ref) : undefined;
            return other === undefined
                ? structure
                : { id, type, features: new Map(features).set('sofa', { ref: other }), where };
        }),
    };
}
