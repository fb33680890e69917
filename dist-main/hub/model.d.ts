import type { Progress } from '../progress.ts';
import type { Patience } from './request.ts';
import { type Environment } from './settings.ts';
export interface ModelOptions {
    /** A branch, a tag or a commit; by default `main`. */
    readonly revision?: string | undefined;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    /** By default the process' own. */
    readonly env?: Environment | undefined;
    readonly patience?: Patience | undefined;
}
export interface Model {
    /** The snapshot in the cache, a model folder in Hugging Face's layout. */
    readonly folder: string;
    /** The commit that the files are of. */
    readonly revision: string;
    /** Names of its files that medspan reads, the weights last. */
    readonly files: readonly string[];
}
export declare const configName = "config.json";
/** In the order of transformers' tokenizers: what they are, what they need, and what they learned later. */
export declare const tokenizerNames: string[];
/** Of an export, the preferred one first. */
export declare const onnxNames: string[];
/**
 * Downloads a model, or finds it in the cache. What was cut off goes on where it ended; the weights come last, so
 * that a cache that has them has the rest.
 *
 * @param id `owner/name`, or a name alone.
 * @throws MedspanError (`input`) when there is no such model, access is refused, it has no weights for PyTorch, or
 * neither the hub nor the cache has all that is needed; (`config`) for an id of another form.
 */
export declare function resolveModel(id: string, options: ModelOptions): Promise<Model>;
/**
 * The folder of a model: the one that ships, one that is there, or else that of a model of the hub, see `resolveModel`.
 * @param name `medspan/mini`, a path, or `owner/name`
 */
export declare function locateModel(name: string, options: ModelOptions): Promise<string>;
