/**
 * @file A token classifier at rest: what `config.json` says of it, and its numbers, read or drawn from a seed.
 *
 * Parameters that no file has are drawn from the seed as Hugging Face's `_init_weights` does, normal with
 * `initializer_range`, biases 0, layer normalisation 1 and 0, the padding row 0.
 */
import { z } from 'zod';
import { MedspanError } from "../errors.js";
import { HEADS } from "./decoding.js";
import { ATTENTIONS, parseConfig } from "./encoder.js";
import { openEncoder } from "./families/families.js";
import { labelsOf } from "./labels.js";
import { classifierParameters, drawParameter } from "./parameters.js";
import { parseDescription } from "./weights/damage.js";
import { checkQuantization } from "./weights/quantization.js";
/** What `config.json` says of the model under `medspan`, and Hugging Face's libraries do not know. */
const settingsSchema = z.object({
    /** See `EncoderOptions`. */
    attention: z.enum(ATTENTIONS).default('auto'),
    head: z.enum(HEADS).default('linear'),
});
/** A model as Hugging Face's libraries know it. */
export const defaultSettings = { attention: 'auto', head: 'linear' };
const classifierSchema = z.looseObject({
    id2label: z.record(z.string(), z.string()).optional(),
    medspan: settingsSchema.prefault({}),
});
/** @throws MedspanError `input` for what is no configuration of a model */
export function parseModelConfig(text, path) {
    const value = parseDescription(text, path);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new MedspanError('input', 'expected a JSON object', { where: { path } });
    const source = value;
    checkQuantization(source, path);
    const { id2label, medspan } = parseConfig(classifierSchema, source, path);
    return { path, source, labels: id2label && labelsOf(id2label), settings: medspan };
}
/**
 * Makes the model that a `config.json` describes of the numbers that its files have.
 * @param folder what errors call all of its files
 * @param readStored reads what there is, of a tensor that gets a row more with its numbers
 * @throws MedspanError 'input' where a parameter of the encoder is missing, or of another shape
 */
export async function createModel({ path, source: written, labels: ownLabels, ...own }, folder, options, readStored) {
    const settings = { ...own.settings, ...options.settings };
    const opened = openEncoder(written, path, settings);
    const { vocabulary = 0 } = options;
    const source = vocabulary === opened.vocabSize + 1 ? { ...written, vocab_size: vocabulary } : written;
    const encoder = source === written ? opened : openEncoder(source, path, settings);
    const labels = options.labels ?? ownLabels;
    if (labels === undefined)
        throw new MedspanError('input', 'expected id2label, the names of the labels', {
            where: { path },
            hint: 'Train a model first; the run folder that comes out has them.',
        });
    const grown = encoder === opened ? undefined : encoder.wordEmbeddings;
    const stored = await readStored(name => name === grown || `${encoder.prefix}${name}` === grown);
    const sameLabels = ownLabels !== undefined && ownLabels.join('\n') === labels.join('\n');
    const wanted = classifierParameters({ encoder, labels: labels.length, head: settings.head });
    const known = (name) => encoder.parameters.has(name) || sameLabels ? find(stored, name, encoder.prefix) : undefined;
    // Before memory is asked for, all that is there must fit.
    if (stored !== undefined)
        checkFit(wanted, known, { folder, encoder, grown });
    const parameters = new Map();
    const newlyInitialized = [];
    for (const [name, spec] of wanted) {
        const tensor = known(name);
        if (tensor !== undefined && name !== grown)
            parameters.set(name, tensor);
        else {
            const data = drawParameter(name, spec, options.seed);
            if (tensor !== undefined)
                data.set(tensor.data);
            else
                newlyInitialized.push(name);
            parameters.set(name, { shape: spec.shape, data });
        }
    }
    return { encoder, labels, parameters, source, settings, newlyInitialized };
}
/** @throws MedspanError `input` for a tensor of another shape, or one that is missing and must not */
function checkFit(wanted, known, model) {
    const { folder, encoder, grown } = model;
    for (const [name, { shape, optional }] of wanted) {
        const tensor = known(name);
        if (tensor === undefined && optional !== true)
            throw new MedspanError('input', `the weights lack the parameter ${name}`, {
                where: { path: folder },
                hint: `Take the folder of a complete model of type ${encoder.modelType}.`,
            });
        const [rows, ...rest] = shape;
        const expected = name === grown ? [rows - 1, ...rest] : shape;
        if (tensor !== undefined && tensor.shape.join() !== expected.join())
            throw new MedspanError('input', `expected shape [${expected}], got [${tensor.shape}]`, {
                where: { path: folder, at: name },
                hint: 'config.json and the weights are of two different models.',
            });
    }
}
/**
 * Makes sure that a folder's model can be used as it is.
 * @param pieces how many the folder's tokenizer has
 * @throws MedspanError `input` where weights are missing, or the tokenizer belongs to another model
 */
export function checkTrained({ newlyInitialized, encoder }, pieces, folder) {
    const [missing] = newlyInitialized;
    if (missing !== undefined)
        throw new MedspanError('input', `expected a trained model, but its weights lack ${missing}`, {
            where: { path: folder },
            hint: 'Give the output folder of a training that has ended.',
        });
    if (pieces > encoder.vocabSize)
        throw new MedspanError('input', `expected a tokenizer of at most ${encoder.vocabSize} pieces, got ${pieces}`, {
            where: { path: folder, at: 'tokenizer.json' },
            hint: 'The tokenizer and config.json are of two different models.',
        });
}
/** Base models name their parameters without the prefix. */
function find(stored, name, prefix) {
    const tensor = stored?.get(name);
    if (tensor !== undefined || !name.startsWith(prefix))
        return tensor;
    return stored?.get(name.slice(prefix.length));
}
/**
 * The `config.json` of a trained model, as Hugging Face's `AutoModelForTokenClassification` reads it.
 * @param usage what a tagger needs to know besides, written under `medspan`
 */
export function modelConfigJson(model, usage = {}) {
    const replaced = new Set([
        ...['architectures', 'id2label', 'label2id', 'torch_dtype', 'dtype', 'medspan'],
        // What is trained is written as floating numbers.
        'quantization_config',
    ]);
    const kept = Object.entries(model.source).filter(([key]) => !replaced.has(key));
    const config = {
        architectures: [model.encoder.architecture],
        ...Object.fromEntries(kept),
        dtype: 'float32',
        id2label: Object.fromEntries(model.labels.map((label, id) => [String(id), label])),
        medspan: { ...model.settings, ...usage },
        label2id: Object.fromEntries(model.labels.map((label, id) => [label, id])),
    };
    const text = `${JSON.stringify(markFloats(config, model.floats ?? []), null, 2)}\n`;
    return text.replace(/"\\u0000(-?\d+)"/g, '$1.0');
}
/** JSON in which the whole numbers at some paths are texts that begin with a zero byte. */
function markFloats(value, paths) {
    if (paths.some(path => path.length === 0))
        return Number.isInteger(value) ? `\u0000${value}` : value;
    if (paths.length === 0 || typeof value !== 'object' || value === null)
        return value;
    const inner = (key, own) => markFloats(own, paths.filter(([first]) => first === key).map(path => path.slice(1)));
    if (Array.isArray(value))
        return value.map((own, i) => inner(String(i), own));
    return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, inner(key, own)]));
}
