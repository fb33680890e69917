/**
 * @file How each concept of a corpus gets from the text to a tag: surface forms, the CUI as written, what became of
 * it, its semantic types, and the label that one of them gives. As rows, as text, as CSV and as JSON.
 */
import { type Corpus } from '../text/document.ts';
import type { ConceptRecord, ConceptStatus } from './concept.ts';
/** What labels mentions, as far as a report needs it; `corpus/labels.ts` has one. */
export interface LabelChooser {
    /** The type that decides, the label, and how the one came to the other. Counts nothing. */
    decide(types: readonly string[]): {
        readonly type: string;
        readonly label: string | undefined;
        readonly how: string;
    };
}
export interface LinkRow {
    /** As annotated; an identifier of another vocabulary, or empty for mentions without any. */
    readonly concept: string;
    /** Where the types come from: a record of the concept, the corpus itself, or nowhere. */
    readonly status: ConceptStatus | 'typed in the corpus' | 'no CUI' | 'no concept' | 'not looked up';
    /** The preferred name. */
    readonly name?: string;
    /** Mentions that have the concept. */
    readonly mentions: number;
    /** The most frequent surface forms, white space as one blank, at most `maxForms`. */
    readonly forms: readonly {
        readonly text: string;
        readonly count: number;
    }[];
    /** How many different surface forms there are. */
    readonly differentForms: number;
    /** From the CUI as written to the one in use, where they differ: `C0000001 -SY-> C0000002`. */
    readonly path?: string;
    readonly types: readonly {
        readonly type: string;
        readonly name?: string;
    }[];
    /**
     * The label that these types give a mention that has no other concept; undefined where it is `O`, `IGN` where it
     * does not count. A mention of several concepts has the types of all.
     */
    readonly label?: string;
    /** The type that gave the label. */
    readonly by?: string;
    /** Why: `itself`, `ancestor`, `group`, `outside`, `ignored`, `missed`, `no type`; without a policy left out. */
    readonly how?: string;
}
export interface LinkReportOptions {
    /** Gives the labels; without it they are left out. */
    readonly policy?: LabelChooser | undefined;
    /** How many surface forms a row keeps; 5 by default. */
    readonly maxForms?: number | undefined;
}
/**
 * One row for each concept of a corpus, the most frequent first, then by identifier. A concept whose mentions were
 * annotated with types has a row for each list of types.
 *
 * @param corpus before or after `linkCorpus`: a concept that was looked up has the types of its record.
 * @param records what was looked up.
 */
export declare function linkReport(corpus: Corpus, records: ReadonlyMap<string, ConceptRecord>, options?: LinkReportOptions): LinkRow[];
/** A report for people: a line a concept, and below it one for each step to its tag. Ends without a line break. */
export declare function renderLinkReport(rows: readonly LinkRow[]): string;
/** A report as CSV with a header. Lists are joined by `; `, forms carry their counts. */
export declare function formatLinkReportCsv(rows: readonly LinkRow[]): string;
/** A report as JSON: an array of rows. */
export declare function formatLinkReportJson(rows: readonly LinkRow[]): string;
