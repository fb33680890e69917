/**
 * @file Parquet files of rows of tokens and tags, as data sets on the Hugging Face hub have them. The libraries for them are
 * loaded with the first such file: they would take a fourth of the time in which a command starts.
 */
import type { DocumentFormat } from '../text/format.ts';
/** What data sets on the Hugging Face hub are kept in. */
export declare const parquetFormat: DocumentFormat;
