import { addTo, appendAll, firstIndex } from "../lists.js";
import { parseJson } from "../text/json.js";
const VERSION = /^(.*\/)?(curation|annotation)\/([^/]+)\/([^/]+)\.(\w+)$/;
/** In a folder `curation` taken by itself, whatever it is called. */
const CURATED = /^(.*\/)?([^/]+)\/CURATION_USER\.(\w+)$/;
/** There are few folders around a project, so that few projects share a name. */
const PROJECT = /^((?:[^/]+\/){0,8})exportedproject[^/]*\.json$/;
/** What lies beside it in every export. */
export const PART = /^(?:(?:annotation|curation)(?:_ser)?|source)\//;
/** Names that are no user's. */
const INITIAL = 'INITIAL_CAS';
const CURATOR = 'CURATION_USER';
/** Whether a file is INCEpTION's description of a project, which is no document. */
export function isProjectFile(name) {
    return PROJECT.test(name);
}
/** Whether a folder is a project's, or a project's folder `curation`; a folder with more in it is walked instead. */
export function isProject(names) {
    if (names.some(name => /^(?:curation\/)?[^/]+\/CURATION_USER\.\w+$/.test(name)))
        return true;
    return names.some(name => PROJECT.exec(name)?.[1] === '') && names.some(name => PART.test(name));
}
/** Which of sorted names lie in a folder: from one place to before another. */
function placesBelow(names, folder) {
    const begin = firstIndex(names, name => name >= folder);
    return [begin, firstIndex(names, name => name >= folder && !name.startsWith(folder))];
}
/** Those of sorted names that lie in a folder. */
export function namesBelow(names, folder) {
    return names.slice(...placesBelow(names, folder));
}
/** The sorted names that lie in none of the projects found among them. */
export function namesBeside(names, projects) {
    const beside = [];
    let at = 0;
    for (const { root } of projects) {
        const [begin, end] = placesBelow(names, root);
        // What begins earlier lies in a project itself.
        if (begin < at)
            continue;
        appendAll(beside, names.slice(at, begin));
        at = end;
    }
    appendAll(beside, names.slice(at));
    return beside;
}
function parseVersion(name) {
    const version = VERSION.exec(name);
    if (version !== null) {
        const [, root = '', part, document, user, form] = version;
        const found = { root, document: document, form: form.toLowerCase(), name };
        if (part === 'curation')
            return user === CURATOR ? { ...found, annotator: undefined } : undefined;
        return user === CURATOR || found.form === 'xml' ? undefined : { ...found, annotator: user };
    }
    const [, root = '', document, form] = CURATED.exec(name) ?? [];
    if (document === undefined || form === 'ser')
        return undefined;
    return { root, document, annotator: undefined, form: form.toLowerCase(), name };
}
/** The projects among a tree's files, by their folders; `names` are sorted. */
export function findProjects(names) {
    const found = [];
    const initial = new Map();
    for (const name of names) {
        const version = parseVersion(name);
        if (version?.annotator === INITIAL)
            addTo(initial, version.root, version);
        else if (version !== undefined)
            found.push(version);
    }
    const described = new Map();
    for (const name of names) {
        const root = PROJECT.exec(name)?.[1];
        if (root !== undefined && !described.has(root))
            described.set(root, name);
    }
    const roots = new Set([
        ...found.filter(({ annotator }) => annotator === undefined).map(({ root }) => root),
        ...[...described.keys()].filter(root => namesBelow(names, root).some(name => PART.test(name.slice(root.length)))),
    ]);
    const projects = new Map();
    for (const root of roots)
        projects.set(root, []);
    for (const version of found) {
        const { root } = version;
        // Without a description, `annotation` deep inside an archive may be any folder.
        if (roots.has(root) || root.indexOf('/') >= root.length - 1)
            addTo(projects, root, version);
    }
    return [...projects]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([root, versions]) => ({
        root,
        description: described.get(root),
        versions: joinForms(versions),
        initial: joinForms(initial.get(root) ?? []),
    }));
}
/** The versions that several files may hold, each in a form of its own. */
function joinForms(found) {
    const versions = new Map();
    for (const { document, annotator, form, name } of found) {
        const key = `${annotator === undefined ? 0 : 1}\u0000${document}\u0000${annotator ?? ''}`;
        const version = versions.get(key) ?? { document, annotator, forms: new Map() };
        versions.set(key, version);
        version.forms.set(form, name);
    }
    return [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version);
}
/**
 * The version of each document that predictions are put into: the curated one; where there is none, what nobody has
 * annotated yet; where there is neither, every annotator's.
 */
export function versionsToTag({ versions, initial }) {
    const chosen = [];
    for (const group of [
        versions.filter(({ annotator }) => annotator === undefined),
        initial,
        versions.filter(({ annotator }) => annotator !== undefined),
    ]) {
        const known = new Set(chosen.map(({ document }) => document));
        appendAll(chosen, group.filter(({ document }) => !known.has(document)));
    }
    return chosen;
}
/** Every version of every document of the projects among a tree's files. */
export function findVersions(names) {
    return findProjects(names).flatMap(({ versions }) => versions);
}
/** Reads what is used of exportedproject.json; one that cannot be read is counted and passed over. */
export async function readProject(tree, { description }, notices) {
    const documents = new Map();
    const versions = new Map();
    const composed = new Map();
    const known = new Set();
    const add = (name) => {
        known.add(name);
        composed.set(name.normalize(), name);
    };
    const root = await readDescription(tree, description, notices);
    for (const { name: document, state } of listIn(root, 'source_documents')) {
        if (typeof document !== 'string' || typeof state !== 'string')
            continue;
        documents.set(document, state);
        add(document);
    }
    for (const { name: document, user, state } of listIn(root, 'annotation_documents')) {
        if (typeof document !== 'string' || typeof user !== 'string' || typeof state !== 'string')
            continue;
        versions.set(`${document}@${user}`, state);
        add(user);
    }
    const nameOf = (name) => {
        const whole = name.normalize();
        return known.has(name) ? name : (composed.get(whole) ?? whole);
    };
    return { documents, versions, nameOf };
}
/** What exportedproject.json says; one that cannot be read is counted and passed over. */
export async function readDescription(tree, name, notices) {
    if (name === undefined)
        return undefined;
    const bytes = await tree.read(name);
    try {
        return parseJson(new TextDecoder().decode(bytes), { path: tree.pathOf(name) });
    }
    catch {
        notices.add('inception-project-unreadable', 'exportedproject.json is not JSON and is passed over', {
            path: tree.pathOf(name),
        });
        return undefined;
    }
}
/** The objects in a list of the description. */
export function listIn(root, key) {
    if (typeof root !== 'object' || root === null)
        return [];
    const list = root[key];
    return Array.isArray(list) ? list.filter(one => typeof one === 'object' && one !== null) : [];
}
/**
 * Tells what of a project is not read or not finished: `document-not-curated`, `curation-unfinished`,
 * `annotation-unfinished`.
 */
export function noteStates(versions, chosen, states, path, notices) {
    const isCurated = chosen.every(one => one.annotator === undefined);
    const read = new Set(chosen.map(one => one.document));
    const known = new Set([...versions.map(one => one.document), ...states.documents.keys()]);
    for (const document of known)
        if (!read.has(document))
            notices.add(isCurated ? 'document-not-curated' : 'document-not-annotated', `documents of the project have no ${isCurated ? 'curated version' : 'version by the annotator'} and are left out`, { path, at: document });
    for (const { document, annotator } of chosen) {
        const state = annotator === undefined
            ? states.documents.get(document)
            : states.versions.get(`${document}@${annotator}`);
        if (state === undefined || /FINISHED|COMPLETE/.test(state))
            continue;
        notices.addKind(annotator === undefined ? 'curation-unfinished' : 'annotation-unfinished', `documents whose ${annotator === undefined ? 'curation' : 'annotation'} is not finished`, state, { path, at: document });
    }
}
