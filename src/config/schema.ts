/**
 * @file The schema of `medspan.yaml`: every key with its default, its unit and its description.
 *
 * Training options carry the names of Hugging Face's `TrainingArguments`, and its defaults where no recipe decides, except
 * that the best model is chosen by F1.
 */
import { z } from 'zod'
import { SHIPPED_MODEL } from '../hub/shipped.ts'
import { WEIGHTINGS } from '../nn/class-weights.ts'
import { DECODINGS, HEADS } from '../nn/decoding.ts'
import { ATTENTIONS } from '../nn/encoder.ts'
import { CONTEXTS } from '../tokenizer/align.ts'
import { corpusSchema, labelsSchema } from './corpus.ts'
import { DEVICES } from './device.ts'
import { INTERVAL_STRATEGIES, SAVE_STRATEGIES } from './intervals.ts'
import { SCHEDULES, scheduleKwargsSchema } from './schedule.ts'
import { slurmSchema } from './slurm.ts'
import { tuningSchema } from './tuning.ts'
import { fraction, positiveInteger, seed, share, text } from './values.ts'

const modelSchema = z.strictObject({
  name_or_path: text
    .default(SHIPPED_MODEL)
    .describe(
      'The encoder to start from: `medspan/mini`, which ships, a Hugging Face model folder, or a model of the hub, such as `microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract`. A folder without weights is initialised from its config.json and the seed.',
    ),
  revision: text.optional().describe('A branch, tag or commit of a model of the hub.'),
  max_seq_length: z
    .int()
    .min(4)
    .default(128)
    .describe('Word pieces in a sequence, special tokens included; a longer sentence is cut between words.'),
  stride: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'Word pieces that the windows of a long sentence share; each word counts in the window where it sees most of both sides.',
    ),
  context: z
    .enum(CONTEXTS)
    .default('none')
    .describe('`sentences`: read each sentence with its neighbours in the document; several times slower.'),
  label_all_tokens: z
    .boolean()
    .default(false)
    .describe('Whether all word pieces of a word count in the loss, or only the first.'),
  attention: z
    .enum(ATTENTIONS)
    .default('auto')
    .describe(
      'For decoders such as GPT-Neo: whether a word piece attends to those after it. `auto` is bidirectional.',
    ),
  head: z
    .enum(HEADS)
    .default('linear')
    .describe('The classifier: a linear layer, or one with a linear-chain CRF.'),
  decoding: z
    .enum(DECODINGS)
    .optional()
    .describe(
      'The best label of each word (`argmax`), or the best sequence in which every `I-X` continues an X (`constrained`). By default what the recipe says.',
    ),
  freeze: z
    .array(text)
    .default([])
    .describe('Patterns of parameter names that are not trained, such as `*.embeddings.*`.'),
  lora: z
    .strictObject({
      rank: positiveInteger.default(8).describe('The rank of the adapters.'),
      alpha: z.number().gt(0).default(16).describe('The scale of the adapters: α divided by the rank.'),
      dropout: fraction.default(0).describe('Dropout before the adapters.'),
      target_modules: z
        .union([text, z.array(text).min(1)])
        .optional()
        .describe(
          'Names of linear layers such as `[query, value]`, or `all-linear`; by default those usual for the architecture.',
        ),
      merge: z
        .boolean()
        .default(false)
        .describe('Save the whole model with the adapters merged into it, not the adapters alone.'),
    })
    .optional()
    .describe('Train low-rank adapters and the classifier; everything else is frozen.'),
})

/** What each loss takes besides its name, with the defaults. */
export const LOSSES = {
  /** Weighted, where `weights` says so. */
  'cross-entropy': { weights: 'none', beta: 0.999, label_smoothing: 0 },
  focal: { weights: 'none', beta: 0.999, gamma: 2, label_smoothing: 0 },
  'class-balanced-focal': { beta: 0.999, gamma: 2, label_smoothing: 0 },
  'adaptive-class-balanced-focal': { gamma: 2, label_smoothing: 0.05 },
  'logit-adjustment': { tau: 1, label_smoothing: 0 },
  dice: { alpha: 1, smooth: 1 },
} as const
export type LossName = keyof typeof LOSSES

const lossSchema = z.strictObject({
  name: z
    .enum(Object.keys(LOSSES) as [LossName, ...LossName[]])
    .default('cross-entropy')
    .describe('The loss.'),
  weights: z
    .union([z.enum(['none', ...WEIGHTINGS]), z.record(text, z.number().min(0))])
    .optional()
    .describe('Class weights: computed from label counts, or given by label or type, such as `{ O: 0.2 }`.'),
  beta: z.number().min(0).lt(1).optional().describe('The β of weights by effective number.'),
  gamma: z.number().min(0).optional().describe('The exponent of the focal losses.'),
  label_smoothing: z.number().min(0).lt(1).optional().describe('Label smoothing.'),
  tau: z.number().min(0).optional().describe('How much the prior counts in logit adjustment.'),
  alpha: z.number().min(0).optional().describe('How much dice loss weighs down easy words.'),
  smooth: z.number().gt(0).optional().describe('What is added to numerator and denominator of dice loss.'),
})

/** AdamW's own settings, which other optimizers do not have. */
export const ADAM_DEFAULTS = { adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 } as const

const steps = z.number().gt(0)

/** The engines by name. */
export const ENGINES = ['onnx', 'accelerate'] as const

/** Of the engine `accelerate`. */
export const accelerateSchema = z.strictObject({
  python: text.optional().describe('The Python program; by default what MEDSPAN_PYTHON names, or python3.'),
  num_processes: positiveInteger
    .default(1)
    .describe(
      'Processes that train together, each on its own GPU; the batch of a step grows with their number.',
    ),
  mixed_precision: z
    .enum(['no', 'bf16', 'fp16'])
    .default('no')
    .describe('Half precision for most matrix products: on a GPU more than twice as fast.'),
  gradient_checkpointing: z
    .boolean()
    .default(false)
    .describe('Recompute activations instead of keeping them: a third slower, with much less memory.'),
  strategy: z
    .enum(['ddp', 'fsdp'])
    .default('ddp')
    .describe(
      'Each process holds the whole model (ddp), or they divide parameters, gradients and moments among them (fsdp).',
    ),
  config_file: text
    .optional()
    .describe('A configuration file of accelerate to use instead of these settings.'),
})

/** Who decides the settings that nobody has written: config/recipe.ts lists them. */
export const RECIPES = ['auto', 'trainer'] as const

/** What a description says of a setting that a recipe decides. */
const byRecipe = 'By default what the recipe says.'

const trainingSchema = z.strictObject({
  recipe: z
    .enum(RECIPES)
    .default('auto')
    .describe(
      "Where settings that are left out come from: `auto` fits them to the model's size and the number of sentences (docs/recipes.md), `trainer` takes the defaults of Hugging Face's Trainer.",
    ),
  engine: z
    .enum(ENGINES)
    .default('onnx')
    .describe(
      '`onnx`: ONNX Runtime, in Node; `accelerate`: PyTorch, which needs Python (section `accelerate`). Checkpoints are the same: a run of one engine can be resumed with the other.',
    ),
  device: z.enum(DEVICES).default('cpu').describe('The device of the engine.'),
  output_dir: text.default('runs/medspan').describe('The run folder.'),
  seed: seed.default(42).describe('The random seed of training: new weights, order, dropout.'),
  learning_rate: z.number().gt(0).optional().describe(`The highest learning rate. ${byRecipe}`),
  num_train_epochs: z
    .number()
    .gt(0)
    .optional()
    .describe(`The number of epochs; may be a fraction. ${byRecipe}`),
  max_steps: positiveInteger.optional().describe('The number of steps, instead of `num_train_epochs`.'),
  per_device_train_batch_size: positiveInteger
    .optional()
    .describe(`Sequences in a batch; each of several processes takes this many. ${byRecipe}`),
  max_tokens_per_batch: positiveInteger
    .optional()
    .describe(
      'Word pieces that a batch may have, instead of a number of sequences; each of several processes takes this many. Padding counts with the engine `accelerate` alone.',
    ),
  per_device_eval_batch_size: positiveInteger.default(8).describe('Sequences in a batch of evaluation.'),
  gradient_accumulation_steps: positiveInteger.default(1).describe('Batches in a training step.'),
  train_sampling_strategy: z
    .enum(['random', 'group_by_length', 'sequential'])
    .optional()
    .describe(
      `\`group_by_length\` puts sequences of similar length into a batch: less padding, which costs time with the engine \`accelerate\` alone. ${byRecipe}`,
    ),
  optim: z
    .enum(['adamw', 'adafactor'])
    .default('adamw')
    .describe('The optimizer; adafactor takes a third of the memory.'),
  weight_decay: z
    .number()
    .min(0)
    .optional()
    .describe(`Weight decay, not applied to biases and normalisation layers. ${byRecipe}`),
  adam_beta1: fraction.default(ADAM_DEFAULTS.adam_beta1).describe('β₁ of AdamW.'),
  adam_beta2: fraction.default(ADAM_DEFAULTS.adam_beta2).describe('β₂ of AdamW.'),
  adam_epsilon: z.number().gt(0).default(ADAM_DEFAULTS.adam_epsilon).describe('ε of AdamW.'),
  max_grad_norm: z
    .number()
    .min(0)
    .default(1)
    .describe('The global L2 norm that gradients are clipped to; 0 does not clip.'),
  layerwise_lr_decay: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('The factor of the learning rate from each layer to the one below it.'),
  ema_decay: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('Evaluate and save a moving average of the weights, with this decay, such as 0.999.'),
  lr_scheduler_type: z.enum(SCHEDULES).default('linear').describe('The learning rate schedule.'),
  lr_scheduler_kwargs: scheduleKwargsSchema
    .prefault({})
    .describe('Options of the schedule, such as `{ num_cycles: 0.5 }`.'),
  warmup_ratio: share
    .optional()
    .describe(
      `The fraction of all steps during which the learning rate rises; or set \`warmup_steps\`. ${byRecipe}`,
    ),
  warmup_steps: z.number().min(0).default(0).describe('A number of steps; below 1 a fraction of all steps.'),
  logging_strategy: z.enum(INTERVAL_STRATEGIES).default('steps').describe('When to log.'),
  logging_steps: steps.default(10).describe('A number of steps; below 1 a fraction of all steps.'),
  eval_strategy: z.enum(INTERVAL_STRATEGIES).default('epoch').describe('When to evaluate.'),
  eval_steps: steps
    .optional()
    .describe('A number of steps; below 1 a fraction of all steps; by default `logging_steps`.'),
  eval_on_start: z.boolean().default(false).describe('Evaluate before the first step, too.'),
  save_strategy: z.enum(SAVE_STRATEGIES).default('epoch').describe('When to save a checkpoint.'),
  save_steps: steps.default(500).describe('A number of steps; below 1 a fraction of all steps.'),
  save_total_limit: positiveInteger
    .default(2)
    .describe('How many of the newest checkpoints to keep, besides the best one.'),
  load_best_model_at_end: z
    .boolean()
    .default(true)
    .describe('Whether the run folder gets the best model, or the last.'),
  metric_for_best_model: z
    .enum(['f1', 'precision', 'recall', 'accuracy', 'loss'])
    .default('f1')
    .describe('The validation metric that chooses the best model.'),
  early_stopping_patience: z
    .int()
    .min(0)
    .optional()
    .describe(
      `Stop training after this many evaluations in a row without improvement; 0 never does. ${byRecipe}`,
    ),
  early_stopping_threshold: z
    .number()
    .min(0)
    .default(0)
    .describe('The least difference that counts as an improvement.'),
  threads: positiveInteger.optional().describe('Threads of the engine; by default one for each core.'),
})

/** The schema of `medspan.yaml` as it is written. */
export const configSchema = z.strictObject({
  corpus: corpusSchema.describe('The documents to learn from.'),
  labels: labelsSchema.prefault({}).describe('The types that the tagger learns.'),
  model: modelSchema.prefault({}).describe('The encoder and the classifier.'),
  loss: lossSchema.prefault({}).describe('The loss function and its options.'),
  training: trainingSchema
    .prefault({})
    .describe("Training options, by the names of Hugging Face's TrainingArguments."),
  accelerate: accelerateSchema
    .optional()
    .describe('PyTorch, GPUs and several processes, for `training.engine: accelerate`.'),
  tuning: tuningSchema
    .optional()
    .describe('The hyperparameter search of `medspan tune`; `medspan train` does not use it.'),
  slurm: slurmSchema
    .optional()
    .describe('What `medspan submit` requests from a SLURM cluster, by the names of sbatch options.'),
  relative_to: text
    .optional()
    .describe('The folder that relative paths are relative to; by default that of this file.'),
})

export type Written = z.output<typeof configSchema>
export type WrittenSource = Written['corpus']['sources'][number]

/** A source with its name decided and its paths absolute; it has a path or a dataset. */
export interface SourceConfig extends WrittenSource {
  name: string
}

/** The resolved configuration: defaults filled in, paths absolute; the split has ratios, official lists, or folds. */
export interface Config extends Written {
  corpus: Omit<Written['corpus'], 'sources'> & {
    sources: SourceConfig[]
  }
}

/** The section `accelerate`, or its defaults. */
export function accelerateSettings({ accelerate }: Config): NonNullable<Config['accelerate']> {
  return accelerate ?? accelerateSchema.parse({})
}

/** How many processes train together: each takes as many sequences, or word pieces, as a batch is said to have. */
export function processesOf(config: Config): number {
  return config.training.engine === 'accelerate' ? accelerateSettings(config).num_processes : 1
}
