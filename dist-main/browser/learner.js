/**
 * @file Learning where there is no Node: a trained model goes on training on documents that somebody has corrected, over
 * onnxruntime-web, so that no text leaves the machine.
 *
 * It is the training of Node: the same examples, graph, dropout, schedule and optimizer, with plain cross-entropy and
 * the defaults of Hugging Face's Trainer. What it has not are a validation part, and checkpoints.
 */
import { createLabelPolicy, labelSetOf } from "../corpus/labels.js";
import { MedspanError } from "../errors.js";
import { modelConfigJson } from "../nn/model.js";
import { formatSafetensors, MODEL_WEIGHTS } from "../nn/weights/safetensors.js";
import { withWords } from "../predict/tagger.js";
import { silent } from "../progress.js";
import { tokenizerFiles } from "../tokenizer/folder.js";
import { openTokenizer } from "../tokenizer/tokenizer.js";
import { encodeCorpus, tagCorpus } from "../train/data/examples.js";
import { createArithmetic } from "../train/engine/onnx/arithmetic.js";
import { copyingBackend } from "../train/engine/onnx-runtime.js";
import { createLoader, planTraining } from "../train/loop/plan.js";
import { createSchedule } from "../train/loop/schedule.js";
import { readUsage } from "../train/usage.js";
import { readClassifier } from "./classifier.js";
import { CONFIG, filesOf, readConfig } from "./files.js";
/**
 * Trains a model further, on documents with all their mentions, right ones too: what is no mention there is learnt to be none.
 * Sentences and words are a document's own; where it has none, they are found in its text.
 *
 * Run it in a worker: a step holds up everything else there.
 * @param read gives the files of a run folder, or of one that `medspan export` has written
 * @throws MedspanError `input` when a file is missing or broken; `config` for settings that are none; `data` for documents
 *     of which nothing can be learnt, and when the loss is no longer a number
 */
export async function learn(read, documents, options) {
    const { steps = 200, learningRate = 5e-5, batchSize = 8, seed = 42, signal, progress = silent } = options;
    checkCount('steps', steps);
    checkCount('batchSize', batchSize);
    const files = filesOf(read);
    const tokenizer = await openTokenizer(files);
    const model = await readClassifier(read, await readConfig(files), tokenizer.vocabSize);
    const examples = await encode(documents, model, tokenizer, progress);
    const plan = { seed, epochs: 1, maxSteps: steps, batchSize, padId: tokenizer.padId };
    const batchesOfStep = createLoader(examples, planTraining(examples.length, plan), plan);
    const schedule = createSchedule({ type: 'linear', learningRate, totalSteps: steps, warmupSteps: 0 });
    const engine = createArithmetic(model, copyingBackend(options.runtime), { seed });
    const losses = [];
    try {
        for (let step = 0; step < steps && !signal?.aborted; step++) {
            const { loss, gradNorm } = await engine
                .step(batchesOfStep(step), { learningRate: schedule(step), step })
                .catch(notComputed);
            if (!Number.isFinite(loss) || !Number.isFinite(gradNorm))
                throw new MedspanError('data', `the loss, or its gradient, is no number at step ${step + 1}`, {
                    hint: 'Lower the learning rate.',
                });
            losses.push(loss);
            options.onStep?.(step + 1, loss);
            // Lets messages be heard, such as one to stop.
            await new Promise(resolve => setTimeout(resolve));
        }
        const { parameters } = engine.state();
        return { losses, files: await filesOfModel({ ...model, parameters }, read) };
    }
    finally {
        await engine.dispose();
    }
}
function checkCount(name, value) {
    if (!Number.isSafeInteger(value) || value < 1)
        throw new MedspanError('config', `expected a whole number from 1 on, got ${value}`, {
            where: { at: name },
        });
}
async function encode(documents, { labels, source, encoder }, tokenizer, progress) {
    const { segment, stride, context } = readUsage(source.medspan, CONFIG);
    const corpus = documents.map(document => withWords(document, segment));
    const policy = createLabelPolicy(labelSetOfModel(labels), {
        types: 'all',
        unseen: 'nearest-ancestor',
        without_ancestor: 'ignore',
        concept_type: 'in-label-set',
    });
    const tagged = tagCorpus(corpus, { corpus: { overlap: 'longest' } }, progress, policy);
    const sentences = await encodeCorpus(tagged, {
        tokenizer,
        labels: policy.labelSet,
        labelAllTokens: false,
        maxLength: Math.min(tokenizer.maxLength ?? encoder.maxLength, encoder.maxLength),
        stride,
        context,
        title: 'documents',
        progress,
    });
    const examples = sentences.flatMap(({ chunks }) => chunks);
    if (examples.some(({ labels: own }) => own.some(id => id >= 0)))
        return examples;
    throw new MedspanError('data', 'expected documents to learn from, got none with a word that counts', {
        hint: `Give documents with words, and mentions of the types that the model knows: ${labels.join(', ')}.`,
    });
}
/** @throws MedspanError `input` for labels that are not those of a training here, which tags words by BIO */
function labelSetOfModel(labels) {
    const known = labelSetOf(labels.filter(label => label.startsWith('B-')).map(label => label.slice(2)));
    if (known.labels.length !== labels.length || !known.labels.every(label => labels.includes(label)))
        throw new MedspanError('input', `expected the labels O, B-X and I-X for each type X, got ${labels.join(', ')}`, {
            where: { path: CONFIG, at: 'id2label' },
            hint: 'Give a model that medspan has trained.',
        });
    const ids = new Map(labels.map((label, id) => [label, id]));
    return { ...known, labels, id: tag => ids.get(tag) };
}
async function filesOfModel(model, read) {
    const files = new Map();
    files.set(CONFIG, new TextEncoder().encode(modelConfigJson(model, Object(model.source.medspan))));
    files.set(MODEL_WEIGHTS, formatSafetensors(model.parameters, { format: 'pt' }));
    for (const name of tokenizerFiles) {
        const bytes = await read(name);
        if (bytes !== undefined)
            files.set(name, bytes);
    }
    return files;
}
function notComputed(cause) {
    if (cause instanceof MedspanError)
        throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MedspanError('config', `ONNX Runtime could not compute a step: ${reason}`, {
        where: { at: 'batchSize' },
        hint: 'Give fewer sentences in a step: WebAssembly has at most 4 GB of memory.',
        cause,
    });
}
