/**
 * @file Checkpoints: all that a run needs to go on as if nothing had happened.
 *
 * `checkpoint-<step>/` holds the parameters (`model.safetensors`), the optimizer's moments
 * (`optimizer.safetensors`, named `exp_avg.<parameter>`) and `trainer_state.json`. A checkpoint appears whole or
 * not at all. Float32 and JSON's numbers come back with the same bits.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MedspanError } from '../errors.ts'
import { readSafetensorsFile, safetensorsPieces } from '../nn/safetensors.ts'
import type { FloatTensor, NamedTensors } from '../nn/tensors.ts'
import { hasSystemCode, removeWhole, writeFileWhole, writeFolderWhole, writeJsonWhole } from '../output.ts'
import type { EngineState } from './engine.ts'

const logRecordSchema = z.record(z.string(), z.number())

/** One line of a run's log: `step` and `epoch`, and either `loss`, `grad_norm`, `learning_rate` or `eval_*`. */
export type LogRecord = Readonly<Record<string, number>>

const trainerStateSchema = z.object({
  /** Steps made so far. */
  global_step: z.int().min(0),
  /** Epochs made so far, with a fraction inside one. */
  epoch: z.number().min(0),
  max_steps: z.int().min(1),
  num_train_epochs: z.number(),
  train_batch_size: z.int().min(1),
  /** The best value of `metric_for_best_model` so far, and where it was reached; null before an evaluation. */
  best_metric: z.number().nullable(),
  best_global_step: z.int().nullable(),
  best_model_checkpoint: z.string().nullable(),
  /** Updates of the optimizer: AdamW's t. */
  updates: z.int().min(0),
  /** The sum of the losses of all steps. */
  total_loss: z.number(),
  /** The sum of the losses since the last logged record, and how many they are. */
  pending_loss: z.number(),
  pending_steps: z.int().min(0),
  /** Seconds spent in training, interruptions left out. */
  train_seconds: z.number(),
  /** Steps at which evaluations were made, in order. */
  evaluated_steps: z.array(z.int()),
  log_history: z.array(logRecordSchema),
})

/** Where a run stands. Keys that Hugging Face's `trainer_state.json` has carry its names. */
export type TrainerState = z.output<typeof trainerStateSchema>

const namePattern = /^checkpoint-(\d+)$/

/** The name of a step's checkpoint. */
export function checkpointName(step: number): string {
  return `checkpoint-${step}`
}

/** The steps of the checkpoints in a run folder, newest first. */
export async function listCheckpoints(runFolder: string): Promise<number[]> {
  const names = await readdir(runFolder).catch((error: unknown) => {
    if (hasSystemCode(error, 'ENOENT')) return []
    throw error
  })
  return names
    .flatMap(name => {
      const match = namePattern.exec(name)
      return match === null ? [] : [Number(match[1])]
    })
    .sort((a, b) => b - a)
}

/** `exp_avg` of `a.weight` -> `exp_avg.a.weight`. */
function joinMoments(moments: EngineState['moments']): NamedTensors {
  const joined = new Map<string, FloatTensor>()
  for (const [moment, tensors] of Object.entries(moments))
    for (const [name, tensor] of tensors) joined.set(`${moment}.${name}`, tensor)
  return joined
}

/** The other way round: a moment's name has no dot. */
function splitMoments(joined: NamedTensors): EngineState['moments'] {
  const moments: Record<string, Map<string, FloatTensor>> = {}
  for (const [key, tensor] of joined) {
    const dot = key.indexOf('.')
    const moment = key.slice(0, dot)
    moments[moment] ??= new Map()
    moments[moment].set(key.slice(dot + 1), tensor)
  }
  return moments
}

/**
 * Writes a checkpoint whole and returns its path. `describe` adds what makes the folder a model folder
 * (`config.json`, the tokenizer).
 */
export async function writeCheckpoint(
  runFolder: string,
  engine: EngineState,
  trainer: TrainerState,
  describe?: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(runFolder, checkpointName(trainer.global_step))
  await writeFolderWhole(path, async folder => {
    const weights = safetensorsPieces(engine.parameters, { format: 'pt' })
    await writeFileWhole(join(folder, 'model.safetensors'), weights)
    await writeFileWhole(
      join(folder, 'optimizer.safetensors'),
      safetensorsPieces(joinMoments(engine.moments)),
    )
    await describe?.(folder)
    await writeJsonWhole(join(folder, 'trainer_state.json'), trainer)
  })
  return path
}

/**
 * Reads a checkpoint.
 * @throws MedspanError `input` naming the damaged file.
 */
export async function readCheckpoint(
  runFolder: string,
  step: number,
): Promise<{ engine: EngineState; trainer: TrainerState }> {
  const folder = join(runFolder, checkpointName(step))
  const path = join(folder, 'trainer_state.json')
  let trainer: TrainerState
  try {
    trainer = trainerStateSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new MedspanError('input', 'expected the state of a training run', { where: { path }, cause })
  }
  if (trainer.global_step !== step) {
    throw new MedspanError(
      'input',
      `expected the state of step ${step}, got that of ${trainer.global_step}`,
      {
        where: { path },
      },
    )
  }
  const parameters = await readSafetensorsFile(join(folder, 'model.safetensors'))
  const moments = splitMoments(await readSafetensorsFile(join(folder, 'optimizer.safetensors')))
  return { engine: { parameters, moments, updates: trainer.updates }, trainer }
}

/**
 * Which checkpoints may go: those of interruptions that a later evaluation has made superfluous, and the oldest
 * ones beyond `limit`. The newest one and the best one always stay, and the best one counts.
 * @param steps of the checkpoints there are
 */
export function superfluousCheckpoints(
  steps: readonly number[],
  state: Pick<TrainerState, 'evaluated_steps' | 'best_global_step' | 'global_step'>,
  limit: number | undefined,
): number[] {
  const evaluated = new Set(state.evaluated_steps)
  const newest = state.evaluated_steps.at(-1)
  const kept = new Set<number>()
  for (const step of [newest, state.best_global_step]) if (step !== undefined && step !== null) kept.add(step)
  for (const step of [...steps].sort((a, b) => b - a))
    if (evaluated.has(step) && kept.size < (limit ?? Infinity)) kept.add(step)
  if (!evaluated.has(state.global_step)) kept.add(state.global_step)
  return steps.filter(step => !kept.has(step) && step <= state.global_step)
}

/** Deletes what `superfluousCheckpoints` says. */
export async function removeCheckpoints(
  runFolder: string,
  state: Pick<TrainerState, 'evaluated_steps' | 'best_global_step' | 'global_step'>,
  limit: number | undefined,
): Promise<void> {
  const steps = await listCheckpoints(runFolder)
  for (const step of superfluousCheckpoints(steps, state, limit))
    await removeWhole(join(runFolder, checkpointName(step)))
}
