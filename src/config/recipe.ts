/**
 * @file The settings that a recipe decides: those that fit one size of model and of corpus and not another. What the user
 * has written stays.
 */
import type { Config } from './schema.ts'

/** Settings of `training`, and of `model`, that are chosen where nobody has written them. */
export interface RecipeSettings {
  readonly training: {
    readonly learning_rate: number
    readonly num_train_epochs: number
    readonly per_device_train_batch_size: number
    readonly train_sampling_strategy: NonNullable<Config['training']['train_sampling_strategy']>
    readonly weight_decay: number
    readonly warmup_ratio: number
    /** 0: never. */
    readonly early_stopping_patience: number
  }
  readonly model: { readonly decoding: NonNullable<Config['model']['decoding']> }
}

/** A configuration in which every setting has its value; of the two sizes of batches, one. */
export type SettledConfig = Config & {
  readonly training: Omit<RecipeSettings['training'], 'per_device_train_batch_size'>
  readonly model: RecipeSettings['model']
}

/** What Hugging Face's `TrainingArguments` has by default: the recipe `trainer`. */
export const TRAINER_SETTINGS: RecipeSettings = {
  training: {
    learning_rate: 5e-5,
    num_train_epochs: 3,
    per_device_train_batch_size: 8,
    train_sampling_strategy: 'random',
    weight_decay: 0,
    warmup_ratio: 0,
    early_stopping_patience: 0,
  },
  model: { decoding: 'argmax' },
}

/** Fills in what is not written. */
export function settleWith(config: Config, settings: RecipeSettings): SettledConfig {
  const { per_device_train_batch_size: _, ...others } = settings.training
  return {
    ...config,
    training: hasBudget(config) ? fill(config.training, others) : fill(config.training, settings.training),
    model: fill(config.model, settings.model),
  }
}

/** Whether batches have a number of word pieces, so that no recipe decides how many sequences they have. */
const hasBudget = ({ training }: Pick<Config, 'training'>): boolean =>
  training.max_tokens_per_batch !== undefined

/** The settings that are chosen, by their paths: `training.learning_rate`. */
export function unwritten({ training, model }: Config): string[] {
  const { per_device_train_batch_size: _, ...others } = TRAINER_SETTINGS.training
  const missing = (section: string, written: object, all: object): string[] =>
    Object.keys(all)
      .filter(key => (written as Readonly<Record<string, unknown>>)[key] === undefined)
      .map(key => `${section}.${key}`)
  return [
    ...missing('training', training, hasBudget({ training }) ? others : TRAINER_SETTINGS.training),
    ...missing('model', model, TRAINER_SETTINGS.model),
  ]
}

function fill<Section extends object, Settings extends object>(
  written: Section,
  settings: Settings,
): Section & Settings {
  const given = Object.entries(written).filter(([, value]) => value !== undefined)
  return { ...settings, ...Object.fromEntries(given) } as Section & Settings
}
