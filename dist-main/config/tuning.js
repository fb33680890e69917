/**
 * @file The section `tuning` of `medspan.yaml`: what is searched, and how.
 */
import { z } from 'zod';
import { positiveInteger, seed, text } from "./values.js";
const choice = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** A range, or choices; with `when` only in trials where other parameters have these values. */
const parameterSchema = z.union([
    z.array(choice).min(1),
    z.strictObject({
        type: z.enum(['float', 'int', 'categorical']).optional().describe('By default float for a range.'),
        low: z.number().optional().describe('The lowest value.'),
        high: z.number().optional().describe('The highest value.'),
        log: z.boolean().optional().describe('Draw uniformly in the logarithm.'),
        step: z.number().gt(0).optional().describe('The distance between values.'),
        choices: z.array(choice).min(1).optional().describe('The values of a categorical parameter.'),
        when: z
            .record(text, z.union([choice, z.array(choice).min(1)]))
            .optional()
            .describe('Only in trials where other parameters have these values, such as `{ loss.name: focal }`.'),
    }),
]);
/** A name alone, or a name with options. */
const named = (names) => z.union([
    z.enum(names),
    z.looseObject({ type: z.enum(names).describe('Its name; its options stand beside it.') }),
]);
const SAMPLERS = ['tpe', 'random', 'grid', 'sobol', 'cma-es'];
const PRUNERS = [
    'median',
    'percentile',
    'successive-halving',
    'hyperband',
    'threshold',
    'patient',
    'none',
];
export const tuningSchema = z.strictObject({
    search: z
        .record(text, parameterSchema)
        .refine(search => Object.keys(search).length > 0, {
        error: 'at least one parameter',
    })
        .describe('What to search, by the path of a setting, such as `training.learning_rate: { low: 1.0e-5, high: 5.0e-5, log: true }`.'),
    n_trials: positiveInteger.default(20).describe('The number of trials of the study.'),
    timeout: z.number().gt(0).optional().describe('Seconds after which no trial is started.'),
    sampler: named(SAMPLERS)
        .default('tpe')
        .describe('What proposes parameters; with options: `{ type: tpe, startup_trials: 5 }`.'),
    pruner: named(PRUNERS)
        .default('median')
        .describe('What stops trials that are worse than others after as many epochs.'),
    seed: seed.default(42).describe('The random seed of the sampler.'),
    try_initial: z
        .boolean()
        .default(true)
        .describe('Whether the first trial is the configuration as it is written.'),
    enqueue: z
        .array(z.record(text, choice))
        .default([])
        .describe('More first trials, with values of some or all parameters: `[{ training.learning_rate: 3.0e-5 }]`.'),
    retries: z.int().min(0).default(1).describe('How often to repeat a trial whose process died.'),
    keep_models: z.enum(['best', 'all']).default('best').describe('The trials whose weights to keep.'),
    output_dir: text.optional().describe('The study folder; by default that of the run with `-tuning` added.'),
    study_name: text
        .optional()
        .describe('The name of the study in its storage; by default that of its folder.'),
    storage: text
        .optional()
        .describe("A journal in Optuna's format, or a SQLite file (`.db`, `.sqlite3`); by default a journal in the study folder."),
});
