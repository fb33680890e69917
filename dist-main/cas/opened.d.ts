import { Notices } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Document } from '../text/document.ts';
import type { Segmenter } from '../text/words.ts';
import { type Tree } from './archive.ts';
import type { Cas } from './cas.ts';
import { type CasFile, type CasForm, type CasImport } from './files.ts';
import type { ProjectCopy } from './project-copy.ts';
import type { TypeSystem } from './typesystem.ts';
/** A CAS, and the document in it without its mentions. */
export interface OpenedCas {
    readonly cas: Cas;
    /** Its `source` is no other CAS' in what is opened with it. */
    readonly document: Document;
    /** Whether its format declares layers where they are used, so that one may be added. */
    readonly declares: boolean;
}
export interface OpenOptions {
    /** The type system of XMI files, or `infer`; see `ReadOptions`. */
    readonly typeSystem?: string | undefined;
    /** Finds sentences and words where a CAS has none. */
    readonly segment?: Segmenter | undefined;
    readonly progress: Progress;
}
/** What is opened, and what is counted of it. */
export interface Opening {
    readonly reading: CasImport;
    readonly notices: Notices;
    /** The paths of what is opened and of all that it lies in; left out, everything is. */
    readonly only?: ReadonlySet<string> | undefined;
}
/** Starts to open CASes; `only` are the sources of those that are wanted. */
export declare function startOpening({ typeSystem, segment }: OpenOptions, only?: Iterable<string>): Promise<Opening>;
export declare function isWanted({ only }: Pick<Opening, 'only'>, path: string): boolean;
/** What is to be changed in a tree. */
export interface Plan {
    /** CASes in a form each, and archives with such. */
    readonly forms: ReadonlyMap<string, CasForm | 'archive' | undefined>;
    /** The projects of which INCEpTION is to import what is changed. */
    readonly copies: readonly ProjectCopy[];
    /** The CASes and archives that are not wanted. */
    readonly left: ReadonlySet<string>;
    /** The CASes of documents with which annotators or curators have begun. */
    readonly begun: ReadonlySet<string>;
}
/** The versions of projects' documents, and what lies beside: in an archive names say what it is, in a folder contents. */
export declare function planTree(tree: Tree, opening: Opening): Promise<Plan>;
export declare function isArchive(name: string): boolean;
/** What is to be changed in an archive that lies in a tree, and the type system around it. */
export declare function planInner(tree: Tree, name: string, inner: Tree, opening: Opening): Promise<{
    readonly plan: Plan;
    readonly outer: TypeSystem | undefined;
}>;
/** Where a version of a document lies: itself, or in an archive with its type system. */
export declare function openVersion(tree: Tree, name: string): Promise<[Tree, string, TypeSystem | undefined]>;
export interface FileOptions {
    readonly form: CasForm | undefined;
    readonly outer?: TypeSystem | undefined;
}
/** Opens one CAS of a tree. */
export declare function openCas(tree: Tree, name: string, { reading, notices }: Opening, options: FileOptions): Promise<OpenedCas & {
    readonly file: CasFile;
}>;
/** A CAS that may take mentions, and what is known of the document's annotation. */
export interface VisitedCas extends OpenedCas {
    /** Whether annotators or curators have begun with the document. */
    readonly isBegun: boolean;
}
/**
 * Opens every CAS that `rewriteCases` would change, one after the other; documents of projects have the ids that these have.
 * Counted notices: those of reading.
 * @throws MedspanError `input` where a path holds no CAS
 */
export declare function visitCases(paths: readonly string[], options: OpenOptions): AsyncGenerator<VisitedCas, void, undefined>;
/** @throws MedspanError where what is read there may not be */
export declare function checkPath(path: string): Promise<void>;
/** A file that lies alone, as a tree. */
export declare function openFile(path: string, head: Uint8Array): {
    readonly tree: Tree;
    readonly name: string;
    readonly form: CasForm;
};
export declare function isFolder(path: string): Promise<boolean>;
/** A folder without what importing passes over. */
export declare function withoutPassedOver(tree: Tree): Tree;
