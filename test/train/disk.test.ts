/**
 * @file A disk that fills up while a run writes: one clear error, the last good checkpoint stands, and the run goes on
 * from there. A small disk is a tmpfs, for which the tests need to be root on Linux; errors are injected besides.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { formatError, MedspanError } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import { runTraining, type TrainerOptions } from '../../src/train/loop/trainer.ts'
import { train } from '../../src/train/run.ts'
import { makeQuotaFolder, mayLimit, mayMount, mount, unmount } from './small-disk.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'
import { examples, newEngine, optionsFor, resultOf, trainWhole } from './small-training.ts'

let root: string
let disk: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-disk-'))
  disk = join(root, 'disk')
  await mkdir(disk)
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** The error that a promise ends with. */
async function errorOf(promise: Promise<unknown>): Promise<MedspanError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof MedspanError)) throw new Error(`expected an error of medspan, got ${error}`)
  return error
}

/** What a folder takes, in whole pages. */
async function bytesOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async name => (await stat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + Math.ceil(size / 4096) * 4096, 0)
}

describe.runIf(mayMount)('on a small disk', () => {
  beforeEach(() => {
    expect(mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk)).toBe(true)
  })
  afterEach(() => {
    expect(unmount(disk)).toBe(true)
  })
  const grow = () => expect(mount('-o', 'remount,size=4m', disk)).toBe(true)

  test('a checkpoint that does not fit leaves those before, and the run goes on from the newest', async () => {
    // A checkpoint takes three pages of the sixteen, and none is deleted.
    const changes: Partial<TrainerOptions> = {
      evalStrategy: 'steps',
      evalSteps: 1,
      saveStrategy: 'steps',
      saveSteps: 1,
      saveTotalLimit: undefined,
    }
    const whole = await trainWhole(join(root, 'whole'), changes)
    const first = newEngine()
    const error = await errorOf(runTraining(first, examples, optionsFor(disk, first, changes)))
    const saved = (await readdir(disk)).filter(name => name.startsWith('checkpoint-'))
    const newest = Math.max(...saved.map(name => Number(name.slice('checkpoint-'.length))))
    expect(newest).toBeGreaterThan(2)
    expect(newest).toBeLessThan(12)
    expect(error.code).toBe('output')
    const text = formatError(error)
    expect(text).toContain(join(disk, `checkpoint-${newest + 1}`))
    expect(text).toMatch(/ENOSPC.*\(the checkpoint takes 1 kB, \d+ kB are free\)/)
    expect(text).toContain(
      `Free some space, then give the same command again: the run resumes from checkpoint-${newest}.`,
    )
    expect((await readdir(disk)).filter(name => name.endsWith('.partial'))).toEqual([])

    const again = newEngine()
    const still = await errorOf(runTraining(again, examples, optionsFor(disk, again, changes)))
    expect(still.code).toBe('output')

    grow()
    const last = newEngine()
    const state = await runTraining(last, examples, optionsFor(disk, last, changes))
    expect(await resultOf(disk, last, state)).toEqual(whole)
  })

  test('a whole run ends with one error, and the same call finishes it once there is space', async () => {
    const { whole, config } = await wholeAndAnother(disk)
    // Room for two checkpoints and a half.
    const room = Math.ceil((await bytesOf(join(whole, 'checkpoint-18'))) * 2.5)
    expect(mount('-o', `remount,size=${room}`, disk)).toBe(true)
    const error = await errorOf(train(config, { progress: silent }))
    expect(error).toMatchObject({
      code: 'output',
      hint: expect.stringMatching(/^Free some space, then give the same command again: the run resumes from/),
    })
    expect(formatError(error)).toMatch(/checkpoint takes \d+ kB, \d+ kB are free/)
    grow()
    await train(config, { progress: silent })
    await expectSame(join(disk, 'run'), whole)
  })
})

test.runIf(mayMount)('a disk that is read-only is said to be, at any depth', async () => {
  expect(mount('-t', 'tmpfs', '-o', 'size=64k,ro', 'tmpfs', disk)).toBe(true)
  try {
    for (const name of ['file', 'a/file', 'a/b/c/file']) {
      const error = await errorOf(writeFileWhole(join(disk, name), 'x'))
      expect(formatError(error)).toContain('could not be written: EROFS: read-only file system')
      expect(error.hint).toBe('Choose a folder that you may write to.')
    }
  } finally {
    expect(unmount(disk)).toBe(true)
  }
})

/** A run without disturbances, and the configuration of the same run in a folder of a disk. */
async function wholeAndAnother(disk: string): Promise<{ whole: string; config: Config }> {
  await createSmallProject(root)
  const settings = ['training.num_train_epochs=3', 'training.save_total_limit=3']
  const whole = smallConfigOf(root, [...settings, 'training.output_dir=whole'])
  await train(whole, { progress: silent })
  const config = smallConfigOf(root, [...settings, `training.output_dir=${join(disk, 'run')}`])
  return { whole: whole.training.output_dir, config }
}

async function expectSame(run: string, whole: string): Promise<void> {
  for (const name of ['model.safetensors', 'log.jsonl', 'predictions.txt'])
    expect((await readFile(join(run, name))).equals(await readFile(join(whole, name))), name).toBe(true)
}

test.runIf(mayLimit)('a quota that is used up is one error, and more of it lets the run go on', async () => {
  const home = makeQuotaFolder(root)!
  try {
    const { whole, config } = await wholeAndAnother(home.path)
    const room = Math.ceil((await bytesOf(join(whole, 'checkpoint-18'))) * 2.5)
    expect(home.limit(room)).toBe(true)
    const error = await errorOf(train(config, { progress: silent }))
    expect(error.code).toBe('output')
    expect(formatError(error)).toMatch(/could not be written: EDQUOT: disk quota exceeded/)
    expect(error.hint).toMatch(/then give the same command again/)
    expect((await readdir(join(home.path, 'run'))).filter(name => name.endsWith('.partial'))).toEqual([])
    expect(home.limit('none')).toBe(true)
    await train(config, { progress: silent })
    await expectSame(join(home.path, 'run'), whole)
  } finally {
    expect(home.unmount()).toBe(true)
  }
})

describe('where writing fails', () => {
  test('by a quota, it is a quota that is said', async () => {
    // As Node has it, on Linux and elsewhere.
    const unknown = `Unknown system error ${-constants.errno.EDQUOT}`
    const overQuota = Object.assign(new Error(`${unknown}: ${unknown}, write`), {
      code: unknown,
      errno: -constants.errno.EDQUOT,
    })
    const engine = newEngine()
    const describe = () => Promise.reject(overQuota)
    const error = await errorOf(runTraining(engine, examples, optionsFor(disk, engine, { describe })))
    expect(formatError(error)).toMatch(
      /EDQUOT: disk quota exceeded.*\(the checkpoint takes \d+ kB, your quota is used up\)/,
    )
    expect(error.hint).toMatch(/^Free some space, then give the same command again: the run starts again\.$/)
    const content = {
      // biome-ignore lint/correctness/useYield: what it yields cannot be written
      *[Symbol.iterator](): Generator<Uint8Array> {
        throw overQuota
      },
    }
    await expect(writeFileWhole(join(disk, 'file'), content)).rejects.toMatchObject({
      code: 'output',
      hint: expect.stringMatching(/^Your quota on this disk is used up: free some space, or ask for more/),
    })
    expect(await readdir(disk)).toEqual(['log.jsonl'])
  })

  const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

  test('the error names the checkpoint, and which one is left', async () => {
    const engine = newEngine()
    let written = 0
    const describe = () => (++written > 1 ? Promise.reject(noSpace) : Promise.resolve())
    const error = await errorOf(runTraining(engine, examples, optionsFor(disk, engine, { describe })))
    expect(error).toMatchObject({
      code: 'output',
      where: { path: join(disk, 'checkpoint-8') },
      cause: noSpace,
      hint: 'Free some space, then give the same command again: the run resumes from checkpoint-4.',
    })
    expect((await readdir(disk)).sort()).toEqual(['checkpoint-4', 'log.jsonl'])
  })

  test('the first checkpoint of a run', async () => {
    const engine = newEngine()
    const options = optionsFor(disk, engine, { describe: () => Promise.reject(noSpace) })
    expect((await errorOf(runTraining(engine, examples, options))).hint).toMatch(/the run starts again\.$/)
  })

  test('the log', async () => {
    const engine = newEngine()
    const options = optionsFor(disk, engine, {
      evaluate: async () => {
        await rm(join(disk, 'log.jsonl'))
        await mkdir(join(disk, 'log.jsonl'))
        return { eval_f1: 1 }
      },
    })
    const error = await errorOf(runTraining(engine, examples, options))
    expect(error).toMatchObject({ code: 'output', where: { path: join(disk, 'log.jsonl') } })
    expect(error.hint).toContain('give the same command again')
  })
})
