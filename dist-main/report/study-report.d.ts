import type { Progress } from '../progress.ts';
import { type WrittenPage } from './figure-files.ts';
export interface StudyReportOptions {
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
export interface WrittenStudyReport extends WrittenPage {
    readonly studyFolder: string;
}
/**
 * Draws the figures of a study into its `figures/`, dark ones into `figures/dark/`, and writes its `report.html`, which
 * leads to the reports of its trials. The same folder gives the same bytes.
 * @throws MedspanError `input` where there is no study or its `study.json` is damaged, `output` where nothing can be
 * written; what the signal was aborted with
 */
export declare function writeStudyReport(studyFolder: string, { progress, signal }: StudyReportOptions): Promise<WrittenStudyReport>;
