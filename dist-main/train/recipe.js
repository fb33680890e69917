/**
 * @file The recipe `auto`: rate, epochs, batches and decoding that fit a model's size and kind and the number of training
 * sentences. docs/recipes.md has the measurements.
 */
import { settleWith, TRAINER_SETTINGS, unwritten, } from "../config/config.js";
import { isFamily, openEncoder } from "../nn/families/families.js";
import { defaultSettings } from "../nn/model.js";
/** The highest rate by the hidden size up to which it holds. */
const RATES = [
    { upTo: 512, rate: 3e-4 },
    // Devlin et al. 2019, appendix A.3: the best of 2e-5 to 5e-5 on all of their tasks.
    { upTo: 900, rate: 5e-5 },
    { upTo: Infinity, rate: 2e-5 },
];
/** Of adapters, which begin at nothing, whatever the model's size: Hu et al. 2021, appendix D, has 2e-4 to 5e-4. */
const ADAPTER_RATE = 3e-4;
const BATCH = 16;
/** Steps below which a model of any size is not done, and the epochs between which they are sought. */
const STEPS = 1000;
const EPOCHS = { least: 5, most: 20 };
/** The settings for a model and a corpus. */
export function chooseRecipe({ hiddenSize, isAdapted, sentences, isEvaluated }) {
    const stepsPerEpoch = Math.max(1, Math.ceil(sentences / BATCH));
    return {
        training: {
            learning_rate: isAdapted ? ADAPTER_RATE : RATES.find(({ upTo }) => hiddenSize <= upTo).rate,
            num_train_epochs: Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.ceil(STEPS / stepsPerEpoch))),
            per_device_train_batch_size: BATCH,
            train_sampling_strategy: 'group_by_length',
            weight_decay: 0.01,
            warmup_ratio: 0.1,
            early_stopping_patience: isEvaluated ? 3 : 0,
        },
        model: { decoding: 'constrained' },
    };
}
/**
 * Decides every setting that a configuration leaves open, and says what was decided.
 * @param model `config.json` of the model, and where it stands
 */
export function settle(config, model, { sentences, progress }) {
    const { recipe, eval_strategy, warmup_steps, max_steps } = config.training;
    if (recipe === 'trainer')
        return settleWith(config, TRAINER_SETTINGS);
    const hiddenSize = hiddenSizeOf(model);
    const chosen = chooseRecipe({
        hiddenSize,
        isAdapted: config.model.lora !== undefined,
        sentences,
        isEvaluated: eval_strategy !== 'no',
    });
    const settings = warmup_steps > 0 ? { ...chosen, training: { ...chosen.training, warmup_ratio: 0 } } : chosen;
    const settled = settleWith(config, settings);
    const shown = unwritten(config).filter(path => max_steps === undefined || path !== 'training.num_train_epochs');
    if (shown.length > 0)
        progress.info(`recipe auto, for ${sentences.toLocaleString('en-US')} training sentences and a hidden size of ${hiddenSize}: ` +
            shown.map(path => `${path.split('.')[1]} ${valueAt(settings, path)}`).join(', '));
    return settled;
}
function valueAt(settings, path) {
    const [section, key] = path.split('.');
    return settings[section][key];
}
/** D, also of a model that only transformers knows: by the names that its configurations have for it. */
function hiddenSizeOf({ source, path, }) {
    if (isFamily(source.model_type))
        return openEncoder(source, path, defaultSettings).hiddenSize;
    for (const key of ['hidden_size', 'n_embd', 'd_model', 'dim']) {
        const value = source[key];
        if (typeof value === 'number')
            return value;
    }
    return 768;
}
