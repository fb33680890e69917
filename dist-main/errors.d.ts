/**
 * @file The one error class, and notices.
 *
 * An error is data first (`code`, `where`, `hint`) and text second. The library throws; only `cli/` turns an
 * error into an exit code.
 */
/** Stable, greppable kinds of error. A code names what is wrong, not who noticed it. */
export type ErrorCode = 'config' | 'input' | 'unsafe-input' | 'data' | 'output' | 'interrupted' | 'internal';
/** A place in a file, a configuration or a graph. Lines and columns count from 1. */
export interface Where {
    readonly path?: string;
    readonly line?: number;
    readonly column?: number;
    /** A path inside the file: a configuration key, a ZIP entry, an XML id, an operator. */
    readonly at?: string;
}
/** Renders a place as `file:line:column at`, leaving out what is not known. */
export declare function formatWhere(where: Where): string;
/**
 * Everything that medspan throws on purpose.
 *
 * `message` says what was expected and what came; `where` says where; `hint` says what to do next.
 */
export declare class MedspanError extends Error {
    readonly code: ErrorCode;
    readonly where: Where | undefined;
    readonly hint: string | undefined;
    constructor(code: ErrorCode, message: string, options?: {
        where?: Where | undefined;
        hint?: string | undefined;
        cause?: unknown;
    });
}
/** An error of our own making: a caller broke an agreement inside medspan. */
export declare function internal(message: string, where?: Where): MedspanError;
/** The readable form: `where: message`, then the hint on a line of its own. */
export declare function formatError(error: MedspanError): string;
/**
 * Something that a user should know and that does not stop the work. Equal notices are counted, not repeated.
 */
export interface Notice {
    /** A stable kind, such as `mention-outside-sentence`. */
    readonly code: string;
    readonly message: string;
    /** How often it happened. */
    readonly count: number;
    /** Where it happened first. */
    readonly where?: Where;
    /** How often to what, such as each type; the counts add up to `count`. */
    readonly kinds?: Readonly<Record<string, number>>;
}
/** How many kinds a notice names in its readable form. */
export declare const NAMED_KINDS = 6;
/** The kinds of a notice with their counts, the most frequent ones first. */
export declare function sortKinds(kinds?: Notice['kinds']): [string, number][];
/** The readable form: the message, then the most frequent kinds with their counts; one alone has that of the notice. */
export declare function formatNotice({ message, kinds }: Notice): string;
/** Collects notices, adding up those with the same code and message. */
export declare class Notices {
    #private;
    add(code: string, message: string, where?: Where, count?: number): void;
    /** Counts one of some kind, such as a mention of a type. */
    addKind(code: string, message: string, kind: string, where?: Where, count?: number): void;
    addAll(notices: Iterable<Notice>): void;
    list(): Notice[];
}
