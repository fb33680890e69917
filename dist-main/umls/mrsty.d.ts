import type { ConceptSource } from './concept.ts';
import { type RrfTable } from './rrf.ts';
export declare const mrsty: RrfTable;
/** Whether a file is an MRSTY table, by its name and its first bytes. */
export declare function isMrsty(path: string, head: Uint8Array): boolean;
/**
 * A source over an MRSTY file. The file is read by each look-up, whole and as a stream; only the concepts asked for
 * are kept, and every row is checked all the same.
 *
 * A look-up throws MedspanError (`input`) with line and column for a broken row, and for a file without rows.
 */
export declare function openMrsty(path: string): ConceptSource;
