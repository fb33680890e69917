/**
 * @file A pool of documents, of which those that nobody has annotated are tagged and measured. Of a document its text and what the
 * model makes of it stay in memory, and of an annotated one its text alone.
 */
import type { Tagger } from '../predict/tagger.ts';
import type { Progress } from '../progress.ts';
import { type Document, type Mention } from '../text/document.ts';
import type { Candidate } from './selection.ts';
export interface PoolDocument {
    readonly document: Document;
    /** Whether somebody has annotated it, or has begun to. */
    readonly isAnnotated: boolean;
}
/** A document that may be chosen. */
export interface RankedDocument extends Candidate {
    readonly source: string | undefined;
    /** The text of the sentence of which the model is least sure, or its beginning. */
    readonly sentence: string;
    /** What the model has found, with scores. */
    readonly mentions: readonly Mention[];
}
export interface Pool {
    readonly ranked: readonly RankedDocument[];
    /** The texts of documents that are annotated. */
    readonly known: readonly string[];
    /** How many documents have no word. */
    readonly empty: number;
}
export interface PoolOptions {
    readonly tagger: Tagger;
    readonly progress: Progress;
}
/** Tags the documents of a pool that are not annotated, as they come, and says how unsure the model is of each. */
export declare function rankPool(documents: AsyncIterable<PoolDocument> | Iterable<PoolDocument>, { tagger, progress }: PoolOptions): Promise<Pool>;
