/**
 * @file A Common Analysis Structure (CAS) in memory: feature structures over one or more texts.
 *
 * The words are UIMA's (UIMA References, sections 4 and 5): a sofa is a subject of analysis, here a text; a view
 * is a sofa with the feature structures that are indexed over it; an annotation is a feature structure with
 * `begin` and `end`, in UTF-16 code units. References between feature structures are kept as ids.
 */
import { MedspanError } from "../errors.js";
import { isInsideCharacter } from "../text/document.js";
import { StructureTable } from "./structure-table.js";
import { ANNOTATION, DOCUMENT_ANNOTATION } from "./typesystem.js";
export const INITIAL_VIEW = '_InitialView';
/** True for a reference, as against the other values that a feature may have. */
export function isReference(value) {
    return typeof value === 'object' && value !== null && 'ref' in value;
}
/**
 * Puts a CAS together and checks what no single element can tell: that ids are unique, that everything that is
 * referred to exists, and that annotations lie inside their text.
 *
 * @throws MedspanError `input` that names the feature structure and its place
 */
export function createCas(parts, path) {
    const { typeSystem, views } = parts;
    const fail = (message, where, hint) => new MedspanError('input', message, { where: where ?? { path }, hint });
    const structures = parts.featureStructures instanceof StructureTable
        ? parts.featureStructures
        : byId(parts.featureStructures, fail);
    const sofas = new Map();
    const sofaNames = new Set();
    for (const sofa of parts.sofas) {
        if (sofas.has(sofa.id))
            throw fail(`two sofas have the id ${sofa.id}`, sofa.where);
        if (sofaNames.has(sofa.name))
            throw fail(`two sofas have the name ${sofa.name}`, sofa.where);
        if (sofa.array !== undefined && !structures.has(sofa.array))
            throw fail(`sofa ${sofa.name} refers to the array ${sofa.array}, which is missing`, sofa.where);
        sofas.set(sofa.id, sofa);
        sofaNames.add(sofa.name);
    }
    forEachReference(structures, (id, name, ref) => {
        if ((name === 'sofa' ? sofas : structures).has(ref) || sofas.has(ref))
            return;
        const structure = structures.get(id);
        throw fail(`${structure.type} ${structure.id}: ${name} refers to ${ref}, which is missing`, structure.where, 'the file is incomplete; export it again');
    });
    const reader = createSpanReader(structures);
    const isAnnotation = createTypeTest(type => typeSystem.isSubtype(type, ANNOTATION));
    forEachId(structures, id => {
        const span = reader(id);
        if (!isAnnotation(span.type))
            return;
        const text = sofas.get(span.sofa)?.text;
        const length = text?.length ?? Number.POSITIVE_INFINITY;
        if (span.begin < 0 || span.begin > span.end || span.end > length)
            throw misplaced(structures.get(id), span, length, fail);
        if (text !== undefined && (isInsideCharacter(text, span.begin) || isInsideCharacter(text, span.end)))
            throw fail(`${span.type} ${id}: expected offsets between characters, got ${span.begin} and ${span.end}`, structures.get(id).where, 'offsets count UTF-16 code units; export the document again');
    });
    for (const view of views) {
        if (view.sofa !== undefined && !sofas.has(view.sofa))
            throw fail(`a view belongs to the sofa ${view.sofa}, which is missing`, view.where);
        for (const id of view.members) {
            const member = reader(id);
            if (member === undefined)
                throw fail(`a view lists ${id}, which is missing`, view.where, 'the file is incomplete; export it again');
            if (member.sofa !== 0 && view.sofa !== undefined && member.sofa !== view.sofa)
                throw fail(`${member.type} ${id} belongs to the sofa ${member.sofa}, but the view of ${view.sofa} lists it`, structures.get(id)?.where);
        }
    }
    return { typeSystem, sofas: parts.sofas, views, featureStructures: structures };
}
function byId(list, fail) {
    const structures = new Map();
    for (const structure of list) {
        if (structures.has(structure.id))
            throw fail(`two feature structures have the id ${structure.id}`, structure.where);
        structures.set(structure.id, structure);
    }
    return structures;
}
function forEachReference(structures, visit) {
    if (structures instanceof StructureTable)
        structures.forEachReference(visit);
    else
        for (const structure of structures.values())
            for (const [name, value] of structure.features)
                for (const one of Array.isArray(value) ? value : [value])
                    if (isReference(one))
                        visit(structure.id, name, one.ref);
}
function forEachId(structures, visit) {
    if (structures instanceof StructureTable)
        for (let row = 0; row < structures.size; row++)
            visit(structures.idOf(row));
    else
        for (const id of structures.keys())
            visit(id);
}
/** Remembers what a test says of the type that was asked for last. */
function createTypeTest(test) {
    const known = new Map();
    let last;
    let says = false;
    return type => {
        if (type === last)
            return says;
        last = type;
        says = known.get(type) ?? test(type);
        known.set(type, says);
        return says;
    };
}
/** Reads structures' spans by id; what it returns is valid until it is called again. */
function createSpanReader(structures) {
    if (structures instanceof StructureTable) {
        const span = { type: '', begin: 0, end: 0, sofa: 0 };
        return id => (structures.readSpan(id, span) ? span : undefined);
    }
    return id => {
        const structure = structures.get(id);
        if (structure === undefined)
            return undefined;
        const sofa = structure.features.get('sofa');
        return { type: structure.type, ...spanOf(structure), sofa: isReference(sofa) ? sofa.ref : 0 };
    };
}
function misplaced(structure, { begin, end }, length, fail) {
    const what = `${structure.type} ${structure.id}`;
    if (begin < 0 || begin > end)
        return fail(`${what}: expected 0 <= begin <= end, got begin ${begin} and end ${end}`, structure.where);
    return fail(`${what} ends at ${end}, but the text has ${length} characters (UTF-16 code units)`, structure.where, 'the annotations belong to another text, or the text was changed; export the document again');
}
/** An annotation's span; what is not written is 0, as in UIMA. */
export function spanOf(structure) {
    const begin = structure.features.get('begin');
    const end = structure.features.get('end');
    return { begin: typeof begin === 'number' ? begin : 0, end: typeof end === 'number' ? end : 0 };
}
/** The sofa of a view. */
export function sofaOf(cas, view) {
    return cas.sofas.find(sofa => sofa.id === view.sofa);
}
/**
 * The annotations that are indexed in a view, ordered by begin, then end, then id.
 *
 * @param isWanted which types are asked for; by default all. Of the others nothing is made.
 */
export function viewAnnotations(cas, view, isWanted = () => true) {
    const annotations = [];
    const structures = cas.featureStructures;
    const read = createSpanReader(structures);
    const isAnnotation = createTypeTest(type => cas.typeSystem.isSubtype(type, ANNOTATION) && isWanted(type));
    for (const id of view.members) {
        const span = read(id);
        if (span !== undefined && isAnnotation(span.type))
            annotations.push(new ViewAnnotation(structures, id, span));
    }
    return annotations.sort((a, b) => a.begin - b.begin || a.end - b.end || a.id - b.id);
}
/** How many annotations of each type a view has, by types in the order in which they come. */
export function countTypes(cas, view) {
    const counts = new Map();
    const read = createSpanReader(cas.featureStructures);
    for (const id of view.members) {
        const type = read(id)?.type;
        if (type !== undefined && cas.typeSystem.isSubtype(type, ANNOTATION))
            counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return counts;
}
class ViewAnnotation {
    id;
    type;
    begin;
    end;
    #structures;
    constructor(structures, id, { type, begin, end }) {
        this.id = id;
        this.type = type;
        this.begin = begin;
        this.end = end;
        this.#structures = structures;
    }
    get structure() {
        return this.#structures.get(this.id);
    }
}
/**
 * The view that a document is made from: the initial view where it has a text and annotations, else the view
 * with a text that has the most annotations; undefined where no view has a text.
 *
 * @param isWanted which types of annotations count and are given; by default all
 */
export function mainView(cas, isWanted) {
    const candidates = [];
    for (const sofa of cas.sofas) {
        if (sofa.text === undefined)
            continue;
        const view = cas.views.find(one => one.sofa === sofa.id) ?? { sofa: sofa.id, members: [] };
        candidates.push({ view, sofa, annotations: viewAnnotations(cas, view, isWanted) });
    }
    const counts = (one) => !cas.typeSystem.isSubtype(one.type, DOCUMENT_ANNOTATION);
    const worth = (one) => one.annotations.filter(counts).length;
    const initial = candidates.find(one => one.sofa.name === INITIAL_VIEW);
    if (initial?.annotations.some(counts))
        return initial;
    return candidates.reduce((best, one) => (best === undefined || worth(one) > worth(best) ? one : best), initial);
}
