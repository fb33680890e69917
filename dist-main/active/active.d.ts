import { type ImportOptions } from '../formats/index.ts';
import type { Tagger } from '../predict/tagger.ts';
import { type Progress } from '../progress.ts';
interface ActiveOptions {
    readonly tagger: Tagger;
    /** How many documents to choose, or fewer where there are no more. */
    readonly count: number;
    /** The ids of documents that are annotated, besides those in which it is seen. */
    readonly annotated?: ReadonlySet<string> | undefined;
    /** See `selectDocuments`. */
    readonly diversity?: number | undefined;
    /** What to write. */
    readonly output: string;
    readonly progress: Progress;
}
export interface ActiveExportOptions extends ActiveOptions {
    /** The format to write, by its name. */
    readonly to: string;
    /** The format to read; see `importCorpus`. */
    readonly format?: ImportOptions['format'];
}
export interface ActiveIntoOptions extends ActiveOptions {
    /** The layer and the feature that take the mentions; see `predictInto`. */
    readonly layer?: string | undefined;
    readonly feature?: string | undefined;
}
/** A document that was chosen. */
export interface ChosenDocument {
    readonly id: string;
    /** See `uncertaintyOf`. */
    readonly uncertainty: number;
    /** To the nearest document that is annotated or was chosen before; see `selectDocuments`. */
    readonly similarity: number;
    /** The text of the sentence of which the model is least sure, or its beginning. */
    readonly sentence: string;
    readonly mentions: number;
}
/** What became of a pool. */
export interface ActiveSelection {
    readonly output: string;
    /** How many documents could be chosen. */
    readonly candidates: number;
    /** How many are annotated already. */
    readonly annotated: number;
    /** In the order in which they were chosen. */
    readonly chosen: readonly ChosenDocument[];
}
/**
 * Chooses among documents of any format that is imported, plain text too, and writes the chosen ones with the mentions that the model
 * finds: XMI and JSON CAS in the layer and feature that the model was trained from, with scores. Documents with mentions are annotated.
 *
 * Counted notices: those of reading, of writing, and of `choose`.
 * @throws MedspanError `data` where there is nothing to choose; and as `importCorpus` and `exportCorpus`
 */
export declare function activeExport(paths: readonly string[], options: ActiveExportOptions): Promise<ActiveSelection>;
/**
 * Chooses among the CASes of XMI, JSON CAS and WebAnno TSV files, folders, archives and projects of INCEpTION, and writes the same with
 * the chosen ones alone, to which the mentions that the model finds are added. A document is annotated where its CAS has annotations of
 * the layer, or where annotators or curators have begun with it in its project.
 *
 * Counted notices: those of `visitCases`, of `predictInto`, and of `choose`.
 * @throws MedspanError `data` where there is nothing to choose; and as `predictInto`
 */
export declare function activeInto(paths: readonly string[], options: ActiveIntoOptions): Promise<ActiveSelection>;
export {};
