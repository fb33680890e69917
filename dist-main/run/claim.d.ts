import { type RunIdentity } from './identity.ts';
import { type RunFile } from './run-file.ts';
/**
 * Makes sure that a folder may take a run: it is new, or empty, or a run with the same identity has begun it, whose
 * description is returned. With `overwrite` any run may be replaced, and undefined is returned.
 * @throws MedspanError when the folder holds something else
 */
export declare function claimRunFolder(runFolder: string, identity: RunIdentity, options: {
    overwrite: boolean;
}): Promise<RunFile | undefined>;
/** @throws MedspanError `config` for a run that is made from something else, which says from what */
export declare function checkSameRun(runFolder: string, run: RunFile, identity: RunIdentity): void;
