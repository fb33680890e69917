/**
 * @file The scores of a model on a part of a corpus, during training and of a finished run.
 *
 * A sentence counts whole, however many chunks it has. Words whose gold tag is `IGN` are left out, as `run_ner`
 * leaves out the label -100; a gold type that the model cannot know stays in, and is missed.
 */
import { type Part, type SettledConfig } from '../config/config.ts';
import { type LabelSet } from '../corpus/labels.ts';
import { type Evaluation, evaluateDocuments } from '../metrics/evaluation.ts';
import type { ScoredDocument } from '../metrics/mentions.ts';
import { type Decoding } from '../nn/decoding.ts';
import { type Progress } from '../progress.ts';
import { type PartResult, type PartScores } from '../run/results.ts';
import { type Prediction } from '../tokenizer/prediction.ts';
import { type EvaluatedPart } from './data/encoded-splits.ts';
import type { EncodedSentence, TaggedWords } from './data/examples.ts';
import { type GoldDocument } from './data/gold-documents.ts';
import type { Engine } from './engine/engine.ts';
export interface EvaluateOptions {
    readonly labels: LabelSet;
    readonly padId: number;
    readonly batchSize: number;
    /** Labels from the scores of a sentence's words, and their probabilities; each word for itself by default. */
    readonly decoding?: Decoding | undefined;
    /** Of the probabilities, 1 by default; `fit` takes the one under which the part's own labels are most probable. */
    readonly temperature?: number | 'fit' | undefined;
    /** What the progress says: `Evaluating`. */
    readonly title: string;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/** What a model makes of a part. */
export interface PartEvaluation {
    readonly result: PartResult;
    /** The predicted tags and mentions of each sentence. */
    readonly predictions: readonly Prediction[];
    /** The temperature of their scores. */
    readonly temperature: number;
}
/**
 * Tags sentences with an engine and scores the tags. The loss is the mean over all words that count, whatever
 * the batches. To fit a temperature, the scores of all words are kept meanwhile.
 * @throws what the signal was aborted with
 */
export declare function evaluatePart(engine: Engine, sentences: readonly EncodedSentence[], { labels: labelSet, batchSize, decoding, temperature: wanted, ...options }: EvaluateOptions): Promise<PartEvaluation>;
/** The same with scores by characters. */
export interface SplitEvaluation extends PartEvaluation {
    readonly scored: readonly ScoredDocument[];
    readonly evaluation: Evaluation;
}
/** What is evaluated: a part's sequences, and its documents with their gold mentions. */
export interface EvaluatedSplit {
    readonly sentences: readonly EncodedSentence[];
    readonly documents: readonly GoldDocument[];
}
/** Evaluates a part by tags and by characters. */
export declare function evaluateSplit(engine: Engine, { sentences, documents }: EvaluatedSplit, resampling: Parameters<typeof evaluateDocuments>[1], options: EvaluateOptions): Promise<SplitEvaluation>;
/** How the model that an engine holds now decodes; undefined where each word is decoded for itself. */
export declare function decodingOf(engine: Engine, { labels }: LabelSet, { head, decoding }: Pick<SettledConfig['model'], 'head' | 'decoding'>): Promise<Decoding | undefined>;
/**
 * Scores predicted tags in both modes. Words with the gold tag `IGN` are left out; so are predictions of types that were
 * not annotated.
 */
export declare function scoreSentences(sentences: readonly TaggedWords[], predicted: readonly (readonly string[])[]): PartScores;
/** What a dictionary of the training sentences makes of a part. */
export interface Baseline {
    readonly scores: PartScores;
    /** Of each sentence; it is sure of all. */
    readonly predictions: readonly Prediction[];
}
/** Tags validation and test by a dictionary of the training sentences. */
export declare function applyBaseline(sentences: Readonly<Record<Part, readonly TaggedWords[]>>): Readonly<Record<EvaluatedPart, Baseline>>;
export interface RunEvaluation {
    readonly runFolder: string;
    /** By which scores were divided, as fitted to validation at the end of the training. */
    readonly temperature: number;
    readonly validation: PartResult;
    readonly test: PartResult;
    /** By characters: types, groups, ancestors, kinds of errors, what training knew, calibration. */
    readonly evaluations: Readonly<Record<'validation' | 'test', Evaluation>>;
    readonly baseline: {
        readonly validation: PartScores;
        readonly test: PartScores;
    };
}
/**
 * Evaluates a finished run anew on its own validation and test parts, from its data and its model folder, and
 * writes nothing.
 * @throws MedspanError when the run is not finished, or its data have changed since
 */
export declare function evaluateRun(runFolder: string, options: {
    progress: Progress;
    signal?: AbortSignal | undefined;
}): Promise<RunEvaluation>;
