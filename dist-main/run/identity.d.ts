import { z } from 'zod';
import { type Config } from '../config/config.ts';
/** What was read from a source, and all that decides what a run comes to, in `run.json`; paths do not. */
export declare const identitySchema: z.ZodObject<{
    config: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    sources: z.ZodReadonly<z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        documents: z.ZodInt;
        sha256: z.ZodString;
    }, z.core.$strip>>>;
    model: z.ZodRecord<z.ZodString, z.ZodString>;
}, z.core.$strip>;
/** All that decides what a run comes to; paths do not. */
export type RunIdentity = Readonly<z.output<typeof identitySchema>>;
/** What was read from a source. */
export type SourceFingerprint = Readonly<RunIdentity['sources'][number]>;
/**
 * The part of a configuration that decides what a run comes to. Left out are paths, for which the fingerprints
 * stand, how many checkpoints stay, which engine computes, and what the machine is like.
 */
export declare function identityOf(config: Config, sources: readonly SourceFingerprint[], model: Readonly<Record<string, string>>): RunIdentity;
/** SHA-256 of the files of a model folder that are read: its configuration, weights and tokenizer. */
export declare function fingerprintModel(folder: string, tokenizerFiles: readonly string[]): Promise<Record<string, string>>;
/** What differs in a configuration, in words: `training.learning_rate was 0.00005, is 0.0001`. */
export declare function changedKeys(before: unknown, now: unknown): string[];
/** Which sources differ, in words. */
export declare function changedSources(before: readonly SourceFingerprint[], now: readonly SourceFingerprint[]): string[];
/** What differs between two identities, in words. */
export declare function changes(before: RunIdentity, now: RunIdentity): string[];
/** Whether two runs are made from the same. */
export declare function isSameRun(a: RunIdentity, b: RunIdentity): boolean;
