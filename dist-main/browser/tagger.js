/**
 * @file The tagger of a model where there is no Node: in a browser, over onnxruntime-web.
 */
import { MedspanError } from "../errors.js";
import { lower } from "../graph/lower.js";
import { crfParameters } from "../nn/crf.js";
import { exportGraph } from "../nn/exported.js";
import { labelsOf } from "../nn/labels.js";
import { damaged } from "../nn/weights/damage.js";
import { ONNX_MODEL, ONNX_QUANTIZED, parseOnnxModel } from "../nn/weights/onnx-model.js";
import { MODEL_WEIGHTS } from "../nn/weights/safetensors.js";
import { createModelTagger } from "../predict/tagger.js";
import { parseObject } from "../tokenizer/json-value.js";
import { openTokenizer } from "../tokenizer/tokenizer.js";
import { exportedLogits } from "../train/engine/onnx-runtime.js";
import { readUsage } from "../train/usage.js";
import { readClassifier } from "./classifier.js";
import { CONFIG, filesOf, missing, readConfig } from "./files.js";
/**
 * Loads what `medspan export` has written, or a run folder, or what `learn` gives. It tags as the `loadTagger` of Node does,
 * which computes the same graph; but a file of ONNX is run as it is, so that it must be your own.
 * @throws MedspanError `input` when a file is missing or broken
 */
export async function loadTagger(read, { runtime, int8, ...options }) {
    const files = filesOf(read);
    const config = await readConfig(files);
    const source = parseObject(config, CONFIG);
    const labels = readLabels(source.get('id2label'));
    const usage = readUsage(source.get('medspan').value, CONFIG);
    const tokenizer = await openTokenizer(files);
    const { name, bytes } = (await readExported(read, int8)) ?? (await exportStored(read, config, tokenizer.vocabSize));
    const chain = readChain(bytes, name, usage.head === 'crf' ? labels.length : 0);
    const fail = (cause) => {
        throw failed(name, cause);
    };
    const session = await runtime.InferenceSession.create(bytes).catch(fail);
    const classifier = {
        labels,
        // An export says in tokenizer_config.json how long a sequence may be.
        maxLength: tokenizer.maxLength ?? Number.POSITIVE_INFINITY,
        async logits(batch) {
            const logits = await exportedLogits(session, runtime.Tensor, batch).catch(fail);
            const expected = batch.inputIds.length * labels.length;
            if (logits.length !== expected)
                throw damaged(name, `expected ${expected} logits, got ${logits.length}`);
            return logits;
        },
        dispose: () => session.release(),
    };
    return createModelTagger(classifier, tokenizer, { usage, chain, options });
}
function readLabels(names) {
    const ids = Object.keys(names.object());
    return labelsOf(Object.fromEntries(ids.map(id => [id, names.get(id).string()])));
}
/** What was exported; undefined where float32 will do, and there is none. */
async function readExported(read, int8) {
    const names = int8 === undefined ? [ONNX_MODEL, ONNX_QUANTIZED] : [int8 ? ONNX_QUANTIZED : ONNX_MODEL];
    for (const name of names) {
        const bytes = await read(name);
        if (bytes !== undefined)
            return { name, bytes };
    }
    if (int8 === true)
        throw missing(ONNX_QUANTIZED);
    return undefined;
}
/** What an export of a run folder would be. */
async function exportStored(read, config, pieces) {
    const { graph, parameters, options } = exportGraph(await readClassifier(read, config, pieces));
    return { name: MODEL_WEIGHTS, bytes: lower(graph, { ...options, weights: parameters }) };
}
/** @param labels of the CRF; 0 where there is none */
function readChain(bytes, name, labels) {
    const { initializers, chain } = parseOnnxModel(bytes, name);
    if ([...initializers.values()].some(({ bytes: place }) => typeof place === 'number'))
        throw new MedspanError('input', 'expected a model of less than 2 GiB', { where: { path: name } });
    if (labels > 0)
        for (const [parameter, shape] of crfParameters(labels)) {
            const got = chain.get(parameter)?.shape;
            if (got?.join() !== shape.join())
                throw damaged(name, `expected [${shape}] in the metadata, got ${got ? `[${got}]` : 'nothing'}`, parameter);
        }
    return chain;
}
function failed(path, cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new MedspanError('input', `ONNX Runtime could not run the model: ${reason}`, {
        where: { path },
        hint: 'Export the model again: its files are damaged, or of different models.',
        cause,
    });
}
