/**
 * @file The scores of a model on a part of a corpus, during training and of a finished run.
 *
 * A sentence counts whole, however many chunks it has. Words whose gold tag is `IGN` are left out, as `run_ner`
 * leaves out the label -100; a gold type that the model cannot know stays in, and is missed.
 */
import { join } from 'node:path';
import { accelerateSettings } from "../config/config.js";
import { createLabelSet } from "../corpus/labels.js";
import { MedspanError } from "../errors.js";
import { locateModel } from "../hub/model.js";
import { createDictionary } from "../metrics/dictionary.js";
import { evaluateDocuments } from "../metrics/evaluation.js";
import { dropIgnored, scoreTags } from "../metrics/spans.js";
import { crfParameters } from "../nn/crf.js";
import { createDecoding } from "../nn/decoding.js";
import { fitTemperature } from "../nn/temperature.js";
import { sumNotices } from "../progress.js";
import { changedSources } from "../run/identity.js";
import { plainScores } from "../run/results.js";
import { readRunConfig, reportIgnored } from "../run/run-config.js";
import { readRunFile } from "../run/run-file.js";
import { refuseSeeds } from "../run/seeds.js";
import { IGNORE_INDEX, OUTSIDE, tagsToSpans } from "../text/tags.js";
import { softmaxProbabilities } from "../tokenizer/decode.js";
import { decodeSentences, emptyPrediction, predictionOf, } from "../tokenizer/prediction.js";
import { readTokenizer } from "../tokenizer/stored-tokenizer.js";
import { createBatch } from "./data/batches.js";
import { prepareCorpus } from "./data/dataset.js";
import { encodeSplit, labelSplits } from "./data/encoded-splits.js";
import { matchPredictions } from "./data/gold-documents.js";
import { readTrained } from "./trained-model.js";
import { readTemperature } from "./usage.js";
/**
 * Tags sentences with an engine and scores the tags. The loss is the mean over all words that count, whatever
 * the batches. To fit a temperature, the scores of all words are kept meanwhile.
 * @throws what the signal was aborted with
 */
export async function evaluatePart(engine, sentences, { labels: labelSet, batchSize, decoding, temperature: wanted = 1, ...options }) {
    const started = performance.now();
    const sequences = sentences.reduce((sum, { chunks }) => sum + chunks.length, 0);
    const task = options.progress.task(options.title, sequences, 'sequences');
    let [lossSum, counted, batches] = [0, 0, 0];
    const chunked = sentences.map(({ sentence, chunks }) => ({ words: sentence.words.length, chunks }));
    const { labels } = labelSet;
    const predictions = chunked.map(({ words }) => emptyPrediction(words));
    const kept = [];
    const take = (decoded, temperature) => {
        predictions[decoded.sentence] = predictionOf(decoded, { ...decoding, labels, temperature });
    };
    const computing = {
        ...decoding,
        labels,
        batch: { rows: batchSize },
        async compute(examples) {
            options.signal?.throwIfAborted();
            const batch = createBatch(examples, options.padId);
            const evaluation = await engine.evaluate(batch);
            lossSum += evaluation.loss * evaluation.counted;
            counted += evaluation.counted;
            batches++;
            task.advance(examples.length);
            return { logits: evaluation.logits, length: batch.length };
        },
    };
    await decodeSentences(chunked, computing, decoded => {
        if (wanted === 'fit')
            kept.push(decoded);
        else
            take(decoded, wanted);
    }).finally(() => task.end());
    const temperature = wanted === 'fit' ? temperatureOf(kept, sentences, labelSet, decoding) : wanted;
    for (const decoded of kept)
        take(decoded, temperature);
    const scores = scoreSentences(sentences.map(({ sentence }) => sentence), predictions.map(({ tags }) => tags));
    const result = {
        loss: counted === 0 ? 0 : lossSum / counted,
        ...scores,
        sentences: sentences.length,
        batches,
        seconds: (performance.now() - started) / 1000,
    };
    return { result, predictions, temperature };
}
/** How many scores a temperature is fitted to: more take seconds, and change it little. */
const FITTED_SCORES = 2 ** 20;
/**
 * The temperature that fits the words of decoded sentences, of many an even sample; 1 where no mention is among them. Words
 * count as they do in the loss, and labels of types that were not annotated are impossible.
 */
function temperatureOf(decoded, sentences, { labels, id }, { probabilities } = { probabilities: softmaxProbabilities }) {
    const size = decoded.reduce((sum, { scores }) => sum + scores.length, 0);
    const step = Math.ceil(size / FITTED_SCORES);
    const words = decoded
        .filter((_, index) => index % step === 0)
        .map(({ sentence: index, scores }) => {
        const { sentence, chunks } = sentences[index];
        const mask = chunks[0]?.labelMask;
        return {
            scores: mask === undefined
                ? scores
                : scores.map((score, i) => (mask[i % labels.length] === 1 ? score : Number.NEGATIVE_INFINITY)),
            gold: sentence.tags.map(tag => id(tag) ?? IGNORE_INDEX),
        };
    });
    const isMention = (label) => label >= 0 && labels[label] !== OUTSIDE;
    if (!words.some(({ gold }) => gold.some(isMention)))
        return 1;
    return fitTemperature(words, (own, temperature) => probabilities(own, labels.length, temperature));
}
/** Evaluates a part by tags and by characters. */
export async function evaluateSplit(engine, { sentences, documents }, resampling, options) {
    const evaluated = await evaluatePart(engine, sentences, options);
    const scored = matchPredictions(documents, evaluated.predictions);
    return { ...evaluated, scored, evaluation: evaluateDocuments(scored, resampling) };
}
/** How the model that an engine holds now decodes; undefined where each word is decoded for itself. */
export async function decodingOf(engine, { labels }, { head, decoding }) {
    if (head === 'linear' && decoding === 'argmax')
        return undefined;
    const names = head === 'crf' ? [...crfParameters(labels.length).keys()] : [];
    return createDecoding({ labels, head, decoding, parameters: await engine.weights(names) });
}
/**
 * Scores predicted tags in both modes. Words with the gold tag `IGN` are left out; so are predictions of types that were
 * not annotated.
 */
export function scoreSentences(sentences, predicted) {
    const kept = dropIgnored(sentences.map(({ tags }) => tags), predicted.map((tags, i) => withoutUnannotated(tags, sentences[i])));
    return {
        default: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'default' })),
        strict: plainScores(scoreTags(kept.gold, kept.predicted, { mode: 'strict' })),
    };
}
/** Predicted tags, `O` where nobody can say whether they are right. */
function withoutUnannotated(tags, { annotated }) {
    if (annotated === undefined)
        return tags;
    return tags.map(tag => (annotated.unannotated.has(tag.slice(2)) ? OUTSIDE : tag));
}
/** Tags validation and test by a dictionary of the training sentences. */
export function applyBaseline(sentences) {
    const dictionary = createDictionary(sentences.train);
    const apply = (part) => {
        const tags = sentences[part].map(({ words }) => dictionary.tag(words));
        const predictions = tags.map(own => ({
            tags: own,
            found: tagsToSpans(own).map(span => ({ ...span, score: 1 })),
        }));
        return { scores: scoreSentences(sentences[part], tags), predictions };
    };
    return { validation: apply('validation'), test: apply('test') };
}
/**
 * Evaluates a finished run anew on its own validation and test parts, from its data and its model folder, and
 * writes nothing.
 * @throws MedspanError when the run is not finished, or its data have changed since
 */
export async function evaluateRun(runFolder, options) {
    const { progress, signal } = options;
    const run = await readRunFile(runFolder);
    if (run?.status !== 'finished') {
        if (run === undefined)
            await refuseSeeds(runFolder);
        throw new MedspanError('input', run === undefined ? 'expected a run folder' : 'the run is not finished', {
            where: { path: runFolder },
            hint: 'medspan train makes one, and continues one that was interrupted.',
        });
    }
    const { config, ignored } = await readRunConfig(runFolder);
    reportIgnored(ignored.filter(key => !key.startsWith('slurm.')), progress);
    const corpus = await prepareCorpus(config, { progress, signal });
    const changed = changedSources(run.identity.sources, corpus.sources);
    if (changed.length > 0) {
        throw new MedspanError('data', `the data have changed since the run: ${changed.join('; ')}`, {
            where: { path: runFolder },
            hint: 'Evaluate with the data that the run was made from, or train again.',
        });
    }
    const labels = createLabelSet(run.types);
    const tokenizer = await readTokenizer(runFolder);
    const trained = await readTrained(runFolder, {
        labels: labels.labels,
        seed: config.training.seed,
        vocabulary: tokenizer.vocabSize,
        python: accelerateSettings(config).python,
        resolveBase: name => locateModel(name, { progress, signal, revision: config.model.revision }),
    });
    const temperature = readTemperature(trained.model.source.medspan, join(runFolder, 'config.json'));
    const engine = await trained.start({
        threads: config.training.threads,
        loss: run.loss,
        // Where PyTorch has trained, ONNX Runtime need not find the same device.
        device: config.training.engine === 'onnx' ? config.training.device : 'cpu',
    });
    try {
        const labelled = await sumNotices(progress, async (summed) => labelSplits(corpus, labels, config, summed));
        const encoding = { config, tokenizer, longest: engine.maxLength, progress, signal };
        const resampling = { training: labelled.training, seed: config.training.seed };
        const evaluate = async (part) => {
            const sentences = await encodeSplit(labelled, part, encoding);
            const { result, evaluation } = await evaluateSplit(engine, { sentences, documents: labelled.documents[part] }, resampling, {
                labels,
                padId: tokenizer.padId,
                batchSize: config.training.per_device_eval_batch_size,
                decoding: await decodingOf(engine, labels, config.model),
                temperature,
                title: `Evaluating ${part}`,
                progress,
                signal,
            });
            return { result, evaluation };
        };
        const validation = await evaluate('validation');
        const test = await evaluate('test');
        const baseline = applyBaseline(labelled.tagged);
        return {
            runFolder,
            temperature,
            validation: validation.result,
            test: test.result,
            evaluations: { validation: validation.evaluation, test: test.evaluation },
            baseline: { validation: baseline.validation.scores, test: baseline.test.scores },
        };
    }
    finally {
        await engine.dispose();
    }
}
