/**
 * @file The scores of a report as tables: the model beside its rivals, over all mentions and by type.
 */
import type { ReportContent, ReportPart, ReportScore } from '../content.ts';
import { type Content, type Markup } from './html.ts';
/** A fraction in per cent with two decimals. */
export declare const percent: (fraction: number) => string;
/** A count with thousands apart. */
export declare const count: (value: number) => string;
export declare const capital: (text: string) => string;
/** A cell of a number; `sort` is what the table is sorted by. */
export declare function numberCell(content: Content, sort?: number, name?: string): Markup;
export declare const countCell: (value: number) => Markup;
/** A cell of a score, its interval below it. */
export declare function scoreCell(score: ReportScore | undefined): Markup;
/** A table that scrolls by itself where the window is too narrow. */
export declare function table(caption: Content, head: Markup, rows: readonly Markup[], name?: string): Markup;
/** A row of column headings; numbers are to the right. */
export declare function headRow(names: readonly (string | {
    readonly number: string;
})[]): Markup;
/** What the model comes to in one sentence. */
export declare function leadSentence({ name, evaluation, rivals }: ReportPart): Markup;
/** The model and its rivals on a part. */
export declare function scoresTable(part: ReportPart): Markup;
/** How likely something is by chance: `p = 0.0312`. */
export declare const chanceText: (p: number) => string;
/** A difference of fractions in per cent, with its sign. */
export declare const signed: (fraction: number) => string;
/** How many mentions a part has, and what became of them. */
export declare function countsTable(parts: readonly ReportPart[]): Markup;
/** Every type with its scores; its script makes it sortable and gives it a filter. */
export declare function typesTable(part: ReportPart, types: ReportContent['types']): Markup;
/** The address of the error browser with its filters set. */
export declare function browserLink(filters: Readonly<Record<string, string>>): string;
