import { z } from 'zod';
import { type Config } from '../../config/config.ts';
import type { PackageVersion } from './package-copy.ts';
import type { Interpreter } from './python-libraries.ts';
/** A model of the hub, at a branch, tag or commit. */
declare const modelSchema: z.ZodObject<{
    id: z.ZodString;
    revision: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
/** A dataset of the hub, or what is taken of it. */
declare const datasetSchema: z.ZodObject<{
    id: z.ZodString;
    revision: z.ZodOptional<z.ZodString>;
    subset: z.ZodOptional<z.ZodString>;
    split: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
declare const utsSchema: z.ZodObject<{
    release: z.ZodString;
}, z.core.$strip>;
declare const bundleSchema: z.ZodObject<{
    medspan: z.ZodObject<{
        version: z.ZodString;
        sha256: z.ZodString;
    }, z.core.$strip>;
    node: z.ZodObject<{
        version: z.ZodString;
        platform: z.ZodString;
        arch: z.ZodString;
    }, z.core.$strip>;
    models: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        revision: z.ZodOptional<z.ZodString>;
        commit: z.ZodString;
    }, z.core.$strip>>;
    datasets: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        revision: z.ZodOptional<z.ZodString>;
        subset: z.ZodOptional<z.ZodString>;
        split: z.ZodOptional<z.ZodString>;
        commit: z.ZodString;
    }, z.core.$strip>>;
    uts: z.ZodOptional<z.ZodObject<{
        release: z.ZodString;
        corpus: z.ZodString;
    }, z.core.$strip>>;
    python: z.ZodOptional<z.ZodObject<{
        version: z.ZodString;
        platform: z.ZodString;
        requirements: z.ZodArray<z.ZodString>;
    }, z.core.$strip>>;
    files: z.ZodRecord<z.ZodString, z.ZodInt>;
}, z.core.$strip>;
export type Bundle = z.output<typeof bundleSchema>;
export type NeededModel = z.output<typeof modelSchema>;
export type NeededDataset = z.output<typeof datasetSchema>;
/** Paths in a offline bundle. */
export declare const preparedFile: (folder: string) => string;
export declare const preparedModules: (folder: string) => string;
export declare const preparedMain: (folder: string) => string;
export declare const preparedUts: (folder: string) => string;
export declare const preparedWheels: (folder: string) => string;
export declare const preparedEnvironment: (folder: string) => string;
/** What says to medspan, and to Python's tools, that the hub is a folder. */
export declare function preparedVariables(folder: string): Record<string, string>;
/** What a configuration takes from elsewhere. */
export interface Needs {
    readonly models: readonly NeededModel[];
    readonly datasets: readonly NeededDataset[];
    readonly uts: z.output<typeof utsSchema> | undefined;
    readonly python: boolean;
}
/** What a training takes from elsewhere. */
export declare function needsOf({ model, corpus, training }: Config): Needs;
/** What a training and the trials of a search take from elsewhere, with every model that is searched among. */
export declare function readNeeds(path: string, overrides: readonly string[]): Promise<Needs>;
/** What `prepared.json` says; undefined where there is none. */
export declare function readBundle(folder: string): Promise<Bundle | undefined>;
/** Files that are missing or have another size. */
export declare function damagedFiles(folder: string, { files }: Bundle): Promise<string[]>;
/**
 * Opens a offline bundle for a job, or for whoever submits one.
 * @throws MedspanError `config` where it is missing, damaged, or for another system
 */
export declare function openBundle(folder: string, interpreter?: Interpreter): Promise<Bundle>;
/**
 * Makes sure that a folder has all that a configuration takes from elsewhere, for this medspan.
 * @throws MedspanError `config` that lists all that does not fit
 */
export declare function checkPrepared(folder: string, prepared: Bundle, { needs, medspan }: {
    needs: Needs;
    medspan: PackageVersion;
}): void;
export {};
