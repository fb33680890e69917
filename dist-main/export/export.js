/**
 * @file A trained run as a folder that transformers.js, ONNX Runtime in any language and medspan itself open:
 * `config.json`, the tokenizer, `onnx/model.onnx` in float32, `onnx/model_quantized.onnx` in int8, and the model card.
 *
 * Adapters are merged into the weights. What is not in the graph, decoding and a CRF's transitions, is in `config.json` under
 * `medspan` and in the metadata of the files: medspan applies both, others take each piece's best label.
 */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MedspanError } from "../errors.js";
import { lowerInPieces } from "../graph/lower.js";
import { MODEL_CARD } from "../hub/card.js";
import { locateModel } from "../hub/model.js";
import { mergeAdapters } from "../nn/adapters.js";
import { quantizeClassifier } from "../nn/classifier.js";
import { exportGraph } from "../nn/exported.js";
import { checkTrained, modelConfigJson } from "../nn/model.js";
import { ADAPTER_WEIGHTS, readClassifier } from "../nn/weights/adapter-files.js";
import { maxOnnxBytes } from "../nn/weights/onnx-file.js";
import { ONNX_MODEL, ONNX_QUANTIZED, onnxDataOf } from "../nn/weights/onnx-model.js";
import { MODEL_WEIGHTS } from "../nn/weights/safetensors.js";
import { silent } from "../progress.js";
import { isUsersCard } from "../run/model-card.js";
import { writeFilesWhole } from "../system/file-set.js";
import { writeFileWhole } from "../system/output.js";
import { tokenizerFiles } from "../tokenizer/folder.js";
import { tokenizerCopies } from "../tokenizer/stored-tokenizer.js";
import { readTrainedTokenizer, resolveBaseOf } from "../train/trained-model.js";
import { exportCard } from "./card.js";
import { checkExport } from "./check.js";
import { readSentences } from "./sentences.js";
/**
 * Exports a run folder, or any folder of a token classifier whose family medspan has.
 * @throws MedspanError `input` for a folder that is broken or of another family; `output` where the export cannot be
 * written or does not compute what the model does: then nothing is left of it
 */
export async function exportModel(folder, output, { threads, progress = silent } = {}) {
    await refuseModelFolder(output);
    const resolveBase = resolveBaseOf(folder, name => locateModel(name, { progress }));
    const tokenizer = await readTrainedTokenizer(folder, resolveBase);
    const read = await readClassifier(folder, {
        seed: 0,
        resolveBase,
    });
    checkTrained(read, tokenizer.vocabSize, folder);
    const model = mergeAdapters(read);
    const maxLength = Math.min(tokenizer.maxLength ?? model.encoder.maxLength, model.encoder.maxLength);
    const { sentences, isTestPart } = await readSentences(folder);
    const contents = new Map([
        ['config.json', modelConfigJson(model, model.source.medspan)],
        ...(await tokenizerCopies(tokenizer, { maxLength })),
        ...onnxFiles(model),
    ]);
    const isOwnCard = await isUsersCard(output);
    let tags;
    await writeFilesWhole(output, async (temporary) => {
        for (const [name, content] of contents)
            await writeFileWhole(join(temporary, name), content);
        const options = { tokenizer, maxLength, sentences, threads, progress };
        tags = { ...(await checkExport(temporary, model, options)), isTestPart };
        if (isOwnCard)
            return;
        contents.set(MODEL_CARD, await exportCard(folder, { name: basename(output), model, tags }));
        await writeFileWhole(join(temporary, MODEL_CARD), contents.get(MODEL_CARD));
    }, [...tokenizerFiles, ...[ONNX_MODEL, ONNX_QUANTIZED].map(onnxDataOf)]);
    const files = [...contents].map(([name, content]) => [name, bytesOf(content)]);
    return { files: new Map(files), tags: tags };
}
/** @throws MedspanError `output` where weights are that are not an export's: medspan would open them, and not it */
async function refuseModelFolder(output) {
    for (const name of [MODEL_WEIGHTS, 'pytorch_model.bin', ADAPTER_WEIGHTS]) {
        const isThere = await stat(join(output, name)).catch(() => undefined);
        if (isThere !== undefined)
            throw new MedspanError('output', `expected a new folder, or an earlier export, got one with ${name}`, {
                where: { path: output },
                hint: 'Choose another folder: an export has weights of its own.',
            });
    }
}
/**
 * Both files, in pieces; weights that are too large for one have a file of their own, `onnx/model.onnx_data`.
 * @param limit of a file of ONNX, in bytes
 */
export function onnxFiles(model, limit = maxOnnxBytes) {
    const { graph, parameters, options } = exportGraph(model);
    const filesOf = (name, weights) => {
        const whole = lowerInPieces(graph, { ...options, weights });
        if (bytesOf(whole.model) <= limit)
            return [[name, whole.model]];
        const data = onnxDataOf(name);
        const apart = lowerInPieces(graph, { ...options, weights }, basename(data));
        return [
            [name, apart.model],
            [data, apart.data],
        ];
    };
    return [
        ...filesOf(ONNX_MODEL, parameters),
        ...filesOf(ONNX_QUANTIZED, quantizeClassifier(graph, { encoder: model.encoder, parameters })),
    ];
}
function bytesOf(content) {
    if (typeof content === 'string')
        return Buffer.byteLength(content);
    return content instanceof Uint8Array
        ? content.length
        : content.reduce((sum, piece) => sum + piece.length, 0);
}
