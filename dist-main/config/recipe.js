/** What Hugging Face's `TrainingArguments` has by default: the recipe `trainer`. */
export const TRAINER_SETTINGS = {
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
};
/** Fills in what is not written. */
export function settleWith(config, settings) {
    return {
        ...config,
        training: fill(config.training, settings.training),
        model: fill(config.model, settings.model),
    };
}
/** The settings that are chosen, by their paths: `training.learning_rate`. */
export function unwritten({ training, model }) {
    const missing = (section, written, all) => Object.keys(all)
        .filter(key => written[key] === undefined)
        .map(key => `${section}.${key}`);
    return [
        ...missing('training', training, TRAINER_SETTINGS.training),
        ...missing('model', model, TRAINER_SETTINGS.model),
    ];
}
function fill(written, settings) {
    const given = Object.entries(written).filter(([, value]) => value !== undefined);
    return { ...settings, ...Object.fromEntries(given) };
}
