/**
 * @file Scores that another program has computed, as a page shows them: nothing is counted anew.
 */
import type { ReportedScores } from '../../run/trainer-folder.ts';
import type { ReportContent } from '../content.ts';
import { type Content } from './html.ts';
/** What is there and what is not, and the scores of each part. */
export declare function reportedTable({ scores, note }: NonNullable<ReportContent['reported']>): Content;
/** The scores of each type of a part. */
export declare function reportedTypes({ name, types }: ReportedScores, names: ReportContent['types']): Content;
