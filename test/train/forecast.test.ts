import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderDryRun } from '../../src/cli/view/forecast.ts'
import { readConfig } from '../../src/config/config.ts'
import { silent } from '../../src/progress.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import { type DryRun, dryRun } from '../../src/train/dry-run.ts'
import type { LocalMemory } from '../../src/train/forecast/memory.ts'
import { train } from '../../src/train/run.ts'
import { runCommand } from '../cli/command-line.ts'
import { processesUnder, pythonPath } from './python.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

let folder = ''
let project = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-forecast-'))
  project = await createSmallProject(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const forecastOf = async (...overrides: string[]): Promise<DryRun> =>
  dryRun(await readConfig(project, overrides), { progress: silent })

/** Of the engine on ONNX Runtime, which has no processes of its own. */
async function localForecastOf(
  ...overrides: string[]
): Promise<Omit<DryRun, 'memory'> & { memory: LocalMemory }> {
  const forecast = await forecastOf(...overrides)
  if ('processes' in forecast.memory) throw new Error('expected the memory of one process')
  return { ...forecast, memory: forecast.memory }
}

/** Every file below a folder, with its content. */
async function contentOf(path: string): Promise<Map<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(files.sort().map(async f => [f, await readFile(f, 'latin1')] as const)))
}

describe('a dry run', () => {
  test('counts what the run then has', async () => {
    const forecast = await forecastOf()
    const summary = await train(await readConfig(project), { progress: silent })
    const state = JSON.parse(await readFile(join(summary.runFolder, 'trainer_state.json'), 'utf8'))
    await rm(summary.runFolder, { recursive: true })
    expect(forecast.types).toEqual(summary.types)
    expect(forecast.parts).toMatchObject(summary.counts)
    expect(forecast.steps).toEqual({
      total: state.max_steps,
      perEpoch: state.max_steps / 2,
      batches: 1,
      evaluations: state.stateful_callbacks.medspan.evaluated_steps.length,
    })
    // Every word of the small project has a piece, and counts.
    const counted = forecast.labels.reduce((sum, { train: count }) => sum + count, 0)
    expect(counted).toBe(summary.counts.train.words)
  })

  test('counts the steps of each epoch, which differ where batches have a budget of word pieces', async () => {
    const config = smallConfigOf(folder, [
      'training.max_tokens_per_batch=60',
      'training.num_train_epochs=5',
      'training.eval_strategy=steps',
      'training.eval_steps=4',
    ])
    const forecast = await dryRun(config, { progress: silent })
    const { runFolder } = await train(config, { progress: silent })
    const state = parseTrainerState(await readFile(join(runFolder, 'trainer_state.json'), 'utf8'))
    await rm(runFolder, { recursive: true })
    const { total, perEpoch, evaluations } = forecast.steps
    expect(total).toBe(state.max_steps)
    expect(total).not.toBe(5 * perEpoch)
    expect(evaluations).toBe(state.evaluated_steps.length)
    expect(forecast.time.training).toBeGreaterThan(0)
    expect(Math.max(...forecast.time.steps.map(({ size }) => size))).toBeLessThanOrEqual(60)
    expect(renderDryRun(forecast)).toContain(`, about ${perEpoch} an epoch`)
  })

  test('writes nothing, neither in the run folder nor elsewhere in the project', async () => {
    const before = await contentOf(folder)
    await forecastOf()
    expect(await contentOf(folder)).toEqual(before)
    expect(before.size).toBeGreaterThan(3)
  })

  test('says of both samplings what padding wastes, cell by cell', async () => {
    const { padding, parts, sampling } = await forecastOf('training.per_device_train_batch_size=2')
    expect(sampling).toBe('random')
    for (const { cells, waste } of Object.values(padding)) {
      expect(cells * (1 - waste)).toBeCloseTo(parts.train.pieces, 6)
      expect(waste).toBeGreaterThanOrEqual(0)
    }
    expect(padding.group_by_length.cells).toBeLessThan(padding.random.cells)
    expect(padding.random.largest).toEqual([2, parts.train.longest])
    const alone = await forecastOf('training.per_device_train_batch_size=1')
    expect(alone.padding.random).toMatchObject({ cells: parts.train.pieces, waste: 0 })
  })

  test('counts cut sentences, and pieces that only give context', async () => {
    const plain = await forecastOf('model.max_seq_length=10')
    expect(plain.parts.train.cut).toBeGreaterThan(0)
    expect(plain.parts.train.longest).toBeLessThanOrEqual(10)
    // Two pieces of a sequence are special.
    const special = ({ sequences }: { sequences: number }) => 2 * sequences
    expect(plain.parts.train.pieces - plain.parts.train.own).toBe(special(plain.parts.train))
    const strided = await forecastOf('model.max_seq_length=10', 'model.stride=3')
    expect(strided.parts.train).toMatchObject({ own: plain.parts.train.own, cut: plain.parts.train.cut })
    const context = await forecastOf('model.context=sentences')
    expect(context.parts.train.mean).toBeGreaterThan((await forecastOf()).parts.train.mean)
    for (const { parts } of [strided, context])
      expect(parts.train.pieces - parts.train.own).toBeGreaterThan(special(parts.train))
  })

  test('reckons memory from the model and the largest batch', async () => {
    const { memory, parameters } = await localForecastOf()
    const bytes = 4 * parameters.trained
    expect(parameters.all).toBe(parameters.trained)
    expect(memory).toMatchObject({
      weights: bytes,
      gradients: bytes,
      moments: 2 * bytes,
      checkpoint: 3 * bytes,
    })
    const { total, tried, ...parts } = memory
    const reckoned = Object.values(parts).reduce((a, b) => a + b, 0)
    expect(total).toBe(Math.max(reckoned, tried + memory.checkpoint))
    expect(tried).toBeGreaterThanOrEqual(memory.base)
    const small = await localForecastOf('training.per_device_train_batch_size=1')
    expect(small.memory.activations).toBeLessThan(memory.activations)
    const accumulated = await localForecastOf('training.gradient_accumulation_steps=2')
    expect(accumulated.memory.gradients).toBe(2 * bytes)
    expect(accumulated.steps).toMatchObject({ batches: 2, perEpoch: 3, total: 6 })
    const frozen = await localForecastOf('model.freeze=["*.embeddings.*"]')
    expect(frozen.parameters.all).toBe(parameters.all)
    expect(frozen.memory.gradients).toBe(4 * frozen.parameters.trained)
    expect(frozen.parameters.trained).toBeLessThan(parameters.all / 2)
  })

  test('counts evaluations as the loop makes them', async () => {
    const evaluations = async (...overrides: string[]) => (await forecastOf(...overrides)).steps.evaluations
    const bySteps = ['training.eval_strategy=steps', 'training.eval_steps=5']
    for (const overrides of [bySteps, [...bySteps, 'training.eval_on_start=true']]) {
      const { runFolder } = await train(await readConfig(project, overrides), { progress: silent })
      const state = JSON.parse(await readFile(join(runFolder, 'trainer_state.json'), 'utf8'))
      await rm(runFolder, { recursive: true })
      expect(await evaluations(...overrides)).toBe(state.stateful_callbacks.medspan.evaluated_steps.length)
    }
  })

  test('takes time for every step and every evaluation, and more for more of them', async () => {
    const { time, padding } = await forecastOf()
    expect(time.total).toBe(time.training + time.evaluation)
    expect(time.steps.length).toBeGreaterThan(0)
    const least = Math.min(...time.steps.map(({ seconds }) => seconds))
    expect(least).toBeGreaterThan(0)
    const sizes = time.steps.map(({ size }) => size)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    // What is tried last is the largest batch, without its padding.
    expect(sizes.at(-1)).toBeLessThan(padding.random.largest[0] * padding.random.largest[1])
  })

  test('shows what labels weigh in the loss', async () => {
    const { labels, loss } = await forecastOf('loss.weights=balanced')
    expect(loss).toMatchObject({ kind: 'cross-entropy' })
    const [outside, ...others] = labels
    expect(outside!.label).toBe('O')
    expect(Math.min(...others.map(({ weight }) => weight!))).toBeGreaterThan(outside!.weight!)
    expect((await forecastOf()).labels.every(({ weight }) => weight === undefined)).toBe(true)
  })
})

/** Settings of the engine on PyTorch, with so many processes. */
const onPyTorch = (processes: number, ...more: string[]): string[] => [
  'training.engine=accelerate',
  'training.threads=1',
  `accelerate.num_processes=${processes}`,
  `accelerate.python=${pythonPath}`,
  ...more,
]

describe.skipIf(pythonPath === undefined)('a dry run of the engine on PyTorch', () => {
  test('says what the other engine says of sequences, labels and steps, and leaves neither files nor processes', async () => {
    const before = await contentOf(folder)
    const { memory, time, training, ...counted } = await forecastOf(...onPyTorch(1))
    const { memory: _, time: otherTime, training: other, ...expected } = await forecastOf()
    expect(counted).toEqual({ ...expected, computesPadding: true })
    expect({ ...training, engine: other.engine }).toEqual(other)
    expect(time.steps.at(-1)!.size).toBeGreaterThan(otherTime.steps.at(-1)!.size)
    expect(Math.min(...time.steps.map(({ seconds }) => seconds))).toBeGreaterThan(0)
    const bytes = 4 * counted.parameters.all
    expect(memory).toMatchObject({
      processes: 1,
      weights: bytes,
      gradients: bytes,
      moments: 2 * bytes,
      best: bytes,
    })
    expect(await contentOf(folder)).toEqual(before)
    if (process.platform === 'linux') expect(processesUnder(process.pid, /medspan_worker/)).toEqual([])
  })

  test('divides what processes divide, but not the means of Adafactor', async () => {
    const parts = ['accelerate.strategy=fsdp', 'training.optim=adafactor', 'training.ema_decay=0.9']
    const { memory, parameters } = await forecastOf(...onPyTorch(2, ...parts))
    const bytes = 4 * parameters.all
    if (!('processes' in memory)) throw new Error('expected the memory of several processes')
    expect(memory).toMatchObject({ processes: 2, weights: bytes / 2, gradients: bytes / 2, best: bytes })
    // Averages are divided; of matrices only means over rows and columns are kept.
    expect(memory.moments).toBeGreaterThan(bytes / 2)
    expect(memory.moments).toBeLessThan(bytes)
    expect(memory.tried).toBeGreaterThan(memory.weights + memory.gradients + memory.moments)
    // Each process has the libraries, and the greatest what was tried.
    expect(memory.total).toBeGreaterThan(memory.tried + memory.trainer + memory.best)
  })

  test('prints it', async () => {
    const overrides = onPyTorch(2).flatMap(setting => ['--set', setting])
    const { code, out } = await runCommand(folder, ['train', '-c', project, '--dry-run', ...overrides])
    expect(code).toBe(0)
    expect(out).toMatch(
      /^memory +about [\d,]+ MiB: this process [\d,]+ MiB, 2 workers with up to [\d,]+ MiB, best weights \d+ MiB\n +a worker has weights \d+ MiB, gradients \d+ MiB, moments \d+ MiB$/m,
    )
    expect(out).toMatch(/^time +about /m)
  })
})

test('a dry run without Python says what is missing', async () => {
  const overrides = onPyTorch(1, `accelerate.python=${join(folder, 'no-python')}`)
  await expect(forecastOf(...overrides)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringContaining('cannot be started (ENOENT)'),
    hint: expect.stringContaining('-m pip install torch=='),
  })
})

describe('medspan train --dry-run', () => {
  test('prints the forecast, and as JSON all of it', async () => {
    const { code, out } = await runCommand(folder, ['train', '-c', project, '--dry-run'])
    expect(code).toBe(0)
    for (const pattern of [
      /^train +12 +36 +0 +36 /m,
      /^steps +12, 6 an epoch; 2 evaluations$/m,
      /^parameters +[\d,]+, all of them trained$/m,
      /^memory +about [\d,]+ MiB: base /m,
      /^time +about /m,
      /^Nothing was written\. The run would be in .*run$/m,
    ])
      expect(out).toMatch(pattern)
    // Nothing is computed for it.
    expect(out).not.toContain('padding')
    const json = await runCommand(folder, ['train', '-c', project, '--dry-run', '--json'])
    const forecast = JSON.parse(json.out) as DryRun
    expect(forecast.steps.total).toBe(12)
    const onPyTorch = renderDryRun({ ...forecast, computesPadding: true })
    expect(onPyTorch).toMatch(/^random \(chosen\) +[\d,]+ +\d+\.\d % +6 × \d+$/m)
    expect(forecast.mapping.map(({ label }) => label).sort()).toEqual(['Chemical', 'Disease'])
    expect(await readdir(folder)).not.toContain('run')
  })
})
