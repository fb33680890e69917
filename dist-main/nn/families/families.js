/**
 * @file Every model family by its `model_type`.
 */
import { MedspanError } from "../../errors.js";
import { badConfig } from "../encoder.js";
import { sizeOf } from "../tensors.js";
import { openBert } from "./bert.js";
import { openDeberta } from "./deberta.js";
import { openDistilbert } from "./distilbert.js";
import { openElectra } from "./electra.js";
import { openGptNeo } from "./gpt-neo.js";
import { openLlama, openQwen3 } from "./llama.js";
import { openModernbert } from "./modernbert.js";
import { openRoberta } from "./roberta.js";
const families = {
    bert: openBert,
    camembert: openRoberta,
    'deberta-v2': openDeberta,
    distilbert: openDistilbert,
    electra: openElectra,
    modernbert: openModernbert,
    roberta: openRoberta,
    'xlm-roberta': openRoberta,
    gpt_neo: openGptNeo,
    llama: openLlama,
    qwen3: openQwen3,
};
/** The values of `model_type` that can be trained. */
export const MODEL_TYPES = Object.keys(families);
/** Whether a family has a `model_type`. */
export const isFamily = (type) => typeof type === 'string' && Object.hasOwn(families, type);
/**
 * The encoder that `config.json` describes.
 * @throws MedspanError `input` with the key, for another family, for what is not supported, and for absurd sizes
 */
export function openEncoder(source, path, options) {
    const { model_type: type } = source;
    if (!isFamily(type))
        throw new MedspanError('input', `expected a model_type out of ${MODEL_TYPES.join(', ')}, got ${JSON.stringify(type)}`, {
            where: { path, at: 'model_type' },
            hint: 'With training.engine: accelerate, any type can be trained that transformers has a token classifier for.',
        });
    const encoder = families[type](source, path, options);
    refuseTooMany(encoder, path);
    return encoder;
}
/** What no machine here could train; a typing error in `config.json`, more likely. */
const MOST_PARAMETERS = 20e9;
function refuseTooMany({ parameters, wordEmbeddings }, path) {
    const sizes = [...parameters].map(([name, { shape }]) => ({ name, size: sizeOf(shape) }));
    const total = sizes.reduce((sum, { size }) => sum + size, 0);
    if (total <= MOST_PARAMETERS)
        return;
    const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a)).name;
    throw badConfig(`expected at most ${MOST_PARAMETERS / 1e9} billion parameters, got ${(total / 1e9).toFixed(1)} billion, most of them in ${largest}`, { path, at: largest === wordEmbeddings ? 'vocab_size' : 'hidden_size' });
}
