import { type ClassifierOptions } from '../../../nn/classifier.ts';
import type { Batch } from '../engine.ts';
import { type Layout } from '../flat-parameters.ts';
import type { Backend, OnnxTensors } from '../onnx-runtime.ts';
import { type FeedsOf } from './feeds.ts';
export interface TrainingSessionOptions {
    readonly classifier: ClassifierOptions;
    /** Of the parameters that are trained, and where their gradients lie in `gradients`. */
    readonly names: readonly string[];
    readonly layout: Layout;
    readonly gradients: Float32Array;
    readonly parameters: OnnxTensors;
    readonly feedsOf: FeedsOf;
    /** Of dropout. */
    readonly seed: number;
    readonly backend: Backend;
}
export interface TrainingSession {
    /** Computes the gradients of a step into `gradients`; each label of all batches weighs the same. */
    differentiate(batches: readonly Batch[], step: number): Promise<{
        readonly loss: number;
        readonly squaredNorm: number;
    }>;
    /** Sets the gradients of the word embeddings to 0 after a step: only the rows that it used are written. */
    clear(): void;
    release(): Promise<void>;
}
export declare function createTrainingSession(options: TrainingSessionOptions): Promise<TrainingSession>;
