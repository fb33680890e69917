/**
 * @file The section `tuning` of `medspan.yaml`: what is searched, and how.
 */
import { z } from 'zod';
export declare const tuningSchema: z.ZodObject<{
    search: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>, z.ZodObject<{
        type: z.ZodOptional<z.ZodEnum<{
            float: "float";
            int: "int";
            categorical: "categorical";
        }>>;
        low: z.ZodOptional<z.ZodNumber>;
        high: z.ZodOptional<z.ZodNumber>;
        log: z.ZodOptional<z.ZodBoolean>;
        step: z.ZodOptional<z.ZodNumber>;
        choices: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>>;
        when: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>, z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>]>>>;
    }, z.core.$strict>]>>;
    n_trials: z.ZodDefault<z.ZodInt>;
    timeout: z.ZodOptional<z.ZodNumber>;
    sampler: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
        tpe: "tpe";
        random: "random";
        grid: "grid";
        sobol: "sobol";
        "cma-es": "cma-es";
    }>, z.ZodObject<{
        type: z.ZodEnum<{
            tpe: "tpe";
            random: "random";
            grid: "grid";
            sobol: "sobol";
            "cma-es": "cma-es";
        }>;
    }, z.core.$loose>]>>;
    pruner: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
        none: "none";
        threshold: "threshold";
        median: "median";
        percentile: "percentile";
        "successive-halving": "successive-halving";
        hyperband: "hyperband";
        patient: "patient";
    }>, z.ZodObject<{
        type: z.ZodEnum<{
            none: "none";
            threshold: "threshold";
            median: "median";
            percentile: "percentile";
            "successive-halving": "successive-halving";
            hyperband: "hyperband";
            patient: "patient";
        }>;
    }, z.core.$loose>]>>;
    seed: z.ZodDefault<z.ZodInt>;
    try_initial: z.ZodDefault<z.ZodBoolean>;
    enqueue: z.ZodDefault<z.ZodArray<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>>>;
    retries: z.ZodDefault<z.ZodInt>;
    keep_models: z.ZodDefault<z.ZodEnum<{
        all: "all";
        best: "best";
    }>>;
    output_dir: z.ZodOptional<z.ZodString>;
    study_name: z.ZodOptional<z.ZodString>;
    storage: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
