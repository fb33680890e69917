/**
 * @file Documents that several sources, or several parts of a split, have in common.
 */
import type { Progress } from '../progress.ts';
import type { Corpus, Document } from '../text/document.ts';
import { type Sameness } from './duplicates.ts';
export interface NamedCorpus {
    readonly name: string;
    readonly documents: Corpus;
}
/** A document that is one with another one in an earlier corpus of the list. */
export interface Overlap {
    readonly a: {
        readonly corpus: string;
        readonly document: Document;
    };
    readonly b: {
        readonly corpus: string;
        readonly document: Document;
    };
    readonly why: Sameness;
    /** Of their texts, from 0 to 1. Below the threshold where they are one by title, PMID or through a third. */
    readonly similarity: number;
}
/** For each document of a later corpus that is (nearly) one of an earlier corpus: the earliest such one. */
export declare function findOverlaps(corpora: readonly NamedCorpus[], progress?: Progress): Overlap[];
/** `team1 doc-3 and team2 doc-9: nearly the same text (similarity 0.91)`. */
export declare function renderOverlap({ a, b, why, similarity }: Overlap): string;
/** The first overlaps, one a line. */
export declare function renderOverlaps(overlaps: readonly Overlap[]): string[];
/**
 * Tells of documents that are in several parts of a corpus: what a model has learnt is then what it is tested on. The
 * first ones are told by name, all of them as the counted notice `document-in-two-parts`. Nothing is changed.
 */
export declare function reportLeaks(parts: readonly NamedCorpus[], progress: Progress): Overlap[];
