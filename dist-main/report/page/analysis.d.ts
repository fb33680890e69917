/**
 * @file What is said of a part besides its scores: kinds of error, confusions, looser ways to match, groups, what
 * training has seen, calibration.
 */
import type { MentionClass } from '../../metrics/error-analysis.ts';
import type { CountedScore } from '../../metrics/mapped.ts';
import type { ReportContent, ReportPart } from '../content.ts';
import { type Content, type Markup } from './html.ts';
/** The kinds of error in words, as all of the page has them. */
export declare const classNames: Readonly<Record<MentionClass, {
    readonly name: string;
    readonly what: string;
}>>;
/** How many mentions are in each class, of each part. */
export declare function classesTable(parts: readonly ReportPart[]): Markup;
/** Which types were taken for which others, the most frequent first. */
export declare function confusionsTable({ name, evaluation }: ReportPart, types: ReportContent['types']): Content;
export declare function typeLabel(type: string, types: ReportContent['types']): Markup;
/** SemEval-2013's four ways to match. */
export declare function semevalTable({ name, evaluation }: ReportPart): Markup;
/** Scores of coarser names: groups, or ancestors. Nothing where there are none. */
export declare function coarseTable(caption: Content, heading: string, scores: Readonly<Record<string, CountedScore>>, label: (name: string) => Content): Content;
/** Scores by semantic group and by ancestor. */
export declare function coarseTables({ name, evaluation }: ReportPart, types: ReportContent['types']): Content;
/** What the model remembers, and what it has learnt. */
export declare function seenTable({ name, evaluation: { seen } }: ReportPart): Content;
/** Whether the model's confidence is the share of mentions that are right; nothing where no mention has a score. */
export declare function calibrationTable(parts: readonly ReportPart[]): Content;
/** The bins of the reliability curve of a part, for those who cannot see the figure. */
export declare function reliabilityTable({ name, evaluation }: ReportPart): Content;
