/**
 * @file Adapter folders as Python's peft 0.21 has them: `adapter_config.json` and `adapter_model.safetensors`.
 *
 * A folder holds adapters and the classifier, and names the model that they were made for. Of peft's kinds of LoRA this
 * one is read: one rank for all adapters, no biases, linear maps only; what is of another kind is refused.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MedspanError } from "../../errors.js";
import { isAdapterTrained, linearMaps, moduleOf } from "../adapters.js";
import { classifierParameters } from "../parameters.js";
import { readModel, readModelConfig } from "../stored-model.js";
import { parseDescription } from "./damage.js";
import { safetensorsPieces } from "./safetensors.js";
import { readSafetensorsFile } from "./safetensors-file.js";
import { readDescription } from "./stored.js";
/** The names of the two files. */
export const ADAPTER_CONFIG = 'adapter_config.json';
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';
/** What peft puts before names: its own wrapper, and the tuner's. */
const PREFIX = 'base_model.model.';
/** What peft trains as a whole in a token classifier. */
const CLASSIFIERS = ['classifier', 'score'];
/** Settings of peft that change what is computed, and must not be set. */
const unsupported = [
    'rank_pattern',
    'alpha_pattern',
    'use_dora',
    'use_qalora',
    'use_bdlora',
    'lora_bias',
    'layer_replication',
    'target_parameters',
    'trainable_token_indices',
    'alora_invocation_tokens',
    'megatron_config',
    'arrow_config',
    'kasa_config',
    'monteclora_config',
    'velora_config',
];
const configSchema = z.looseObject({
    peft_type: z.literal('LORA'),
    task_type: z.literal('TOKEN_CLS'),
    base_model_name_or_path: z.string().min(1).nullish(),
    r: z.int().positive(),
    lora_alpha: z.number().positive(),
    lora_dropout: z.number().min(0).lt(1).default(0),
    bias: z.literal('none').default('none'),
    use_rslora: z.boolean().default(false),
    // Others, such as pissa, change the weights of the base model when they are loaded.
    init_lora_weights: z
        .union([z.boolean(), z.literal(['gaussian', 'orthogonal', 'eva'])])
        .default(true)
        .describe('how A and B were drawn'),
});
/** Whether a folder holds adapters, and not a model. */
export function isAdapterFolder(folder) {
    return existsSync(join(folder, ADAPTER_CONFIG));
}
/**
 * The files of an adapter folder.
 * @param base where the model that it was made for is: a folder or an id of the hub, as in `model.name_or_path`
 * @param weights what was trained
 */
export function adapterFiles(model, base, weights) {
    const isTrained = isAdapterTrained(model);
    const own = new Map([...weights].filter(([name]) => isTrained(name)));
    return [
        [ADAPTER_CONFIG, adapterConfig(model, base)],
        [ADAPTER_WEIGHTS, adapterWeights(own)],
    ];
}
/** The file that says what adapters are beside, and how they are scaled. */
export function adapterConfig(model, base) {
    const { rank, alpha, dropout, transposed = [] } = model.adapters;
    const config = {
        base_model_name_or_path: base,
        bias: 'none',
        fan_in_fan_out: transposed.length > 0,
        inference_mode: true,
        init_lora_weights: true,
        lora_alpha: alpha,
        lora_dropout: dropout,
        modules_to_save: [...CLASSIFIERS, ...model.newModules],
        peft_type: 'LORA',
        peft_version: '0.21.2',
        r: rank,
        target_modules: shortened(model),
        task_type: 'TOKEN_CLS',
    };
    return `${JSON.stringify(config, null, 2)}\n`;
}
/** The file of weights: adapters, and what else was trained. */
export function adapterWeights(trained) {
    const named = new Map([...trained].map(([name, tensor]) => [`${PREFIX}${name}`, tensor]));
    return safetensorsPieces(named, { format: 'pt' });
}
/**
 * Reads a file of weights.
 * @throws MedspanError `input` for names that peft does not give
 */
export async function readAdapterWeights(path) {
    const stored = new Map();
    for (const [name, tensor] of await readSafetensorsFile(path)) {
        if (!name.startsWith(PREFIX))
            throw notFitting(path, name, `expected a name that begins with ${PREFIX}`);
        stored.set(name.slice(PREFIX.length), tensor);
    }
    return stored;
}
/** The last parts of names, where they stand for the adapted maps and no others; else the names. */
function shortened({ encoder, adapters: { modules } }) {
    const lastPart = (name) => name.slice(name.lastIndexOf('.') + 1);
    const ends = new Set(modules.map(lastPart));
    const all = new Set([...encoder.parameters.keys()].map(moduleOf));
    const meant = [...all].filter(name => ends.has(lastPart(name)));
    return meant.length === modules.length ? [...ends].sort() : [...modules];
}
/** A model folder, or an adapter folder with the model that it names. */
export function readClassifier(folder, options) {
    return isAdapterFolder(folder) ? readAdapters(folder, options) : readModel(folder, options);
}
/**
 * Reads an adapter folder and the model that it was made for. The label set is that of `options`, of the folder's
 * `config.json`, or of the model's.
 * @throws MedspanError `input` for a folder that is broken, of another kind, or made for another model
 */
export async function readAdapters(folder, { resolveBase = async (name) => name, ...options }) {
    const { base, stored, path, ...config } = await readAdapterFolder(folder);
    const own = existsSync(join(folder, 'config.json')) ? await readModelConfig(folder) : undefined;
    const labels = options.labels ?? own?.labels;
    const model = await readModel(await resolveBase(base), {
        ...options,
        ...(labels === undefined ? {} : { labels }),
        settings: { ...own?.settings, ...options.settings },
    });
    const adapters = {
        ...config.adapters,
        modules: modulesOf(stored, linearMaps(model.encoder), path),
    };
    const parameters = new Map();
    const specs = classifierParameters({
        ...model,
        adapters,
        labels: model.labels.length,
        head: model.settings.head,
    });
    const drawn = new Set(model.newlyInitialized);
    for (const [name, { shape }] of specs) {
        const tensor = stored.get(name);
        // A classifier may be the base model's own, but not one that was drawn just now.
        const own = drawn.has(name) && !model.encoder.parameters.has(name) ? undefined : model.parameters.get(name);
        const kept = tensor ?? own;
        if (kept === undefined)
            throw notFitting(path, name, 'expected a tensor, got none');
        if (kept.shape.join() !== shape.join())
            throw notFitting(path, name, `expected shape [${shape}], got [${kept.shape}]`);
        parameters.set(name, kept);
    }
    const unknown = [...stored.keys()].find(name => !specs.has(name));
    if (unknown !== undefined)
        throw notFitting(path, unknown, 'expected no such tensor');
    const whole = [...stored.keys()].filter(name => model.encoder.parameters.has(name));
    const newModules = [...new Set(whole.map(moduleOf))];
    return {
        ...model,
        // How sentences are cut and decoded is said beside the adapters.
        source: { ...model.source, ...own?.source },
        adapters,
        newModules,
        parameters,
        newlyInitialized: model.newlyInitialized.filter(name => !stored.has(name)),
    };
}
/** Reads the two files of an adapter folder; throws as `readAdapters`. */
export async function readAdapterFolder(folder) {
    const config = await readConfig(join(folder, ADAPTER_CONFIG));
    const path = join(folder, ADAPTER_WEIGHTS);
    return { ...config, stored: await readAdapterWeights(path), path };
}
/** The linear maps that a file has adapters for. */
export function modulesOf(stored, maps, path) {
    const named = new Set();
    for (const name of stored.keys()) {
        const match = /^(.+)\.lora_[AB]\.weight$/.exec(name);
        if (match !== null)
            named.add(match[1]);
    }
    if (named.size === 0)
        throw new MedspanError('input', 'expected adapters, tensors named lora_A and lora_B, got none', {
            where: { path },
        });
    const modules = maps.filter(map => named.delete(map));
    for (const module of named)
        throw notFitting(path, `${module}.lora_A.weight`, 'the model has no linear map of this name');
    return modules;
}
async function readConfig(path) {
    const parsed = configSchema.safeParse(parseDescription(await readDescription(path), path));
    if (!parsed.success) {
        const problem = parsed.error.issues[0];
        throw notSupported(path, problem.path.join('.'), problem.message);
    }
    const { data } = parsed;
    for (const key of unsupported)
        if (isSet(data[key]))
            throw notSupported(path, key, `expected none, got ${JSON.stringify(data[key])}`);
    const { base_model_name_or_path: base, r: rank, lora_alpha: alpha, lora_dropout: dropout } = data;
    if (base === undefined || base === null)
        throw notSupported(path, 'base_model_name_or_path', 'expected the model that the adapters were made for');
    // With rank-stabilised LoRA (Kalajdzievski 2023, arXiv 2312.03732) it is α / √r that adapters are multiplied with.
    return { base, adapters: { rank, alpha: data.use_rslora ? alpha * Math.sqrt(rank) : alpha, dropout } };
}
/** Neither left out, nor null, false or empty. */
function isSet(value) {
    if (typeof value === 'object' && value !== null)
        return Object.keys(value).length > 0;
    return value !== undefined && value !== null && value !== false;
}
function notSupported(path, at, reason) {
    return new MedspanError('input', `expected LoRA adapters of a token classifier: ${reason}`, {
        where: { path, at },
        hint: 'Read are folders that peft saves for TaskType.TOKEN_CLS with one rank, bias none, and linear maps only.',
    });
}
export function notFitting(path, name, reason) {
    return new MedspanError('input', reason, {
        where: { path, at: name },
        hint: 'The adapters must be whole, and made for the model that adapter_config.json names.',
    });
}
