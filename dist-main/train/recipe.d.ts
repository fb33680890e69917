/**
 * @file The recipe `auto`: rate, epochs, batches and decoding that fit a model's size and kind and the number of training
 * sentences. docs/recipes.md has the measurements.
 */
import { type Config, type RecipeSettings, type SettledConfig } from '../config/config.ts';
import type { Progress } from '../progress.ts';
/** What a recipe is chosen by. */
export interface RecipeFacts {
    /** D of the model. */
    readonly hiddenSize: number;
    /** Whether adapters are trained beside it, and not the model itself. */
    readonly isAdapted: boolean;
    /** Sentences of the training part. */
    readonly sentences: number;
    /** Whether training is evaluated on the way. */
    readonly isEvaluated: boolean;
}
/** The settings for a model and a corpus. */
export declare function chooseRecipe({ hiddenSize, isAdapted, sentences, isEvaluated }: RecipeFacts): RecipeSettings;
/**
 * Decides every setting that a configuration leaves open, and says what was decided.
 * @param model `config.json` of the model, and where it stands
 */
export declare function settle(config: Config, model: {
    readonly source: Readonly<Record<string, unknown>>;
    readonly path: string;
}, { sentences, progress }: {
    readonly sentences: number;
    readonly progress: Progress;
}): SettledConfig;
