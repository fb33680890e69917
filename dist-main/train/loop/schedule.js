/**
 * @file The learning rate of each step, by the names of Hugging Face's `lr_scheduler_type`.
 *
 * Source: transformers `optimization.py`; each row of the table is the lambda of the schedule of that name, and what
 * it takes besides are the keys of `lr_scheduler_kwargs`, with its defaults. Their scheduler advances after an
 * update, so step t (from 0) runs at `lambda(t)`: with a warm-up the first step has the rate 0.
 */
import { kwargsProblem } from "../../config/schedule.js";
import { MedspanError } from "../../errors.js";
/** 0 when the warm-up ends, 1 when training does. */
const progress = (step, { warmup, totalSteps }) => (step - warmup) / Math.max(1, totalSteps - warmup);
const wave = (cycles, done) => 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * done));
/** From 1 to 0 while `done` goes from 0 to 1. */
const falls = {
    linear: done => 1 - done,
    cosine: (done, cycles) => wave(cycles, done),
    '1-sqrt': done => 1 - Math.sqrt(done),
};
/** From 0 to 1 while `done` goes from 0 to 1. */
const rises = {
    linear: done => done,
    cosine: done => 0.5 * (1 - Math.cos(Math.PI * done)),
    '1-sqrt': done => 1 - Math.sqrt(1 - done),
};
/** A factor from 0 to 1 moved to between `lowest` and 1. */
const above = (lowest, factor) => Math.max(0, factor * (1 - lowest) + lowest);
/** The factor of the highest rate after the warm-up. */
const factors = {
    linear: (step, { warmup, totalSteps }) => Math.max(0, (totalSteps - step) / Math.max(1, totalSteps - warmup)),
    cosine: (step, context) => Math.max(0, wave(context.num_cycles ?? 0.5, progress(step, context))),
    cosine_with_restarts: (step, context) => {
        const done = progress(step, context);
        return done >= 1
            ? 0
            : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (((context.num_cycles ?? 1) * done) % 1))));
    },
    cosine_with_min_lr: (step, context) => above(context.min_lr_rate ?? (context.min_lr ?? 0) / context.learningRate, wave(context.num_cycles ?? 0.5, progress(step, context))),
    polynomial: (step, { warmup, totalSteps, learningRate, power = 1, lr_end: end = 1e-7 }) => {
        if (step > totalSteps)
            return end / learningRate;
        const remaining = 1 - (step - warmup) / (totalSteps - warmup);
        return ((learningRate - end) * remaining ** power + end) / learningRate;
    },
    constant: () => 1,
    constant_with_warmup: () => 1,
    inverse_sqrt: (step, { warmup, timescale = warmup === 0 ? 10_000 : warmup }) => 1 / Math.sqrt((step + timescale - warmup) / timescale),
    warmup_stable_decay: (step, context) => {
        const { warmup, totalSteps, num_decay_steps: decay = 0, min_lr_ratio: lowest = 0 } = context;
        const stable = context.num_stable_steps ?? totalSteps - warmup - decay;
        const done = step - warmup - stable;
        if (done < 0)
            return 1;
        if (done >= decay)
            return lowest;
        return above(lowest, falls[context.decay_type ?? 'cosine'](done / decay, context.num_cycles ?? 0.5));
    },
    reduce_lr_on_plateau: () => 1,
};
/** The factor of the highest rate in the warm-up, of which a share is done. */
function warmUp(type, done, context) {
    if (type !== 'warmup_stable_decay')
        return done;
    return above(context.min_lr_ratio ?? 0, rises[context.warmup_type ?? 'linear'](done));
}
/** How many steps warm up. */
export function warmupStepsOf(options) {
    const { type, totalSteps, warmupSteps, warmupRatio = 0 } = options;
    if (type === 'constant' || type === 'reduce_lr_on_plateau')
        return 0;
    if (warmupSteps >= 1)
        return Math.trunc(warmupSteps);
    return Math.ceil(totalSteps * (warmupSteps > 0 ? warmupSteps : warmupRatio));
}
/**
 * The learning rate over the steps of a training. That of `reduce_lr_on_plateau` is the rate before an evaluation
 * has lowered it.
 * @throws MedspanError `config` when the warm-up is longer than the training, for a polynomial that would rise, and
 * for keys of `kwargs` that the schedule does not take, or lacks.
 */
export function createSchedule(options) {
    const { type, learningRate, totalSteps, kwargs = {} } = options;
    const wrong = kwargsProblem(type, kwargs);
    if (wrong !== undefined)
        throw new MedspanError('config', wrong, { where: { at: 'training.lr_scheduler_kwargs' } });
    const warmup = warmupStepsOf(options);
    if (warmup > totalSteps)
        throw new MedspanError('config', `the warm-up has ${warmup} steps, but training has ${totalSteps} in all`, {
            where: { at: 'training.warmup_steps' },
            hint: 'Lower training.warmup_steps, or use training.warmup_ratio.',
        });
    const end = kwargs.lr_end ?? 1e-7;
    if (type === 'polynomial' && end >= learningRate)
        throw new MedspanError('config', `expected a learning rate above the last one, ${end}, got ${learningRate}`, {
            where: { at: 'training.learning_rate' },
        });
    const context = { ...kwargs, learningRate, totalSteps, warmup };
    return step => {
        if (step < warmup)
            return learningRate * warmUp(type, step / Math.max(1, warmup), context);
        return learningRate * factors[type](step, context);
    };
}
