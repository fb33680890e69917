/**
 * @file What a run was made from, as a report shows it: data, configuration, versions, environment, warnings.
 */
import { type Notice } from '../../errors.ts';
import type { ReportContent, ReportFact, ReportJob } from '../content.ts';
import { type Content, type Markup } from './html.ts';
/** Facts as a list of names and values; nothing where there are none. */
export declare function factList(facts: readonly ReportFact[], kind?: 'facts' | 'highlights'): Content;
export declare function dataTables({ sources, parts, facts }: ReportContent['data']): Content;
/** The configuration, with a button that copies it. */
export declare function configuration(text: string): Markup;
/** Notices with their counts, what they counted, and where it was first. */
export declare function warningsTable(warnings: readonly Notice[]): Markup;
/** Jobs of a cluster, each time that one was started; nothing where there was none. */
export declare function jobsTable(jobs?: readonly ReportJob[]): Content;
