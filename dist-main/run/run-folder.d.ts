import { type ScoredDocument } from '../metrics/mentions.ts';
import type { TrainingMentions } from '../metrics/seen.ts';
import { type Jobs } from './jobs-file.ts';
import { type LearningPoint } from './learning-curve.ts';
import { type LogRecord } from './log.ts';
import { type RunFile } from './run-file.ts';
export declare const parts: readonly ["test", "validation"];
/** A part that is evaluated. */
export type EvaluatedPart = (typeof parts)[number];
/** The documents of a part with what the model found, and what the dictionary did. */
export interface ScoredPart {
    readonly documents: readonly ScoredDocument[];
    readonly dictionary: readonly ScoredDocument[];
}
export interface RunFolder {
    readonly path: string;
    /** The folder's own name. */
    readonly name: string;
    readonly run: RunFile;
    /** `medspan.yaml` as it was resolved; empty where it is missing. */
    readonly configuration: string;
    /** The records of `log.jsonl` with their finite numbers. */
    readonly history: readonly LogRecord[];
    /** Of a finished run. */
    readonly results: {
        readonly training: TrainingMentions;
        readonly parts: Readonly<Record<EvaluatedPart, ScoredPart>>;
    } | undefined;
    readonly learningCurve: readonly LearningPoint[];
    readonly jobs: Jobs;
}
/**
 * Reads a run folder.
 * @throws MedspanError `input` where there is no run, or a file of it is not what `medspan train` writes
 */
export declare function readRunFolder(folder: string): Promise<RunFolder>;
/**
 * The run beside this one that a report compares it with: of those in the same folder that have the same test
 * documents, the one that ended last before it. Undefined where there is none.
 */
export declare function findPreviousRun({ path, run, results }: RunFolder): Promise<RunFolder | undefined>;
/** Whether two runs were scored on the same documents. */
export declare function sameDocuments(a: readonly ScoredDocument[], b: readonly ScoredDocument[]): boolean;
