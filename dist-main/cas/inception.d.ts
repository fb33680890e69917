import { Notices } from '../errors.ts';
import type { DocumentFormat, ReadOptions } from '../text/format.ts';
import { type Tree } from './archive.ts';
import { type CasImport, type FoundCas } from './files.ts';
import { type ProjectCopy } from './project-copy.ts';
/** Whether a file may lie beside documents without being one. */
export declare function isCompanion(name: string): boolean;
export declare const inceptionFormat: DocumentFormat;
/** Whose versions are read. */
type Choice = Pick<ReadOptions, 'annotator' | 'progress'>;
/** Opens the CASes that importing a folder or archive reads, one after the other. */
export declare function openCases(tree: Tree, context: CasImport, options: Choice): AsyncGenerator<FoundCas>;
/** What of a tree takes predictions. */
export interface ToTag {
    /** The files of documents that are changed where they lie. */
    readonly chosen: readonly string[];
    /** The projects that are written so that INCEpTION imports them. */
    readonly copies: readonly ProjectCopy[];
    /** The files that lie beside projects. */
    readonly beside: readonly string[];
    /** The files of documents with which annotators or curators have begun. */
    readonly begun: ReadonlySet<string>;
}
/**
 * Of each document of a tree's projects the version that predictions are put into (`versionsToTag`): as its source document, where
 * the project says which documents it has.
 *
 * @param options.only the paths of the files that are wanted; left out, all are
 *
 * Counted notices: those of `planCopy`, and `inception-serialized`.
 */
export declare function findToTag(tree: Tree, { notices, only }: {
    readonly notices: Notices;
    readonly only?: ReadonlySet<string> | undefined;
}): Promise<ToTag>;
export {};
