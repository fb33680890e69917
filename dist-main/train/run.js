/**
 * @file From a configuration to a run folder: import, link, merge, split, encode, train, evaluate, results.
 *
 * The same call on an unfinished run continues it, on a finished one gives its summary. At its root a finished
 * run folder is a Hugging Face model folder that holds the best model.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatConfig, processesOf } from "../config/config.js";
import { MedspanError } from "../errors.js";
import { describeBaseModel } from "../hub/card.js";
import { modelConfigJson } from "../nn/model.js";
import { readModelConfig } from "../nn/stored-model.js";
import { ADAPTER_CONFIG, adapterConfig } from "../nn/weights/adapter-files.js";
import { collectNotices } from "../progress.js";
import { listCheckpoints } from "../run/checkpoints.js";
import { claimRunFolder } from "../run/claim.js";
import { currentEnvironment, currentVersions } from "../run/environment.js";
import { fingerprintModel, identityOf } from "../run/identity.js";
import { formatModelCard, writeModelCard } from "../run/model-card.js";
import { mentionScores, metricsOf, trainMetrics, writeResults } from "../run/results.js";
import { markConfig } from "../run/run-config.js";
import { readRunFile, writeRunFile } from "../run/run-file.js";
import { checkRunFiles, noteRunFiles, removeRunFiles } from "../run/run-files.js";
import { writeSplits } from "../run/splits.js";
import { openEvents } from "../run/tensorboard.js";
import { parseTrainerState } from "../run/trainer-state.js";
import { writeTrainingMentions } from "../run/training-mentions.js";
import { FOLDER_LOCK, takeLock } from "../system/lock.js";
import { hasSystemCode, writeFileWhole, writeJsonWhole } from "../system/output.js";
import { readTokenizer, tokenizerCopies } from "../tokenizer/stored-tokenizer.js";
import { modelFiles, modelFolder, openTrainable, planOptions, startEngine, } from "./assembly.js";
import { matchPredictions } from "./data/gold-documents.js";
import { openCorpus } from "./encoded-corpus.js";
import { accelerateYaml } from "./engine/accelerate/launch-config.js";
import { checkDevice } from "./engine/onnx/session.js";
import { decodingOf, evaluatePart, evaluateSplit } from "./evaluate.js";
import { countLabels, createLoss } from "./loop/loss.js";
import { interrupted, readBest, reportPastEvaluations, runTraining, TrainingPruned, } from "./loop/trainer.js";
import { settle } from "./recipe.js";
import { usageOf } from "./trained-model.js";
/**
 * Trains what a configuration describes, and evaluates it.
 *
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue; TrainingPruned where
 *     `onEvaluation` has ended it, and `run.json` says so
 */
export async function train(config, options) {
    const { signal } = options;
    const runFolder = config.training.output_dir;
    const { progress, notices } = collectNotices(options.progress);
    await checkRunFiles(runFolder);
    const lock = await lockRunFolder(runFolder, options);
    const either = lock === undefined ? signal : AbortSignal.any([lock.lost, ...(signal ? [signal] : [])]);
    try {
        return await trainLocked(config, notices, lock, { ...options, progress, signal: either });
    }
    catch (error) {
        lock?.lost.throwIfAborted();
        if (signal?.aborted && error === signal.reason)
            throw interrupted(runFolder, 'what was trained so far is saved');
        throw error;
    }
    finally {
        await lock?.release();
    }
}
/** Keeps other processes from training in the same folder. Where nothing can be written there are none. */
async function lockRunFolder(runFolder, { progress, signal, waitsForLock = false }) {
    try {
        return await takeLock(join(runFolder, FOLDER_LOCK), {
            wait: waitsForLock,
            onWait: holder => progress.info(`${runFolder} may be in use, waiting for a sign of life: ${holder}`),
            signal,
        });
    }
    catch (error) {
        if (error instanceof MedspanError && hasSystemCode(error.cause, 'EACCES', 'EPERM', 'EROFS'))
            return undefined;
        throw error;
    }
}
async function trainLocked(written, notices, lock, options) {
    const { progress } = options;
    const runFolder = written.training.output_dir;
    if (written.training.engine === 'onnx')
        await checkDevice(written.training.device);
    const folder = await modelFolder(written.model, options);
    const tokenizer = await readTokenizer(folder);
    const begun = await begin(written, { folder, tokenizer }, notices, options);
    const { config } = begun;
    if (begun.before?.status === 'finished' && begun.before.summary !== undefined) {
        progress.info(`${runFolder} is finished already; its figures follow`);
        if (options.onEvaluation !== undefined) {
            const state = parseTrainerState(await readFile(join(runFolder, 'trainer_state.json'), 'utf8'));
            await reportPastEvaluations(state, config.training.metric_for_best_model, options.onEvaluation);
        }
        return { ...begun.before.summary, runFolder };
    }
    const { labels } = begun.corpus;
    const opened = await openTrainable(folder, config, labels, tokenizer);
    const { model } = opened;
    const base = await describeBaseModel(config.model.name_or_path, folder);
    reportNewWeights(model, progress);
    const source = { pad_token_id: tokenizer.padId, ...model.source };
    const modelConfig = (temperature) => modelConfigJson({ ...model, source }, usageOf(config, begun.corpus, temperature));
    const maxLength = Math.min(config.model.max_seq_length, model.encoder.maxLength);
    const longest = model.encoder.maxLength;
    const { signal } = options;
    const encoded = await begun.corpus.encode({ tokenizer, longest, progress, signal });
    const loss = createLoss(config.loss, labels, countLabels(encoded.examples, labels));
    const engine = await startEngine(config, opened, { folder, loss });
    const versions = { ...begun.run.versions, ...engine.versions };
    const own = await markConfig(runFolder, formatConfig(config));
    const run = { ...begun.run, versions, loss, own, warnings: notices.list() };
    let isOpen = false;
    try {
        await openRunFolder(config, begun, { run, tokenizer }, options);
        isOpen = true;
        if ((await listCheckpoints(runFolder)).length > 0)
            await options.onResume?.();
        await writeJsonWhole(join(runFolder, 'labels.json'), encoded.labelsFile);
        await writeTrainingMentions(runFolder, encoded.training);
        const prepared = {
            base,
            corpus: begun.corpus,
            opened,
            engine,
            modelConfig,
            config,
            labels,
            tokenizer,
            maxLength,
            encoded,
            notices,
            lock,
        };
        const summary = await trainAndEvaluate(prepared, options);
        const ended = new Date().toISOString();
        await writeRunFile(runFolder, { ...run, status: 'finished', ended, warnings: summary.warnings, summary });
        return summary;
    }
    catch (error) {
        if (isOpen && error instanceof TrainingPruned)
            await writeRunFile(runFolder, { ...run, status: 'pruned' });
        else if (isOpen && options.signal?.aborted !== true)
            await noteFailure(runFolder, run, error);
        throw error;
    }
    finally {
        await engine.dispose();
    }
}
/** Leaves in run.json that the run has failed; the same command begins where it stands. */
async function noteFailure(runFolder, run, error) {
    const reason = error instanceof MedspanError ? error.message : 'a defect of medspan';
    // What failed first is what matters: a disk that is full takes no note of it either.
    await writeRunFile(runFolder, { ...run, status: 'failed', error: reason }).catch(() => undefined);
}
/** Reads the corpus of a configuration, decides every setting, and says all that decides what its run comes to. */
export async function identifyRun(written, base, { progress, signal, corpora = openCorpus }) {
    const corpus = await corpora(written, { progress, signal });
    const { sentences } = corpus;
    const config = settle(written, await readModelConfig(base.folder), { sentences, progress });
    const model = await fingerprintModel(base.folder, base.tokenizer.files);
    return { corpus, config, identity: identityOf(config, corpus.sources, model) };
}
/** Makes sure that the run folder may take this run. */
async function begin(written, base, notices, options) {
    const { corpus, config, identity } = await identifyRun(written, base, options);
    const { overwrite } = options;
    const before = await claimRunFolder(config.training.output_dir, identity, { overwrite: overwrite === true });
    const run = {
        status: 'running',
        versions: { engine: config.training.engine, ...currentVersions() },
        environment: currentEnvironment(),
        seed: config.training.seed,
        types: corpus.labels.types,
        identity,
        warnings: notices.list(),
    };
    return { config, corpus, run, before };
}
async function openRunFolder(config, { before, corpus: { splits } }, { run, tokenizer }, { progress, overwrite }) {
    const runFolder = config.training.output_dir;
    if (overwrite === true)
        await makeRoom(runFolder, progress);
    noteVersions(before, run, progress);
    // First of all files: by it the next call knows the folder for its own, whenever this one ends.
    await writeRunFile(runFolder, run);
    await noteRunFiles(runFolder, tokenizer);
    await writeFileWhole(join(runFolder, 'medspan.yaml'), formatConfig(config));
    if (config.training.engine === 'accelerate')
        await writeFileWhole(join(runFolder, 'accelerate.yaml'), await accelerateYaml(config));
    await writeSplits(runFolder, splits);
}
/** Deletes the run that is in a folder. */
async function makeRoom(runFolder, progress) {
    const replaced = await readRunFile(runFolder);
    if (replaced === undefined)
        return;
    const { summary: _, ...rest } = replaced;
    // Whoever is ended on the way leaves no run that looks finished, and the folder for one that it may be used for.
    await writeRunFile(runFolder, { ...rest, status: 'failed', error: 'it was about to be replaced' });
    const left = await removeRunFiles(runFolder);
    if (left.length > 0)
        progress.info(`left in ${runFolder}, as no run has written it: ${listNames(left)}`);
}
/** Says which weights are new. */
function reportNewWeights({ newlyInitialized, parameters }, progress) {
    if (newlyInitialized.length === 0)
        return;
    progress.info(newlyInitialized.length === parameters.size
        ? 'the model folder has no weights: all are drawn from the seed'
        : `new weights, drawn from the seed: ${listNames(newlyInitialized)}`);
}
/** A few names, or a few and how many more there are. */
function listNames(names, limit = 6) {
    const shown = names.slice(0, limit).join(', ');
    return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
async function trainAndEvaluate(prepared, { progress, signal, onEvaluation }) {
    const { engine, modelConfig, config, labels, tokenizer, maxLength, encoded } = prepared;
    const { adapted } = prepared.opened;
    const { training } = config;
    const { examples } = encoded;
    const runFolder = training.output_dir;
    const evaluation = async (title) => ({
        labels,
        padId: tokenizer.padId,
        batchSize: training.per_device_eval_batch_size * processesOf(config),
        decoding: await decodingOf(engine, labels, config.model),
        title,
        progress,
        signal,
    });
    const describe = async (folder, temperature) => {
        // A process that slept for long may have lost the folder: nothing more appears in it.
        await prepared.lock?.check();
        for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength }))
            await writeFileWhole(join(folder, name), content);
        await writeFileWhole(join(folder, 'config.json'), modelConfig(temperature));
        if (adapted !== undefined && folder !== runFolder)
            await writeFileWhole(join(folder, ADAPTER_CONFIG), adapterConfig(adapted, config.model.name_or_path));
    };
    const state = await runTraining(engine, examples, {
        ...planOptions(config, tokenizer.padId),
        ...trainerOptions(training),
        evaluate: async () => {
            const { result } = await evaluatePart(engine, encoded.validation, await evaluation('Evaluating'));
            return { eval_loss: result.loss, ...metricsOf('eval', result) };
        },
        describe,
        openRecorder: history => openEvents(join(runFolder, 'tensorboard'), history),
        onEvaluation,
        progress,
        signal,
    });
    const best = await readBest(runFolder, state, training.load_best_model_at_end);
    await engine.load(best.folder, best.trainer);
    const resampling = { training: encoded.training, seed: training.seed };
    const evaluateBest = async (part, temperature) => evaluateSplit(engine, { sentences: encoded[part], documents: encoded.documents[part] }, resampling, {
        ...(await evaluation(`Evaluating ${part}`)),
        temperature,
    });
    const validation = await evaluateBest('validation', 'fit');
    const { temperature } = validation;
    await describe(runFolder, temperature);
    for (const [name, content] of await modelFiles(prepared.opened, config.model, engine))
        await writeFileWhole(join(runFolder, name), content);
    const test = await evaluateBest('test', temperature);
    const { documents, baseline: dictionary } = encoded;
    const baseline = { validation: dictionary.validation.scores, test: dictionary.test.scores };
    await writeResults(runFolder, {
        state,
        trainSamples: examples.length,
        validation: validation.result,
        test: test.result,
        baseline,
        predictions: test.predictions.map(({ tags }) => tags),
        scored: { validation: validation.scored, test: test.scored },
        scoredBaseline: {
            validation: matchPredictions(documents.validation, dictionary.validation.predictions),
            test: matchPredictions(documents.test, dictionary.test.predictions),
        },
        evaluations: { validation: validation.evaluation, test: test.evaluation },
    });
    const card = formatModelCard({
        name: basename(runFolder),
        config,
        base: prepared.base,
        sources: prepared.corpus.sources,
        languages: prepared.corpus.languages,
        types: labels.types,
        counts: encoded.counts,
        evaluations: { validation: validation.evaluation, test: test.evaluation },
        training: encoded.training.counts,
        test: test.result,
        maxLength,
        isAdapter: adapted !== undefined && config.model.lora?.merge !== true,
        isMaskLifted: prepared.opened.model.encoder.isMaskLifted === true,
    });
    await writeModelCard(runFolder, card);
    const step = (training.load_best_model_at_end ? state.best_global_step : null) ?? state.global_step;
    const at = state.log_history.findLast(record => record.step === step);
    return {
        runFolder,
        types: labels.types,
        counts: encoded.counts,
        training: trainMetrics(state, examples.length),
        best: {
            step,
            epoch: at?.epoch ?? state.epoch,
            metric: training.metric_for_best_model,
            value: state.best_metric ?? 0,
        },
        temperature,
        validation: validation.result,
        test: test.result,
        mentions: {
            validation: mentionScores(validation.evaluation),
            test: mentionScores(test.evaluation),
        },
        baseline,
        warnings: prepared.notices.list(),
    };
}
/** The settings of a training as the loop takes them. */
function trainerOptions(training) {
    return {
        runFolder: training.output_dir,
        schedule: {
            type: training.lr_scheduler_type,
            learningRate: training.learning_rate,
            warmupSteps: training.warmup_steps,
            warmupRatio: training.warmup_ratio,
            kwargs: training.lr_scheduler_kwargs,
        },
        saveTotalLimit: training.save_total_limit,
        loadBestModelAtEnd: training.load_best_model_at_end,
        metricForBestModel: training.metric_for_best_model,
        ...(training.early_stopping_patience > 0 && {
            earlyStopping: {
                patience: training.early_stopping_patience,
                threshold: training.early_stopping_threshold,
            },
        }),
    };
}
/** Says that a run goes on with other versions, which may change its last digits. */
function noteVersions(before, run, progress) {
    if (before === undefined)
        return;
    for (const [name, version] of Object.entries(run.versions)) {
        const old = before.versions[name];
        if (old === undefined || old === version)
            continue;
        progress.notice({
            code: 'version-changed',
            message: `the run was begun with ${name} ${old} and resumes with ${version}: its last digits may differ`,
            count: 1,
        });
    }
}
