import { type Adapted, type AdapterOptions } from '../../../nn/adapters.ts';
import type { ClassifierSpec, ModelSettings } from '../../../nn/model.ts';
import type { Engine } from '../engine.ts';
import { type Worker } from './worker.ts';
/** What is known of such a model besides. */
export interface Described {
    /** By which transformers draws what the weights lack. */
    readonly seed: number;
    /** Parameters that transformers never trains, and numbers that are none. */
    readonly untrained: ReadonlySet<string>;
    readonly linearMaps: readonly string[];
    /** Those of them whose weights stand as [in,out]. */
    readonly transposed: readonly string[];
    /** Which of them peft adapts where nothing is said. */
    readonly defaultTargets: string | readonly string[] | null;
}
/** Of its parameters only those have numbers here that no file has and transformers does not draw. */
export interface ExternalClassifier extends ClassifierSpec {
    readonly described: Described;
}
export interface DescribeOptions {
    /** The label set; left out, the one in `config.json`. */
    readonly labels?: readonly string[] | undefined;
    readonly seed: number;
    readonly settings?: Partial<ModelSettings> | undefined;
    /** See `ReadModelOptions`. */
    readonly vocabulary?: number | undefined;
    /** The program; MEDSPAN_PYTHON by default. */
    readonly python?: string | undefined;
}
/** A worker of one process on this machine's processors. */
export declare function startLocalWorker({ python, threads, }: {
    readonly python?: string | undefined;
    readonly threads?: number | undefined;
}): Promise<Worker>;
/**
 * Lets a worker describe the model of a folder.
 * @throws MedspanError `config` where Python or a library is missing; `input` where transformers cannot train the model
 */
export declare function describeExternalModel(folder: string, options: DescribeOptions): Promise<ExternalClassifier>;
/** The same by a worker that is there. */
export declare function describeBy(worker: Pick<Worker, 'ask'>, folder: string, options: Omit<DescribeOptions, 'python'>): Promise<ExternalClassifier>;
/**
 * Adds adapters; see `prepareAdapters`.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export declare function adaptDescribed(model: ExternalClassifier, { targetModules, ...options }: AdapterOptions, seed: number): ExternalClassifier & Adapted;
/**
 * Reads an adapter folder for such a model.
 * @param resolveBase finds the folder of the model that adapters were made for
 * @returns the model, and the folder of the weights beside which they are
 * @throws MedspanError as `readAdapters` and `describeExternalModel`
 */
export declare function describeAdapted(folder: string, { resolveBase, ...options }: DescribeOptions & {
    readonly resolveBase: (name: string) => Promise<string>;
}): Promise<{
    readonly model: ExternalClassifier & Adapted;
    readonly base: string;
}>;
/**
 * Computes a short batch, so that what transformers cannot compute is told before anything is trained; and whether the
 * model sees what it is said to see.
 * @throws MedspanError `input`, or `config` for `model.attention`
 */
export declare function tryModel(engine: Engine, model: ExternalClassifier, folder: string): Promise<void>;
