import { mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listCheckpoints } from '../../src/run/checkpoints.ts'
import { formatTrainerState, parseTrainerState, type TrainerState } from '../../src/run/trainer-state.ts'
import { readState } from '../../src/train/engine/state-files.ts'
import {
  readCheckpoint,
  removeCheckpoints,
  superfluousCheckpoints,
  writeCheckpoint,
} from '../../src/train/loop/checkpoint.ts'
import { randomBatch, stateBits } from './engine-contract.ts'
import { createLinearEngine } from './linear-engine.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-checkpoint-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const stateAt = (step: number): TrainerState => ({
  global_step: step,
  epoch: step / 3,
  max_steps: 9,
  num_train_epochs: 3,
  train_batch_size: 2,
  max_tokens_per_batch: null,
  gradient_accumulation_steps: 3,
  logging_steps: 10,
  eval_steps: null,
  save_steps: 4,
  best_metric: 0.1 + 0.2,
  best_global_step: step,
  best_model_checkpoint: `checkpoint-${step}`,
  lr_scheduler: { best: 0.1, num_bad_epochs: 1, cooldown_counter: 0, last_epoch: 2, _last_lr: [1 / 7] },
  stateful_callbacks: {
    EarlyStoppingCallback: {
      args: { early_stopping_patience: 2, early_stopping_threshold: 0.01 },
      attributes: { early_stopping_patience_counter: 1 },
    },
  },
  updates: 2,
  total_loss: 1 / 3,
  pending_loss: 0,
  pending_steps: 0,
  train_seconds: 1.25,
  evaluated_steps: [step],
  saved_steps: [step],
  log_history: [{ step, epoch: step / 3, eval_f1: 2 / 7 }],
})

async function trainedEngine() {
  const engine = createLinearEngine({ seed: 1, vocabulary: 9, labels: 3 })
  for (const step of [0, 1])
    await engine.step([randomBatch({ rows: 2, length: 5, vocabulary: 9, labels: 3 }, step)], {
      learningRate: 0.1,
      step,
    })
  return engine
}

test('what is written comes back with the same bits', async () => {
  const engine = await trainedEngine()
  await writeCheckpoint(folder, engine, stateAt(6), path => writeFile(join(path, 'config.json'), '{}'))
  expect((await readdir(join(folder, 'checkpoint-6'))).sort()).toEqual([
    'SHA256SUMS',
    'config.json',
    'model.safetensors',
    'optimizer.safetensors',
    'trainer_state.json',
  ])
  const read = await readCheckpoint(folder, 6)
  expect(stateBits(await readState(read.folder, read.trainer.updates))).toEqual(stateBits(engine.state()))
  expect(read.trainer).toEqual(stateAt(6))
})

test('a checkpoint that cannot be finished leaves nothing', async () => {
  const engine = await trainedEngine()
  const failure = new Error('no tokenizer')
  await expect(writeCheckpoint(folder, engine, stateAt(6), () => Promise.reject(failure))).rejects.toBe(
    failure,
  )
  expect(await readdir(folder)).toEqual([])
})

test('checkpoints are listed newest first, and other names passed over', async () => {
  const engine = await trainedEngine()
  for (const step of [3, 12, 6]) await writeCheckpoint(folder, engine, stateAt(step))
  await writeFile(join(folder, 'checkpoint-best'), '')
  expect(await listCheckpoints(folder)).toEqual([12, 6, 3])
  expect(await listCheckpoints(join(folder, 'absent'))).toEqual([])
})

describe('a damaged checkpoint is an error that names the file', () => {
  test.each(['model.safetensors', 'optimizer.safetensors', 'trainer_state.json'])('%s', async name => {
    const engine = await trainedEngine()
    await writeCheckpoint(folder, engine, stateAt(6))
    const path = join(folder, 'checkpoint-6', name)
    await truncate(path, (await readFile(path)).length - 3)
    await expect(readCheckpoint(folder, 6)).rejects.toMatchObject({ code: 'input', where: { path } })
  })

  test.each(['config.json', 'model.safetensors', 'optimizer.safetensors', 'trainer_state.json'])(
    'one bit in %s, and none of the file at all',
    async name => {
      const engine = await trainedEngine()
      await writeCheckpoint(folder, engine, stateAt(6), path => writeFile(join(path, 'config.json'), '{ }'))
      const path = join(folder, 'checkpoint-6', name)
      const bytes = await readFile(path)
      bytes[bytes.length - 2]! ^= 1
      await writeFile(path, bytes)
      await expect(readCheckpoint(folder, 6)).rejects.toMatchObject({ code: 'input', where: { path } })
      await rm(path)
      await expect(readCheckpoint(folder, 6)).rejects.toMatchObject({ code: 'input', where: { path } })
    },
  )

  test('checksums that are none, or of files elsewhere', async () => {
    await writeCheckpoint(folder, await trainedEngine(), stateAt(6))
    const path = join(folder, 'checkpoint-6/SHA256SUMS')
    for (const line of [
      '',
      'abc  config.json',
      `${'0'.repeat(64)}  ../run.json`,
      `${'0'.repeat(64)}  /dev/zero`,
    ]) {
      await writeFile(path, `${line}\n`)
      await expect(readCheckpoint(folder, 6)).rejects.toMatchObject({ code: 'input', where: { path } })
    }
    await symlink('/dev/zero', join(folder, 'checkpoint-6/zeros'))
    await writeFile(path, `${'0'.repeat(64)}  zeros\n`)
    await expect(readCheckpoint(folder, 6)).rejects.toThrow('got none')
  })

  test('no checksums, as in earlier versions, are none that are wrong', async () => {
    await writeCheckpoint(folder, await trainedEngine(), stateAt(6))
    await rm(join(folder, 'checkpoint-6/SHA256SUMS'))
    expect((await readCheckpoint(folder, 6)).trainer).toEqual(stateAt(6))
  })

  test('a renamed one', async () => {
    await writeCheckpoint(folder, await trainedEngine(), stateAt(6))
    await rm(join(folder, 'checkpoint-6/SHA256SUMS'))
    await writeFile(join(folder, 'checkpoint-6/trainer_state.json'), formatTrainerState(stateAt(5)))
    await expect(readCheckpoint(folder, 6)).rejects.toThrow(/expected the state of step 6, got that of 5/)
  })
})

describe('which checkpoints may go', () => {
  const after = (saved: number[], best: number | null, step: number) => ({
    saved_steps: saved,
    best_global_step: best,
    global_step: step,
  })
  test.each([
    ['none without a limit', [3, 6, 9], after([3, 6, 9], 3, 9), undefined, []],
    ['all but the newest and the best', [3, 6, 9, 12], after([3, 6, 9, 12], 6, 12), 2, [3, 9]],
    ['not the best, even with a limit of one', [3, 6, 9], after([3, 6, 9], 3, 9), 1, [6]],
    ['the best counts', [3, 6, 9, 12], after([3, 6, 9, 12], 3, 12), 3, [6]],
    ['the newest may be the best', [3, 6, 9], after([3, 6, 9], 9, 9), 1, [3, 6]],
    ['not the best where it was not saved', [3, 6, 9], after([3, 6, 9], 5, 9), 1, [3, 6]],
    ['that of an interruption, once another is later', [3, 5, 6], after([3, 6], 3, 6), 5, [5]],
    ['not that of this interruption', [3, 4, 5], after([3], 3, 5), 5, [4]],
    ['not what lies ahead', [3, 6], after([3], 3, 3), 1, []],
  ] as const)('%s', (_title, steps, state, limit, gone) => {
    const mutable = { ...state, saved_steps: [...state.saved_steps] }
    expect(superfluousCheckpoints(steps, mutable, limit)).toEqual(gone)
  })

  test('and they go', async () => {
    const engine = await trainedEngine()
    for (const step of [3, 6, 9]) await writeCheckpoint(folder, engine, stateAt(step))
    await removeCheckpoints(folder, after([3, 6, 9], 3, 9), 1)
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-3', 'checkpoint-9'])
  })
})

/** The fields of transformers' TrainerState, which takes no others. */
const fields =
  'epoch global_step max_steps logging_steps eval_steps save_steps train_batch_size num_train_epochs ' +
  'num_input_tokens_seen total_flos log_history best_metric best_global_step best_model_checkpoint ' +
  'is_local_process_zero is_world_process_zero is_hyper_param_search trial_name trial_params stateful_callbacks'

test('the state of a run has no keys but those of transformers, and is read back', () => {
  const state = stateAt(6)
  const content = formatTrainerState(state)
  const keys = Object.keys(JSON.parse(content) as object)
  expect(keys.filter(key => !fields.split(' ').includes(key))).toEqual([])
  expect(parseTrainerState(content)).toEqual(state)
})
