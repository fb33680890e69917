import type { LossFunction } from '../../nn/losses.ts';
import type { FamilyClassifier } from '../../nn/model.ts';
import type { Engine } from '../engine/engine.ts';
import type { OptimizerName } from '../engine/onnx/optimizer.ts';
/** Bytes, of an engine within this process. */
export interface LocalMemory {
    /** What the process holds before an engine is opened: sequences, and the weights as they were read. */
    readonly base: number;
    /** The engine's copy of the weights that are trained. */
    readonly weights: number;
    readonly gradients: number;
    readonly moments: number;
    /** Intermediate values of the largest batch in training and, kept beside them, in evaluation. */
    readonly activations: number;
    /** Weights and moments of the best checkpoint, read back at the end. */
    readonly checkpoint: number;
    /** The most that the process really held while batches were tried, the largest ones among them. */
    readonly tried: number;
    /** The sum of all that was reckoned; or what was held when tried, and the checkpoint, if that is more. */
    readonly total: number;
}
/** Bytes, of an engine in processes of its own. Intermediate values are in what was tried. */
export interface WorkerMemory {
    readonly processes: number;
    /** Of each process, where the parameters are: in the memory of a GPU, if it has one. */
    readonly weights: number;
    readonly gradients: number;
    readonly moments: number;
    /** The most that a process really held while batches were tried, the largest ones among them. */
    readonly tried: number;
    /** The same of its GPU. */
    readonly device?: number | undefined;
    /** The most that the process with the corpus held. */
    readonly trainer: number;
    /** The best weights, which it takes over at the end. */
    readonly best: number;
    /** Of all processes together; the memory of GPUs left out. */
    readonly total: number;
}
export type MemoryForecast = LocalMemory | WorkerMemory;
/** The shape of a batch. */
export interface BatchShape {
    readonly rows: number;
    readonly length: number;
}
/** What is known when batches have been tried. */
export interface Tried {
    readonly engine: Engine;
    /** What this process held before the engine was opened, in bytes. */
    readonly base: number;
    /** The batches of an epoch, and those of evaluations. */
    readonly training: readonly BatchShape[];
    readonly evaluation: readonly BatchShape[];
    /** Batches a step. */
    readonly accumulation: number;
}
export interface Trained {
    readonly model: {
        readonly parameters: ReadonlyMap<string, {
            readonly shape: readonly number[];
        }>;
    };
    readonly isTrained: (name: string) => boolean;
}
/** How many numbers there are, and how many of them are trained. */
export declare function countParameters({ model, isTrained }: Trained): {
    all: number;
    trained: number;
};
/** Of the engine on ONNX Runtime. */
export declare function localMemory({ model, isTrained, loss }: Trained & {
    readonly model: FamilyClassifier;
    readonly loss: LossFunction;
}, { engine, base, training, evaluation, accumulation }: Tried): LocalMemory;
/** How the engine's own processes share a model. */
export interface Sharing {
    readonly strategy: 'ddp' | 'fsdp';
    readonly optimizer: OptimizerName;
    readonly hasAverage: boolean;
    readonly hasAdapters: boolean;
}
/** Of the engine on PyTorch. */
export declare function workerMemory(trained: Trained, { strategy, optimizer, hasAverage, hasAdapters }: Sharing, { engine }: Tried): Promise<WorkerMemory>;
