/**
 * @file From a run folder to what its report says: the model beside its rivals, what was trained on what, and how.
 */
import type { Evaluation } from '../metrics/evaluation.ts';
import type { PartScores } from '../run/results.ts';
import { type EvaluatedPart, type RunFolder } from '../run/run-folder.ts';
import type { ReportContent, ReportFigure, ReportTagScores, ReportType } from './content.ts';
export interface ContentOptions {
    /** Of a finished run. */
    readonly evaluations?: Readonly<Record<EvaluatedPart, Evaluation>> | undefined;
    readonly figures: readonly ReportFigure[];
    /** Another run on the same test documents. */
    readonly previous?: RunFolder | undefined;
}
/** All that a report says of a run. */
export declare function reportContent(folder: RunFolder, options: ContentOptions): ReportContent;
export declare const decimal: (value: number) => string;
export declare function duration(seconds: number): string;
export declare function accuracies(scores: PartScores | undefined): {
    accuracy?: number;
    insideAccuracy?: number;
};
export declare function tagScoresOf(scores: PartScores | undefined): ReportTagScores[];
/** Every type that a part's tables name. */
export declare function typesIn({ types, groups, ancestors }: Evaluation): string[];
export declare function namesOf(types: readonly string[]): Record<string, ReportType>;
/** Mentions of each type in each part. */
export declare function mentionsByPart(folder: RunFolder, evaluations: Readonly<Record<EvaluatedPart, Evaluation>>): Record<string, Record<string, number>>;
