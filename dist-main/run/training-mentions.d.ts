import type { TrainingMentions } from '../metrics/seen.ts';
/** Keeps them in a run folder, from which alone a report is made. */
export declare function writeTrainingMentions(runFolder: string, training: TrainingMentions): Promise<void>;
/** @throws MedspanError `input` for what is no such file */
export declare function parseTrainingMentions(content: string, path: string): TrainingMentions;
