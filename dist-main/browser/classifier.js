/**
 * @file A trained model from the files of a run folder, or of one that was exported.
 */
import { MedspanError } from "../errors.js";
import { checkTrained, createModel, parseModelConfig } from "../nn/model.js";
import { ONNX_MODEL, ONNX_QUANTIZED, parseOnnxModel, readInitializers } from "../nn/weights/onnx-model.js";
import { MODEL_WEIGHTS, parseSafetensors } from "../nn/weights/safetensors.js";
import { CONFIG, missing } from "./files.js";
/**
 * Reads a trained model for its numbers, of which our own graph is made.
 * @param pieces how many the tokenizer has
 * @throws MedspanError `input` when a file is missing or broken
 */
export async function readClassifier(read, config, pieces) {
    const parsed = parseModelConfig(new TextDecoder().decode(config), CONFIG);
    const model = await createModel(parsed, 'the model', { seed: 0 }, () => readWeights(read));
    checkTrained(model, pieces, 'the model');
    return model;
}
async function readWeights(read) {
    const stored = await read(MODEL_WEIGHTS);
    if (stored !== undefined)
        return parseSafetensors(stored, MODEL_WEIGHTS);
    for (const name of [ONNX_MODEL, ONNX_QUANTIZED]) {
        const exported = await read(name);
        if (exported !== undefined)
            return readInitializers(parseOnnxModel(exported, name), name, () => {
                throw new MedspanError('input', 'expected a model of less than 2 GiB', { where: { path: name } });
            });
    }
    throw missing([MODEL_WEIGHTS, ONNX_MODEL, ONNX_QUANTIZED].join(' or '));
}
