import { type Notice } from '../errors.ts';
import { type LogRecord } from './log.ts';
import type { Metrics } from './results.ts';
export interface TrainerFolder {
    readonly path: string;
    /** The folder's own name. */
    readonly name: string;
    /** `log_history`, with their finite numbers; what is `eval_overall_f1` there is `eval_f1` too. */
    readonly history: readonly LogRecord[];
    /** The step of the best model, and its value, where one was chosen. */
    readonly best: {
        readonly step?: number;
        readonly value?: number;
    };
    /** Numbers of `all_results.json`, and of those of each part. */
    readonly metrics: Metrics;
    /** How much `predictions.txt` holds. */
    readonly predictions: {
        readonly sentences: number;
        readonly mentions: number;
    } | undefined;
    /** Files of which nothing is there. */
    readonly missing: readonly string[];
    /** Files that could not be read. */
    readonly notices: readonly Notice[];
}
/** Reads such a folder; undefined where it has neither a log nor scores. */
export declare function readTrainerFolder(folder: string): Promise<TrainerFolder | undefined>;
/** Scores of a part that were not computed here, as far as they are there; fractions of 1, but for the loss. */
export interface ReportedScores extends ReportedScore {
    /** `test` */
    readonly name: string;
    /** Of words. */
    readonly accuracy?: number | undefined;
    readonly loss?: number | undefined;
    /** With the number of gold mentions. */
    readonly types: Readonly<Record<string, ReportedScore & {
        readonly gold: number;
    }>>;
}
export interface ReportedScore {
    readonly precision?: number | undefined;
    readonly recall?: number | undefined;
    readonly f1?: number | undefined;
}
/** The scores of each part that metrics have; those of a type are called `eval_T047_f1`, and their number of gold mentions `eval_T047_number`. */
export declare function reportedScores(metrics: Metrics): ReportedScores[];
