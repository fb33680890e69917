/**
 * @file From a configuration to a run folder: import, link, merge, split, encode, train, evaluate, results.
 *
 * The same call on an unfinished run continues it, on a finished one gives its summary. At its root a finished
 * run folder is a Hugging Face model folder that holds the best model.
 */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Config, formatConfig, processesOf, type SettledConfig } from '../config/config.ts'
import type { LabelSet } from '../corpus/labels.ts'
import { MedspanError, type Notices } from '../errors.ts'
import { type BaseModel, describeBaseModel } from '../hub/card.ts'
import { type ClassifierSpec, modelConfigJson } from '../nn/model.ts'
import { readModelConfig } from '../nn/stored-model.ts'
import { ADAPTER_CONFIG, adapterConfig } from '../nn/weights/adapter-files.ts'
import { collectNotices, type Progress } from '../progress.ts'
import { listCheckpoints } from '../run/checkpoints.ts'
import { claimRunFolder } from '../run/claim.ts'
import { currentEnvironment, currentVersions } from '../run/environment.ts'
import { fingerprintModel, identityOf } from '../run/identity.ts'
import { formatModelCard, writeModelCard } from '../run/model-card.ts'
import { mentionScores, metricsOf, type RunSummary, trainMetrics, writeResults } from '../run/results.ts'
import { markConfig } from '../run/run-config.ts'
import { type RunFile, readRunFile, writeRunFile } from '../run/run-file.ts'
import { checkRunFiles, noteRunFiles, removeRunFiles } from '../run/run-files.ts'
import { writeSplits } from '../run/splits.ts'
import { openEvents } from '../run/tensorboard.ts'
import { parseTrainerState } from '../run/trainer-state.ts'
import { writeTrainingMentions } from '../run/training-mentions.ts'
import { FOLDER_LOCK, type Lock, takeLock } from '../system/lock.ts'
import { hasSystemCode, writeFileWhole, writeJsonWhole } from '../system/output.ts'
import type { TypeFeature } from '../text/format.ts'
import { readTokenizer, type StoredTokenizer, tokenizerCopies } from '../tokenizer/stored-tokenizer.ts'
import {
  modelFiles,
  modelFolder,
  type OpenedModel,
  openTrainable,
  planOptions,
  readAhead,
  startEngine,
} from './assembly.ts'
import type { EvaluatedPart } from './data/encoded-splits.ts'
import { matchPredictions } from './data/gold-documents.ts'
import { type EncodedCorpus, type OpenCorpus, type OpenedCorpus, openCorpus } from './encoded-corpus.ts'
import { accelerateYaml } from './engine/accelerate/launch-config.ts'
import type { Engine } from './engine/engine.ts'
import { checkDevice } from './engine/onnx/session.ts'
import {
  countScores,
  type DecodedPart,
  type DecodePartOptions,
  decodePart,
  decodingOf,
  type SplitEvaluation,
  scorePart,
  scoreSplit,
} from './evaluate.ts'
import { countLabels, createLoss } from './loop/loss.ts'
import {
  interrupted,
  type OnEvaluation,
  readBest,
  reportPastEvaluations,
  runTraining,
  TrainingPruned,
} from './loop/trainer.ts'
import { settle } from './recipe.ts'
import { usageOf } from './trained-model.ts'

export interface TrainOptions {
  readonly progress: Progress
  /** Ends training in order: a checkpoint is written, and the same call continues from it. */
  readonly signal?: AbortSignal | undefined
  /** Is called when training goes on from a checkpoint, and awaited. */
  readonly onResume?: (() => Promise<void>) | undefined
  /** Whether a run of another configuration in the same folder is replaced. */
  readonly overwrite?: boolean | undefined
  /** Where the corpus comes from: runs that take the same may share it (`shareCorpora`). */
  readonly corpora?: OpenCorpus | undefined
  /** Is told of each evaluation in training, and may end the run by it; what it throws, the run throws. */
  readonly onEvaluation?: OnEvaluation | undefined
  /** The layer and the feature that held the types, of a corpus that does not say itself. */
  readonly trainedFrom?: TypeFeature | undefined
  /** Whether to wait for another process that trains in the same folder; otherwise that is an error. */
  readonly waitsForLock?: boolean | undefined
}

/**
 * Trains what a configuration describes, and evaluates it.
 *
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue; TrainingPruned where
 *     `onEvaluation` has ended it, and `run.json` says so
 */
export async function train(config: Config, options: TrainOptions): Promise<RunSummary> {
  const { signal } = options
  const runFolder = config.training.output_dir
  const { progress, notices } = collectNotices(options.progress)
  await checkRunFiles(runFolder)
  const lock = await lockRunFolder(runFolder, options)
  const either = lock === undefined ? signal : AbortSignal.any([lock.lost, ...(signal ? [signal] : [])])
  try {
    return await trainLocked(config, notices, lock, { ...options, progress, signal: either })
  } catch (error) {
    lock?.lost.throwIfAborted()
    if (signal?.aborted && error === signal.reason)
      throw interrupted(runFolder, 'what was trained so far is saved')
    throw error
  } finally {
    await lock?.release()
  }
}

/** Keeps other processes from training in the same folder. Where nothing can be written there are none. */
async function lockRunFolder(
  runFolder: string,
  { progress, signal, waitsForLock = false }: TrainOptions,
): Promise<Lock | undefined> {
  try {
    return await takeLock(join(runFolder, FOLDER_LOCK), {
      wait: waitsForLock,
      onWait: holder => progress.info(`${runFolder} may be in use, waiting for a sign of life: ${holder}`),
      signal,
    })
  } catch (error) {
    if (error instanceof MedspanError && hasSystemCode(error.cause, 'EACCES', 'EPERM', 'EROFS'))
      return undefined
    throw error
  }
}

async function trainLocked(
  written: Config,
  notices: Notices,
  lock: Lock | undefined,
  options: TrainOptions,
): Promise<RunSummary> {
  const { progress } = options
  const runFolder = written.training.output_dir
  if (written.training.engine === 'onnx') await checkDevice(written.training.device)
  const folder = await modelFolder(written.model, options)
  const weights = readAhead(folder, written)
  const tokenizer = await readTokenizer(folder)
  const begun = await begin(written, { folder, tokenizer }, notices, options)
  const { config } = begun
  if (begun.before?.status === 'finished' && begun.before.summary !== undefined) {
    progress.info(`${runFolder} is finished already; its figures follow`)
    if (options.onEvaluation !== undefined) {
      const state = parseTrainerState(await readFile(join(runFolder, 'trainer_state.json'), 'utf8'))
      await reportPastEvaluations(state, config.training.metric_for_best_model, options.onEvaluation)
    }
    return { ...begun.before.summary, runFolder }
  }
  const { labels } = begun.corpus
  const opened = await openTrainable(folder, config, labels, tokenizer, weights)
  const { model } = opened
  const base = await describeBaseModel(config.model.name_or_path, folder)
  reportNewWeights(model, progress)
  const source = { pad_token_id: tokenizer.padId, ...model.source }
  const { language, trainedFrom = options.trainedFrom } = begun.corpus
  const modelConfig = (temperature?: number): string =>
    modelConfigJson({ ...model, source }, usageOf(config, { language, trainedFrom }, temperature))
  const maxLength = Math.min(config.model.max_seq_length, model.encoder.maxLength)
  const longest = model.encoder.maxLength
  const { signal } = options
  const encoded = await begun.corpus.encode({ tokenizer, longest, progress, signal })
  const loss = createLoss(config.loss, labels, countLabels(encoded.examples, labels))
  const engine = await startEngine(config, opened, { folder, loss })
  const versions = { ...begun.run.versions, ...engine.versions }
  const own = await markConfig(runFolder, formatConfig(config))
  const run: RunFile = { ...begun.run, versions, loss, own, warnings: notices.list() }
  let isOpen = false
  try {
    await openRunFolder(config, begun, { run, tokenizer }, options)
    isOpen = true
    if ((await listCheckpoints(runFolder)).length > 0) await options.onResume?.()
    await writeJsonWhole(join(runFolder, 'labels.json'), encoded.labelsFile)
    await writeTrainingMentions(runFolder, encoded.training)
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
    }
    const summary = await trainAndEvaluate(prepared, options)
    const ended = new Date().toISOString()
    await writeRunFile(runFolder, { ...run, status: 'finished', ended, warnings: summary.warnings, summary })
    return summary
  } catch (error) {
    if (isOpen && error instanceof TrainingPruned) await writeRunFile(runFolder, { ...run, status: 'pruned' })
    else if (isOpen && options.signal?.aborted !== true) await noteFailure(runFolder, run, error)
    throw error
  } finally {
    await engine.dispose()
  }
}

/** Leaves in run.json that the run has failed; the same command begins where it stands. */
async function noteFailure(runFolder: string, run: RunFile, error: unknown): Promise<void> {
  const reason = error instanceof MedspanError ? error.message : 'a defect of medspan'
  // What failed first is what matters: a disk that is full takes no note of it either.
  await writeRunFile(runFolder, { ...run, status: 'failed', error: reason }).catch(() => undefined)
}

/** A run that is about to start or to go on. */
interface OpenedRun {
  readonly config: SettledConfig
  readonly corpus: OpenedCorpus
  /** What `run.json` says while the run is under way. */
  readonly run: RunFile
  /** What it said before. */
  readonly before: RunFile | undefined
}

/** Reads the corpus of a configuration, decides every setting, and says all that decides what its run comes to. */
export async function identifyRun(
  written: Config,
  base: { readonly folder: string; readonly tokenizer: Pick<StoredTokenizer, 'files'> },
  { progress, signal, corpora = openCorpus }: Pick<TrainOptions, 'progress' | 'signal' | 'corpora'>,
) {
  // Large files are hashed on a thread of their own while the corpus is read; what is wrong with that is said first.
  const fingerprint = fingerprintModel(base.folder, base.tokenizer.files)
  fingerprint.catch(() => {})
  const corpus = await corpora(written, { progress, signal })
  const { sentences } = corpus
  const config = settle(written, await readModelConfig(base.folder), { sentences, progress })
  return { corpus, config, identity: identityOf(config, corpus.sources, await fingerprint) }
}

/** Makes sure that the run folder may take this run. */
async function begin(
  written: Config,
  base: { readonly folder: string; readonly tokenizer: StoredTokenizer },
  notices: Notices,
  options: TrainOptions,
): Promise<OpenedRun> {
  const { corpus, config, identity } = await identifyRun(written, base, options)
  const { overwrite } = options
  const before = await claimRunFolder(config.training.output_dir, identity, { overwrite: overwrite === true })
  const run: RunFile = {
    status: 'running',
    versions: { engine: config.training.engine, ...currentVersions() },
    environment: currentEnvironment(),
    seed: config.training.seed,
    types: corpus.labels.types,
    identity,
    warnings: notices.list(),
  }
  return { config, corpus, run, before }
}

async function openRunFolder(
  config: Config,
  { before, corpus: { splits } }: OpenedRun,
  { run, tokenizer }: { readonly run: RunFile; readonly tokenizer: StoredTokenizer },
  { progress, overwrite }: TrainOptions,
): Promise<void> {
  const runFolder = config.training.output_dir
  if (overwrite === true) await makeRoom(runFolder, progress)
  noteVersions(before, run, progress)
  // First of all files: by it the next call knows the folder for its own, whenever this one ends.
  await writeRunFile(runFolder, run)
  await noteRunFiles(runFolder, tokenizer)
  await writeFileWhole(join(runFolder, 'medspan.yaml'), formatConfig(config))
  if (config.training.engine === 'accelerate')
    await writeFileWhole(join(runFolder, 'accelerate.yaml'), await accelerateYaml(config))
  await writeSplits(runFolder, splits)
}

/** Deletes the run that is in a folder. */
async function makeRoom(runFolder: string, progress: Progress): Promise<void> {
  const replaced = await readRunFile(runFolder)
  if (replaced === undefined) return
  const { summary: _, ...rest } = replaced
  // Whoever is ended on the way leaves no run that looks finished, and the folder for one that it may be used for.
  await writeRunFile(runFolder, { ...rest, status: 'failed', error: 'it was about to be replaced' })
  const left = await removeRunFiles(runFolder)
  if (left.length > 0) progress.info(`left in ${runFolder}, as no run has written it: ${listNames(left)}`)
}

/** Says which weights are new. */
function reportNewWeights({ newlyInitialized, parameters }: ClassifierSpec, progress: Progress): void {
  if (newlyInitialized.length === 0) return
  progress.info(
    newlyInitialized.length === parameters.size
      ? 'the model folder has no weights: all are drawn from the seed'
      : `new weights, drawn from the seed: ${listNames(newlyInitialized)}`,
  )
}

/** A few names, or a few and how many more there are. */
function listNames(names: readonly string[], limit = 6): string {
  const shown = names.slice(0, limit).join(', ')
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown
}

/** The most scores, 64 MiB of them, that are kept from an evaluation in training to the end; of more it is made anew. */
const KEPT_SCORES = 2 ** 24

interface PreparedRun {
  readonly base: BaseModel
  readonly corpus: Pick<OpenedCorpus, 'sources' | 'languages'>
  readonly opened: OpenedModel<ClassifierSpec>
  readonly engine: Engine
  /** The content of `config.json`, at a temperature of 1 by default. */
  readonly modelConfig: (temperature?: number) => string
  readonly config: SettledConfig
  readonly labels: LabelSet
  readonly tokenizer: StoredTokenizer
  /** Pieces a sequence. */
  readonly maxLength: number
  readonly encoded: EncodedCorpus
  readonly notices: Notices
  readonly lock: Lock | undefined
}

async function trainAndEvaluate(
  prepared: PreparedRun,
  { progress, signal, onEvaluation }: TrainOptions,
): Promise<RunSummary> {
  const { engine, modelConfig, config, labels, tokenizer, maxLength, encoded } = prepared
  const { adapted } = prepared.opened
  const { training } = config
  const { examples } = encoded
  const runFolder = training.output_dir
  const evaluation = async (title: string): Promise<DecodePartOptions> => ({
    labels,
    padId: tokenizer.padId,
    batchSize: training.per_device_eval_batch_size * processesOf(config),
    decoding: await decodingOf(engine, labels, config.model),
    title,
    progress,
    signal,
  })
  const describe = async (folder: string, temperature?: number): Promise<void> => {
    // A process that slept for long may have lost the folder: nothing more appears in it.
    await prepared.lock?.check()
    for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength }))
      await writeFileWhole(join(folder, name), content)
    await writeFileWhole(join(folder, 'config.json'), modelConfig(temperature))
    if (adapted !== undefined && folder !== runFolder)
      await writeFileWhole(join(folder, ADAPTER_CONFIG), adapterConfig(adapted, config.model.name_or_path))
  }
  // Of the newest evaluation, and of the best of those that this process has made.
  let newest: DecodedPart | undefined
  let ofBest: DecodedPart | undefined
  const state = await runTraining(engine, examples, {
    ...planOptions(config, tokenizer.padId),
    ...trainerOptions(training),
    evaluate: async () => {
      const options = await evaluation('Evaluating')
      const decoded = await decodePart(engine, encoded.validation, options)
      newest = countScores(decoded) <= KEPT_SCORES ? decoded : undefined
      const { result } = scorePart(decoded, encoded.validation, options)
      return { eval_loss: result.loss, ...metricsOf('eval', result) }
    },
    onBest: () => {
      ofBest = newest
    },
    describe,
    openRecorder: history => openEvents(join(runFolder, 'tensorboard'), history),
    onEvaluation,
    progress,
    signal,
  })

  const best = await readBest(runFolder, state, training.load_best_model_at_end)
  await engine.load(best.folder, best.trainer)
  const resampling = { training: encoded.training, seed: training.seed }
  const evaluateBest = async (
    part: EvaluatedPart,
    temperature: number | 'fit',
    kept?: DecodedPart,
  ): Promise<SplitEvaluation> => {
    const options = await evaluation(`Evaluating ${part}`)
    const sentences = encoded[part]
    const decoded = kept ?? (await decodePart(engine, sentences, options))
    const split = { sentences, documents: encoded.documents[part] }
    return scoreSplit(decoded, split, resampling, { ...options, temperature })
  }
  const validation = await evaluateBest(
    'validation',
    'fit',
    training.load_best_model_at_end ? ofBest : undefined,
  )
  const { temperature } = validation
  await describe(runFolder, temperature)
  for (const [name, content] of await modelFiles(prepared.opened, config.model, engine))
    await writeFileWhole(join(runFolder, name), content)
  const test = await evaluateBest('test', temperature)
  const { documents, baseline: dictionary } = encoded
  const baseline = { validation: dictionary.validation.scores, test: dictionary.test.scores }
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
  })
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
  })
  await writeModelCard(runFolder, card)
  const step = (training.load_best_model_at_end ? state.best_global_step : null) ?? state.global_step
  const at = state.log_history.findLast(record => record.step === step)
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
  }
}

/** The settings of a training as the loop takes them. */
function trainerOptions(training: SettledConfig['training']) {
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
  }
}

/** Says that a run goes on with other versions, which may change its last digits. */
function noteVersions(before: RunFile | undefined, run: RunFile, progress: Progress): void {
  if (before === undefined) return
  for (const [name, version] of Object.entries(run.versions)) {
    const old = before.versions[name]
    if (old === undefined || old === version) continue
    progress.notice({
      code: 'version-changed',
      message: `the run was begun with ${name} ${old} and resumes with ${version}: its last digits may differ`,
      count: 1,
    })
  }
}
