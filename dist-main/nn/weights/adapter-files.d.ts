import { MedspanError } from '../../errors.ts';
import { type Adapted, type AdaptedClassifier } from '../adapters.ts';
import type { Adapters } from '../layers.ts';
import type { ClassifierSpec, LoadedClassifier, ReadModelOptions } from '../model.ts';
import type { FloatTensor, NamedTensors } from '../tensors.ts';
/** The names of the two files. */
export declare const ADAPTER_CONFIG = "adapter_config.json";
export declare const ADAPTER_WEIGHTS = "adapter_model.safetensors";
/** A model with adapters, wherever its numbers are. */
export type AdaptedOutline = Pick<ClassifierSpec, 'encoder'> & Adapted;
/** Whether a folder holds adapters, and not a model. */
export declare function isAdapterFolder(folder: string): boolean;
/**
 * The files of an adapter folder.
 * @param base where the model that it was made for is: a folder or an id of the hub, as in `model.name_or_path`
 * @param weights what was trained
 */
export declare function adapterFiles(model: AdaptedOutline, base: string, weights: NamedTensors): [name: string, content: string | Uint8Array[]][];
/** The file that says what adapters are beside, and how they are scaled. */
export declare function adapterConfig(model: AdaptedOutline, base: string): string;
/** The file of weights: adapters, and what else was trained. */
export declare function adapterWeights(trained: NamedTensors): Uint8Array[];
/**
 * Reads a file of weights.
 * @throws MedspanError `input` for names that peft does not give
 */
export declare function readAdapterWeights(path: string): Promise<Map<string, FloatTensor>>;
export interface ReadAdaptersOptions extends ReadModelOptions {
    /** Finds the folder of the model that adapters were made for; by default its name is that of a folder. */
    readonly resolveBase?: ((nameOrPath: string) => Promise<string>) | undefined;
}
/** A model folder, or an adapter folder with the model that it names. */
export declare function readClassifier(folder: string, options: ReadAdaptersOptions): Promise<LoadedClassifier>;
/**
 * Reads an adapter folder and the model that it was made for. The label set is that of `options`, of the folder's
 * `config.json`, or of the model's.
 * @throws MedspanError `input` for a folder that is broken, of another kind, or made for another model
 */
export declare function readAdapters(folder: string, { resolveBase, ...options }: ReadAdaptersOptions): Promise<AdaptedClassifier>;
/** What an adapter folder says by itself. */
export interface AdapterFolder {
    /** The model that the adapters were made for: a folder or an id of the hub. */
    readonly base: string;
    readonly adapters: Omit<Adapters, 'modules'>;
    /** By the names that the model's parameters have, those of adapters among them. */
    readonly stored: ReadonlyMap<string, FloatTensor>;
    /** Of the file that has them. */
    readonly path: string;
}
/** Reads the two files of an adapter folder; throws as `readAdapters`. */
export declare function readAdapterFolder(folder: string): Promise<AdapterFolder>;
/** The linear maps that a file has adapters for. */
export declare function modulesOf(stored: NamedTensors, maps: readonly string[], path: string): string[];
export declare function notFitting(path: string, name: string, reason: string): MedspanError;
