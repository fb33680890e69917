import type { Tagger } from '../predict/tagger.ts';
import type { Learner, ServedModels } from './contract.ts';
/** A model as the command line names it. */
export interface NamedModel {
    readonly name: string;
    /** A folder, or an id of the hub. */
    readonly path: string;
}
/**
 * `NAME=PATH`, or a path whose last part becomes the name.
 * @throws MedspanError `config` for a path that makes no name, and a name that comes twice
 */
export declare function parseModels(written: readonly string[], cwd: string): NamedModel[];
export interface LoadedModels extends ServedModels {
    /** What learns for them, where something does. */
    readonly learner?: Learner | undefined;
    /** Loads them, one after the other. @throws what the first that could not be loaded has thrown */
    load(): Promise<void>;
    /** Waits until none is in use; where not all are loaded, for nothing. */
    dispose(): Promise<void>;
}
/**
 * Models of which none is loaded yet; who asks for one waits for that.
 * @param load from a path, or an id of the hub
 */
export declare function createLoadedModels(models: readonly NamedModel[], load: (path: string) => Promise<Tagger>): LoadedModels;
