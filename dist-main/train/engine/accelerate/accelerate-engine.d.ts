import type { FamilyClassifier } from '../../../nn/model.ts';
import type { Engine } from '../engine.ts';
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts';
import type { ExternalClassifier } from './external-model.ts';
import type { Worker } from './worker.ts';
/** What both engines take has the same meaning and the same defaults. */
export interface AccelerateEngineOptions extends Omit<OnnxEngineOptions, 'device'> {
    /** Where the model was read from: its weights are read there again. */
    readonly folder: string;
    /** Whether intermediate values are computed twice instead of being kept: less memory, a third slower. */
    readonly gradientCheckpointing?: boolean;
    /** Several processes hold the model each, or divide its parameters among them. */
    readonly strategy?: 'ddp' | 'fsdp';
}
/** A model of a family, or one that transformers alone knows. */
export type TrainableClassifier = (FamilyClassifier & {
    readonly described?: undefined;
}) | ExternalClassifier;
/**
 * Gives a worker a model to train. The engine ends the worker with itself.
 * @throws MedspanError `input` where the folder lacks weights; `internal` where transformers' model is not ours
 */
export declare function createAccelerateEngine(worker: Worker, model: TrainableClassifier, options: AccelerateEngineOptions): Promise<Engine>;
