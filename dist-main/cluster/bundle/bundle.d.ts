import type { Progress } from '../../progress.ts';
import { type Bundle } from './bundle-file.ts';
export interface PrepareOptions {
    /** As `readConfig` takes them. */
    readonly overrides: readonly string[];
    /** The folder of the medspan that jobs are to run. */
    readonly packageRoot: string;
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    readonly env?: NodeJS.ProcessEnv | undefined;
}
export interface PreparedFolder {
    readonly prepared: Bundle;
    /** False where all was there already. */
    readonly isNew: boolean;
}
/**
 * Prepares a folder for a training and a search of a configuration. It is there whole or not at all; where it fits already
 * nothing is changed, and wheels that are there are not fetched again.
 * @param path the configuration
 * @throws MedspanError `config`, also where the folder holds something else; `input` for what cannot be fetched; `output`
 */
export declare function prepareFolder(path: string, folder: string, options: PrepareOptions): Promise<PreparedFolder>;
