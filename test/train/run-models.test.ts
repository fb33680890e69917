/** @file Whole runs of parts of models: adapters, frozen layers, averages, the last model, a model of the hub. */
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { readSafetensorsFile } from '../../src/nn/weights/safetensors-file.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { silent } from '../../src/progress.ts'
import { prepareCorpus } from '../../src/train/data/dataset.ts'
import { tagCorpus } from '../../src/train/data/examples.ts'
import { evaluateRun } from '../../src/train/evaluate.ts'
import { train } from '../../src/train/run.ts'
import { type HubFile, startHub } from '../hub/server.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-models-'))
  await createSmallProject(folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const runPath = (...parts: string[]) => join(folder, 'run', ...parts)
const base = 'model.name_or_path=base'
const epochs = 'training.num_train_epochs=8'

/** Trains, and makes sure that evaluating and tagging anew give the same. */
async function trainAndCheck(overrides: readonly string[], { isMerged = false } = {}) {
  const config = smallConfigOf(folder, [epochs, ...overrides])
  const summary = await train(config, { progress: silent })
  const again = await evaluateRun(runPath(), { progress: silent })
  expect(again.test.strict).toEqual(summary.test.strict)
  if (isMerged) expect(again.test.loss).toBeCloseTo(summary.test.loss, 6)
  else expect(again.test.loss).toBe(summary.test.loss)
  const { parts } = await prepareCorpus(config, { progress: silent })
  const tagger = await loadTagger(runPath())
  const tagged = await Promise.all(parts.test.map(document => tagger.tag(document)))
  await tagger.dispose()
  const begun = (line: string) => line.replace(/(?<=^|O )I-/g, 'B-')
  const lines = (await readFile(runPath('predictions.txt'), 'utf8')).trim().split('\n')
  expect(tagCorpus(tagged, config, silent).map(({ tags }) => begun(tags.join(' ')))).toEqual(lines.map(begun))
  return summary
}

const weightsIn = async (...parts: string[]) => readSafetensorsFile(runPath(...parts, 'model.safetensors'))

describe('a run with adapters', () => {
  const lora = 'model.lora={ rank: 4, target_modules: all-linear }'
  let trained: string
  beforeAll(async () => {
    trained = await mkdtemp(join(tmpdir(), 'medspan-base-'))
    await createSmallProject(trained)
    await train(smallConfigOf(trained, ['training.num_train_epochs=4']), { progress: silent })
  })
  afterAll(() => rm(trained, { recursive: true }))
  beforeEach(() => cp(join(trained, 'run'), join(folder, 'base'), { recursive: true }))

  test('leaves an adapter folder, which tags and is evaluated like the training', async () => {
    await trainAndCheck([base, lora])
    const files = await readdir(runPath())
    expect(files).toContain('adapter_config.json')
    expect(files).toContain('adapter_model.safetensors')
    expect(files).not.toContain('model.safetensors')
  })

  test('leaves a whole model where they are to be merged', async () => {
    const apart = await trainAndCheck([base, lora])
    await rm(runPath(), { recursive: true })
    const merged = await trainAndCheck([base, lora.replace('rank', 'merge: true, rank')], { isMerged: true })
    expect(existsSync(runPath('adapter_config.json'))).toBe(false)
    const weights = await weightsIn()
    expect([...weights.keys()].some(name => name.includes('lora'))).toBe(false)
    expect(merged.test.loss).toBeCloseTo(apart.test.loss, 5)
  })

  test('is refused beside a model without weights', async () => {
    await expect(train(smallConfigOf(folder, [lora]), { progress: silent })).rejects.toThrow(
      'expected a model with weights',
    )
  })

  test('goes on from a checkpoint to the same bits', async () => {
    const config = smallConfigOf(folder, [base, lora, epochs])
    await train(config, { progress: silent })
    const whole = await readFile(runPath('adapter_model.safetensors'))
    await rm(runPath(), { recursive: true })
    const controller = new AbortController()
    let steps = 0
    const progress = {
      ...silent,
      task: (title: string) => ({
        advance() {
          if (title === 'Training' && ++steps === 7) controller.abort()
        },
        end() {},
      }),
    }
    await expect(train(config, { progress, signal: controller.signal })).rejects.toMatchObject({
      code: 'interrupted',
    })
    await train(config, { progress: silent })
    expect(await readFile(runPath('adapter_model.safetensors'))).toEqual(whole)
  })
})

test('frozen parameters stay what they were, and the run folder holds them', async () => {
  await trainAndCheck(['model.freeze=[embeddings]', 'training.learning_rate=0.03'])
  const trained = await weightsIn()
  await rm(runPath(), { recursive: true })
  await train(smallConfigOf(folder, ['training.max_steps=1', 'training.learning_rate=1e-30']), {
    progress: silent,
  })
  const start = await weightsIn()
  expect([...trained.keys()].sort()).toEqual([...start.keys()].sort())
  const changed = [...start].filter(([name, { data }]) => !isSame(data, trained.get(name)!.data))
  expect(changed.length).toBeGreaterThan(10)
  expect(changed.filter(([name]) => name.includes('embeddings'))).toEqual([])
})

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= 1e-12 + 1e-6 * Math.abs(value))
}

test('an average of the weights is what is evaluated, and what the run gives', async () => {
  await trainAndCheck(['training.ema_decay=0.9', 'training.save_total_limit=20'])
  const root = await weightsIn()
  const steps = (await readdir(runPath())).filter(name => name.startsWith('checkpoint-'))
  const raw = await weightsIn(steps.sort().at(-1)!)
  expect([...root].some(([name, { data }]) => !isSame(data, raw.get(name)!.data))).toBe(true)
})

test.each([
  ['training.optim=adafactor', 0.2],
  ['training.layerwise_lr_decay=0.8', 0.6],
  ['model.stride=4', 0.6],
  ['model.context=sentences', 0.5],
])('the model learns with %s', async (setting, atLeast) => {
  const summary = await trainAndCheck([setting])
  expect(summary.test.default.overall.f1).toBeGreaterThan(atLeast)
})

test('the last model is given where the best is not asked for', async () => {
  const settings = ['training.load_best_model_at_end=false', 'training.save_strategy=no']
  const summary = await trainAndCheck(settings)
  expect(summary.best.epoch).toBe(8)
  const [last] = (await readdir(runPath())).filter(name => name.startsWith('checkpoint-'))
  expect(await weightsIn()).toEqual(await weightsIn(last!))
})

test('a model of the hub is downloaded, trained, and found again without the hub', async () => {
  await train(smallConfigOf(folder, ['training.max_steps=1']), { progress: silent })
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']
  const files: Record<string, HubFile> = {}
  for (const name of names)
    files[name] = { content: await readFile(runPath(name)), isLarge: name.includes('model') }
  const hub = await startHub('owner/mini', { main: files }, 'models')
  vi.stubEnv('HF_ENDPOINT', hub.endpoint)
  vi.stubEnv('HF_HUB_CACHE', join(folder, 'cache'))
  const read = (output: string) =>
    readConfig(join(folder, 'medspan.yaml'), [
      'model.name_or_path=owner/mini',
      `training.output_dir=${join(folder, output)}`,
    ])
  const config = await read('from-hub')
  expect(config.model.name_or_path).toBe('owner/mini')
  const first = await train(config, { progress: silent })
  await hub.close()
  vi.stubEnv('HF_HUB_OFFLINE', '1')
  const second = await train(await read('offline'), { progress: silent })
  expect(second.test.loss).toBe(first.test.loss)
  await expect(readConfig(join(folder, 'medspan.yaml'), ['model.name_or_path=owner'])).rejects.toThrow(
    'expected a model folder, but there is nothing at',
  )
})
