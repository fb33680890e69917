import { z } from 'zod';
declare const seedSchema: z.ZodObject<{
    seed: z.ZodInt;
    best_epoch: z.ZodNumber;
    validation: z.ZodObject<{
        micro: z.ZodNumber;
        macro: z.ZodNumber;
        types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>;
    }, z.core.$strip>;
    test: z.ZodObject<{
        micro: z.ZodNumber;
        macro: z.ZodNumber;
        types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>;
    }, z.core.$strip>;
}, z.core.$strip>;
declare const spreadsSchema: z.ZodObject<{
    micro: z.ZodObject<{
        mean: z.ZodNumber;
        std: z.ZodExactOptional<z.ZodNumber>;
        min: z.ZodNumber;
        max: z.ZodNumber;
    }, z.core.$strip>;
    macro: z.ZodObject<{
        mean: z.ZodNumber;
        std: z.ZodExactOptional<z.ZodNumber>;
        min: z.ZodNumber;
        max: z.ZodNumber;
    }, z.core.$strip>;
    types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
        mean: z.ZodNumber;
        std: z.ZodExactOptional<z.ZodNumber>;
        min: z.ZodNumber;
        max: z.ZodNumber;
    }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
        mean: number;
        min: number;
        max: number;
        std?: number;
    }>, [string, {
        mean: number;
        min: number;
        max: number;
        std?: number;
    }][]>>;
}, z.core.$strip>;
declare const seedsSchema: z.ZodObject<{
    seeds: z.ZodReadonly<z.ZodArray<z.ZodObject<{
        seed: z.ZodInt;
        best_epoch: z.ZodNumber;
        validation: z.ZodObject<{
            micro: z.ZodNumber;
            macro: z.ZodNumber;
            types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>;
        }, z.core.$strip>;
        test: z.ZodObject<{
            micro: z.ZodNumber;
            macro: z.ZodNumber;
            types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodNumber], null>>>, z.ZodTransform<Record<string, number>, [string, number][]>>;
        }, z.core.$strip>;
    }, z.core.$strip>>>;
    spread: z.ZodObject<{
        validation: z.ZodObject<{
            micro: z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>;
            macro: z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>;
            types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                mean: number;
                min: number;
                max: number;
                std?: number;
            }>, [string, {
                mean: number;
                min: number;
                max: number;
                std?: number;
            }][]>>;
        }, z.core.$strip>;
        test: z.ZodObject<{
            micro: z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>;
            macro: z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>;
            types: z.ZodPipe<z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodObject<{
                mean: z.ZodNumber;
                std: z.ZodExactOptional<z.ZodNumber>;
                min: z.ZodNumber;
                max: z.ZodNumber;
            }, z.core.$strip>], null>>>, z.ZodTransform<Record<string, {
                mean: number;
                min: number;
                max: number;
                std?: number;
            }>, [string, {
                mean: number;
                min: number;
                max: number;
                std?: number;
            }][]>>;
        }, z.core.$strip>;
    }, z.core.$strip>;
}, z.core.$strip>;
export type SeedScores = Readonly<z.output<typeof seedSchema>>;
export type Spreads = Readonly<z.output<typeof spreadsSchema>>;
/** What the seeds of a configuration come to. */
export type SeedsFile = Readonly<z.output<typeof seedsSchema>>;
/** The run folder of a seed. */
export declare const seedFolder: (folder: string, seed: number) => string;
/** The seeds that have a folder, ascending. */
export declare function listSeeds(folder: string): Promise<number[]>;
/** The scores of finished runs and their spread; undefined where no seed is given. */
export declare function describeSeeds(folder: string, seeds: readonly number[]): Promise<SeedsFile | undefined>;
/**
 * Reads a folder's `seeds.json`; undefined where there is none.
 * @throws MedspanError `input` for a file that holds something else
 */
export declare function readSeeds(folder: string): Promise<SeedsFile | undefined>;
/** Writes `seeds.json` whole. */
export declare function writeSeeds(folder: string, seeds: SeedsFile): Promise<void>;
/**
 * Refuses a folder of seeds where one run is expected.
 * @throws MedspanError `input` that names the runs in it
 */
export declare function refuseSeeds(folder: string): Promise<void>;
export {};
