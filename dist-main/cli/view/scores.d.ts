/**
 * @file The scores of a run as text: the model's, and beside them those of a dictionary that only remembers.
 */
import type { Interval } from '../../metrics/bootstrap.ts';
import type { MentionScores, PartScores, RunSummary } from '../../run/results.ts';
/** What there is to show of a run. */
export type ShownScores = Pick<RunSummary, 'validation' | 'test' | 'baseline' | 'mentions'>;
/**
 * A table for each part; that of test has a row for each type too, the dictionary's below the model's. Below the table,
 * scores by characters.
 */
export declare function renderRunScores({ validation, test, baseline, mentions }: ShownScores): string;
/** The table of a test part, beside a dictionary where there is one, with a row for each type; below it scores by characters. */
export declare function renderTestScores(model: PartScores, mentions: MentionScores, dictionary?: PartScores): string;
/** `84.21 (95 %: 76.30 to 90.41)`. */
export declare function renderInterval({ estimate, lower, upper }: Interval): string;
/** Per cent with two decimals. */
export declare const percent: (fraction: number) => string;
