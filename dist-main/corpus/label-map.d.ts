import type { Progress } from '../progress.ts';
import { type Corpus, type Document } from '../text/document.ts';
/** The labels of concepts. */
export interface LabelMap {
    /** Where it was read. */
    readonly path: string;
    /** How many concepts it has. */
    readonly size: number;
    /** The label of a concept as annotated; undefined where the table has none. */
    labelOf(concept: string): string | undefined;
}
/**
 * Reads a table of labels.
 * @throws MedspanError (`input`) with file, line and column
 */
export declare function readLabelMap(path: string): Promise<LabelMap>;
/** As `readLabelMap`, of the table's text. */
export declare function parseLabelMap(text: string, path: string): LabelMap;
/**
 * Gives each mention with concepts of a table their labels as its types, in the order of its concepts; others stay as they
 * are. What a document's annotators looked for are the labels of its mentions too.
 *
 * Counted notices: `concept-not-in-map`, by concept.
 * @throws MedspanError (`data`) where no mention has a concept of the table
 */
export declare function labelConcepts(corpus: Corpus, map: LabelMap, progress: Progress): Document[];
/** The same documents with every mention of one class. */
export declare function asOneClass(corpus: Corpus): Document[];
