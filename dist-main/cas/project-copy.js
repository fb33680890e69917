/**
 * @file An INCEpTION project written once more with changed CASes as its source documents, which is what INCEpTION imports.
 *
 * Importing a project, INCEpTION reads the versions of its documents from `annotation_ser` and `curation_ser`, which are Java's
 * serialised objects, and nothing from `annotation` and `curation` (AnnotationDocumentExporter, CuratedDocumentsExporter). A document
 * of which neither has a version is read from `source`, in the format that exportedproject.json names, with all annotations in it
 * (SourceDocumentExporter, DocumentService.createOrReadInitialCas). Documents keep their names, as the log of events has them.
 */
import { MedspanError } from "../errors.js";
import { listIn, namesBelow, PART, readDescription } from "./inception-project.js";
import { formatTypeSystem, mergeTypeSystems } from "./typesystem.js";
/** "UIMA CAS XMI (XML 1.0)" (XmiFormatSupport); its reader, which is lenient, takes XML 1.1 as well. */
const XMI = 'xmi';
/** The files in a project's `source` by the documents' names in one form. */
function sourcesOf(tree, { root }) {
    const folder = `${root}source/`;
    return new Map(namesBelow(tree.names, folder).map(name => [name.slice(folder.length).normalize(), name]));
}
/** The source documents of a project that hold CASes, as those do that were annotated before they were imported. */
export async function findSourceDocuments(tree, project, notices) {
    const sources = sourcesOf(tree, project);
    return listIn(await readDescription(tree, project.description, notices), 'source_documents').flatMap(({ name: document, format }) => {
        if (typeof document !== 'string' || typeof format !== 'string' || !/^xmi(?:-|$)/.test(format))
            return [];
        const name = sources.get(document.normalize());
        return name === undefined ? [] : [{ document, name, form: 'xmi' }];
    });
}
/**
 * How a project is written again; undefined where its description lists no document that has a source and a version.
 *
 * @param versions of each document the file to change; of several, the first
 * @param options.only the paths of the files that are wanted: the project is written with their documents alone; left out, with all
 *
 * Counted notices: `inception-work-left`, `inception-one-annotator`.
 */
export async function planCopy(tree, project, versions, { notices, only }) {
    const { root, description } = project;
    const found = await readDescription(tree, description, notices);
    if (description === undefined || typeof found !== 'object' || found === null)
        return undefined;
    const bases = new Map();
    const several = new Set();
    for (const version of versions) {
        if (only !== undefined && !only.has(tree.pathOf(version.name)))
            continue;
        const document = version.document.normalize();
        if (bases.has(document))
            several.add(document);
        else
            bases.set(document, version);
    }
    const places = sourcesOf(tree, project);
    const sources = new Map();
    const changed = new Set();
    const documents = listIn(found, 'source_documents');
    for (const { name: document } of documents) {
        if (typeof document !== 'string')
            continue;
        const place = places.get(document.normalize());
        const basis = bases.get(document.normalize());
        if (place === undefined || basis === undefined)
            continue;
        sources.set(place, basis);
        changed.add(document.normalize());
        if (several.has(document.normalize()))
            notices.add('inception-one-annotator', 'documents have neither a curated nor an initial version: that of their first annotator, by name, is what all begin with', { path: tree.pathOf(basis.name), at: document });
    }
    if (sources.size === 0 && only === undefined)
        return undefined;
    const isChanged = ({ name }) => typeof name === 'string' && changed.has(name.normalize());
    const left = new Set();
    for (const name of namesBelow(tree.names, root)) {
        if (only !== undefined &&
            !sources.has(name) &&
            (sources.size === 0 || PART.test(name.slice(root.length))))
            left.add(name);
        const document = /^(?:annotation|curation)(?:_ser)?\/([^/]+)\//.exec(name.slice(root.length))?.[1];
        if (document !== undefined && changed.has(document.normalize()))
            left.add(name);
    }
    const written = {
        ...found,
        source_documents: documents
            .filter(one => only === undefined || isChanged(one))
            .map(one => (isChanged(one) ? { ...one, format: XMI, state: 'NEW' } : one)),
        // That a document is not for an annotator is no work of theirs.
        annotation_documents: listIn(found, 'annotation_documents').filter(one => {
            if (only !== undefined && !isChanged(one))
                return false;
            const stays = !isChanged(one) || one.state === 'IGNORE';
            if (!stays)
                notices.add('inception-work-left', "annotators' and curators' versions of documents are left out: the project that is written is to be annotated " +
                    'afresh, beginning with the mentions in its source documents', { path: tree.pathOf(description), at: `${one.name}@${one.user}` });
            return stays;
        }),
    };
    if ('state' in found && (only !== undefined || changed.size === documents.length))
        written.state = 'NEW';
    return {
        root,
        description: { name: description, content: JSON.stringify(written, null, 2) },
        sources,
        left,
        layers: listIn(found, 'layers').flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
        begun: new Set(documents.flatMap(({ name, state }) => typeof name === 'string' && typeof state === 'string' && state !== 'NEW' ? [name.normalize()] : [])),
    };
}
/**
 * @throws MedspanError `config` where annotations were added in a layer that the project does not have: INCEpTION shows none of
 *   them, and leaves out those of types that it does not know
 */
export function checkLayers({ layers }, before, after, path) {
    if (layers.length === 0)
        return;
    for (const { id, type } of after.featureStructures.values())
        if (!before.featureStructures.has(id) && !layers.includes(type))
            throw new MedspanError('config', `the project has no layer ${type}`, {
                where: { path, at: 'layer' },
                hint: `name one of its layers with --into, and its feature with --feature: ${layers.slice(0, 20).join(', ')}`,
            });
}
/** Type systems of documents, joined to one. */
export class TypeSystems {
    /** Documents of a project have the same one, as a rule. */
    #seen = new Set();
    joined;
    add(typeSystem) {
        const content = formatTypeSystem(typeSystem);
        if (this.#seen.has(content))
            return;
        this.#seen.add(content);
        this.joined = this.joined === undefined ? typeSystem : mergeTypeSystems([this.joined, typeSystem]);
    }
    format() {
        return formatTypeSystem(this.joined ?? mergeTypeSystems([]));
    }
}
