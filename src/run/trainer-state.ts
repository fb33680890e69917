/**
 * @file `trainer_state.json`: where a run stands, as a file that transformers' TrainerState loads.
 *
 * That class takes no keys but its own, and callbacks of any name: what a run remembers besides stands in the file as the
 * state of a callback `medspan`.
 */
import { z } from 'zod'
import { lenient } from './lenient.ts'

/** Where `reduce_lr_on_plateau` stands, by the names of PyTorch's `state_dict`. */
const plateauStateSchema = z.object({
  /** The best value so far; null before the first. */
  best: z.number().nullable(),
  num_bad_epochs: z.int().min(0),
  cooldown_counter: z.int().min(0),
  /** Evaluations observed so far. */
  last_epoch: z.int().min(0),
  /** The present learning rate, alone in its list. */
  _last_lr: z.tuple([z.number()]),
})
export type PlateauState = z.output<typeof plateauStateSchema>

/** What `trainer_state.json` holds under `stateful_callbacks.EarlyStoppingCallback`. */
const earlyStoppingStateSchema = z.object({
  args: z.object({ early_stopping_patience: z.int(), early_stopping_threshold: z.number() }),
  attributes: z.object({ early_stopping_patience_counter: z.int().min(0) }),
})
export type EarlyStoppingState = z.output<typeof earlyStoppingStateSchema>

const logRecordSchema = z.record(z.string(), z.number())

const trainerStateSchema = z.object({
  /** Steps made so far. */
  global_step: z.int().min(0),
  /** Epochs made so far, with a fraction inside one. */
  epoch: z.number().min(0),
  max_steps: z.int().min(1),
  /** Epochs that the training takes, a begun one counted whole. */
  num_train_epochs: z.number(),
  /** Sequences a batch; a step takes `gradient_accumulation_steps` of them. null where a batch has a budget of pieces. */
  train_batch_size: z.int().min(1).nullable(),
  /** Word pieces that a batch may have, where it is not a number of sequences. */
  max_tokens_per_batch: z.int().min(1).nullable().default(null),
  gradient_accumulation_steps: z.int().min(1).default(1),
  /** Steps from one record, evaluation and checkpoint to the next, where they go by steps. */
  logging_steps: z.int().min(1).default(10),
  eval_steps: z.int().min(1).nullable().default(null),
  save_steps: z.int().min(1).nullable().default(null),
  /** The best value of `metric_for_best_model` so far, and where it was reached; null before an evaluation. */
  best_metric: z.number().nullable(),
  best_global_step: z.int().nullable(),
  /** The checkpoint of that step, if it is saved. */
  best_model_checkpoint: z.string().nullable(),
  /** Where `reduce_lr_on_plateau` stands: what PyTorch keeps in `scheduler.pt`; null for other schedules. */
  lr_scheduler: plateauStateSchema.nullable().default(null),
  stateful_callbacks: z.object({ EarlyStoppingCallback: earlyStoppingStateSchema.optional() }).default({}),
  /** Updates of the optimizer, such as AdamW's t. */
  updates: z.int().min(0),
  /** The sum of the losses of all steps. */
  total_loss: z.number(),
  /** The sum of the losses since the last logged record, and how many they are. */
  pending_loss: z.number(),
  pending_steps: z.int().min(0),
  /** Seconds spent in training, interruptions left out. */
  train_seconds: z.number(),
  /** Steps at which evaluations were made, in order. */
  evaluated_steps: z.array(z.int()),
  /** Steps at which checkpoints were due, in order; those of interruptions are not among them. */
  saved_steps: z.array(z.int()).default([]),
  log_history: z.array(logRecordSchema),
})

/** Where a run stands. Keys that Hugging Face's `trainer_state.json` has carry its names. */
export type TrainerState = z.output<typeof trainerStateSchema>

/** Keys that are no fields of transformers' TrainerState. */
const own = [
  'max_tokens_per_batch',
  'gradient_accumulation_steps',
  'lr_scheduler',
  'updates',
  'total_loss',
  'pending_loss',
  'pending_steps',
  'train_seconds',
  'evaluated_steps',
  'saved_steps',
] as const satisfies readonly (keyof TrainerState)[]

const fileSchema = z.looseObject({
  stateful_callbacks: z.looseObject({ medspan: z.record(z.string(), z.unknown()) }),
})

/** The content of the file. */
export function formatTrainerState(state: TrainerState): string {
  const isOwn = (key: string): boolean => (own as readonly string[]).includes(key)
  const entries = Object.entries(state)
  const medspan = Object.fromEntries(entries.filter(([key]) => isOwn(key)))
  const fields = Object.fromEntries(entries.filter(([key]) => !isOwn(key)))
  const file = { ...fields, stateful_callbacks: { ...state.stateful_callbacks, medspan } }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** The other way round; throws what is no such content. */
export function parseTrainerState(content: string): TrainerState {
  return trainerStateSchema.parse(joinState(JSON.parse(content)))
}

/** The fields of a file in one object. */
function joinState(content: unknown): unknown {
  const { data } = fileSchema.safeParse(content)
  return data === undefined ? content : { ...data, ...data.stateful_callbacks.medspan }
}

/** The file of another version of medspan, or of transformers: at least where the run stands. */
export const lenientStateSchema = z
  .unknown()
  .transform(joinState)
  .pipe(lenient(trainerStateSchema, ['global_step', 'epoch', 'max_steps']))
export type LenientTrainerState = z.output<typeof lenientStateSchema>
