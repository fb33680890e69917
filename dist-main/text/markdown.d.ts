/**
 * @file Texts of others within Markdown.
 */
/**
 * A text that Markdown shows as it is, at most `limit` long with its backslashes. Every ASCII mark is escaped (CommonMark
 * 0.31, section 2.4): that also keeps it from being HTML, from ending a table's cell, and addresses from becoming links.
 */
export declare function escapeMarkdown(text: string, limit: number): string;
