/**
 * @file What can be found out about a concept, and from whom.
 *
 * A source answers for every concept that it is asked about, or throws: an error is never taken for "no such
 * concept", and a concept that could not be asked about is never taken for one without a type.
 */
import type { Progress } from '../progress.ts';
/** How a retired concept leads to the one in use; MRCUI's REL (UMLS Reference Manual, section 3.3.9). */
export type Relation = 'SY' | 'RB' | 'RN' | 'RO';
export type ConceptStatus = 
/** In use, under this CUI. */
'current'
/** Retired, and followed to `current`. */
 | 'retired'
/** Gone from the Metathesaurus, and nothing takes its place. */
 | 'deleted'
/** No such concept is known. */
 | 'unknown';
/** The answer for one CUI. */
export interface ConceptRecord {
    /** As asked for. */
    readonly cui: string;
    readonly status: ConceptStatus;
    /** The CUIs from the one asked for to the one in use, both included, where they differ; a relation leads to its own step. */
    readonly path?: readonly {
        readonly cui: string;
        readonly relation?: Relation;
    }[];
    /** The TUIs, in the source's order; empty for a concept without one. */
    readonly types: readonly string[];
    /** The preferred name, where the source knows it. */
    readonly name?: string;
}
/** Where semantic types come from: a file, a database, a server. */
export interface ConceptSource {
    /** What it is, for reports: `MRSTY.RRF`, `UTS 2026AA`. */
    readonly name: string;
    /**
     * An answer for each CUI (`C` and seven digits).
     * @throws MedspanError when a concept could not be asked about.
     */
    lookUp(cuis: ReadonlySet<string>, options: {
        readonly progress: Progress;
        readonly signal?: AbortSignal | undefined;
    }): Promise<ReadonlyMap<string, ConceptRecord>>;
    close(): void;
}
