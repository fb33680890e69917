import type { Document } from '../text/document.ts';
import type { ReadOptions } from '../text/format.ts';
/**
 * The documents of a Parquet file, in the order in which they first occur.
 *
 * Counted notices: those of `createRows`.
 * @throws MedspanError (`input`) when the file is damaged or cut off, has no columns of tokens and tags, or has
 * numbered tags without names; (`unsafe-input`) when it says counts or sizes that cannot be; (`data`) for tags of
 * another form, with the row's number from 1.
 */
export declare function readParquet(path: string, options: ReadOptions): Promise<Document[]>;
