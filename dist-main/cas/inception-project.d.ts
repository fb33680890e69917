/**
 * @file What an INCEpTION project export holds: versions of documents by annotator, and the states of its work.
 */
import type { Notices } from '../errors.ts';
import type { Tree } from './archive.ts';
/** One annotator's version of a document, or the curated one. */
export interface Version {
    readonly document: string;
    /** A user's name; undefined for the curated version. */
    readonly annotator: string | undefined;
    /** Files by extension, in lower case. */
    readonly forms: ReadonlyMap<string, string>;
}
/** A project in a tree: an archive may have folders around it, and hold several. */
export interface Project {
    /** The folder that it lies in, with a `/` at its end; empty where that is the tree itself. */
    readonly root: string;
    /** The name of its exportedproject.json. */
    readonly description: string | undefined;
    /** Every version of every document, curated ones first, by document and annotator. */
    readonly versions: readonly Version[];
    /** Of each document that has one, what nobody has annotated yet. */
    readonly initial: readonly Version[];
}
/** What lies beside it in every export. */
export declare const PART: RegExp;
/** Whether a file is INCEpTION's description of a project, which is no document. */
export declare function isProjectFile(name: string): boolean;
/** Whether a folder is a project's, or a project's folder `curation`; a folder with more in it is walked instead. */
export declare function isProject(names: readonly string[]): boolean;
/** Those of sorted names that lie in a folder. */
export declare function namesBelow(names: readonly string[], folder: string): readonly string[];
/** The sorted names that lie in none of the projects found among them. */
export declare function namesBeside(names: readonly string[], projects: readonly Project[]): string[];
/** The projects among a tree's files, by their folders; `names` are sorted. */
export declare function findProjects(names: readonly string[]): Project[];
/**
 * The version of each document that predictions are put into: the curated one; where there is none, what nobody has
 * annotated yet; where there is neither, every annotator's.
 */
export declare function versionsToTag({ versions, initial }: Project): Version[];
/** Every version of every document of the projects among a tree's files. */
export declare function findVersions(names: readonly string[]): Version[];
/** How far the work on a project was, as INCEpTION's exportedproject.json says it. */
export interface ProjectStates {
    /** The state of each document, such as `CURATION_FINISHED`. */
    readonly documents: ReadonlyMap<string, string>;
    /** The state of each annotator's version, such as `FINISHED`; the key is `document@user`. */
    readonly versions: ReadonlyMap<string, string>;
    /** A document's or a user's name as the project has it, else in one form: a Mac takes the accents of file names apart. */
    nameOf(name: string): string;
}
/** Reads what is used of exportedproject.json; one that cannot be read is counted and passed over. */
export declare function readProject(tree: Tree, { description }: Pick<Project, 'description'>, notices: Notices): Promise<ProjectStates>;
/** What exportedproject.json says; one that cannot be read is counted and passed over. */
export declare function readDescription(tree: Tree, name: string | undefined, notices: Notices): Promise<unknown>;
/** The objects in a list of the description. */
export declare function listIn(root: unknown, key: string): Record<string, unknown>[];
/**
 * Tells what of a project is not read or not finished: `document-not-curated`, `curation-unfinished`,
 * `annotation-unfinished`.
 */
export declare function noteStates(versions: readonly Version[], chosen: readonly Version[], states: ProjectStates, path: string, notices: Notices): void;
