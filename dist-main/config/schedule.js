/**
 * @file The learning rate schedules of Hugging Face's `lr_scheduler_type`, and the keys of `lr_scheduler_kwargs` of each.
 */
import { z } from 'zod';
/** Every schedule. All depend on the step alone but `reduce_lr_on_plateau`, which plateau.ts lowers. */
export const SCHEDULES = [
    'linear',
    'cosine',
    'cosine_with_restarts',
    'cosine_with_min_lr',
    'polynomial',
    'constant',
    'constant_with_warmup',
    'inverse_sqrt',
    'warmup_stable_decay',
    'reduce_lr_on_plateau',
];
const curve = z.enum(['linear', 'cosine', '1-sqrt']);
/** All keys of `lr_scheduler_kwargs`; which schedule takes which is in `SCHEDULE_KWARGS`. */
export const scheduleKwargsSchema = z.strictObject({
    num_cycles: z
        .number()
        .gt(0)
        .optional()
        .describe('Waves of a cosine, by default half of one; restarts, by default one.'),
    power: z.number().gt(0).optional().describe('The exponent of `polynomial`, by default 1.'),
    lr_end: z.number().min(0).optional().describe('The last rate of `polynomial`, by default 1e-7.'),
    timescale: z
        .number()
        .gt(0)
        .optional()
        .describe('Steps of `inverse_sqrt`; by default those of the warm-up, or 10,000.'),
    min_lr: z
        .number()
        .min(0)
        .optional()
        .describe('The lowest rate of `cosine_with_min_lr`, unless `min_lr_rate` is given, and of `reduce_lr_on_plateau`.'),
    min_lr_rate: z.number().min(0).max(1).optional().describe('The lowest rate as a fraction of the highest.'),
    num_decay_steps: z
        .int()
        .min(0)
        .optional()
        .describe('`warmup_stable_decay`: the steps during which the rate falls.'),
    num_stable_steps: z
        .int()
        .min(0)
        .optional()
        .describe('The steps before, at the highest rate; by default all that remain.'),
    warmup_type: curve.optional().describe('The curve of the warm-up.'),
    decay_type: curve.optional().describe('The curve of the decay.'),
    min_lr_ratio: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('The rate at the start of the warm-up and at the end, as a fraction of the highest; by default 0.'),
    // For `reduce_lr_on_plateau` see `PlateauOptions`.
    mode: z
        .enum(['min', 'max'])
        .optional()
        .describe('`reduce_lr_on_plateau`: whether lower or higher values are better.'),
    factor: z.number().gt(0).lt(1).optional().describe('What the rate is multiplied by on a plateau.'),
    patience: z.int().min(0).optional().describe('Evaluations without improvement before the rate falls.'),
    threshold: z.number().min(0).optional().describe('The least difference that counts as an improvement.'),
    threshold_mode: z.enum(['rel', 'abs']).optional().describe('Whether `threshold` is relative or absolute.'),
    cooldown: z.int().min(0).optional().describe('Evaluations to wait after the rate has fallen.'),
    eps: z.number().min(0).optional().describe('The least change of the rate.'),
});
/** Which keys of `lr_scheduler_kwargs` each schedule takes. */
export const SCHEDULE_KWARGS = {
    linear: [],
    cosine: ['num_cycles'],
    cosine_with_restarts: ['num_cycles'],
    cosine_with_min_lr: ['num_cycles', 'min_lr', 'min_lr_rate'],
    polynomial: ['power', 'lr_end'],
    constant: [],
    constant_with_warmup: [],
    inverse_sqrt: ['timescale'],
    warmup_stable_decay: [
        'num_decay_steps',
        'num_stable_steps',
        'warmup_type',
        'decay_type',
        'min_lr_ratio',
        'num_cycles',
    ],
    reduce_lr_on_plateau: [
        'mode',
        'factor',
        'patience',
        'threshold',
        'threshold_mode',
        'cooldown',
        'min_lr',
        'eps',
    ],
};
/** What is wrong with the keys that a schedule is given: those it does not take, and those it cannot be without. */
export function kwargsProblem(type, kwargs) {
    const known = SCHEDULE_KWARGS[type];
    const given = Object.keys(kwargs).filter(key => kwargs[key] !== undefined);
    const unknown = given.filter(key => !known.includes(key));
    if (unknown.length > 0)
        return `${type} does not take ${unknown.join(', ')}; it takes ${known.length === 0 ? 'none' : known.join(', ')}`;
    if (type === 'cosine_with_min_lr' && (kwargs.min_lr === undefined) === (kwargs.min_lr_rate === undefined))
        return `${type} needs either min_lr or min_lr_rate`;
    if (type === 'warmup_stable_decay' && kwargs.num_decay_steps === undefined)
        return `${type} needs num_decay_steps`;
    return undefined;
}
