import type { ReportContent } from '../content.ts';
/** Renders the report. The same content gives the same bytes. */
export declare function renderPage(content: ReportContent): string;
