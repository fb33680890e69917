/**
 * @file `trainer_state.json`: where a run stands, as a file that transformers' TrainerState loads.
 *
 * That class takes no keys but its own, and callbacks of any name: what a run remembers besides stands in the file as the
 * state of a callback `medspan`.
 */
import { z } from 'zod';
/** Where `reduce_lr_on_plateau` stands, by the names of PyTorch's `state_dict`. */
declare const plateauStateSchema: z.ZodObject<{
    best: z.ZodNullable<z.ZodNumber>;
    num_bad_epochs: z.ZodInt;
    cooldown_counter: z.ZodInt;
    last_epoch: z.ZodInt;
    _last_lr: z.ZodTuple<[z.ZodNumber], null>;
}, z.core.$strip>;
export type PlateauState = z.output<typeof plateauStateSchema>;
/** What `trainer_state.json` holds under `stateful_callbacks.EarlyStoppingCallback`. */
declare const earlyStoppingStateSchema: z.ZodObject<{
    args: z.ZodObject<{
        early_stopping_patience: z.ZodInt;
        early_stopping_threshold: z.ZodNumber;
    }, z.core.$strip>;
    attributes: z.ZodObject<{
        early_stopping_patience_counter: z.ZodInt;
    }, z.core.$strip>;
}, z.core.$strip>;
export type EarlyStoppingState = z.output<typeof earlyStoppingStateSchema>;
declare const trainerStateSchema: z.ZodObject<{
    global_step: z.ZodInt;
    epoch: z.ZodNumber;
    max_steps: z.ZodInt;
    num_train_epochs: z.ZodNumber;
    train_batch_size: z.ZodInt;
    gradient_accumulation_steps: z.ZodDefault<z.ZodInt>;
    logging_steps: z.ZodDefault<z.ZodInt>;
    eval_steps: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
    save_steps: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
    best_metric: z.ZodNullable<z.ZodNumber>;
    best_global_step: z.ZodNullable<z.ZodInt>;
    best_model_checkpoint: z.ZodNullable<z.ZodString>;
    lr_scheduler: z.ZodDefault<z.ZodNullable<z.ZodObject<{
        best: z.ZodNullable<z.ZodNumber>;
        num_bad_epochs: z.ZodInt;
        cooldown_counter: z.ZodInt;
        last_epoch: z.ZodInt;
        _last_lr: z.ZodTuple<[z.ZodNumber], null>;
    }, z.core.$strip>>>;
    stateful_callbacks: z.ZodDefault<z.ZodObject<{
        EarlyStoppingCallback: z.ZodOptional<z.ZodObject<{
            args: z.ZodObject<{
                early_stopping_patience: z.ZodInt;
                early_stopping_threshold: z.ZodNumber;
            }, z.core.$strip>;
            attributes: z.ZodObject<{
                early_stopping_patience_counter: z.ZodInt;
            }, z.core.$strip>;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
    updates: z.ZodInt;
    total_loss: z.ZodNumber;
    pending_loss: z.ZodNumber;
    pending_steps: z.ZodInt;
    train_seconds: z.ZodNumber;
    evaluated_steps: z.ZodArray<z.ZodInt>;
    saved_steps: z.ZodDefault<z.ZodArray<z.ZodInt>>;
    log_history: z.ZodArray<z.ZodRecord<z.ZodString, z.ZodNumber>>;
}, z.core.$strip>;
/** Where a run stands. Keys that Hugging Face's `trainer_state.json` has carry its names. */
export type TrainerState = z.output<typeof trainerStateSchema>;
/** The content of the file. */
export declare function formatTrainerState(state: TrainerState): string;
/** The other way round; throws what is no such content. */
export declare function parseTrainerState(content: string): TrainerState;
/** The file of another version of medspan, or of transformers: at least where the run stands. */
export declare const lenientStateSchema: z.ZodPipe<z.ZodPipe<z.ZodUnknown, z.ZodTransform<unknown, unknown>>, z.ZodType<import("./lenient.ts").Lenient<{
    global_step: number;
    epoch: number;
    max_steps: number;
    num_train_epochs: number;
    train_batch_size: number;
    gradient_accumulation_steps: number;
    logging_steps: number;
    eval_steps: number | null;
    save_steps: number | null;
    best_metric: number | null;
    best_global_step: number | null;
    best_model_checkpoint: string | null;
    lr_scheduler: {
        best: number | null;
        num_bad_epochs: number;
        cooldown_counter: number;
        last_epoch: number;
        _last_lr: [number];
    } | null;
    stateful_callbacks: {
        EarlyStoppingCallback?: {
            args: {
                early_stopping_patience: number;
                early_stopping_threshold: number;
            };
            attributes: {
                early_stopping_patience_counter: number;
            };
        } | undefined;
    };
    updates: number;
    total_loss: number;
    pending_loss: number;
    pending_steps: number;
    train_seconds: number;
    evaluated_steps: number[];
    saved_steps: number[];
    log_history: Record<string, number>[];
}> & Pick<{
    global_step: number;
    epoch: number;
    max_steps: number;
    num_train_epochs: number;
    train_batch_size: number;
    gradient_accumulation_steps: number;
    logging_steps: number;
    eval_steps: number | null;
    save_steps: number | null;
    best_metric: number | null;
    best_global_step: number | null;
    best_model_checkpoint: string | null;
    lr_scheduler: {
        best: number | null;
        num_bad_epochs: number;
        cooldown_counter: number;
        last_epoch: number;
        _last_lr: [number];
    } | null;
    stateful_callbacks: {
        EarlyStoppingCallback?: {
            args: {
                early_stopping_patience: number;
                early_stopping_threshold: number;
            };
            attributes: {
                early_stopping_patience_counter: number;
            };
        } | undefined;
    };
    updates: number;
    total_loss: number;
    pending_loss: number;
    pending_steps: number;
    train_seconds: number;
    evaluated_steps: number[];
    saved_steps: number[];
    log_history: Record<string, number>[];
}, "epoch" | "max_steps" | "global_step">, unknown, z.core.$ZodTypeInternals<import("./lenient.ts").Lenient<{
    global_step: number;
    epoch: number;
    max_steps: number;
    num_train_epochs: number;
    train_batch_size: number;
    gradient_accumulation_steps: number;
    logging_steps: number;
    eval_steps: number | null;
    save_steps: number | null;
    best_metric: number | null;
    best_global_step: number | null;
    best_model_checkpoint: string | null;
    lr_scheduler: {
        best: number | null;
        num_bad_epochs: number;
        cooldown_counter: number;
        last_epoch: number;
        _last_lr: [number];
    } | null;
    stateful_callbacks: {
        EarlyStoppingCallback?: {
            args: {
                early_stopping_patience: number;
                early_stopping_threshold: number;
            };
            attributes: {
                early_stopping_patience_counter: number;
            };
        } | undefined;
    };
    updates: number;
    total_loss: number;
    pending_loss: number;
    pending_steps: number;
    train_seconds: number;
    evaluated_steps: number[];
    saved_steps: number[];
    log_history: Record<string, number>[];
}> & Pick<{
    global_step: number;
    epoch: number;
    max_steps: number;
    num_train_epochs: number;
    train_batch_size: number;
    gradient_accumulation_steps: number;
    logging_steps: number;
    eval_steps: number | null;
    save_steps: number | null;
    best_metric: number | null;
    best_global_step: number | null;
    best_model_checkpoint: string | null;
    lr_scheduler: {
        best: number | null;
        num_bad_epochs: number;
        cooldown_counter: number;
        last_epoch: number;
        _last_lr: [number];
    } | null;
    stateful_callbacks: {
        EarlyStoppingCallback?: {
            args: {
                early_stopping_patience: number;
                early_stopping_threshold: number;
            };
            attributes: {
                early_stopping_patience_counter: number;
            };
        } | undefined;
    };
    updates: number;
    total_loss: number;
    pending_loss: number;
    pending_steps: number;
    train_seconds: number;
    evaluated_steps: number[];
    saved_steps: number[];
    log_history: Record<string, number>[];
}, "epoch" | "max_steps" | "global_step">, unknown>>>;
export type LenientTrainerState = z.output<typeof lenientStateSchema>;
export {};
