/**
 * @file Ended at random moments by kill -9 or SIGTERM, then the same command again: the bits of an undisturbed run.
 *
 * MEDSPAN_KILL_RUNS says how many runs are ended, each of them at least once; they go round the configurations, from
 * one that the seed of random inputs decides. A configuration is one line.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { builtFolder } from '../built.ts'
import { fuzzSeed } from '../fuzz.ts'
import { contentOf } from './run-bits.ts'
import { createSmallProject, withoutBatchSize } from './small-project.ts'

/** What is trained, a line each: a title, and what it sets besides `common`. Keys are of `training` unless they say. */
const configurations = `
cross-entropy, linear:
focal loss, cosine: loss.name=focal lr_scheduler_type=cosine
class-balanced focal loss, polynomial: loss.name=class-balanced-focal lr_scheduler_type=polynomial
adaptive focal loss, inverse square root: loss.name=adaptive-class-balanced-focal lr_scheduler_type=inverse_sqrt
logit adjustment, constant: loss.name=logit-adjustment lr_scheduler_type=constant_with_warmup
dice, restarts: loss.name=dice lr_scheduler_type=cosine_with_restarts lr_scheduler_kwargs.num_cycles=3
weights, stable then falling: loss.weights=balanced lr_scheduler_type=warmup_stable_decay lr_scheduler_kwargs.num_decay_steps=20
plateau, evaluated by steps: lr_scheduler_type=reduce_lr_on_plateau lr_scheduler_kwargs.patience=0 eval_strategy=steps eval_steps=4
a budget of word pieces: max_tokens_per_batch=100 gradient_accumulation_steps=2 num_train_epochs=20
several batches a step: gradient_accumulation_steps=4 num_train_epochs=20
like lengths, saved by steps: train_sampling_strategy=group_by_length save_strategy=steps save_steps=7 save_total_limit=3
early stopping, evaluated in the middle: early_stopping_patience=3 eval_strategy=steps eval_steps=5 logging_steps=3
the last model: load_best_model_at_end=false save_strategy=no
evaluated first, a number of steps: eval_on_start=true max_steps=50 save_strategy=no
a CRF: model.head=crf
Adafactor: optim=adafactor
Adafactor, averaged: optim=adafactor ema_decay=0.9
averaged, by layers: ema_decay=0.95 layerwise_lr_decay=0.8
frozen embeddings, constrained: model.freeze=[embeddings] model.decoding=constrained
adapters: model.name_or_path=base model.lora.rank=4 model.lora.dropout=0.1
windows, context: model.stride=4 model.context=sentences model.max_seq_length=16
`
  .trim()
  .split('\n')
  .map(line => {
    const [title = '', settings = ''] = line.split(': ')
    const overrides = settings.split(' ').filter(setting => setting !== '')
    return {
      title: title.replace(/:$/, ''),
      overrides: overrides.map(item =>
        /^(corpus|labels|model|loss)\./.test(item) ? item : `training.${item}`,
      ),
    }
  })
const common = ['training.num_train_epochs=10', 'training.save_total_limit=1']

const runs = Number(process.env.MEDSPAN_KILL_RUNS ?? 2)
const killsOfRun = 2
const random = createRandom(fuzzSeed, 'kill')
const first = random.below(configurations.length)
const chosen = configurations
  .map((_, index) => configurations[(first + index) % configurations.length]!)
  .map((configuration, index) => ({
    ...configuration,
    count: Math.floor(runs / configurations.length) + Number(index < runs % configurations.length),
  }))
  .filter(({ count }) => count > 0)

let folder: string
let configPath: string
let packageRoot: string
beforeAll(async () => {
  packageRoot = await builtFolder()
  folder = await mkdtemp(join(tmpdir(), 'medspan-kill-'))
  configPath = await createSmallProject(folder)
  await writeFile(configPath, withoutBatchSize)
  await trainInChild(['training.max_steps=5', outputIn(join(folder, 'base'))])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  /** Whether it was ended before it was done. */
  readonly cut: boolean
  /** Milliseconds from the beginning of training to the end. */
  readonly trainingMs: number
}

/** Trains in a child; with `kill` sends it a signal so long after training has begun. */
function trainInChild(
  overrides: readonly string[],
  kill?: { signal: 'SIGKILL' | 'SIGTERM'; afterMs: number },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'train-child.mjs')
    const hasBudget = overrides.some(override => override.startsWith('training.max_tokens_per_batch='))
    const sequences = hasBudget ? [] : ['training.per_device_train_batch_size=6']
    const args = [script, packageRoot, configPath, ...common, ...sequences, ...overrides]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let begun: number | undefined
    let timer: NodeJS.Timeout | undefined
    let errors = ''
    let done = false
    child.stderr.on('data', (data: Buffer) => {
      errors += String(data)
    })
    child.stdout.on('data', (data: Buffer) => {
      done ||= String(data).includes('done')
      if (begun !== undefined || !String(data).includes('Training')) return
      begun = performance.now()
      if (kill !== undefined) timer = setTimeout(() => child.kill(kill.signal), kill.afterMs)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      // A process that is just ending has no handlers of signals left.
      const cut = signal === 'SIGKILL' || code === 75 || (signal === 'SIGTERM' && done)
      if (code === 0 || cut) resolve({ cut, trainingMs: performance.now() - (begun ?? performance.now()) })
      else reject(new Error(`training ended with ${code ?? signal}\n${errors}`))
    })
  })
}

const outputIn = (path: string): string => `training.output_dir=${JSON.stringify(path)}`

test.each(chosen)(
  `ended and continued, ends with the bits of an undisturbed run: $title, $count of ${runs} (seed ${fuzzSeed})`,
  async ({ title, overrides, count }) => {
    const whole = join(folder, title, 'whole')
    const { trainingMs } = await trainInChild([...overrides, outputIn(whole)])
    const expected = await contentOf(whole)
    expect([...expected.keys()].some(name => /^(adapter_)?model\.safetensors$/.test(name))).toBe(true)
    for (let index = 0; index < count; index++) {
      const output = join(folder, title, 'run')
      const settings = [...overrides, outputIn(output)]
      const kill = async () => {
        const signal = random.uniform() < 0.5 ? 'SIGKILL' : 'SIGTERM'
        return (await trainInChild(settings, { signal, afterMs: random.uniform() * trainingMs })).cut
      }
      // A run that was faster than its first signal begins anew.
      while (!(await kill())) await rm(output, { recursive: true })
      for (let more = 1; more < killsOfRun; more++) await kill()
      await trainInChild(settings)
      const ours = await contentOf(output)
      expect([...ours.keys()].sort()).toEqual([...expected.keys()].sort())
      for (const [name, bits] of expected)
        expect(ours.get(name) === bits, `${name} of run ${index}`).toBe(true)
      await rm(output, { recursive: true })
    }
    await rm(join(folder, title), { recursive: true })
  },
  600_000,
)
