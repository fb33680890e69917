/** @file Two processes, here two calls, that would write into one run folder or one study folder at the same time. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Progress, silent } from '../../src/progress.ts'
import { FOLDER_LOCK, takeLock } from '../../src/system/lock.ts'
import { learningCurve } from '../../src/train/learning-curve.ts'
import { train } from '../../src/train/run.ts'
import { openSearch } from '../../src/tuning/search.ts'
import { openStudy } from '../../src/tuning/study-folder.ts'
import { search } from '../tuning/small-search.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-two-'))
  path = await createSmallProject(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Calls when the first step of a training is made. */
function atFirstStep(call: () => Promise<void>): {
  progress: Progress
  called: () => Promise<void> | undefined
} {
  let called: Promise<void> | undefined
  const task: Progress['task'] = title => ({
    advance() {
      if (title === 'Training') called ??= call()
    },
    end() {},
  })
  return { progress: { ...silent, task }, called: () => called }
}

const busy = {
  code: 'output',
  message: expect.stringContaining(`another process works here: process ${process.pid} on `),
  hint: 'Wait until it has ended, or choose another folder.',
}

test('a second training in a run folder ends at once, and the first one is what it would have been', async () => {
  const alone = smallConfigOf(folder, ['training.output_dir=alone'])
  await train(alone, { progress: silent })
  const config = smallConfigOf(folder)
  const run = config.training.output_dir
  const { progress, called } = atFirstStep(async () => {
    const second = train(config, { progress: silent })
    await expect(second).rejects.toMatchObject({ ...busy, where: { path: run } })
    await expect(train(config, { progress: silent, overwrite: true })).rejects.toMatchObject(busy)
  })
  await train(config, { progress })
  await called()
  for (const name of ['model.safetensors', 'log.jsonl', 'predictions.txt'])
    expect(await readFile(join(run, name), 'utf8'), name).toBe(
      await readFile(join(alone.training.output_dir, name), 'utf8'),
    )
  expect(existsSync(join(run, FOLDER_LOCK))).toBe(false)
})

test('a training that fails before it begins leaves no folder', async () => {
  await rm(join(folder, 'rows.json'))
  await expect(train(smallConfigOf(folder), { progress: silent })).rejects.toThrow()
  expect(existsSync(join(folder, 'run'))).toBe(false)
})

test('a training that has lost its folder to another process writes nothing more there', async () => {
  const config = smallConfigOf(folder, ['training.logging_steps=1'])
  const run = config.training.output_dir
  let before: string[] = []
  const { progress, called } = atFirstStep(async () => {
    await writeFile(join(run, FOLDER_LOCK), 'of another machine')
    before = await readdir(run)
  })
  await expect(train(config, { progress })).rejects.toMatchObject({
    code: 'output',
    message: expect.stringContaining('another process has taken over'),
  })
  await called()
  expect(await readdir(run)).toEqual(before)
  expect(JSON.parse(await readFile(join(run, 'run.json'), 'utf8'))).toMatchObject({ status: 'running' })
  expect(await readFile(join(run, FOLDER_LOCK), 'utf8')).toBe('of another machine')
})

test('a second learning curve in a run folder ends at once', async () => {
  const config = smallConfigOf(folder)
  const points = join(config.training.output_dir, 'learning_curve')
  const lock = await takeLock(join(points, FOLDER_LOCK), { wait: false })
  const curve = learningCurve(config, { shares: [1], progress: silent })
  await expect(curve).rejects.toMatchObject({ ...busy, where: { path: points } })
  await lock.release()
})

const tuning = `tuning:\n  n_trials: 1\n  pruner: none\n  search: { training.learning_rate: { low: 1.0e-3, high: 5.0e-2 } }\n`

test('of two searches that begin in one folder from different configurations one is refused', async () => {
  await writeFile(path, (await readFile(path, 'utf8')) + tuning)
  const searches = [await openSearch(path, []), await openSearch(path, ['training.seed=8'])]
  const opened = await Promise.allSettled(searches.map(one => openStudy(one, { progress: silent })))
  for (const one of opened) if (one.status === 'fulfilled') await one.value.storage.close()
  expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const { reason } = opened.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  expect(String(reason)).toContain('the folder holds a search from another configuration')
})

test('a trial waits for whoever was taken for dead and still works in its folder', async () => {
  await writeFile(path, (await readFile(path, 'utf8')) + tuning)
  const own = join(folder, 'run-tuning/trials/0000')
  const lock = await takeLock(join(own, FOLDER_LOCK), { wait: false })
  let seen: string[] = []
  const { events } = await search(path, {
    onEvent: ({ kind }) => {
      if (kind === 'begin')
        setTimeout(async () => {
          seen = await readdir(own)
          await lock.release()
        }, 300)
    },
  })
  expect(seen).toEqual([FOLDER_LOCK])
  expect(events.at(-1)).toMatchObject({ kind: 'end', state: 'complete' })
})
