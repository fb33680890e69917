/**
 * @file Checkpoints: all that a run needs to go on as if nothing had happened.
 *
 * `checkpoint-<step>/` holds the parameters (`model.safetensors`), the optimizer's moments
 * (`optimizer.safetensors`, named `exp_avg.<parameter>`) and `trainer_state.json`. What is not trained is written too,
 * so that the folder is a model's; beside adapters it is not, and `adapter_model.safetensors` holds what is trained. A
 * checkpoint appears whole or not at all. Float32 and JSON's numbers come back with the same bits.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, statfs } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { ADAPTER_WEIGHTS, adapterWeights, readAdapterWeights } from '../nn/adapter-files.ts'
import { isAdapter } from '../nn/adapters.ts'
import { readSafetensorsFile, safetensorsPieces } from '../nn/safetensors.ts'
import { type FloatTensor, type NamedTensors, sizeOf } from '../nn/tensors.ts'
import { hasSystemCode, removeWhole, writeFileWhole, writeFolderWhole } from '../output.ts'
import type { EngineState } from './engine.ts'
import { formatTrainerState, parseTrainerState, type TrainerState } from './trainer-state.ts'

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
 * @throws MedspanError `output` when it cannot be written; then the checkpoints that were there stand as they were,
 * and the error says from which of them the run goes on.
 */
export async function writeCheckpoint(
  runFolder: string,
  engine: EngineState & { readonly frozen?: NamedTensors | undefined },
  trainer: TrainerState,
  describe?: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(runFolder, checkpointName(trainer.global_step))
  const moments = joinMoments(engine.moments)
  const weights = weightsFile(engine)
  try {
    await writeFolderWhole(path, async folder => {
      await writeFileWhole(join(folder, weights.name), weights.content)
      await writeFileWhole(join(folder, 'optimizer.safetensors'), safetensorsPieces(moments))
      await describe?.(folder)
      await writeFileWhole(join(folder, 'trainer_state.json'), formatTrainerState(trainer))
    })
  } catch (error) {
    if (!(error instanceof MedspanError) || error.code !== 'output') throw error
    throw await notSaved(runFolder, path, error, weights.bytes + bytesOf(moments))
  }
  return path
}

function weightsFile({
  parameters,
  frozen = new Map(),
}: EngineState & { readonly frozen?: NamedTensors | undefined }) {
  if ([...parameters.keys()].some(isAdapter))
    return { name: ADAPTER_WEIGHTS, content: adapterWeights(parameters), bytes: bytesOf(parameters) }
  const all = new Map([...frozen, ...parameters])
  return { name: 'model.safetensors', content: safetensorsPieces(all, { format: 'pt' }), bytes: bytesOf(all) }
}

const bytesOf = (tensors: NamedTensors): number => {
  let bytes = 0
  for (const { shape } of tensors.values()) bytes += 4 * sizeOf(shape)
  return bytes
}

/** Says which file of which checkpoint could not be written, what it takes, and where the run goes on. */
async function notSaved(
  runFolder: string,
  checkpoint: string,
  error: MedspanError,
  bytes: number,
): Promise<MedspanError> {
  const { path: written = checkpoint } = error.where ?? {}
  const path = written === checkpoint ? checkpoint : join(checkpoint, basename(written))
  const { cause } = error
  const full = hasSystemCode(cause, 'ENOSPC', 'EDQUOT')
  const free = await statfs(runFolder).then(
    ({ bavail, bsize }) => `, ${formatBytes(bavail * bsize)} are free`,
    () => '',
  )
  const [newest] = await listCheckpoints(runFolder)
  const next = newest === undefined ? 'begins anew' : `goes on from ${checkpointName(newest)}`
  return new MedspanError(
    'output',
    `${error.message}${full ? ` (the checkpoint takes ${formatBytes(bytes)}${free})` : ''}`,
    {
      where: { path },
      hint: `${full ? 'Free some space' : 'Put that right'}, then give the same command again: the run ${next}.`,
      cause,
    },
  )
}

const formatBytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

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
    trainer = parseTrainerState(await readFile(path, 'utf8'))
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
  const adapters = join(folder, ADAPTER_WEIGHTS)
  const parameters = existsSync(adapters)
    ? await readAdapterWeights(adapters)
    : await readSafetensorsFile(join(folder, 'model.safetensors'))
  const moments = splitMoments(await readSafetensorsFile(join(folder, 'optimizer.safetensors')))
  return { engine: { parameters, moments, updates: trainer.updates }, trainer }
}

type Saved = Pick<TrainerState, 'saved_steps' | 'best_global_step' | 'global_step'>

/**
 * Which checkpoints may go: those of interruptions that a later one has made superfluous, and the oldest ones beyond
 * `limit`. The newest one and the best one always stay, and the best one counts.
 * @param steps of the checkpoints there are
 */
export function superfluousCheckpoints(
  steps: readonly number[],
  state: Saved,
  limit: number | undefined,
): number[] {
  const saved = new Set(state.saved_steps)
  const newest = state.saved_steps.at(-1)
  const kept = new Set<number>()
  for (const step of [newest, state.best_global_step])
    if (step !== undefined && step !== null && saved.has(step)) kept.add(step)
  for (const step of [...steps].sort((a, b) => b - a))
    if (saved.has(step) && kept.size < (limit ?? Infinity)) kept.add(step)
  if (!saved.has(state.global_step)) kept.add(state.global_step)
  return steps.filter(step => !kept.has(step) && step <= state.global_step)
}

/** Deletes what `superfluousCheckpoints` says. */
export async function removeCheckpoints(
  runFolder: string,
  state: Saved,
  limit: number | undefined,
): Promise<void> {
  const steps = await listCheckpoints(runFolder)
  for (const step of superfluousCheckpoints(steps, state, limit))
    await removeWhole(join(runFolder, checkpointName(step)))
}
