/**
 * @file One configuration trained with several seeds: each an ordinary run in a folder of its own, on the same parts, so that
 * one that was interrupted goes on, and one that is finished is not trained again. Several may train at the same time, in
 * processes of their own, here or elsewhere.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { MedspanError } from '../errors.ts'
import { onceOnly, type Progress } from '../progress.ts'
import { checkSameRun } from '../run/claim.ts'
import { isSameRun, type RunIdentity } from '../run/identity.ts'
import { readRunFile } from '../run/run-file.ts'
import { describeSeeds, listSeeds, type SeedsFile, seedFolder, writeSeeds } from '../run/seeds.ts'
import { FOLDER_LOCK, withLock } from '../system/lock.ts'
import { readTokenizer } from '../tokenizer/stored-tokenizer.ts'
import { modelFolder } from './assembly.ts'
import { type OpenCorpus, openCorpus, shareCorpora } from './encoded-corpus.ts'
import { identifyRun, train } from './run.ts'
import { trainElsewhere } from './seed-worker.ts'
import { checkSeeds, doResumable, workInParallel } from './several.ts'

/** What has become of one seed's training. */
export type SeedOutcome = { readonly kind: 'success' } | { readonly kind: 'failure'; readonly error: unknown }

export interface SeedsOptions {
  /** Values of `training.seed`. */
  readonly seeds: readonly number[]
  /** Processes that train at the same time, the processor's cores shared among them; 1 unless given: this process. */
  readonly jobs?: number | undefined
  readonly progress: Progress
  /** Ends trainings under way in order: the same call goes on from there. */
  readonly signal?: AbortSignal | undefined
  /** Whether runs in the folder are replaced. */
  readonly overwrite?: boolean | undefined
  /** Is told what has become of each training that this call has done, and awaited. */
  readonly onRun?: ((runFolder: string, outcome: SeedOutcome) => Promise<void>) | undefined
}

/**
 * Trains a configuration once with each seed, in `<output_dir>/seed-<seed>`, and gives the scores of all finished seeds of
 * this configuration in the folder, which `seeds.json` has too, written after each of them. The seed of the split is the
 * configuration's: documents of the parts are the same.
 * @throws MedspanError for anything a user can put right; on abort, one that says how to continue
 */
export async function trainSeeds(config: Config, options: SeedsOptions): Promise<SeedsFile> {
  const { progress, signal, overwrite = false, jobs = 1 } = options
  const seeds = checkSeeds(options.seeds)
  if (seeds.length === 0) throw new MedspanError('config', 'expected at least one seed')
  const folder = config.training.output_dir
  const heard = onceOnly(progress)
  let count = 0
  const work = async (): Promise<SeedsFile> => {
    signal?.throwIfAborted()
    // Processes of their own read it themselves.
    const corpora = jobs === 1 ? shareCorpora() : openCorpus
    const identity = await identify(config, { corpora, progress: heard, signal })
    await checkFolderOfSeeds(folder, identity, overwrite)
    await workInParallel(seeds, {
      jobs,
      signal,
      work: async (seed, either) => {
        const own = seedConfig(config, seed, jobs)
        const isDone = !overwrite && (await isFinished(folder, seed, identity))
        progress.info(`seed ${seed}${isDone ? ' is trained already' : ''}`)
        if (!isDone) await trainOne(own, { ...options, progress: heard, signal: either, corpora, jobs })
        count++
        await gather(folder, identity)
      },
    })
    return (await gather(folder, identity))!
  }
  return doResumable(work, { folder, signal, state: () => `${count} of ${seeds.length} seeds are finished` })
}

/** All that decides what the runs come to but their seed. */
async function identify(
  config: Config,
  options: Pick<SeedsOptions, 'progress' | 'signal'> & { readonly corpora: OpenCorpus },
): Promise<RunIdentity> {
  const folder = await modelFolder(config.model, options)
  const tokenizer = await readTokenizer(folder)
  return (await identifyRun(config, { folder, tokenizer }, options)).identity
}

function withSeed(identity: RunIdentity, seed: number): RunIdentity {
  const { config } = identity
  return { ...identity, config: { ...config, training: { ...(config.training as object), seed } } }
}

/** Makes sure that seeds in a folder are of one configuration. */
async function checkFolderOfSeeds(folder: string, identity: RunIdentity, overwrite: boolean): Promise<void> {
  if ((await readRunFile(folder)) !== undefined)
    throw new MedspanError('output', 'the folder holds a run, and runs of seeds need one of their own', {
      where: { path: folder },
      hint: `Choose another one, such as ${folder}-seeds: --output, or training.output_dir.`,
    })
  if (overwrite) return
  for (const seed of await listSeeds(folder)) {
    const run = await readRunFile(seedFolder(folder, seed))
    if (run !== undefined) checkSameRun(seedFolder(folder, seed), run, withSeed(identity, seed))
  }
}

async function isFinished(folder: string, seed: number, identity: RunIdentity): Promise<boolean> {
  const run = await readRunFile(seedFolder(folder, seed))
  return run?.status === 'finished' && isSameRun(run.identity, withSeed(identity, seed))
}

/** The configuration of one seed's run. */
export function seedConfig(config: Config, seed: number, jobs: number): Config {
  const { training } = config
  const threads =
    training.threads ?? (jobs === 1 ? undefined : Math.max(1, Math.floor(availableParallelism() / jobs)))
  return {
    ...config,
    training: {
      ...training,
      seed,
      output_dir: seedFolder(training.output_dir, seed),
      ...(threads !== undefined && { threads }),
    },
  }
}

async function trainOne(
  config: Config,
  { jobs, onRun, ...options }: SeedsOptions & { readonly jobs: number; readonly corpora: OpenCorpus },
): Promise<void> {
  const { progress, signal, overwrite, corpora } = options
  const runFolder = config.training.output_dir
  try {
    // A process that this one has started before, and that is about to end, comes to its end first.
    if (jobs === 1) await train(config, { progress, signal, overwrite, corpora, waitsForLock: true })
    else
      await trainElsewhere(config, { progress: nameSeed(progress, config.training.seed), signal, overwrite })
  } catch (error) {
    if (!(error instanceof MedspanError && error.code === 'interrupted'))
      await onRun?.(runFolder, { kind: 'failure', error })
    throw error
  }
  await onRun?.(runFolder, { kind: 'success' })
}

/** Puts before the title of each task which of several seeds it is of. */
function nameSeed(progress: Progress, seed: number): Progress {
  return {
    ...progress,
    task: (title, total, unit) => progress.task(`seed ${seed}: ${title.toLowerCase()}`, total, unit),
  }
}

/** Writes what the finished seeds of a configuration come to. Another process may do so at the same time. */
async function gather(folder: string, identity: RunIdentity): Promise<SeedsFile | undefined> {
  return withLock(join(folder, FOLDER_LOCK), async () => {
    const finished: number[] = []
    for (const seed of await listSeeds(folder))
      if (await isFinished(folder, seed, identity)) finished.push(seed)
    const described = await describeSeeds(folder, finished)
    if (described !== undefined) await writeSeeds(folder, described)
    return described
  })
}
