import { type Notice } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { CorpusScores } from '../score/score.ts';
import { type WrittenPage } from './figure-files.ts';
export interface ScoreReportOptions {
    /** What was scored, such as the predictions' name. */
    readonly title: string;
    /** By what it was scored, in a line. */
    readonly subtitle: string;
    /** What was noticed while it was. */
    readonly warnings: readonly Notice[];
    readonly progress: Progress;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Writes the report of scores into a folder of its own: the page, its figures, the evaluation, and the documents with what
 * is gold and what was predicted. All or none; a report of earlier scores is replaced.
 * @throws MedspanError `output` where the folder holds something else, or nothing can be written
 */
export declare function writeScoreReport(folder: string, scores: CorpusScores, options: ScoreReportOptions): Promise<WrittenPage>;
