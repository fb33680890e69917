import type { Part } from '../config/config.ts';
import type { Notice } from '../errors.ts';
import type { Evaluation } from '../metrics/evaluation.ts';
import { type ScoredDocument } from '../metrics/mentions.ts';
import type { Score, Scores } from '../metrics/spans.ts';
import { type TrainerState } from './trainer-state.ts';
/** `Scores` as JSON can hold them. */
export interface PlainScores extends Omit<Scores, 'types'> {
    readonly types: Readonly<Record<string, Score>>;
}
export declare function plainScores(scores: Scores): PlainScores;
/** A part's scores in seqeval's two modes. */
export interface PartScores {
    readonly default: PlainScores;
    /** `mode='strict', scheme=IOB2` */
    readonly strict: PlainScores;
}
/** A part's scores by a model. */
export interface PartResult extends PartScores {
    /** The mean cross-entropy over the words that count. */
    readonly loss: number;
    readonly sentences: number;
    /** Seconds that it took, and how many batches it were. */
    readonly seconds: number;
    readonly batches: number;
}
/** What there is to say of a part in a few numbers. */
export type MentionScores = Pick<Evaluation, 'correct' | 'predicted' | 'gold' | 'lost' | 'micro' | 'macro'>;
export declare function mentionScores(evaluation: Evaluation): MentionScores;
/** Numbers by name. */
export type Metrics = Record<string, number>;
/**
 * Scores as `run_ner` names them, with and without `return_entity_level_metrics`: `eval_f1`, `eval_overall_f1`,
 * `eval_T038_f1`, ... A type's name stands as it is. Averages of ours end as scikit-learn's do (`eval_f1_macro`,
 * `eval_f1_weighted`), and so do strict mode (`eval_f1_strict`) and words without `O` (`eval_accuracy_inside`): who
 * looks for types before `_f1` finds types alone.
 */
export declare function metricsOf(prefix: 'eval' | 'predict', scores: PartScores): Metrics;
/** Loss, scores and speed of a part. */
export declare function resultMetrics(prefix: 'eval' | 'predict', result: PartResult): Metrics;
/** `train_loss` is the mean over all steps; a sample is a chunk, and each epoch sees all of them. */
export declare function trainMetrics(state: TrainerState, samples: number): Metrics;
/** How much there is in a part. */
export interface PartCounts {
    readonly documents: number;
    readonly sentences: number;
    readonly words: number;
    /** Sequences that a model sees: sentences, the long ones cut. */
    readonly sequences: number;
}
/** What a finished run comes to; plain JSON. */
export interface RunSummary {
    readonly runFolder: string;
    readonly types: readonly string[];
    readonly counts: Readonly<Record<Part, PartCounts>>;
    /** As in `train_results.json`. */
    readonly training: Metrics;
    readonly best: {
        readonly step: number;
        readonly epoch: number;
        readonly metric: string;
        readonly value: number;
    };
    /** By which scores are divided before they become probabilities, as fitted to validation. Older runs have none. */
    readonly temperature?: number;
    readonly validation: PartResult;
    readonly test: PartResult;
    /** By characters, with 95 % intervals over documents. */
    readonly mentions: {
        readonly validation: MentionScores;
        readonly test: MentionScores;
    };
    /** A dictionary of the training mentions, for comparison. */
    readonly baseline: {
        readonly validation: PartScores;
        readonly test: PartScores;
    };
    readonly warnings: readonly Notice[];
}
/** Writes a record with its keys sorted, as transformers does. */
export declare function writeMetrics(path: string, metrics: Metrics): Promise<void>;
export interface RunResults {
    readonly state: TrainerState;
    /** Chunks in training. */
    readonly trainSamples: number;
    readonly validation: PartResult;
    readonly test: PartResult;
    readonly baseline: {
        readonly validation: PartScores;
        readonly test: PartScores;
    };
    /** The predicted tags of each sentence of test. */
    readonly predictions: readonly (readonly string[])[];
    /** The documents of the parts that were evaluated, with what is right and what was found. */
    readonly scored: Readonly<Record<'validation' | 'test', readonly ScoredDocument[]>>;
    readonly evaluations: Readonly<Record<'validation' | 'test', Evaluation>>;
    /** The same documents with what the dictionary found. */
    readonly scoredBaseline: Readonly<Record<'validation' | 'test', readonly ScoredDocument[]>>;
}
/** Writes every result file of a run. */
export declare function writeResults(runFolder: string, results: RunResults): Promise<void>;
