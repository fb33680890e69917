/**
 * @file The schema of `medspan.yaml`: every key with its default and its unit.
 *
 * Training options carry the names and the defaults of Hugging Face's `TrainingArguments`, except that the best
 * model is chosen by F1.
 */
import { z } from 'zod'
import { formats } from '../formats/index.ts'
import { WEIGHTINGS } from '../nn/class-weights.ts'
import { DECODINGS } from '../nn/decoding.ts'
import { ATTENTIONS } from '../nn/encoder.ts'
import { HEADS } from '../nn/model.ts'
import { OVERLAPS } from '../text/tags.ts'
import { CONTEXTS } from '../tokenizer/align.ts'
import { DEVICES } from './device.ts'
import { INTERVAL_STRATEGIES, SAVE_STRATEGIES } from './intervals.ts'
import { SCHEDULES, scheduleKwargsSchema } from './schedule.ts'
import { slurmSchema } from './slurm.ts'

const positiveInteger = z.int().min(1)
const fraction = z.number().min(0).lt(1)
const share = z.number().min(0).max(1)
const seed = z.int().min(0).max(0xffffffff)
const text = z.string().min(1)

/** The three parts of a corpus, in the order of `corpus.split.ratios`. */
export const PARTS = ['train', 'validation', 'test'] as const
export type Part = (typeof PARTS)[number]

const sourceSchema = z.strictObject({
  /** A file or a folder; or else a `dataset`. */
  path: text.optional(),
  /** A dataset on the Hugging Face hub, `owner/name`. */
  dataset: text.optional(),
  /** A branch, tag or commit of the dataset. */
  revision: text.optional(),
  /** Which configuration of the dataset, where it has several. */
  subset: text.optional(),
  /** Only this split of the dataset, such as `train`; by default all of them, each a source of its own. */
  dataset_split: text.optional(),
  /** How the source is called in reports and in document ids; by default the last part of its path. */
  name: text.optional(),
  /** The name of a document format; by default it is recognised. */
  format: z.enum(formats.map(format => format.name)).optional(),
  /** Where concept identifiers, or classes of the project's own, stand in a CAS; else found by looking. */
  concept: z
    .strictObject({ layer: text.optional(), feature: text.optional(), type_feature: text.optional() })
    .optional(),
  /** The type system of XMI files that have none beside them. */
  type_system: text.optional(),
  /** Whose version of each document: a user of the project, or `all`; by default the curated one. */
  annotator: text.optional(),
  /** Which columns or keys hold words, tags and document ids; what is left out is found by looking. */
  columns: z
    .strictObject({ tokens: text.optional(), tags: text.optional(), document: text.optional() })
    .optional(),
  /** The names of numbered tags, in order. */
  tag_names: z.array(text).min(1).optional(),
  /** The part that the whole source belongs to; without it `corpus.split` divides the source. */
  split: z.enum(PARTS).optional(),
})

const splitSchema = z.strictObject({
  /** The shares of train, validation and test among the documents whose source names no part. */
  ratios: z.tuple([share, share, share]).optional(),
  /** What stays whole. By `sentence`, one abstract lands on both sides, which leaks: it is for comparison only. */
  by: z.enum(['document', 'group', 'sentence']).default('document'),
  seed: seed.default(42),
  /** Whether single types are stratified, or pairs of types as well. */
  order: z.union([z.literal(1), z.literal(2)]).default(2),
  /** Files with the ids of each part, one a line: a folder of MedMentions' lists, or three files. */
  official: z.union([text, z.strictObject({ train: text, validation: text, test: text })]).optional(),
  /** Cross-validation: into how many folds, and which of them, from 1, is the test part. */
  folds: z.int().min(3).optional(),
  fold: positiveInteger.optional(),
  /**
   * The share of the training part's documents that is learnt from; drawn by `seed`, with like shares of each type.
   * A smaller share is part of every greater one; the labels are those of the whole part.
   */
  train_share: z.number().gt(0).max(1).default(1),
})

/** Which server is asked, the environment says: MEDSPAN_UTS_URL. */
export const utsSchema = z.strictObject({
  release: text.default('current'),
  /** The environment variable that holds the key. */
  key_env: text.default('UMLS_API_KEY'),
  /** A file that holds the key and that only you may read. */
  key_file: text.optional(),
  /** Where answers are kept; by default in the user's cache folder. */
  cache: text.optional(),
  /** How long an answer counts; by default a day for `current`, for ever for a named release. */
  max_age_hours: z.number().gt(0).optional(),
  /** Answers from the cache only. */
  offline: z.boolean().default(false),
})

const linkSchema = z.strictObject({
  /** MRSTY.RRF of the UMLS Metathesaurus. */
  mrsty: text.optional(),
  /** A file that `medspan umls build` made: retired concepts are followed. */
  metathesaurus: text.optional(),
  /** The UTS web service. */
  uts: utsSchema.optional(),
  /** Inexact ways from a retired concept to one in use that are followed as well as SY. */
  relations: z.array(z.enum(['RB', 'RN', 'RO'])).optional(),
})

const corpusSchema = z.strictObject({
  sources: z.array(sourceSchema).min(1),
  /** How texts without words of their own are cut. */
  tokenizer: z.enum(['biomedical', 'spacy-like']).default('biomedical'),
  /** What says which semantic types a concept has. */
  link: linkSchema.optional(),
  merge: z
    .strictObject({
      /** What becomes of a text that comes again: `drop` keeps its first occurrence. */
      duplicates: z.enum(['keep', 'drop']).default('keep'),
      /** Words outside mentions do not count against types that their source never annotates. */
      ignore_outside: z.boolean().default(false),
    })
    .prefault({}),
  /** Which of two overlapping mentions a tagger can keep. */
  overlap: z.enum(OVERLAPS).default('longest'),
  split: splitSchema.prefault({}),
})

const labelsSchema = z.strictObject({
  /**
   * `all` types of the training part; the 21 of MedMentions ST21pv; the 15 semantic `groups`; the `full` 127 types
   * of the semantic network; or a list.
   */
  types: z.union([z.enum(['all', 'st21pv', 'groups', 'full']), z.array(text).min(1)]).default('all'),
  /** What becomes of a mention whose types are not in the list. */
  unseen: z.enum(['nearest-ancestor', 'outside', 'ignore', 'error']).default('nearest-ancestor'),
  /** What becomes of it where no type in the list is an ancestor either. */
  without_ancestor: z.enum(['outside', 'ignore']).default('outside'),
  /** Which of a concept's several types labels it: the first that is in the list (then by ancestor), or another. */
  concept_type: z.enum(['in-label-set', 'first', 'most-specific']).default('in-label-set'),
  /** A concept without a type: left out of the loss. */
  unknown: z.enum(['ignore']).default('ignore'),
})

const modelSchema = z.strictObject({
  /**
   * A Hugging Face model folder, or a model of the hub, `owner/name`; one without weights is initialised from its
   * config.json and the seed.
   */
  name_or_path: text,
  /** A branch, tag or commit of a model of the hub. */
  revision: text.optional(),
  /** Word pieces a sequence, special pieces included; a longer sentence is cut between words. */
  max_seq_length: z.int().min(4).default(128),
  /** Pieces that the parts of a sentence that is too long share; each word counts where it sees most of both sides. */
  stride: z.int().min(0).default(0),
  /** Whether a sentence is read with its neighbours in the document. */
  context: z.enum(CONTEXTS).default('none'),
  /** Whether every piece of a word counts in the loss, or only the first. */
  label_all_tokens: z.boolean().default(false),
  /** Of decoders, such as GPT-Neo: whether a piece sees those after it. `auto` lets it. */
  attention: z.enum(ATTENTIONS).default('auto'),
  /** What stands on top: labels by themselves, or a linear-chain CRF over them. */
  head: z.enum(HEADS).default('linear'),
  /** Each word's best label, or the best sequence in which every `I-X` continues an X. */
  decoding: z.enum(DECODINGS).default('argmax'),
  /** Patterns of parameters that are not trained, such as `*.embeddings.*`. */
  freeze: z.array(text).default([]),
  /** Low-rank adapters: all else but the classifier is frozen. */
  lora: z
    .strictObject({
      rank: positiveInteger.default(8),
      alpha: z.number().gt(0).default(16),
      dropout: fraction.default(0),
      /** Names of linear maps, or `all-linear`; by default those that are usual for the family. */
      target_modules: z.union([text, z.array(text).min(1)]).optional(),
      /** Whether the run folder holds the whole model with the adapters merged into it, not the adapters alone. */
      merge: z.boolean().default(false),
    })
    .optional(),
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
  name: z.enum(Object.keys(LOSSES) as [LossName, ...LossName[]]).default('cross-entropy'),
  /** From the labels' counts, or given by label or type. */
  weights: z.union([z.enum(['none', ...WEIGHTINGS]), z.record(text, z.number().min(0))]).optional(),
  /** Of weights by the effective number. */
  beta: z.number().min(0).lt(1).optional(),
  /** The focal losses' exponent. */
  gamma: z.number().min(0).optional(),
  label_smoothing: z.number().min(0).lt(1).optional(),
  /** How much the prior counts. */
  tau: z.number().min(0).optional(),
  /** How much easy words are pushed down. */
  alpha: z.number().min(0).optional(),
  /** What both sides of dice's fraction get. */
  smooth: z.number().gt(0).optional(),
})

/** AdamW's own settings, which other optimizers do not have. */
export const ADAM_DEFAULTS = { adam_beta1: 0.9, adam_beta2: 0.999, adam_epsilon: 1e-8 } as const

const steps = z.number().gt(0)

/** The engines by name. */
export const ENGINES = ['onnx', 'accelerate'] as const

/** Of the engine `accelerate`. */
export const accelerateSchema = z.strictObject({
  /** The program; by default what MEDSPAN_PYTHON names, else python3. */
  python: text.optional(),
  /** Each on a GPU of its own: a step takes so many times as many sequences. */
  num_processes: positiveInteger.default(1),
  /** Most products in half precision: on a GPU more than twice as fast. */
  mixed_precision: z.enum(['no', 'bf16', 'fp16']).default('no'),
  /** Computes intermediate values twice instead of keeping them: a third slower, and most of their memory free. */
  gradient_checkpointing: z.boolean().default(false),
  /** Whether each process holds the whole model, or they divide its parameters and moments among them. */
  strategy: z.enum(['ddp', 'fsdp']).default('ddp'),
  /** A YAML of accelerate that is taken instead of the one that these settings give. */
  config_file: text.optional(),
})

const trainingSchema = z.strictObject({
  /**
   * What does the arithmetic: ONNX Runtime in this process, or PyTorch in others, for which Python must be there (section
   * `accelerate`). Checkpoints and models are the same: a run that one has begun goes on with the other.
   */
  engine: z.enum(ENGINES).default('onnx'),
  /** What the engine computes on. */
  device: z.enum(DEVICES).default('cpu'),
  /** The run folder. */
  output_dir: text.default('runs/medspan'),
  /** Of everything random in training: new weights, order, dropout. */
  seed: seed.default(42),
  learning_rate: z.number().gt(0).default(5e-5),
  /** May have a fraction. */
  num_train_epochs: z.number().gt(0).default(3),
  /** Steps in all, whatever `num_train_epochs` says. */
  max_steps: positiveInteger.optional(),
  /** Sequences a batch; with several processes each of them has as many, and so in evaluations. */
  per_device_train_batch_size: positiveInteger.default(8),
  per_device_eval_batch_size: positiveInteger.default(8),
  /** Batches a training step. */
  gradient_accumulation_steps: positiveInteger.default(1),
  /** `group_by_length` puts sequences of like length into a batch: less padding, up to twice as fast. */
  train_sampling_strategy: z.enum(['random', 'group_by_length', 'sequential']).default('random'),
  optim: z.enum(['adamw', 'adafactor']).default('adamw'),
  weight_decay: z.number().min(0).default(0),
  adam_beta1: fraction.default(ADAM_DEFAULTS.adam_beta1),
  adam_beta2: fraction.default(ADAM_DEFAULTS.adam_beta2),
  adam_epsilon: z.number().gt(0).default(ADAM_DEFAULTS.adam_epsilon),
  /** The global L2 norm that gradients are clipped to; 0 does not clip. */
  max_grad_norm: z.number().min(0).default(1),
  /** What the learning rate is multiplied with from each layer to the one below it. */
  layerwise_lr_decay: z.number().gt(0).max(1).default(1),
  /** Evaluates, and keeps, a moving average of the weights: of each step's average so much stays. */
  ema_decay: z.number().gt(0).lt(1).optional(),
  lr_scheduler_type: z.enum(SCHEDULES).default('linear'),
  lr_scheduler_kwargs: scheduleKwargsSchema.prefault({}),
  /** The share of all steps during which the learning rate rises; or count them with `warmup_steps`. */
  warmup_ratio: share.default(0),
  /** Steps; below 1 a share of them. */
  warmup_steps: z.number().min(0).default(0),
  logging_strategy: z.enum(INTERVAL_STRATEGIES).default('steps'),
  /** Steps; below 1 a share of them. */
  logging_steps: steps.default(10),
  eval_strategy: z.enum(INTERVAL_STRATEGIES).default('epoch'),
  /** Steps; below 1 a share of them; by default `logging_steps`. */
  eval_steps: steps.optional(),
  eval_on_start: z.boolean().default(false),
  save_strategy: z.enum(SAVE_STRATEGIES).default('epoch'),
  /** Steps; below 1 a share of them. */
  save_steps: steps.default(500),
  /** How many of the newest checkpoints stay; the best one always does. */
  save_total_limit: positiveInteger.default(2),
  /** Whether the run gives the best model, or the last. */
  load_best_model_at_end: z.boolean().default(true),
  metric_for_best_model: z.enum(['f1', 'precision', 'recall', 'accuracy', 'loss']).default('f1'),
  /** Evaluations in a row without improvement after which training ends. */
  early_stopping_patience: positiveInteger.optional(),
  /** What counts as an improvement. */
  early_stopping_threshold: z.number().min(0).default(0),
  /** Threads of the engine; by default one a core. */
  threads: positiveInteger.optional(),
})

const choice = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A range, or choices; with `when` only in trials where other parameters have these values. */
const parameterSchema = z.union([
  z.array(choice).min(1),
  z.strictObject({
    type: z.enum(['float', 'int', 'categorical']).optional(),
    low: z.number().optional(),
    high: z.number().optional(),
    /** Drawn evenly in its logarithm. */
    log: z.boolean().optional(),
    step: z.number().gt(0).optional(),
    choices: z.array(choice).min(1).optional(),
    when: z.record(text, z.union([choice, z.array(choice).min(1)])).optional(),
  }),
])

/** A name alone, or a name with options. */
const named = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.union([z.enum(names), z.looseObject({ type: z.enum(names) })])

export const SAMPLERS = ['tpe', 'random', 'grid', 'sobol', 'cma-es'] as const
export const PRUNERS = [
  'median',
  'percentile',
  'successive-halving',
  'hyperband',
  'threshold',
  'patient',
  'none',
] as const

const tuningSchema = z.strictObject({
  /** What is searched, by the path of a setting of `model`, `loss` or `training`. */
  search: z.record(text, parameterSchema).refine(search => Object.keys(search).length > 0, {
    error: 'at least one parameter',
  }),
  /** How many trials the study is to have. */
  n_trials: positiveInteger.default(20),
  /** Seconds after which no trial is begun. */
  timeout: z.number().gt(0).optional(),
  /** What draws the parameters. */
  sampler: named(SAMPLERS).default('tpe'),
  /** What ends trials that are not worth going on, by what they have reached after as many epochs as others. */
  pruner: named(PRUNERS).default('median'),
  /** Of the sampler. */
  seed: seed.default(42),
  /** Whether the configuration as it is written is the first trial. */
  try_initial: z.boolean().default(true),
  /** More trials to begin with: values of some or all parameters. */
  enqueue: z.array(z.record(text, choice)).default([]),
  /** How often a trial is tried again whose process died. */
  retries: z.int().min(0).default(1),
  /** Of which trials the weights stay: a run folder without them has all else. */
  keep_models: z.enum(['best', 'all']).default('best'),
  /** The study folder; by default that of the run, followed by `-tuning`. */
  output_dir: text.optional(),
  /** The name of the study in its storage; by default that of its folder. */
  study_name: text.optional(),
  /** A journal in the format of Optuna, or, with the ending .db or .sqlite3, a SQLite file; by default a journal in the study folder. */
  storage: text.optional(),
})

/** The schema of `medspan.yaml` as it is written. */
export const configSchema = z.strictObject({
  corpus: corpusSchema,
  labels: labelsSchema.prefault({}),
  model: modelSchema,
  loss: lossSchema.prefault({}),
  training: trainingSchema.prefault({}),
  accelerate: accelerateSchema.optional(),
  /** The search of `medspan tune`; a training does not look at it. */
  tuning: tuningSchema.optional(),
  /** What `medspan submit` asks of a cluster; nothing else looks at it. */
  slurm: slurmSchema.optional(),
  /** Where relative paths begin; by default in the folder of this file. */
  relative_to: text.optional(),
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

/** How many processes train together: each takes as many sequences as a batch is said to have. */
export function processesOf(config: Config): number {
  return config.training.engine === 'accelerate' ? accelerateSettings(config).num_processes : 1
}
