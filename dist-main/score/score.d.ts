import { type LabelSettings } from '../corpus/labels.ts';
import { type Evaluation } from '../metrics/evaluation.ts';
import type { ScoredDocument } from '../metrics/mentions.ts';
import { type Progress } from '../progress.ts';
import type { PartCounts, PartScores } from '../run/results.ts';
import type { Corpus } from '../text/document.ts';
export interface ScoreOptions {
    /** The types that count, as `labels.types` has them, for gold and predictions alike; by default all, as they stand. */
    readonly types?: LabelSettings['types'] | undefined;
    /** The types that the tagger knows, where one has predicted: which of them gold lacks is reported, and the reverse. */
    readonly known?: readonly string[] | undefined;
    /** Of the intervals; 42 unless given. */
    readonly seed?: number | undefined;
    readonly progress: Progress;
}
/** What predictions come to. */
export interface CorpusScores {
    /** By tags, as seqeval has them, on the words of gold. */
    readonly tags: PartScores;
    /** By characters. */
    readonly evaluation: Evaluation;
    /** The gold documents with what was predicted in them. */
    readonly documents: readonly ScoredDocument[];
    readonly counts: Pick<PartCounts, 'documents' | 'sentences' | 'words'>;
}
/**
 * Scores predictions against gold documents of the same texts; see `alignDocuments`. Of several types of a mention one
 * counts, as `labels` decides it.
 * @throws MedspanError (`data`) where documents do not belong together, or have no types
 */
export declare function scoreCorpora(gold: Corpus, predicted: Corpus, { types, known, seed, progress }: ScoreOptions): Promise<CorpusScores>;
