import type { Config } from '../config/config.ts';
import { type Progress } from '../progress.ts';
import { type SeedsFile } from '../run/seeds.ts';
/** What has become of one seed's training. */
export type SeedOutcome = {
    readonly kind: 'success';
} | {
    readonly kind: 'failure';
    readonly error: unknown;
};
export interface SeedsOptions {
    /** Values of `training.seed`. */
    readonly seeds: readonly number[];
    /** Processes that train at the same time, the processor's cores shared among them; 1 unless given: this process. */
    readonly jobs?: number | undefined;
    readonly progress: Progress;
    /** Ends trainings under way in order: the same call goes on from there. */
    readonly signal?: AbortSignal | undefined;
    /** Whether runs in the folder are replaced. */
    readonly overwrite?: boolean | undefined;
    /** Is told what has become of each training that this call has done, and awaited. */
    readonly onRun?: ((runFolder: string, outcome: SeedOutcome) => Promise<void>) | undefined;
}
/**
 * Trains a configuration once with each seed, in `<output_dir>/seed-<seed>`, and gives the scores of all finished seeds of
 * this configuration in the folder, which `seeds.json` has too, written after each of them. The seed of the split is the
 * configuration's: documents of the parts are the same.
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue
 */
export declare function trainSeeds(config: Config, options: SeedsOptions): Promise<SeedsFile>;
/** The configuration of one seed's run. */
export declare function seedConfig(config: Config, seed: number, jobs: number): Config;
