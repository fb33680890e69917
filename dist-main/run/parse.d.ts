/**
 * @file JSON of a run folder's files, checked against their schemas.
 */
import type { z } from 'zod';
/** @throws MedspanError `input` for what is no JSON, or not of the schema */
export declare function parseFile<T>(content: string, path: string, schema: z.ZodType<T>, { expected, hint }: {
    readonly expected: string;
    readonly hint: string;
}): T;
