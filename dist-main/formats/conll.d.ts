import type { Document } from '../text/document.ts';
import type { DocumentFormat, ReadOptions } from '../text/format.ts';
/**
 * The documents of a CoNLL file, in its order; a mention for each run of tags, `IGN` one without types.
 *
 * Counted notices: `tag-orphan`, `tag-change`, `empty-word`, `document-empty`, `document-whole`. Columns and scheme are told to
 * `options.progress.info`.
 * @throws MedspanError (`input`) with file and line for a line of another number of columns and for what is no
 *   tag; (`config`) for a column that is none.
 */
export declare function readConll(path: string, options: ReadOptions): Promise<Document[]>;
/** CoNLL files, such as those of CoNLL-2003, BLURB's corpora and JNLPBA. */
export declare const conllFormat: DocumentFormat;
