import type { ColumnSetting } from '../text/format.ts';
/** Columns count from 0. */
export interface Layout {
    /** By tabs, or by runs of blanks and tabs. */
    readonly byTab: boolean;
    /** How many columns each line has; 0 where there is no word. */
    readonly columns: number;
    readonly token: number;
    readonly tag: number;
    readonly document: number | undefined;
}
/** Whether a text is a tag of any scheme: `O`, `IGN`, or one of IOB's, BIOES' and BILOU's prefixes and a type. */
export declare function isTag(text: string): boolean;
/** The columns of a line, without white space after the last. */
export declare function splitColumns(line: string, byTab: boolean): string[];
/** Whether a line that begins like a comment or a document is a word with its columns all the same. */
export declare function isWordLine(line: string, { byTab, columns, tag }: Layout): boolean;
/**
 * What a line says that is no word: that a document begins, with its id where it has one (`-DOCSTART- (id)`,
 * `# id = …`); undefined for any other comment.
 */
export declare function parseDocumentLine(line: string): {
    id: string | undefined;
} | undefined;
/**
 * Finds the columns in the first lines of a file: as many as most lines have; words in the first that does not
 * number them; tags in the last that holds nothing else and is not always `O`.
 *
 * @throws MedspanError `input` where no column holds tags, `config` for a setting that is no column
 */
export declare function createLayout(lines: readonly string[], path: string, setting?: ColumnSetting): Layout;
