/**
 * @file `--dry-run`: everything that a run does before its first step, and what it will take. Nothing is written.
 */
import { accelerateSettings, PARTS } from "../config/config.js";
import { decideLabels, mergeMappings } from "../corpus/labels.js";
import { readModelConfig } from "../nn/stored-model.js";
import { collectNotices } from "../progress.js";
import { readTokenizer } from "../tokenizer/stored-tokenizer.js";
import { modelFolder, openTrainable, planOptions, startEngine } from "./assembly.js";
import { prepareCorpus } from "./data/dataset.js";
import { encodeSplits } from "./data/encoded-splits.js";
import { reportLabels } from "./data/labelling.js";
import { countSentences } from "./encoded-corpus.js";
import { forecastTraining } from "./forecast/forecast.js";
import { localMemory, workerMemory } from "./forecast/memory.js";
import { countLabels, createLoss } from "./loop/loss.js";
import { settle } from "./recipe.js";
/**
 * Prepares the run that a configuration describes and forecasts it. The run folder is neither read nor written.
 * @throws MedspanError for anything a user can put right; what the signal was aborted with
 */
export async function dryRun(written, options) {
    const { signal } = options;
    const { progress, notices } = collectNotices(options.progress);
    const folder = await modelFolder(written.model, options);
    const tokenizer = await readTokenizer(folder);
    const corpus = await prepareCorpus(written, { progress, signal });
    const config = settle(written, await readModelConfig(folder), {
        sentences: countSentences(corpus.parts.train),
        progress,
    });
    const { training } = config;
    const labels = decideLabels(corpus.wholeTrain, config.labels);
    const opened = await openTrainable(folder, config, labels, tokenizer);
    const { model } = opened;
    const longest = model.encoder.maxLength;
    const encoded = await encodeSplits(corpus, labels, { config, tokenizer, longest, progress, signal });
    const { sentences: parts, policies } = encoded;
    reportLabels(policies, { ...progress, info() { } });
    const documents = {
        train: corpus.parts.train.length,
        validation: corpus.parts.validation.length,
        test: corpus.parts.test.length,
    };
    const examples = parts.train.flatMap(({ chunks }) => chunks);
    const loss = createLoss(config.loss, labels, countLabels(examples, labels));
    const forecast = await forecastTraining({
        labels,
        parts,
        documents,
        loss,
        model,
        isTrained: opened.isTrained,
        plan: planOptions(config, tokenizer.padId),
        evalBatchSize: training.per_device_eval_batch_size,
        createEngine: () => startEngine(config, opened, { folder, loss }),
        memoryOf: tried => training.engine === 'onnx' && model.described === undefined
            ? localMemory({ model, isTrained: opened.isTrained, loss }, tried)
            : workerMemory(opened, sharingOf(config), tried),
        progress,
        signal,
    });
    return {
        runFolder: training.output_dir,
        training,
        types: labels.types,
        mapping: mergeMappings(PARTS.map(part => policies[part].mapping())),
        loss,
        ...forecast,
        warnings: notices.list(),
    };
}
/** How the processes of the engine on PyTorch share the model. */
function sharingOf(config) {
    const { optim, ema_decay } = config.training;
    return {
        strategy: accelerateSettings(config).strategy,
        optimizer: optim,
        hasAverage: ema_decay !== undefined,
        hasAdapters: config.model.lora !== undefined,
    };
}
