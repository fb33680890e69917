import type { ConceptSource, Relation } from './concept.ts';
import { type DatabaseKind } from './database.ts';
export declare const metathesaurusKind: DatabaseKind;
/** Whether a file is such a database, by its first bytes: SQLite's file format has the application id at 68. */
export declare function isMetathesaurus(head: Uint8Array): boolean;
/** A file that a database was built from. */
export interface SourceFile {
    /** `MRSTY.RRF`. */
    readonly name: string;
    readonly bytes: number;
    readonly rows: number;
    /** Of the file as it is on the disk, in hexadecimal. */
    readonly sha256: string;
}
/** What a database says of itself. */
export interface MetathesaurusInfo {
    /** `2026AA`; undefined where the build could not tell. */
    readonly release: string | undefined;
    /** When, in ISO 8601. */
    readonly built: string;
    readonly sources: readonly SourceFile[];
}
export interface Metathesaurus extends ConceptSource {
    readonly info: MetathesaurusInfo;
}
/** MRCUI's REL as it is stored: its index here. What is not among them cannot be followed. */
export declare const relationCodes: readonly ["DEL", "SY", "RB", "RN", "RO", "SUBX"];
/**
 * Opens a Metathesaurus database as a source. A retired concept is followed over `SY` always, and over those of
 * `RB`, `RN` and `RO` that `relations` has, in that order, where no exact successor is in use; a successor that
 * MRCUI marks as absent from the subset (MAPIN `N`) is not gone to.
 *
 * Counted notices of a look-up: `concept-inexact`, `concept-outside`, `concept-cycle`, and `retired-unknown` where
 * the database was built without MRCUI.
 *
 * @throws MedspanError (`input`) where the file is missing, foreign, damaged or of another schema.
 */
export declare function openMetathesaurus(path: string, options?: {
    readonly relations?: readonly Relation[] | undefined;
}): Promise<Metathesaurus>;
