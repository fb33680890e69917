/**
 * @file An INCEpTION project written once more with changed CASes as its source documents, which is what INCEpTION imports.
 *
 * Importing a project, INCEpTION reads the versions of its documents from `annotation_ser` and `curation_ser`, which are Java's
 * serialised objects, and nothing from `annotation` and `curation` (AnnotationDocumentExporter, CuratedDocumentsExporter). A document
 * of which neither has a version is read from `source`, in the format that exportedproject.json names, with all annotations in it
 * (SourceDocumentExporter, DocumentService.createOrReadInitialCas). Documents keep their names, as the log of events has them.
 */
import { type Notices } from '../errors.ts';
import type { Tree } from './archive.ts';
import type { Cas } from './cas.ts';
import type { CasForm } from './files.ts';
import { type Project } from './inception-project.ts';
import { type TypeSystem } from './typesystem.ts';
/** The file that a changed document is made of. */
export interface Basis {
    readonly document: string;
    readonly name: string;
    /** Its format, where its name does not tell. */
    readonly form?: CasForm | undefined;
}
export interface ProjectCopy {
    /** The folder of the project, with a `/` at its end. */
    readonly root: string;
    /** What exportedproject.json becomes. */
    readonly description: {
        readonly name: string;
        readonly content: string;
    };
    /** The files in `source` that give way to XMI, and what that is made of. */
    readonly sources: ReadonlyMap<string, Basis>;
    /** The files that are left out: the versions of these documents. */
    readonly left: ReadonlySet<string>;
    /** The layers of the project, where it names them. */
    readonly layers: readonly string[];
    /** The documents of which the project says that work on them has begun, by their names in one form. */
    readonly begun: ReadonlySet<string>;
}
/** A source document that is XMI by itself. */
export interface SourceDocument extends Basis {
    readonly form: 'xmi';
}
/** The source documents of a project that hold CASes, as those do that were annotated before they were imported. */
export declare function findSourceDocuments(tree: Tree, project: Project, notices: Notices): Promise<SourceDocument[]>;
/**
 * How a project is written again; undefined where its description lists no document that has a source and a version.
 *
 * @param versions of each document the file to change; of several, the first
 * @param options.only the paths of the files that are wanted: the project is written with their documents alone; left out, with all
 *
 * Counted notices: `inception-work-left`, `inception-one-annotator`.
 */
export declare function planCopy(tree: Tree, project: Project, versions: readonly Basis[], { notices, only }: {
    readonly notices: Notices;
    readonly only?: ReadonlySet<string> | undefined;
}): Promise<ProjectCopy | undefined>;
/**
 * @throws MedspanError `config` where annotations were added in a layer that the project does not have: INCEpTION shows none of
 *   them, and leaves out those of types that it does not know
 */
export declare function checkLayers({ layers }: ProjectCopy, before: Cas, after: Cas, path: string): void;
/** Type systems of documents, joined to one. */
export declare class TypeSystems {
    #private;
    joined: TypeSystem | undefined;
    add(typeSystem: TypeSystem): void;
    format(): string;
}
