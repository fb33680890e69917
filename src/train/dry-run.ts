/**
 * @file `--dry-run`: everything that a run does before its first step, and what it will take. Nothing is written.
 */

import { accelerateSettings, type Config, PARTS, type SettledConfig } from '../config/config.ts'
import { decideLabels, type MappingRow, mergeMappings } from '../corpus/labels.ts'
import type { Notice } from '../errors.ts'
import type { LossFunction } from '../nn/losses.ts'
import { readModelConfig } from '../nn/stored-model.ts'
import { collectNotices, type Progress } from '../progress.ts'
import { readTokenizer } from '../tokenizer/stored-tokenizer.ts'
import { modelFolder, openTrainable, planOptions, startEngine } from './assembly.ts'
import { prepareCorpus } from './data/dataset.ts'
import { encodeSplits } from './data/encoded-splits.ts'
import { reportLabels } from './data/labelling.ts'
import { countSentences } from './encoded-corpus.ts'
import { type Forecast, forecastTraining } from './forecast/forecast.ts'
import { localMemory, type Sharing, workerMemory } from './forecast/memory.ts'
import { countLabels, createLoss } from './loop/loss.ts'
import { settle } from './recipe.ts'

export interface DryRunOptions {
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** What a run would be; plain JSON. */
export interface DryRun extends Forecast {
  readonly runFolder: string
  /** Every setting with its value. */
  readonly training: SettledConfig['training']
  readonly types: readonly string[]
  /** What became of the mentions of each type, over all parts. */
  readonly mapping: readonly MappingRow[]
  /** With the weights that come of the training part. */
  readonly loss: LossFunction
  readonly warnings: readonly Notice[]
}

/**
 * Prepares the run that a configuration describes and forecasts it. The run folder is neither read nor written.
 * @throws MedspanError for anything a user can put right; what the signal was aborted with
 */
export async function dryRun(written: Config, options: DryRunOptions): Promise<DryRun> {
  const { signal } = options
  const { progress, notices } = collectNotices(options.progress)
  const folder = await modelFolder(written.model, options)
  const tokenizer = await readTokenizer(folder)
  const corpus = await prepareCorpus(written, { progress, signal })
  const config = settle(written, await readModelConfig(folder), {
    sentences: countSentences(corpus.parts.train),
    progress,
  })
  const { training } = config
  const labels = decideLabels(corpus.wholeTrain, config.labels)
  const opened = await openTrainable(folder, config, labels, tokenizer)
  const { model } = opened
  const longest = model.encoder.maxLength
  const encoded = await encodeSplits(corpus, labels, { config, tokenizer, longest, progress, signal })
  const { sentences: parts, policies } = encoded
  reportLabels(policies, { ...progress, info() {} })
  const documents = {
    train: corpus.parts.train.length,
    validation: corpus.parts.validation.length,
    test: corpus.parts.test.length,
  }
  const examples = parts.train.flatMap(({ chunks }) => chunks)
  const loss = createLoss(config.loss, labels, countLabels(examples, labels))
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
    memoryOf: tried =>
      training.engine === 'onnx' && model.described === undefined
        ? localMemory({ model, isTrained: opened.isTrained, loss }, tried)
        : workerMemory(opened, sharingOf(config), tried),
    progress,
    signal,
  })
  return {
    runFolder: training.output_dir,
    training,
    types: labels.types,
    mapping: mergeMappings(PARTS.map(part => policies[part].mapping())),
    loss,
    ...forecast,
    warnings: notices.list(),
  }
}

/** How the processes of the engine on PyTorch share the model. */
function sharingOf(config: Config): Sharing {
  const { optim, ema_decay } = config.training
  return {
    strategy: accelerateSettings(config).strategy,
    optimizer: optim,
    hasAverage: ema_decay !== undefined,
    hasAdapters: config.model.lora !== undefined,
  }
}
