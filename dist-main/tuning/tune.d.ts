import { type Progress } from '../progress.ts';
import { type StudyFile } from '../run/study-file.ts';
import type { TrialEvent } from './trial-run.ts';
export interface TuneOptions {
    /** As `readConfig` takes them. */
    readonly overrides?: readonly string[] | undefined;
    /** Processes that train at the same time, the processor's cores shared among them; 1 unless given. 0: in this process. */
    readonly workers?: number | undefined;
    /** Seconds to plan trials, epochs and rungs for, instead of `n_trials`, `timeout` and `pruner` of the configuration. */
    readonly budget?: number | undefined;
    readonly progress: Progress;
    /** Ends trials under way in order: the same call goes on with them. */
    readonly signal?: AbortSignal | undefined;
    /** Is told what happens to trials. */
    readonly onEvent?: ((event: TrialEvent) => void) | undefined;
    /** Is given the study at the beginning, and after each trial. */
    readonly onStudy?: ((study: StudyFile, studyFolder: string) => void) | undefined;
}
export interface Tuned {
    readonly studyFolder: string;
    readonly study: StudyFile;
}
/**
 * Searches until the study has as many trials as its configuration says, or the time is over.
 *
 * @param path the configuration file
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue; `data` where no trial
 *     has come to its end
 */
export declare function tune(path: string, options: TuneOptions): Promise<Tuned>;
