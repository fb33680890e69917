/**
 * @file A training that takes milliseconds: the linear engine on eleven examples, and what it is compared by.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silent } from '../../src/progress.ts'
import type { TrainerState } from '../../src/run/trainer-state.ts'
import { batchesByLength } from '../../src/tokenizer/prediction.ts'
import type { Example } from '../../src/train/data/batches.ts'
import { createBatch } from '../../src/train/data/batches.ts'
import type { Engine } from '../../src/train/engine/engine.ts'
import { readState } from '../../src/train/engine/state-files.ts'
import { readBest, runTraining, type TrainerOptions } from '../../src/train/loop/trainer.ts'
import { randomBatch, savedState, stateBits } from './engine-contract.ts'
import { createLinearEngine } from './linear-engine.ts'

const vocabulary = 15
const labels = 3

/** Eleven examples of different lengths: with batches of 3, an epoch has 4 steps. */
export const examples: Example[] = Array.from({ length: 11 }, (_, index) => {
  const batch = randomBatch({ rows: 1, length: 3 + (index % 4), vocabulary, labels }, index)
  const chunk = {
    ids: batch.inputIds,
    wordOf: batch.inputIds.map((_, i) => i),
    firstWord: 0,
    lastWord: batch.length - 1,
  }
  return { chunk, labels: batch.labels }
})

export const newEngine = () => createLinearEngine({ seed: 5, vocabulary, labels })

/** The mean loss over all examples, as an evaluation. */
export async function measure(engine: Engine): Promise<Record<string, number>> {
  let sum = 0
  for (const batch of batchesByLength(
    examples.map(example => example.chunk.ids.length),
    { rows: 4 },
  ))
    sum += (
      await engine.evaluate(
        createBatch(
          batch.map(i => examples[i]!),
          0,
        ),
      )
    ).loss
  return { eval_loss: sum, eval_f1: 1 / (1 + sum) }
}

export function optionsFor(
  runFolder: string,
  engine: Engine,
  changes: Partial<TrainerOptions> = {},
): TrainerOptions {
  return {
    runFolder,
    seed: 5,
    epochs: 3,
    batchSize: 3,
    padId: 0,
    schedule: { type: 'linear', learningRate: 0.05, warmupSteps: 2, warmupRatio: 0 },
    loggingSteps: 3,
    metricForBestModel: 'f1',
    saveTotalLimit: 2,
    evaluate: () => measure(engine),
    progress: silent,
    ...changes,
  }
}

/** The best checkpoint's state. */
export async function bestBits(runFolder: string, state: TrainerState, loadBestModelAtEnd: boolean) {
  const { folder, trainer } = await readBest(runFolder, state, loadBestModelAtEnd)
  return stateBits(await readState(folder, trainer.updates))
}

/** What a finished run is compared by: its weights, where it stands, its log and its files. */
export async function resultOf(runFolder: string, engine: Engine, state: TrainerState) {
  return {
    bits: stateBits(await savedState(engine)),
    best: await bestBits(runFolder, state, state.best_model_checkpoint !== null),
    state: { ...state, train_seconds: 0 },
    log: await readFile(join(runFolder, 'log.jsonl'), 'utf8'),
    files: (await readdir(runFolder)).sort(),
  }
}

/** Trains without a break. */
export async function trainWhole(folder: string, changes: Partial<TrainerOptions> = {}) {
  const engine = newEngine()
  const state = await runTraining(engine, examples, optionsFor(folder, engine, changes))
  return resultOf(folder, engine, state)
}

/** An engine that aborts when its `at`-th call of step or evaluate has been made. */
export function aborting(engine: Engine, at: number, controller: AbortController): Engine {
  let calls = 0
  const count = () => {
    if (++calls === at) controller.abort()
  }
  return {
    ...engine,
    async step(batches, options) {
      const result = await engine.step(batches, options)
      count()
      return result
    },
    async evaluate(batch) {
      count()
      return engine.evaluate(batch)
    },
  }
}
