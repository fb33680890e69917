/**
 * @file What runs take of a corpus: read, split, labelled and encoded once, for all runs that take the same.
 *
 * There are two stages, because a run folder is claimed between them: the corpus says whether a run may go on in a
 * folder, and only then is it worth encoding. Documents are let go once they are encoded: they are large, and training
 * needs sequences only.
 */
import type { Config, Part } from '../config/config.ts';
import { type LabelSet } from '../corpus/labels.ts';
import type { TrainingMentions } from '../metrics/seen.ts';
import { type Progress } from '../progress.ts';
import type { SourceFingerprint } from '../run/identity.ts';
import type { PartCounts } from '../run/results.ts';
import type { Corpus } from '../text/document.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Example } from './data/batches.ts';
import { type PreparedCorpus } from './data/dataset.ts';
import { type EncodedSplits } from './data/encoded-splits.ts';
import type { EncodedSentence } from './data/examples.ts';
import { type LabelsFile } from './data/labelling.ts';
import { type Baseline } from './evaluate.ts';
/** All that training and evaluation need of a corpus. */
export interface EncodedCorpus {
    readonly examples: readonly Example[];
    readonly validation: readonly EncodedSentence[];
    readonly test: readonly EncodedSentence[];
    readonly counts: Readonly<Record<Part, PartCounts>>;
    readonly labelsFile: LabelsFile;
    readonly documents: EncodedSplits['documents'];
    readonly training: TrainingMentions;
    readonly baseline: Readonly<Record<'validation' | 'test', Baseline>>;
}
export interface CorpusOptions {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
export interface EncodingOptions extends CorpusOptions {
    readonly tokenizer: Tokenizer;
    /** The longest sequence that the model takes. */
    readonly longest: number;
}
/** A corpus that is read and split. */
export interface OpenedCorpus extends Pick<PreparedCorpus, 'language' | 'languages' | 'trainedFrom'> {
    readonly sources: readonly SourceFingerprint[];
    readonly labels: LabelSet;
    /** Sentences of the training part. */
    readonly sentences: number;
    /** The ids of each part's documents. */
    readonly splits: Readonly<Record<Part, readonly string[]>>;
    /** Encodes it; the documents are gone afterwards, so that another call gives what the first one gave. */
    encode(options: EncodingOptions): Promise<EncodedCorpus>;
}
/** Gives the corpus of a configuration. */
export type OpenCorpus = (config: Config, options: CorpusOptions) => Promise<OpenedCorpus>;
/**
 * Reads and splits the corpus of a configuration, and decides its labels.
 * @throws MedspanError as `prepareCorpus`
 */
export declare function openCorpus(config: Config, options: CorpusOptions): Promise<OpenedCorpus>;
/** Opens the corpus of a configuration once for all runs that take the same, which come one after the other. */
export declare function shareCorpora(): OpenCorpus;
/** Of all documents of a part. */
export declare function countSentences(corpus: Corpus): number;
