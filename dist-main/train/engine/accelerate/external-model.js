/**
 * @file Models that no family here knows and transformers does: a Python worker describes them, and this process trains by
 * that description. Their numbers stay with workers.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { ownValue } from "../../../dictionary.js";
import { MedspanError } from "../../../errors.js";
import { maxOf } from "../../../lists.js";
import { chooseMaps, moduleOf, newModulesOf, } from "../../../nn/adapters.js";
import { adapterParameters, chainParameters, drawParameter } from "../../../nn/parameters.js";
import { readModelConfig } from "../../../nn/stored-model.js";
import { modulesOf, notFitting, readAdapterFolder } from "../../../nn/weights/adapter-files.js";
import { streamKey } from "../../../random.js";
import { startWorker } from "./worker.js";
import { formatAccelerateConfig, pythonProgram } from "./worker-launch.js";
/** What python/medspan_worker/describe.py answers. */
const descriptionSchema = z.object({
    architecture: z.string(),
    /** Whether its weights have a CRF for these labels. */
    hasCrf: z.boolean(),
    missing: z.array(z.string()),
    parameters: z.array(z.object({
        name: z.string(),
        shape: z.array(z.int().min(0)),
        isTrainable: z.boolean(),
        isHead: z.boolean(),
    })),
    vocabSize: z.int(),
    vocabularyKey: z.string().nullable(),
    wordEmbeddings: z.string(),
    floats: z.array(z.array(z.string())),
    maxLength: z.int().nullable(),
    depths: z.record(z.string(), z.int()).nullable(),
    linearMaps: z.array(z.object({ name: z.string(), isTransposed: z.boolean() })),
    defaultTargets: z.union([z.string(), z.array(z.string())]).nullable(),
});
/** A worker of one process on this machine's processors. */
export function startLocalWorker({ python, threads, }) {
    const yaml = formatAccelerateConfig({ processes: 1, mixedPrecision: 'no' });
    return startWorker({ python: pythonProgram(python), yaml, processes: 1, device: 'cpu', threads });
}
/** Sequences are then as long as settings and the tokenizer say. */
const UNLIMITED = 16_777_216;
/**
 * Lets a worker describe the model of a folder.
 * @throws MedspanError `config` where Python or a library is missing; `input` where transformers cannot train the model
 */
export async function describeExternalModel(folder, options) {
    const { model_type: type } = (await readModelConfig(folder)).source;
    const worker = await startLocalWorker(options).catch((error) => {
        throw error instanceof MedspanError ? needsPython(String(type), error) : error;
    });
    try {
        return await describeBy(worker, folder, options);
    }
    finally {
        await worker.end();
    }
}
/** The same by a worker that is there. */
export async function describeBy(worker, folder, options) {
    const { path, source, ...own } = await readModelConfig(folder);
    const labels = options.labels ?? own.labels;
    if (labels === undefined)
        throw new MedspanError('input', 'expected id2label, the names of the labels', {
            where: { path },
            hint: 'Train a model first; the run folder that comes out has them.',
        });
    const { vocabulary = null, seed } = options;
    const { header } = await worker.ask({ kind: 'describe', folder: resolve(folder), labels, vocabulary });
    const settings = { ...own.settings, ...options.settings };
    return classifierOf(descriptionSchema.parse(header), { source, labels, settings }, seed);
}
function needsPython(modelType, error) {
    const { code, where, hint } = error;
    const message = `models of the type ${modelType} are computed by transformers in Python: ${error.message}`;
    return new MedspanError(code, message, { where, hint, cause: error });
}
function classifierOf(description, own, seed) {
    const { vocabSize, vocabularyKey, missing, hasCrf } = description;
    const parameters = new Map(description.parameters.map(({ name, shape }) => [name, { shape }]));
    const chain = own.settings.head === 'crf' ? chainParameters(own.labels.length) : [];
    for (const [name, spec] of chain)
        parameters.set(name, { shape: spec.shape, data: hasCrf ? undefined : drawParameter(name, spec, seed) });
    const source = vocabularyKey === null ? own.source : { ...own.source, [vocabularyKey]: vocabSize };
    return {
        ...own,
        source,
        floats: description.floats,
        encoder: outlineOf(description, String(own.source.model_type)),
        parameters,
        newlyInitialized: [...missing, ...(hasCrf ? [] : chain.map(([name]) => name))],
        described: {
            seed: streamKey(seed, 'described'),
            untrained: new Set(description.parameters.filter(one => !one.isTrainable).map(({ name }) => name)),
            linearMaps: description.linearMaps.map(({ name }) => name),
            transposed: description.linearMaps.filter(map => map.isTransposed).map(({ name }) => name),
            defaultTargets: description.defaultTargets,
        },
    };
}
function outlineOf(description, modelType) {
    const { architecture, vocabSize, wordEmbeddings, maxLength, depths, parameters } = description;
    const last = maxOf(Object.values(depths ?? {}), 1);
    return {
        modelType,
        architecture,
        vocabSize,
        wordEmbeddings,
        layers: last - 1,
        maxLength: maxLength ?? UNLIMITED,
        parameters: new Map(parameters.filter(one => !one.isHead).map(({ name, shape }) => [name, { shape }])),
        depthOf(name) {
            if (depths === null)
                throw new MedspanError('config', `the layers of ${architecture} are no stack, so that parameters have no depth`, {
                    where: { at: 'training.layerwise_lr_decay' },
                    hint: 'Leave training.layerwise_lr_decay at 1.',
                });
            return ownValue(depths, name) ?? last;
        },
    };
}
/**
 * Adds adapters; see `prepareAdapters`.
 * @throws MedspanError `config` where nothing is there to adapt
 */
export function adaptDescribed(model, { targetModules, ...options }, seed) {
    const { linearMaps, defaultTargets } = model.described;
    const targets = targetModules ?? defaultTargets;
    if (targets === null)
        throw new MedspanError('config', `peft does not say which linear maps of ${model.encoder.modelType} get adapters`, {
            where: { at: 'model.lora.target_modules' },
            hint: 'Name them, or write all-linear.',
        });
    const { adapters, specs } = adaptersOf(model, { ...options, modules: chooseMaps(linearMaps, targets) });
    const drawn = specs.map(([name, spec]) => [name, { shape: spec.shape, data: drawParameter(name, spec, seed) }]);
    return {
        ...model,
        adapters,
        newModules: newModulesOf(model),
        parameters: new Map([...model.parameters, ...drawn]),
        newlyInitialized: [...model.newlyInitialized, ...drawn.map(([name]) => name)],
    };
}
function adaptersOf(model, options) {
    const { modules } = options;
    const transposed = model.described.transposed.filter(name => modules.includes(name));
    const adapters = { ...options, transposed };
    const specs = modules.flatMap(module => adapterParameters(module, model.parameters.get(`${module}.weight`).shape, adapters));
    return { adapters, specs };
}
/**
 * Reads an adapter folder for such a model.
 * @param resolveBase finds the folder of the model that adapters were made for
 * @returns the model, and the folder of the weights beside which they are
 * @throws MedspanError as `readAdapters` and `describeExternalModel`
 */
export async function describeAdapted(folder, { resolveBase, ...options }) {
    const { base: name, adapters: read, stored, path } = await readAdapterFolder(folder);
    const own = await readModelConfig(folder);
    const base = await resolveBase(name);
    const model = await describeExternalModel(base, {
        ...options,
        labels: options.labels ?? own.labels,
        settings: { ...own.settings, ...options.settings },
    });
    const modules = modulesOf(stored, model.described.linearMaps, path);
    const { adapters, specs } = adaptersOf(model, { ...read, modules });
    const parameters = new Map([...model.parameters, ...specs]);
    for (const [key, tensor] of stored) {
        const shape = parameters.get(key)?.shape;
        if (shape === undefined)
            throw notFitting(path, key, 'expected no such tensor');
        if (shape.join() !== tensor.shape.join())
            throw notFitting(path, key, `expected shape [${shape}], got [${tensor.shape}]`);
        parameters.set(key, tensor);
    }
    const newlyInitialized = [...model.newlyInitialized, ...specs.map(([key]) => key)].filter(key => !stored.has(key));
    const whole = [...stored.keys()].filter(key => model.encoder.parameters.has(key));
    return {
        model: {
            ...model,
            source: { ...model.source, ...own.source },
            adapters,
            parameters,
            newlyInitialized,
            newModules: [...new Set(whole.map(moduleOf))],
        },
        base,
    };
}
/**
 * Computes a short batch, so that what transformers cannot compute is told before anything is trained; and whether the
 * model sees what it is said to see.
 * @throws MedspanError `input`, or `config` for `model.attention`
 */
export async function tryModel(engine, model, folder) {
    const { architecture, vocabSize, maxLength } = model.encoder;
    const { attention } = model.settings;
    const length = Math.min(8, maxLength);
    const first = await logitsOf(engine, shortBatch(length, vocabSize, 0), { architecture, folder });
    if (attention === 'auto')
        return;
    // What stands last is another piece: only who sees it computes something else at the first.
    const second = await logitsOf(engine, shortBatch(length, vocabSize, 1), { architecture, folder });
    const isCausal = first.subarray(0, engine.labels).every((logit, i) => Math.abs(logit - second[i]) < 1e-6);
    if (isCausal === (attention === 'causal'))
        return;
    throw new MedspanError('config', `${architecture} of transformers cannot be ${attention}`, {
        where: { at: 'model.attention' },
        hint: 'Write auto: pieces see what the class lets them see.',
    });
}
/** Pieces 2, 3, 4 … of one sequence; the last of them is another for each variant. */
function shortBatch(length, vocabSize, variant) {
    const inputIds = Int32Array.from({ length }, (_, i) => (i + 2 + (i === length - 1 ? variant : 0)) % vocabSize);
    const zeros = () => new Int32Array(length);
    return {
        rows: 1,
        length,
        inputIds,
        attentionMask: zeros().fill(1),
        tokenTypeIds: zeros(),
        labels: zeros(),
    };
}
async function logitsOf(engine, batch, { architecture, folder }) {
    try {
        return (await engine.evaluate(batch)).logits;
    }
    catch (error) {
        if (!(error instanceof MedspanError) || error.code !== 'internal')
            throw error;
        const [reason] = error.message.replace('the worker has failed: ', '').split('\n');
        throw new MedspanError('input', `${architecture} of transformers does not compute word pieces alone: ${reason}`, {
            where: { path: folder },
            hint: 'Models that need images, places on a page or sound are not trained here.',
            cause: error,
        });
    }
}
