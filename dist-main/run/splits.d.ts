import { z } from 'zod';
declare const schema: z.ZodObject<{
    train: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    validation: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    test: z.ZodReadonly<z.ZodArray<z.ZodString>>;
}, z.core.$strip>;
export type RunSplits = Readonly<z.output<typeof schema>>;
export declare function writeSplits(runFolder: string, { train, validation, test }: RunSplits): Promise<void>;
/**
 * Reads which documents a run knows; undefined where the folder does not say so.
 * @throws MedspanError `input` for a file that holds something else
 */
export declare function readSplits(runFolder: string): Promise<RunSplits | undefined>;
export {};
