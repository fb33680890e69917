/**
 * @file A trained model: a run folder, or any folder of a token classifier, and what computes it. That is ONNX Runtime for
 * the families of this package, and transformers in a Python worker for others.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { mergeAdapters } from "../nn/adapters.js";
import { isFamily } from "../nn/families/families.js";
import { readModelConfig } from "../nn/stored-model.js";
import { ADAPTER_CONFIG, isAdapterFolder, readAdapterFolder, readClassifier, } from "../nn/weights/adapter-files.js";
import { hasInt8Alone } from "../nn/weights/weights.js";
import { tokenizerFiles } from "../tokenizer/folder.js";
import { readTokenizer } from "../tokenizer/stored-tokenizer.js";
import { createAccelerateEngine } from "./engine/accelerate/accelerate-engine.js";
import { describeAdapted, describeExternalModel, startLocalWorker, tryModel, } from "./engine/accelerate/external-model.js";
import { createOnnxEngine } from "./engine/onnx/onnx-engine.js";
/** What `readUsage` reads, of a training. What is as by default is left out. */
export function usageOf({ model, corpus: { tokenizer } }, { language, trainedFrom }, temperature = 1) {
    const { decoding, stride, context } = model;
    return {
        decoding,
        stride,
        context,
        ...(tokenizer === 'biomedical' ? {} : { tokenizer }),
        ...(language === undefined ? {} : { language }),
        ...trainedFrom,
        ...(temperature === 1 ? {} : { temperature }),
    };
}
/**
 * Finds the model that a folder's adapters are for.
 * @param resolve finds the folder of a model by its name
 * @throws MedspanError `input` where it is not there; what `resolve` throws
 */
export function resolveBaseOf(folder, resolve) {
    return async (name) => {
        const base = await resolve(name);
        if (existsSync(join(base, 'config.json')))
            return base;
        throw new MedspanError('input', `expected the model that the adapters are for, got none at ${name.slice(0, 200)}`, {
            where: { path: join(folder, ADAPTER_CONFIG), at: 'base_model_name_or_path' },
            hint: 'Write where its folder is on this machine, or its id on the hub, into this file.',
        });
    };
}
/** The tokenizer of a folder; of adapters that peft has left without one, that of the model that they are for. */
export async function readTrainedTokenizer(folder, resolveBase) {
    const isBare = isAdapterFolder(folder) && !tokenizerFiles.some(name => existsSync(join(folder, name)));
    if (!isBare)
        return readTokenizer(folder);
    const { base } = await readAdapterFolder(folder);
    return readTokenizer(await resolveBaseOf(folder, resolveBase)(base));
}
/**
 * Reads what a folder says of its model.
 * @throws MedspanError `input` for a folder that is broken; `config` where Python is needed and missing
 */
export async function readTrained(folder, options) {
    const { labels, seed } = options;
    const resolveBase = resolveBaseOf(folder, options.resolveBase);
    const type = await modelTypeOf(folder, resolveBase);
    if (isFamily(type) || typeof type !== 'string') {
        const model = await readClassifier(folder, { seed, resolveBase, ...(labels && { labels }) });
        const isQuantized = await hasInt8Alone(folder);
        return {
            model,
            start: ({ int8 = isQuantized, ...start }) => createOnnxEngine(int8 ? mergeAdapters(model) : model, { ...start, int8, isTrained: () => false }),
        };
    }
    if (!isAdapterFolder(folder))
        return trainedOf(await describeExternalModel(folder, { ...options, vocabulary: undefined }), folder, options);
    const { model, base } = await describeAdapted(folder, { ...options, resolveBase });
    return trainedOf(model, base, options);
}
/** That of the model itself, where a folder has adapters alone. */
async function modelTypeOf(folder, resolveBase) {
    const hasConfig = existsSync(join(folder, 'config.json')) || !isAdapterFolder(folder);
    const own = hasConfig ? folder : await resolveBase((await readAdapterFolder(folder)).base);
    return (await readModelConfig(own)).source.model_type;
}
/** @param folder of the weights */
function trainedOf(model, folder, { python }) {
    return {
        model,
        async start({ threads, loss, int8 = false }) {
            if (int8)
                throw new MedspanError('config', `expected a model of this package for int8, got ${model.encoder.modelType}`, {
                    where: { path: folder },
                    hint: 'Leave int8 out: transformers computes this model.',
                });
            const worker = await startLocalWorker({ python, threads });
            try {
                const engine = await createAccelerateEngine(worker, model, {
                    folder,
                    threads,
                    loss,
                    isTrained: () => false,
                });
                await tryModel(engine, model, folder);
                return engine;
            }
            catch (error) {
                await worker.end();
                throw error;
            }
        },
    };
}
