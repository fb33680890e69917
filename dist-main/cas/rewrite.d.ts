import { type Notices } from '../errors.ts';
import type { Cas } from './cas.ts';
import { type OpenedCas, type OpenOptions } from './opened.ts';
export interface RewriteOptions extends OpenOptions {
    /** The CAS to write in the place of one: the same, with mentions of one layer added or left out. */
    readonly change: (opened: OpenedCas, notices: Notices) => Promise<Cas>;
    /**
     * The sources of the documents that are written, as `visitCases` has them; the others, and all that projects have of them, are left
     * out. By default all are.
     */
    readonly only?: Iterable<string> | undefined;
}
/**
 * Writes files, folders and archives again, whole or not at all. Of an INCEpTION project one version of each document is changed
 * (`versionsToTag`), and becomes its source document (`planCopy`). A folder is copied without hidden files and what else importing passes over.
 *
 * @param output of one path, the file or folder to write, or the folder to write the file into; of several, a folder for all,
 *   each under its own name
 * @throws MedspanError `input` where a path holds no CAS; `output` where the output lies in the input or is there already
 */
export declare function rewriteCases(paths: readonly string[], output: string, options: RewriteOptions): Promise<void>;
/**
 * Makes sure before long work that `rewriteCases` may write there.
 * @throws MedspanError `output` or `config` as that does
 */
export declare function checkOutput(paths: readonly string[], output: string): Promise<void>;
/** @throws MedspanError `output` where a folder has something in it */
export declare function refuseFilled(folder: string): Promise<void>;
