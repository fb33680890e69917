/**
 * @file Learning curves: how good models are that learn from a tenth, a quarter, half and all of the training part.
 *
 * Every point is an ordinary run in a folder of its own below the run folder, so that one that was interrupted goes on,
 * and one that is finished is not trained again. Shares are nested (corpus/share.ts), labels, validation and test the
 * same for all. Seeds change the training, not which documents a share has.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config, SettledConfig } from '../config/config.ts'
import { createLabelPolicy, decideLabels } from '../corpus/labels.ts'
import { takeShare } from '../corpus/share.ts'
import { MedspanError } from '../errors.ts'
import { bootstrapScores } from '../metrics/bootstrap.ts'
import { parseScoredDocuments } from '../metrics/mentions.ts'
import { readModelConfig } from '../nn/stored-model.ts'
import type { Progress } from '../progress.ts'
import { fingerprintModel, identityOf, isSameRun, type SourceFingerprint } from '../run/identity.ts'
import { type LearningCurve, type LearningPoint, writeLearningCurve } from '../run/learning-curve.ts'
import { readRunFile } from '../run/run-file.ts'
import { FOLDER_LOCK, takeLock } from '../system/lock.ts'
import { type Corpus, IGNORED_TYPE } from '../text/document.ts'
import { readTokenizer } from '../tokenizer/stored-tokenizer.ts'
import { modelFolder } from './assembly.ts'
import { prepareCorpus } from './data/dataset.ts'
import { countSentences } from './encoded-corpus.ts'
import { settle } from './recipe.ts'
import { train } from './run.ts'
import { checkSeeds, doResumable } from './several.ts'

export interface LearningCurveOptions {
  /** Shares of the training part's documents, above 0 and at most 1. By default a tenth, a quarter, half and all. */
  readonly shares?: readonly number[] | undefined
  /** Seeds of training: each share is learnt from once with each. By default `training.seed`. */
  readonly seeds?: readonly number[] | undefined
  readonly progress: Progress
  /** Ends the training under way in order: the same call goes on from there. */
  readonly signal?: AbortSignal | undefined
  /** Whether runs of another configuration are replaced. */
  readonly overwrite?: boolean | undefined
  /** Samples of documents for the intervals; 10,000 unless given. */
  readonly samples?: number | undefined
}

export const DEFAULT_SHARES: readonly number[] = [0.1, 0.25, 0.5, 1]

/**
 * Trains a model for every share and seed, in `<output_dir>/learning_curve/<share>-seed<seed>`, and scores it by
 * characters. `learning_curve.json` in the run folder is written after each of them, with the points so far. A finished
 * run in the run folder itself is taken for the whole training part with its seed.
 *
 * All seeds of a share take the same documents: what differs between them is training alone.
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue
 */
export async function learningCurve(config: Config, options: LearningCurveOptions): Promise<LearningCurve> {
  const { progress, signal } = options
  const runFolder = config.training.output_dir
  const { shares, seeds } = checkPoints(config, options)
  const points: LearningPoint[] = []
  const count = shares.length * seeds.length
  const lock = await takeLock(join(runFolder, 'learning_curve', FOLDER_LOCK), { wait: false })
  const work = async (): Promise<void> => {
    const inputs = await describeShares(config, shares, options)
    // Seeds outside: the first of them makes a whole curve before the second begins.
    for (const seed of seeds)
      for (const share of shares) {
        signal?.throwIfAborted()
        progress.info(`point ${points.length + 1} of ${count}: share ${share}, seed ${seed}`)
        const own = pointConfig(config, share, seed)
        const folder = (await isThere(runFolder, inputs.settle(own, share), inputs))
          ? runFolder
          : own.training.output_dir
        if (folder !== runFolder) await train(own, options)
        const { documents, mentions } = inputs.sizes.get(share)!
        points.push({
          share,
          seed,
          documents,
          mentions,
          validation: await scorePart(folder, 'validation', seed, options),
          test: await scorePart(folder, 'test', seed, options),
        })
        points.sort((a, b) => a.share - b.share || a.seed - b.seed)
        await writeLearningCurve(runFolder, { points })
      }
  }
  try {
    await doResumable(work, {
      folder: join(runFolder, 'learning_curve'),
      signal,
      state: () => `${points.length} of ${count} points are finished`,
    })
  } finally {
    await lock.release()
  }
  return { points }
}

/** The shares ascending and the seeds as given, each once. */
function checkPoints(
  config: Config,
  { shares = DEFAULT_SHARES, seeds = [config.training.seed] }: LearningCurveOptions,
): { shares: number[]; seeds: number[] } {
  for (const share of shares)
    if (!(share > 0 && share <= 1))
      throw new MedspanError('config', `expected shares above 0 and at most 1, got ${share}`)
  const once = checkSeeds(seeds)
  if (shares.length === 0 || seeds.length === 0)
    throw new MedspanError('config', 'expected at least one share and one seed')
  if (config.corpus.split.train_share < 1)
    throw new MedspanError('config', 'a learning curve takes shares of the whole training part', {
      where: { at: 'corpus.split.train_share' },
      hint: 'Leave the key out, and name the shares with --shares.',
    })
  return { shares: [...new Set(shares)].sort((a, b) => a - b), seeds: once }
}

/** The configuration of one point's run. */
function pointConfig(config: Config, share: number, seed: number): Config {
  const { corpus, training } = config
  return {
    ...config,
    corpus: { ...corpus, split: { ...corpus.split, train_share: share } },
    training: {
      ...training,
      seed,
      output_dir: join(training.output_dir, 'learning_curve', `${share}-seed${seed}`),
    },
  }
}

/** What of the corpus and the model the points have in common. */
interface CurveInputs {
  readonly sources: readonly SourceFingerprint[]
  readonly model: Readonly<Record<string, string>>
  /** What each share holds. */
  readonly sizes: ReadonlyMap<
    number,
    { readonly documents: number; readonly sentences: number; readonly mentions: number }
  >
  /** The same training of a share with every setting decided. */
  readonly settle: (config: Config, share: number) => SettledConfig
}

async function describeShares(
  config: Config,
  shares: readonly number[],
  { progress, signal }: LearningCurveOptions,
): Promise<CurveInputs> {
  // What there is to notice is said by each run.
  const quiet: Progress = { ...progress, info() {}, notice() {} }
  const folder = await modelFolder(config.model, { progress, signal })
  const model = await fingerprintModel(folder, (await readTokenizer(folder)).files)
  const { wholeTrain, sources } = await prepareCorpus(config, { progress: quiet, signal })
  const { decide } = createLabelPolicy(decideLabels(wholeTrain, config.labels), config.labels)
  const isLabelled = (types: readonly string[]): boolean => {
    const label = types.length === 0 ? undefined : decide(types).label
    return label !== undefined && label !== IGNORED_TYPE
  }
  const sizeOf = (corpus: Corpus) => ({
    documents: corpus.length,
    sentences: countSentences(corpus),
    mentions: corpus.flatMap(({ mentions }) => mentions).filter(({ types }) => isLabelled(types)).length,
  })
  const { seed } = config.corpus.split
  const sizes = new Map(shares.map(share => [share, sizeOf(takeShare(wholeTrain, share, seed))]))
  const described = await readModelConfig(folder)
  return {
    sources,
    model,
    sizes,
    settle: (own, share) =>
      settle(own, described, { sentences: sizes.get(share)!.sentences, progress: quiet }),
  }
}

/** Whether a folder holds a finished run of a configuration. */
async function isThere(
  runFolder: string,
  config: SettledConfig,
  { sources, model }: CurveInputs,
): Promise<boolean> {
  const run = await readRunFile(runFolder)
  return run?.status === 'finished' && isSameRun(run.identity, identityOf(config, sources, model))
}

async function scorePart(
  runFolder: string,
  part: 'validation' | 'test',
  seed: number,
  { samples }: LearningCurveOptions,
): Promise<LearningPoint['test']> {
  const path = join(runFolder, `predictions.${part}.jsonl`)
  const documents = parseScoredDocuments(await readFile(path, 'utf8'), path)
  const { micro, macro } = bootstrapScores(documents, { seed, ...(samples !== undefined && { samples }) })
  return { micro: micro.f1, macro: macro.f1 }
}
