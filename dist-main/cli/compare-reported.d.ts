import { type ReportedScores } from '../run/trainer-folder.ts';
export interface ReportedComparison {
    readonly a: ReportedScores;
    readonly b: ReportedScores;
    /** Those of the two of which there are scores alone. */
    readonly alone: readonly string[];
}
/** Undefined where both have what was found in each document, or one has no scores of this part. */
export declare function readReported(paths: readonly [a: string, b: string], part: 'validation' | 'test'): Promise<ReportedComparison | undefined>;
/** A table of scores, and what lacks for more. */
export declare function renderReported({ a, b, alone }: ReportedComparison, { measure, ...names }: {
    readonly measure: 'f1' | 'precision' | 'recall';
    readonly a: string;
    readonly b: string;
}): string;
