/**
 * @file What a schema found, in words: what was expected, what came, and which key was probably meant.
 */
import { z } from 'zod';
/** A step on the way to a value: the key of a mapping or the index of a list item. */
export type Key = string | number;
/** One thing that is wrong in a configuration. */
export interface Problem {
    readonly path: readonly Key[];
    readonly message: string;
    /** Whether the key itself is wrong, rather than its value. */
    readonly onKey?: boolean;
}
/** Says in words what the schema found, one problem for each unknown key and each value. */
export declare function describeIssues(issues: readonly z.core.$ZodIssue[], value: unknown, schema: z.ZodType): Problem[];
