/**
 * @file The learning rate schedules of Hugging Face's `lr_scheduler_type`, and the keys of `lr_scheduler_kwargs` of each.
 */
import { z } from 'zod';
/** Every schedule. All depend on the step alone but `reduce_lr_on_plateau`, which plateau.ts lowers. */
export declare const SCHEDULES: readonly ["linear", "cosine", "cosine_with_restarts", "cosine_with_min_lr", "polynomial", "constant", "constant_with_warmup", "inverse_sqrt", "warmup_stable_decay", "reduce_lr_on_plateau"];
export type ScheduleName = (typeof SCHEDULES)[number];
/** All keys of `lr_scheduler_kwargs`; which schedule takes which is in `SCHEDULE_KWARGS`. */
export declare const scheduleKwargsSchema: z.ZodObject<{
    num_cycles: z.ZodOptional<z.ZodNumber>;
    power: z.ZodOptional<z.ZodNumber>;
    lr_end: z.ZodOptional<z.ZodNumber>;
    timescale: z.ZodOptional<z.ZodNumber>;
    min_lr: z.ZodOptional<z.ZodNumber>;
    min_lr_rate: z.ZodOptional<z.ZodNumber>;
    num_decay_steps: z.ZodOptional<z.ZodInt>;
    num_stable_steps: z.ZodOptional<z.ZodInt>;
    warmup_type: z.ZodOptional<z.ZodEnum<{
        linear: "linear";
        cosine: "cosine";
        "1-sqrt": "1-sqrt";
    }>>;
    decay_type: z.ZodOptional<z.ZodEnum<{
        linear: "linear";
        cosine: "cosine";
        "1-sqrt": "1-sqrt";
    }>>;
    min_lr_ratio: z.ZodOptional<z.ZodNumber>;
    mode: z.ZodOptional<z.ZodEnum<{
        max: "max";
        min: "min";
    }>>;
    factor: z.ZodOptional<z.ZodNumber>;
    patience: z.ZodOptional<z.ZodInt>;
    threshold: z.ZodOptional<z.ZodNumber>;
    threshold_mode: z.ZodOptional<z.ZodEnum<{
        rel: "rel";
        abs: "abs";
    }>>;
    cooldown: z.ZodOptional<z.ZodInt>;
    eps: z.ZodOptional<z.ZodNumber>;
}, z.core.$strict>;
export type ScheduleKwargs = Readonly<z.output<typeof scheduleKwargsSchema>>;
/** Which keys of `lr_scheduler_kwargs` each schedule takes. */
export declare const SCHEDULE_KWARGS: Readonly<Record<ScheduleName, readonly (keyof ScheduleKwargs)[]>>;
/** What is wrong with the keys that a schedule is given: those it does not take, and those it cannot be without. */
export declare function kwargsProblem(type: ScheduleName, kwargs: ScheduleKwargs): string | undefined;
