import type { DocumentFormat } from '../text/format.ts';
export { isXmi, parseXmi, readXmi } from './xmi-reader.ts';
export { formatXmi, formatXmiPieces } from './xmi-writer.ts';
/** One XMI file with its type system beside it, up to two folders above it, or given. */
export declare const xmiFormat: DocumentFormat;
