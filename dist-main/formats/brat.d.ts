import { type Document } from '../text/document.ts';
import { type DocumentFormat, type ReadOptions } from '../text/format.ts';
/** The files that belong to an annotation file: its text, and the settings of BRAT in its folder. */
export declare function bratCompanions(path: string): string[];
/**
 * The document of an annotation file and the text beside it.
 *
 * Counted notices: `mention-empty`, `discontinuous-mention`, `surface-mismatch`, `offset-unit`, `relation-skipped`, `event-skipped`,
 * `attribute-skipped`, `note-skipped`, `normalization-skipped`.
 * @throws MedspanError (`input`) with file and line where the text is missing, a line is malformed, or offsets are
 *   outside the text
 */
export declare function readBrat(path: string, options: ReadOptions): Promise<Document[]>;
/** BRAT's pairs of `.ann` and `.txt`. */
export declare const bratFormat: DocumentFormat;
