import type { Progress } from '../progress.ts';
import { type WrittenPage } from './figure-files.ts';
export interface ReportOptions {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
    /**
     * The folder of a run that this one is compared with. `auto`, unless given: of the runs beside it with the same test
     * documents the one that ended last before it. `none` compares with none.
     */
    readonly previous?: string | undefined;
}
export interface WrittenReport extends WrittenPage {
    readonly runFolder: string;
    /** The folder of the run that this one is compared with. */
    readonly previous: string | undefined;
}
/**
 * Draws the figures of a run, or of what transformers' Trainer has left, into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, all or none.
 * The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no run or a file of it is damaged, `output` where nothing can be written;
 * what the signal was aborted with
 */
export declare function writeReport(runFolder: string, options: ReportOptions): Promise<WrittenReport>;
