import type { StudyFigureData } from './study-data.ts';
export type { StudyParameter, StudyTrial, StudyValue } from './study-data.ts';
export interface StudyFile extends StudyFigureData {
    readonly name: string;
    /** ISO 8601. */
    readonly started: string;
    /** When the search was over; absent while it runs. */
    readonly ended?: string;
    readonly status: 'running' | 'finished' | 'interrupted';
    /** Facts to show, in order: sampler, pruner, seed, workers, number of trials asked for. */
    readonly settings: Readonly<Record<string, string>>;
    readonly gain?: StudyGain;
    readonly time: StudyTime;
}
/** F1 as a fraction of 1, with a bootstrap interval. */
export interface StudyInterval {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
}
/** The best trial against the one with the configuration's own values, on the same validation documents. */
export interface StudyGain {
    readonly best: StudyInterval;
    readonly initial: StudyInterval;
    /** Best minus initial, document by document. */
    readonly difference: StudyInterval;
    /** How likely such a difference is by chance. */
    readonly p: number;
}
export interface StudyTime {
    readonly trained_seconds: number;
    /** What pruning has saved: measured seconds of an epoch times epochs that were not trained. */
    readonly saved_seconds: number;
}
/**
 * Reads a study folder's `study.json`.
 * @throws MedspanError `input` where there is none, or one that holds something else
 */
export declare function readStudyFile(studyFolder: string): Promise<StudyFile>;
/** Writes `study.json` whole, and makes the folder where there is none. Numbers that are not finite become null. */
export declare function writeStudyFile(studyFolder: string, study: StudyFile): Promise<void>;
