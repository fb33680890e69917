/**
 * @file UIMA CAS as JSON (version 0.4), which holds its type system itself.
 *
 * After "UIMA CAS JSON, Draft 4" (Apache UIMA JSON CAS, 2022): keys that begin with `%` are the format's own,
 * `@name` is a reference, `#name` (once `^name`) a number written as text (NaN, Infinity). Offsets count UTF-16
 * code units. Writing is in `cas-json-writer.ts`.
 */
import type { DocumentFormat } from '../text/format.ts';
import { type Cas } from './cas.ts';
export { formatCasJson } from './cas-json-writer.ts';
/** True where the beginning of a file looks like a JSON CAS. */
export declare function isCasJson(head: Uint8Array): boolean;
/**
 * Parses a CAS.
 *
 * @throws MedspanError `input` with the file and, inside it, the path or id of what is wrong
 */
export declare function parseCasJson(text: string, path: string): Cas;
/** One JSON CAS file. */
export declare const casJsonFormat: DocumentFormat;
