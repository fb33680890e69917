import type { Progress } from '../progress.ts';
import { type TrainerFolder } from '../run/trainer-folder.ts';
import { type WrittenPage } from './figure-files.ts';
/**
 * Draws what there is to draw of such a folder, and writes its page, all or none.
 * @throws MedspanError `output` where nothing can be written; what the signal was aborted with
 */
export declare function writeTrainerReport(folder: TrainerFolder, { progress, signal }: {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}): Promise<WrittenPage>;
