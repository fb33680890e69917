/**
 * @file What a training will take before it is begun: its sequences and what padding wastes, its steps, its parameters,
 * memory and time.
 *
 * Counts are exact. Memory (memory.ts) is estimated, and measured. Time is
 * measured: a few steps and evaluations are really made, with a learning rate of 0 and on an engine that is thrown away.
 */
import { type Part } from '../../config/config.ts';
import type { LabelSet } from '../../corpus/labels.ts';
import type { LossFunction } from '../../nn/losses.ts';
import type { Progress } from '../../progress.ts';
import type { PartCounts } from '../../run/results.ts';
import type { EncodedSentence } from '../data/examples.ts';
import type { Engine } from '../engine/engine.ts';
import { type PlanOptions } from '../loop/plan.ts';
import { type Sample } from './benchmark.ts';
import { type MemoryForecast, type Trained, type Tried } from './memory.ts';
export interface ForecastInput extends Trained {
    readonly labels: LabelSet;
    readonly parts: Readonly<Record<Part, readonly EncodedSentence[]>>;
    /** How many documents each part has. */
    readonly documents: Readonly<Record<Part, number>>;
    readonly loss: LossFunction;
    readonly plan: PlanOptions;
    readonly evalBatchSize: number;
    /** Opens an engine of the model as the training would. */
    readonly createEngine: () => Promise<Engine>;
    readonly memoryOf: (tried: Tried) => MemoryForecast | Promise<MemoryForecast>;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
export interface PartForecast extends PartCounts {
    /** Pieces of the longest sequence, special pieces included. */
    readonly longest: number;
    /** Pieces of a sequence on average. */
    readonly mean: number;
    /** Sentences that are too long for one sequence. */
    readonly cut: number;
    readonly pieces: number;
    /** Those of them that belong to words that count there; the others are special, or only give context. */
    readonly own: number;
}
/** How often a label counts in each part, and what it weighs in the loss, where labels weigh differently. */
export interface LabelForecast extends Readonly<Record<Part, number>> {
    readonly label: string;
    readonly weight?: number | undefined;
}
/** The batches of the first epoch. */
export interface Padding {
    /** Places for pieces in all batches. */
    readonly cells: number;
    /** The share of them that is padding. */
    readonly waste: number;
    /** B and T of the batch with the most cells. */
    readonly largest: readonly [rows: number, length: number];
}
/** Seconds; what is written to disk comes on top. */
export interface TimeForecast {
    /** All steps, those of each epoch like those of the first. */
    readonly training: number;
    /** Evaluations in training, and those of validation and test after it. */
    readonly evaluation: number;
    readonly total: number;
    /** What was measured: a step of one batch, and an evaluation of one batch. */
    readonly steps: readonly Sample[];
    readonly evaluations: readonly Sample[];
}
export interface Forecast {
    readonly parts: Readonly<Record<Part, PartForecast>>;
    readonly labels: readonly LabelForecast[];
    readonly sampling: NonNullable<PlanOptions['sampling']>;
    readonly padding: Readonly<Record<'random' | 'group_by_length', Padding>>;
    readonly steps: {
        readonly perEpoch: number;
        readonly total: number;
        /** Batches a step, but for the last of an epoch. */
        readonly batches: number;
        readonly evaluations: number;
    };
    /** How many numbers there are, and how many of them are trained. */
    readonly parameters: {
        readonly all: number;
        readonly trained: number;
    };
    readonly memory: MemoryForecast;
    readonly time: TimeForecast;
}
/**
 * Reckons and measures. Nothing is written, and the model's parameters stay what they are.
 * @throws MedspanError `config` for a plan that cannot be; what the signal was aborted with
 */
export declare function forecastTraining(input: ForecastInput): Promise<Forecast>;
