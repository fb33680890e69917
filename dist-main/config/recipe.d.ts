/**
 * @file The settings that a recipe decides: those that fit one size of model and of corpus and not another. What the user
 * has written stays.
 */
import type { Config } from './schema.ts';
/** Settings of `training`, and of `model`, that are chosen where nobody has written them. */
export interface RecipeSettings {
    readonly training: {
        readonly learning_rate: number;
        readonly num_train_epochs: number;
        readonly per_device_train_batch_size: number;
        readonly train_sampling_strategy: NonNullable<Config['training']['train_sampling_strategy']>;
        readonly weight_decay: number;
        readonly warmup_ratio: number;
        /** 0: never. */
        readonly early_stopping_patience: number;
    };
    readonly model: {
        readonly decoding: NonNullable<Config['model']['decoding']>;
    };
}
/** A configuration in which every setting has its value. */
export type SettledConfig = Config & RecipeSettings;
/** What Hugging Face's `TrainingArguments` has by default: the recipe `trainer`. */
export declare const TRAINER_SETTINGS: RecipeSettings;
/** Fills in what is not written. */
export declare function settleWith(config: Config, settings: RecipeSettings): SettledConfig;
/** The settings that are chosen, by their paths: `training.learning_rate`. */
export declare function unwritten({ training, model }: Config): string[];
