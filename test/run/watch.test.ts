import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silent } from '../../src/progress.ts'
import type { LogRecord } from '../../src/run/log.ts'
import { createTail } from '../../src/run/tail.ts'
import { type FollowOptions, followRun, readWatched, type WatchedRun } from '../../src/run/watch.ts'
import { MANIFEST } from '../../src/system/manifest.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import { train } from '../../src/train/run.ts'
import { createSmallProject, smallConfigOf } from '../train/small-project.ts'

let base: string
let folder: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'medspan-watch-'))
  folder = join(base, 'run')
  clockMs = Date.now()
})
afterEach(() => rm(base, { recursive: true, force: true }))

const lineOf = (record: LogRecord) => `${JSON.stringify(record)}\n`
const loss = (step: number, value = 1 / step): LogRecord => ({
  step,
  epoch: step / 40,
  loss: value,
  grad_norm: 2,
  learning_rate: 0.001,
})
const evaluation = (step: number, f1: number): LogRecord => ({
  step,
  epoch: step / 40,
  eval_loss: 1 - f1,
  eval_f1: f1,
})

/** What the clock of the file system says. */
let clockMs = 0

async function writeLog(...records: LogRecord[]): Promise<void> {
  await writeFileWhole(join(folder, 'log.jsonl'), records.map(lineOf).join(''))
  await utimes(join(folder, 'log.jsonl'), clockMs / 1000, clockMs / 1000)
}
async function appendLog(...records: LogRecord[]): Promise<void> {
  await appendFile(join(folder, 'log.jsonl'), records.map(lineOf).join(''))
  await utimes(join(folder, 'log.jsonl'), clockMs / 1000, clockMs / 1000)
}

async function writeRun(status: string, more: object = {}): Promise<void> {
  const training = { metric_for_best_model: 'f1', num_train_epochs: 3 }
  const run = { status, identity: { sources: [], model: {}, config: { training } }, warnings: [], ...more }
  await mkdir(folder, { recursive: true })
  await writeFileWhole(join(folder, 'run.json'), JSON.stringify(run))
}

/** @param own of what a run remembers besides what transformers has */
async function writeState(step: number, own: object = {}, callbacks: object = {}): Promise<void> {
  const state = {
    global_step: step,
    epoch: step / 40,
    max_steps: 120,
    num_train_epochs: 3,
    stateful_callbacks: { ...callbacks, medspan: { train_seconds: step / 4, saved_steps: [step], ...own } },
  }
  await mkdir(join(folder, `checkpoint-${step}`), { recursive: true })
  await writeFileWhole(join(folder, `checkpoint-${step}`, 'trainer_state.json'), JSON.stringify(state))
}

/** Follows the folder; between two looks the next of `steps` is made, and so many seconds go by. */
async function follow(
  steps: readonly (() => unknown)[],
  { seconds = 1, ...options }: FollowOptions & { seconds?: number } = {},
): Promise<WatchedRun[]> {
  const states: WatchedRun[] = []
  let nowMs = Date.now() + 1000
  const left = [...steps]
  const sleep = async () => {
    nowMs += 1000 * seconds
    clockMs += 1000 * seconds
    await left.shift()?.()
  }
  for await (const state of followRun(folder, { nowMs: () => nowMs, sleep, ...options })) {
    states.push(state)
    // What would never end is stopped, for the expectation to say what is missing.
    if (states.length > steps.length + 40) break
  }
  return states
}

const finish = () => writeRun('finished')

describe('a log that another process writes', () => {
  const at = (tail: ReturnType<typeof createTail>) => tail.records.map(({ step }) => step)

  test('is read on where it ended, a half line when its end is there', async () => {
    const path = join(base, 'log.jsonl')
    const tail = createTail(path)
    expect(await tail.poll()).toBe(false)
    const [one, two] = [lineOf(loss(10)), lineOf({ step: 20, epoch: 1, eval_Größe_f1: 1 })]
    const bytes = Buffer.from(one + two)
    // Cut at every byte, also within a character.
    for (let end = 1; end <= bytes.length; end++) {
      await appendFile(path, bytes.subarray(end - 1, end))
      expect(await tail.poll()).toBe(true)
      expect(at(tail)).toEqual([10, 20].slice(0, end < one.length ? 0 : end < bytes.length ? 1 : 2))
    }
    expect(tail.records[1]).toEqual({ step: 20, epoch: 1, eval_Größe_f1: 1 })
    expect(await tail.poll()).toBe(false)
    expect({ damaged: tail.damaged, readings: tail.readings }).toEqual({ damaged: 0, readings: 1 })
  })

  test('is read anew when it is replaced, cut, or changed where it was read', async () => {
    const path = join(base, 'log.jsonl')
    const tail = createTail(path)
    const write = (...steps: number[]) =>
      writeFileWhole(path, steps.map(step => lineOf({ step, epoch: 0 })).join(''))
    await write(10, 20, 30)
    await tail.poll()
    await write(10, 25, 35, 45)
    await tail.poll()
    expect(at(tail)).toEqual([10, 25, 35, 45])
    await truncate(path, lineOf({ step: 10, epoch: 0 }).length)
    await tail.poll()
    expect(at(tail)).toEqual([10])
    // The same file, grown, with other content.
    await writeFile(path, [77, 88].map(step => lineOf({ step, epoch: 0 })).join(''))
    await tail.poll()
    expect(at(tail)).toEqual([77, 88])
    await rm(path)
    expect(await tail.poll()).toBe(true)
    expect(at(tail)).toEqual([])
    expect(await tail.poll()).toBe(false)
  })

  test('may show bytes that have not arrived, and is read again', async () => {
    const path = join(base, 'log.jsonl')
    const tail = createTail(path)
    const steps = Array.from({ length: 40 }, (_, i) => 10 * (i + 1))
    const lines = steps.map(step => lineOf(loss(step)))
    const hole = `${'\0'.repeat(lines[1]!.length - 1)}\n`
    await writeFile(path, [lines[0], hole, ...lines.slice(2, 39)].join(''))
    await tail.poll()
    expect(at(tail)).toEqual(steps.filter(step => step !== 20 && step !== 400))
    expect(tail.damaged).toBe(1)
    // What is read last stands as it was.
    await writeFile(path, lines.join(''))
    await tail.poll()
    expect(at(tail)).toEqual(steps)
    expect(tail.damaged).toBe(0)
  })

  test('may hold lines that are no records', async () => {
    const path = join(base, 'log.jsonl')
    await writeFile(path, `[1]\nnull\n{"loss":1}\n{"step":3,"note":"x","loss":null}\n`)
    const tail = createTail(path)
    await tail.poll()
    expect(tail.records).toEqual([{ step: 3 }])
    expect(tail.damaged).toBe(3)
  })
})

describe('a run that is followed', () => {
  test('is told of step by step, to its end', async () => {
    await writeRun('running')
    const states = await follow([
      () => writeLog(),
      () => appendLog(loss(10)),
      () => appendLog(loss(20)),
      () => appendLog(loss(30), loss(40), evaluation(40, 0.5)),
      () => writeState(40),
      () => appendLog(loss(80), evaluation(80, 0.4), loss(120), evaluation(120, 0.6)),
      () => writeState(120),
      () =>
        writeRun('finished', {
          summary: {
            test: {
              default: {
                overall: {
                  accuracy: 0.9,
                  insideAccuracy: 0.5,
                  precision: 0.1,
                  recall: 0.2,
                  f1: 0.3,
                  number: 4,
                },
              },
            },
          },
        }),
    ])
    expect(states.map(({ status }) => status)).toEqual([
      ...Array<string>(7).fill('running'),
      'scoring',
      'finished',
    ])
    expect(states.map(({ step }) => step)).toEqual([0, 0, 10, 20, 40, 40, 120, 120, 120])
    expect(states.map(({ maxSteps }) => maxSteps)).toEqual([null, null, ...Array<number>(7).fill(120)])
    expect(states.map(({ bestStep }) => bestStep)).toEqual([null, null, null, null, 40, 40, 120, 120, 120])
    expect(states[3]!.stepsPerSecond).toBeCloseTo(10)
    expect(states[3]!.secondsLeft).toBeCloseTo(10)
    expect(states[3]).toMatchObject({
      loss: 1 / 20,
      learningRate: 0.001,
    })
    expect(states.at(-1)).toMatchObject({
      test: { f1: 0.3 },
      checkpoint: 120,
      stepsPerSecond: 4,
      secondsLeft: null,
      error: null,
    })
    expect(states.at(-1)!.evaluations).toHaveLength(3)
    expect(states.at(-1)!.losses.map(({ step }) => step)).toEqual([10, 20, 30, 40, 80, 120])
  })

  test('goes back when it is continued from a checkpoint, and its speed is measured anew', async () => {
    await writeRun('running')
    await writeLog(loss(10), loss(20), loss(30))
    const states = await follow([
      () => appendLog(loss(40)),
      () => appendLog(loss(50)),
      () => writeLog(loss(10), loss(20)),
      () => appendLog(loss(30)),
      () => appendLog(loss(35)),
      finish,
    ])
    expect(states.map(({ step }) => step)).toEqual([30, 40, 50, 20, 30, 35, 35])
    expect(states[2]!.stepsPerSecond).toBeCloseTo(10)
    expect(states[5]!.stepsPerSecond).toBeCloseTo(7.5)
  })

  test('has been interrupted when its newest checkpoint was not due', async () => {
    await writeRun('running')
    const states = await follow([
      () => writeLog(loss(10), loss(20)),
      () => writeState(20, { saved_steps: [] }),
      async () => {
        await writeRun('running')
        await utimes(join(folder, 'run.json'), new Date(), new Date(Date.now() + 60_000))
      },
      () => writeState(25, { saved_steps: [], train_seconds: 5 }),
      finish,
    ])
    expect(states.map(({ status }) => status)).toEqual([
      'running',
      'running',
      'interrupted',
      'running',
      'running',
      'finished',
    ])
    expect(states[2]!.secondsLeft).toBe(null)
  })

  test('is scored when it is out of patience', async () => {
    await writeRun('running')
    await writeLog(loss(40), evaluation(40, 0.5))
    const patience = (without: number) => ({
      EarlyStoppingCallback: {
        args: { early_stopping_patience: 2, early_stopping_threshold: 0 },
        attributes: { early_stopping_patience_counter: without },
      },
    })
    await writeState(40, {}, patience(1))
    expect(await readWatched(folder)).toMatchObject({ status: 'running', patience: { without: 1, of: 2 } })
    await writeState(40, {}, patience(2))
    expect((await readWatched(folder)).status).toBe('scoring')
  })

  test.each([
    ['f1', 80],
    ['loss', 120],
    ['precision', null],
  ])('has its best evaluation by %s at step %j', async (metric_for_best_model, best) => {
    await writeRun('running', {
      identity: { sources: [], model: {}, config: { training: { metric_for_best_model } } },
    })
    await writeLog(
      { ...evaluation(0, 0.9), eval_loss: 0.01 },
      evaluation(40, 0.5),
      evaluation(80, 0.6),
      { ...evaluation(120, 0.6), eval_loss: 0.3 },
      { ...evaluation(160, 0.4), eval_loss: 0.3 },
    )
    expect((await readWatched(folder)).bestStep).toBe(best)
  })

  test('that fails is told of, and not followed any longer', async () => {
    await writeRun('running')
    const states = await follow([() => writeRun('failed', { error: 'the loss became NaN at step 7' })])
    expect(states.at(-1)).toMatchObject({ status: 'failed', error: 'the loss became NaN at step 7' })
  })

  test('may vanish and come again', async () => {
    await writeRun('running')
    await writeLog(loss(10))
    const states = await follow([() => rm(folder, { recursive: true }), () => writeRun('running'), finish])
    expect(states.map(({ status }) => status)).toEqual(['running', 'absent', 'running', 'finished'])
    expect(states.map(({ step }) => step)).toEqual([10, 0, 0, 0])
  })

  test('is waited for only when that is asked for', async () => {
    await expect(follow([])).rejects.toMatchObject({ code: 'input', where: { path: folder } })
    await expect(readWatched(folder)).rejects.toMatchObject({ code: 'input' })
    const states = await follow([() => {}, () => mkdir(folder), () => writeRun('running'), finish], {
      wait: true,
    })
    expect(states.map(({ status }) => status)).toEqual(['absent', 'absent', 'absent', 'running', 'finished'])
  })

  test('is given up when it has been quiet for too long', async () => {
    await writeRun('running')
    const quiet = follow([() => {}, () => writeLog(loss(10))], { seconds: 10, giveUpSeconds: 25 })
    await expect(quiet).rejects.toMatchObject({ code: 'data', message: 'nothing has changed for 30 s' })
    const news = [10, 20, 30, 40, 50].map(step => () => writeLog(loss(step)))
    const states = await follow([...news, finish], { seconds: 20, giveUpSeconds: 25 })
    expect(states).toHaveLength(7)
  })

  test('is looked at less often while nothing changes', async () => {
    await writeRun('running')
    const waits: number[] = []
    const states = followRun(folder, {
      sleep: async ms => {
        waits.push(ms)
        if (waits.length === 10) await writeLog(loss(10))
        if (waits.length === 11) await finish()
      },
    })
    for await (const _ of states) if (waits.length > 20) break
    expect(waits.slice(0, 3)).toEqual([500, 750, 1125])
    expect(waits.slice(8)).toEqual([10_000, 10_000, 500])
  })

  test('may be written by another version, and damaged', async () => {
    await mkdir(folder)
    await writeFile(
      join(folder, 'run.json'),
      '{"status":"running","identity":7,"warnings":[{"x":1}],"more":1}',
    )
    await writeFile(join(folder, 'log.jsonl'), `${lineOf(loss(10))}broken\n`)
    await mkdir(join(folder, 'checkpoint-10'))
    await writeFile(join(folder, 'checkpoint-10', 'trainer_state.json'), '{"global_step":')
    expect(await readWatched(folder)).toMatchObject({
      status: 'running',
      step: 10,
      maxSteps: null,
      metric: 'f1',
      warnings: [{ code: 'log-damaged', count: 1 }],
    })
  })

  test('has as many steps as its share of the first epoch says', async () => {
    await writeRun('running')
    // 7 batches an epoch and 3 of them a step: 3 steps an epoch.
    for (const [step, epoch] of [
      [1, 3 / 7],
      [2, 6 / 7],
      [3, 1],
    ] as const) {
      await writeLog({ step, epoch, loss: 1 })
      expect((await readWatched(folder)).maxSteps).toBe(9)
    }
  })
})

test('a real training is followed from before its beginning to its end, and left alone', async () => {
  await createSmallProject(base)
  const config = smallConfigOf(base, ['training.logging_steps=2', 'training.num_train_epochs=3'])
  const states: WatchedRun[] = []
  const following = (async () => {
    const sleep = () => new Promise(settle => setTimeout(settle, 5))
    for await (const state of followRun(folder, { wait: true, sleep })) states.push(state)
  })()
  const summary = await train(config, { progress: silent })
  await following
  const last = states.at(-1)!
  const log = (await readFile(join(folder, 'log.jsonl'), 'utf8')).trim().split('\n')
  const records = log.map(line => JSON.parse(line) as LogRecord)
  expect(states[0]!.status).toBe('absent')
  expect(last).toMatchObject({
    status: 'finished',
    bestStep: summary.best.step,
    maxSteps: 18,
    step: 18,
    epoch: 3,
    epochs: 3,
    metric: 'f1',
    test: { f1: summary.test.default.overall.f1 },
  })
  expect(last.evaluations).toEqual(records.filter(record => record.eval_f1 !== undefined))
  expect(last.losses).toHaveLength(9)
  const steps = states.map(({ step }) => step)
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  expect(new Set(states.map(({ status }) => status))).toContain('running')
  for (const { maxSteps } of states) expect([null, 18]).toContain(maxSteps)
  expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([MANIFEST])
})
