import { type Notices } from '../errors.ts';
import { type ReadOptions } from '../text/format.ts';
import { type Tree } from './archive.ts';
import type { Cas } from './cas.ts';
import type { CasReading } from './document.ts';
import type { TypeSystem } from './typesystem.ts';
/** What one import keeps between its files. */
export interface CasImport {
    /** The type system of all XMI files, whatever lies beside them. */
    readonly given: TypeSystem | undefined;
    /** Whether one is inferred for XMI files that have none, and which of their features hold texts. */
    readonly infers: boolean;
    readonly texts: readonly string[];
    /** Those that were inferred. */
    readonly inferred: WeakMap<Tree, TypeSystem>;
    readonly notices: Notices;
    readonly reading: Omit<CasReading, 'id'>;
}
/** Starts an import; several descriptors in `typeSystem` have the system's path delimiter between them. */
export declare function startImport({ typeSystem, segment, concept, countsLinguistic, }: Pick<ReadOptions, 'typeSystem' | 'segment' | 'concept' | 'countsLinguistic'>, notices: Notices): Promise<CasImport>;
/** A file's bytes in pieces, with errors that are ours. */
export declare function readBytes(path: string): AsyncGenerator<Uint8Array>;
/**
 * Which of the files in one folder are the type system: the one with the usual name, else all whose names say that
 * they are one, which belong together.
 */
export declare function pickTypeSystems(names: readonly string[]): string[];
/** Where a type system that an XMI file needs is to be written in its tree, so that the file is read with it. */
export declare function typeSystemName(tree: Tree, name: string): string;
/** The type system of an XMI file in a tree; undefined where it has none in it. */
export declare function findTypeSystem(tree: Tree, name: string): Promise<TypeSystem | undefined>;
/** In which format a file holds a CAS. */
export type CasForm = 'xmi' | 'json' | 'tsv';
/** By its extension. */
export declare function formOf(name: string): CasForm;
/** By its contents, and for XMI by its name; undefined where it holds no CAS. */
export declare function formIn(path: string, head: Uint8Array): CasForm | undefined;
export interface CasFile {
    readonly cas: Cas;
    readonly form: CasForm;
    /** The text of the file where it is TSV. */
    readonly text?: string | undefined;
}
/**
 * Reads one CAS out of a tree: XMI, JSON CAS, or WebAnno TSV.
 *
 * @param options.outer the type system to fall back on, that of an archive around this tree
 */
export declare function openCasFile(tree: Tree, name: string, context: CasImport, options?: {
    readonly form?: CasForm | undefined;
    readonly outer?: TypeSystem | undefined;
}): Promise<CasFile>;
/** A CAS out of a tree, and which document it is a version of. */
export interface FoundCas extends CasFile {
    readonly path: string;
    /** The document's id, where the CAS and its file do not tell it. */
    readonly id?: string | undefined;
    /** What it must not be parted from when a corpus is split. */
    readonly group?: string | undefined;
}
/** Opens a ZIP with CASes and their type system, as INCEpTION exports a document; `inner` is what `name` holds. */
export declare function openCasArchive(tree: Tree, name: string, inner: Tree, context: CasImport, { id, group }?: {
    readonly id?: string | undefined;
    readonly group?: string | undefined;
}): AsyncGenerator<FoundCas>;
/** The names that may be documents, in the richest form that there is. */
export declare function casNames(names: readonly string[]): string[];
/** The type system that lies beside a file, or up to two folders above. */
export declare function findAround(path: string): Promise<TypeSystem | undefined>;
/** Opens an XMI file that lies alone. */
export declare function openXmiFile(path: string, context: CasImport): Promise<Cas>;
