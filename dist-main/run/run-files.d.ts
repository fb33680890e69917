import type { StoredTokenizer } from '../tokenizer/stored-tokenizer.ts';
/** Leaves in a folder which files of it are the run's. */
export declare function noteRunFiles(runFolder: string, tokenizer: Pick<StoredTokenizer, 'files'>): Promise<void>;
/**
 * Makes sure that what a training reads of its folder are files. Links of the user's own are followed.
 * @throws MedspanError `unsafe-input`
 */
export declare function checkRunFiles(runFolder: string): Promise<void>;
/**
 * Deletes all of a run but run.json and a model card that the user has made, and gives what is left. Runs of a learning curve go with the run of which they are. */
export declare function removeRunFiles(runFolder: string): Promise<string[]>;
