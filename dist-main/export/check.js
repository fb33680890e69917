/**
 * @file An exported folder, opened as others open it: ONNX Runtime runs both files, and what they compute is held against
 * the model and against each other.
 */
import { join } from 'node:path';
import { MedspanError } from "../errors.js";
import { createDecoding, DECODINGS } from "../nn/decoding.js";
import { ONNX_MODEL, ONNX_QUANTIZED } from "../nn/weights/onnx-model.js";
import { silent } from "../progress.js";
import { IGNORE_INDEX, labelToTag } from "../text/tags.js";
import { encodeSentences, padChunks } from "../tokenizer/align.js";
import { decodeBest } from "../tokenizer/decode.js";
import { decodeSentences } from "../tokenizer/prediction.js";
import { openExportedModel } from "../train/engine/onnx/exported-model.js";
import { createOnnxEngine } from "../train/engine/onnx/onnx-engine.js";
/** Sequences in a batch. */
const ROWS = 16;
/** Of the largest logit: sums in another order differ by far less, another model by far more. */
const TOLERANCE = 1e-3;
/**
 * Runs both files of an exported folder.
 * @throws MedspanError `output` where float32 does not compute what the model does, or int8 no numbers
 */
export async function checkExport(folder, model, options) {
    const { tokenizer, maxLength, threads, progress = silent } = options;
    const sentences = options.sentences.map(words => ({
        words: words.length,
        chunks: encodeSentences([words], tokenizer, { maxLength })
            .flat()
            .map(chunk => ({ chunk })),
    }));
    const opened = [];
    const open = async (name) => {
        const file = await openExportedModel(join(folder, name), threads);
        opened.push(file);
        return file;
    };
    const count = sentences.reduce((sum, { chunks }) => sum + chunks.length, 0);
    const task = progress.task('Checking the export', 2 * count, 'sentences');
    const engine = await createOnnxEngine(model, { threads, isTrained: () => false });
    const labels = model.labels.map(labelToTag);
    /** Has a file tag all sentences. */
    const tagWith = (file, check, take) => decodeSentences(sentences, {
        labels,
        batch: { rows: ROWS },
        async compute(items) {
            const batch = padChunks(items.map(({ chunk }) => chunk), tokenizer.padId);
            const logits = await file.logits(batch);
            await check(logits, batch);
            task.advance(items.length);
            return { logits, length: batch.length };
        },
    }, take);
    try {
        const [float, int8] = [await open(ONNX_MODEL), await open(ONNX_QUANTIZED)];
        const decode = decodingOf(model);
        const best = new Map();
        let isFirst = true;
        await tagWith(float, async (logits, batch) => {
            if (!isFirst)
                return;
            isFirst = false;
            const ignored = new Int32Array(batch.inputIds.length).fill(IGNORE_INDEX);
            refuseDifferent(logits, (await engine.evaluate({ ...batch, labels: ignored })).logits);
        }, ({ sentence, labels: label, scores }) => {
            best.set(sentence, { label, own: decode(scores, labels.length) });
        });
        let [words, changed, float32, quantized] = [0, 0, 0, 0];
        await tagWith(int8, logits => {
            if (!logits.every(Number.isFinite))
                throw broken(ONNX_QUANTIZED, 'numbers that are not finite');
        }, ({ sentence, labels: int8Labels }) => {
            const { label, own } = best.get(sentence);
            for (const [word, other] of int8Labels.entries()) {
                words++;
                if (label[word] !== other)
                    changed++;
                if (label[word] !== own[word])
                    float32++;
                if (other !== own[word])
                    quantized++;
            }
        });
        return { words, changed, argmax: { float32, int8: quantized } };
    }
    finally {
        task.end();
        await engine.dispose();
        for (const file of opened)
            await file.dispose();
    }
}
/** How medspan chooses the labels of a sentence. */
function decodingOf({ labels, parameters, settings: { head }, source }) {
    const decoding = usedDecoding(source);
    return createDecoding({ labels, head, decoding, parameters })?.decode ?? decodeBest;
}
/** What `config.json` says of decoding. */
export function usedDecoding({ medspan }) {
    const { decoding } = Object(medspan);
    return DECODINGS.find(one => one === decoding) ?? DECODINGS[0];
}
function refuseDifferent(logits, expected) {
    const scale = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    const differs = logits.length !== expected.length ||
        !logits.every((value, i) => Math.abs(value - expected[i]) <= TOLERANCE * scale);
    if (differs)
        throw broken(ONNX_MODEL, 'others than those of the model');
}
function broken(name, what) {
    return new MedspanError('output', `expected the logits of the model, got ${what}; nothing was written`, {
        where: { path: name },
        hint: 'Weights that are not finite do that: evaluate the run. If its scores are good, please report this.',
    });
}
