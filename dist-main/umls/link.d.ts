import type { Progress } from '../progress.ts';
import type { Corpus } from '../text/document.ts';
import type { ConceptRecord } from './concept.ts';
/** Whether an identifier is a CUI as sources are asked for it; other vocabularies cannot be looked up. */
export declare function isCui(concept: string): boolean;
/** The CUIs that `linkCorpus` needs an answer for: those of mentions without types. */
export declare function wantedConcepts(corpus: Corpus): Set<string>;
/** The CUIs from the one that was asked for to the one in use: `C0000001 -SY-> C0000002`. */
export declare function renderPath({ cui, path }: ConceptRecord): string;
/**
 * Gives each mention that has concepts and no types the semantic types of its concepts: all of them, in the order
 * of its concepts and of their records, each once. A mention that has types keeps them; one whose concepts have none
 * stays without, and is tagged `IGN`. Concepts stay as the annotator wrote them.
 *
 * Notices, counted by concept: `concept-merged` and `concept-replaced` (retired and followed, exactly or not),
 * `concept-deleted`, `concept-unknown`, `concept-without-type`, `concept-other` (identifiers that are no CUIs, by
 * vocabulary); and `mention-without-concept`.
 *
 * @param records an answer for each of `wantedConcepts`.
 * @throws MedspanError (`internal`) where an answer is missing: that is never taken for "no such concept".
 */
export declare function linkCorpus(corpus: Corpus, records: ReadonlyMap<string, ConceptRecord>, options: {
    progress: Progress;
}): Corpus;
