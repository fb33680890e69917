import { type SettledConfig } from '../config/config.ts';
import type { Progress } from '../progress.ts';
/** The mark for `run.json` of a configuration that is written into a run folder; undefined where no key can be kept. */
export declare function markConfig(runFolder: string, content: string): Promise<string | undefined>;
export interface RunConfig {
    readonly config: SettledConfig;
    /** What does not count of it, because it is not known to be the user's: `slurm.setup`. */
    readonly ignored: readonly string[];
}
/**
 * Reads the configuration of a run folder; the data that it names need not be there. The run's folder is where it lies.
 * @param overrides as `readConfig` takes them, from the user
 * @throws MedspanError `config`
 */
export declare function readRunConfig(runFolder: string, overrides?: readonly string[]): Promise<RunConfig>;
/** Says what does not count, and who can say it. */
export declare function reportIgnored(ignored: readonly string[], progress: Progress): void;
