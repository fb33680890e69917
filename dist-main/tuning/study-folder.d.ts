import type { Progress } from '../progress.ts';
import type { TrialRecord } from '../tune/frozen-trial.ts';
import type { Storage } from '../tune/storage/storage.ts';
import { type Study } from '../tune/study.ts';
import type { Search } from './search.ts';
export interface OpenedStudy {
    readonly folder: string;
    readonly storagePath: string;
    readonly storage: Storage;
    readonly study: Study;
    /** Whether this process has made the study. */
    readonly isNew: boolean;
}
/** The folder of a search: what it says, or the run folder's name with an ending. */
export declare function studyFolderOf({ tuning, config }: Pick<Search, 'tuning' | 'config'>): string;
/**
 * Opens the study of a search, or begins it; any number of processes may.
 *
 * @throws MedspanError `config` where the folder holds another search; `input` and `output` as storages do
 */
export declare function openStudy(search: Search, options: {
    readonly progress: Progress;
}): Promise<OpenedStudy>;
/** The run folder of a trial, relative to the study folder: a trial that is tried again goes on in its first one. */
export declare function trialFolder({ number, userAttributes, systemAttributes }: TrialRecord): string;
/** How many epochs the trials of a search are trained that has begun; undefined where there is none yet. */
export declare function epochsBegun(search: Search): Promise<number | undefined>;
