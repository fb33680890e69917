/**
 * @file INCEpTION exports: a whole project, as a folder or a ZIP, or one document's ZIP.
 *
 * A project export has `curation/<document>/CURATION_USER.*` for what curators decided and
 * `annotation/<document>/<user>.*` for each annotator's version; which of them is read is an option. `INITIAL_CAS`
 * is nobody's version, and `source/` holds the same texts once more. An archive may have folders around a project, hold
 * several, or hold a project's ZIP once more, as people pack them again. Documents are XMI with a type system, or JSON
 * CAS, which may be packed once more, or WebAnno TSV, which is the least that can be read. Over all documents
 * together it is decided which feature holds concepts. Of `exportedproject.json` the documents with their formats and
 * states are used.
 */
import { posix } from 'node:path';
import { MedspanError, Notices } from "../errors.js";
import { appendAll } from "../lists.js";
import { archiveLimits, isZip, listFolder, openTree } from "./archive.js";
import { toDocuments } from "./concepts.js";
import { readCas } from "./document.js";
import { casNames, openCasArchive, openCasFile, startImport, } from "./files.js";
import { findProjects, isProject, namesBeside, noteStates, readProject, versionsToTag, } from "./inception-project.js";
import { findSourceDocuments, planCopy } from "./project-copy.js";
const FORMAT_HINT = 'in INCEpTION, export again with the format "UIMA CAS XMI (XML 1.0)"';
/** Files that may lie in a folder of XMI documents without being documents themselves. */
const COMPANION = /(?:\.xml|\.md|(?:^|\/)(?:README|LICENSE|NOTICE)[^/]*)$/i;
/** Whether a file may lie beside documents without being one. */
export function isCompanion(name) {
    return COMPANION.test(name);
}
export const inceptionFormat = {
    name: 'inception',
    description: 'an INCEpTION project or document export, as a folder or ZIP',
    accepts({ path, isFolder, head }) {
        if (!isFolder)
            return isZip(head);
        const names = listFolder(path);
        if (isProject(names))
            return true;
        const documents = names.filter(name => /\.(?:xmi|zip)$/i.test(name));
        return documents.length > 0 && names.every(name => /\.(?:xmi|zip)$/i.test(name) || COMPANION.test(name));
    },
    async read(path, options) {
        const { unpackedBytes: totalBytes = archiveLimits.totalBytes } = options;
        const tree = await openTree(path, { ...archiveLimits, totalBytes });
        try {
            return await readTree(tree, options);
        }
        finally {
            tree.close();
        }
    },
};
async function readTree(tree, options) {
    const notices = new Notices();
    const context = await startImport(options, notices);
    const found = await find(tree, options, notices);
    const task = found.length > 1
        ? options.progress.task(`Reading ${posix.basename(tree.path)}`, found.length, 'documents')
        : undefined;
    const readings = [];
    try {
        for (const one of found) {
            for await (const { cas, path, id, group } of openFound(tree, one, context, options))
                readings.push({ ...readCas(cas, path, notices, { id, ...context.reading }), group });
            task?.advance();
        }
    }
    finally {
        task?.end();
        for (const notice of notices.list())
            options.progress.notice(notice);
    }
    return toDocuments(readings, options.concept, tree.path, options.progress, options.onConcepts);
}
async function* openFound(tree, { name, id, group, form }, context, options) {
    if (form !== undefined || !/\.zip$/i.test(name)) {
        yield { ...(await openCasFile(tree, name, context, { form })), path: tree.pathOf(name), id, group };
        return;
    }
    const inner = await tree.inner(name);
    try {
        if (id !== undefined || findProjects(inner.names).length === 0)
            yield* openCasArchive(tree, name, inner, context, { id, group });
        else
            for (const one of await find(inner, options, context.notices))
                yield* openFound(inner, one, context, options);
    }
    finally {
        inner.close();
    }
}
/** Opens the CASes that importing a folder or archive reads, one after the other. */
export async function* openCases(tree, context, options) {
    for (const one of await find(tree, options, context.notices))
        yield* openFound(tree, one, context, options);
}
/** What is to be read of a tree: of each project in it the chosen versions, and documents that lie beside them. */
async function find(tree, options, notices) {
    const projects = findProjects(tree.names);
    const found = [];
    for (const project of projects)
        appendAll(found, await chooseVersions(tree, project, options, notices));
    const documents = findDocuments(namesBeside(tree.names, projects));
    if (documents.length > 0 && options.annotator !== undefined && projects.length === 0)
        notices.add('annotator-unknown', `who annotated is not told here, so that annotator ${options.annotator} chooses nothing`, { path: tree.path });
    appendAll(found, documents);
    if (found.length > 0)
        return found;
    throw new MedspanError('input', 'expected an .xmi, .json or .tsv file, or curation/<document>/CURATION_USER.*', { where: { path: tree.path }, hint: FORMAT_HINT });
}
/** The chosen versions of a project's documents. */
async function chooseVersions(tree, project, { annotator, progress }, notices) {
    const { root, versions: found } = project;
    const where = { path: root === '' ? tree.path : tree.pathOf(root.slice(0, -1)) };
    if (found.length === 0 && annotator === undefined) {
        const sources = await findSourceDocuments(tree, project, notices);
        for (const { name, document } of sources)
            notices.add('inception-not-annotated', 'nobody has annotated the documents of the project: they are read with the annotations that they were imported with', { path: tree.pathOf(name), at: document });
        if (sources.length > 0)
            return sources.map(({ name, document, form }) => ({ name, id: document, form }));
    }
    if (found.length === 0)
        throw new MedspanError('data', 'the project has no documents in a format that can be read', {
            where,
            hint: FORMAT_HINT,
        });
    const states = await readProject(tree, project, notices);
    const versions = found.map(one => ({
        ...one,
        document: states.nameOf(one.document),
        annotator: one.annotator === undefined ? undefined : states.nameOf(one.annotator),
    }));
    const chosen = choose(versions, annotator, where);
    noteStates(versions, chosen, states, where.path, notices);
    const who = [...new Set(chosen.map(one => one.annotator ?? 'the curators'))];
    if (annotator !== undefined)
        progress.info(`annotations by ${who.join(', ')}`);
    return chosen.map(version => ({
        name: bestForm(version, where),
        id: version.annotator === undefined ? version.document : `${version.document}@${version.annotator}`,
        group: version.annotator === undefined ? undefined : version.document,
    }));
}
/**
 * The versions that an option names: a user's, `all` annotators', or `curated`, which is the default.
 *
 * @throws MedspanError that names the annotators there are: `data` where nothing is curated, `config` for another name
 */
function choose(versions, annotator, { path }) {
    const names = [...new Set(versions.flatMap(one => one.annotator ?? []))].sort();
    const list = names.length === 0 ? 'none' : names.join(', ');
    if (annotator === undefined || annotator === 'curated') {
        const curated = versions.filter(one => one.annotator === undefined);
        if (curated.length > 0)
            return curated;
        throw new MedspanError('data', 'the project has no curated documents', {
            where: { path, at: 'curation/' },
            hint: `finish the curation in INCEpTION and export again, or choose an annotator with --annotator ` +
                `(there are: ${list}), or --annotator all`,
        });
    }
    const chosen = versions.filter(one => one.annotator !== undefined && (annotator === 'all' || one.annotator === annotator));
    if (chosen.length > 0)
        return chosen;
    throw new MedspanError('config', `the project has no annotations by ${annotator === 'all' ? 'anyone' : annotator}`, {
        where: { path, at: 'annotation/' },
        hint: `annotators there: ${list}; without --annotator the curated documents are read`,
    });
}
/** Of several forms of the same version, the first one is read. */
const PREFERRED = ['xmi', 'json', 'zip', 'tsv'];
function bestForm({ document, annotator, forms }, { path }) {
    const form = PREFERRED.find(one => forms.has(one));
    if (form !== undefined)
        return forms.get(form);
    const what = annotator === undefined ? `the curated document ${document}` : `${annotator}'s version of ${document}`;
    throw new MedspanError('input', `${what} is there only as ${[...forms.keys()].join(', ')}, expected XMI, JSON CAS or WebAnno TSV`, {
        where: { path, at: [...forms.values()][0] },
        hint: FORMAT_HINT,
    });
}
/**
 * Of each document of a tree's projects the version that predictions are put into (`versionsToTag`): as its source document, where
 * the project says which documents it has.
 *
 * @param options.only the paths of the files that are wanted; left out, all are
 *
 * Counted notices: those of `planCopy`, and `inception-serialized`.
 */
export async function findToTag(tree, { notices, only }) {
    const projects = findProjects(tree.names);
    const chosen = [];
    const copies = [];
    const begun = new Set();
    for (const project of projects) {
        const where = { path: project.root === '' ? tree.path : tree.pathOf(project.root.slice(0, -1)) };
        const versions = versionsToTag(project).map(version => ({
            document: version.document,
            name: bestForm(version, where),
        }));
        const known = new Set(versions.map(({ document }) => document.normalize()));
        const sources = await findSourceDocuments(tree, project, notices);
        const bases = [...versions, ...sources.filter(({ document }) => !known.has(document.normalize()))];
        const copy = await planCopy(tree, project, bases, { notices, only });
        if (copy !== undefined)
            copies.push(copy);
        const inWork = new Set(copy?.begun ?? []);
        for (const { document } of project.versions)
            inWork.add(document.normalize());
        for (const { document, name } of bases)
            if (inWork.has(document.normalize()))
                begun.add(name);
        appendAll(chosen, versions.flatMap(({ name }) => (copy?.left.has(name) === true ? [] : [name])));
    }
    for (const name of tree.names)
        if (/(?:^|\/)(?:annotation|curation)_ser\/[^/]+\/[^/]+\.ser$/.test(name) &&
            !copies.some(({ left }) => left.has(name)))
            notices.add('inception-serialized', 'serialized documents (.ser) stay as they are, and INCEpTION imports them with the project: to see the mentions ' +
                'there, import the documents that have them', { path: tree.pathOf(name) });
    return { chosen, copies, beside: namesBeside(tree.names, projects), begun };
}
/** The documents among files that belong to no project. */
function findDocuments(names) {
    const archives = names.filter(name => /\.zip$/i.test(name));
    return [...casNames(names), ...archives].map(name => ({ name }));
}
