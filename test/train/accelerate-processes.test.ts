/**
 * @file The engine on PyTorch in several processes, ended from outside, with the wrong Python, and in a whole run.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import type { Notice } from '../../src/errors.ts'
import { isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { silent } from '../../src/progress.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import {
  type AccelerateEngineOptions,
  createAccelerateEngine,
} from '../../src/train/engine/accelerate/accelerate-engine.ts'
import { startWorker } from '../../src/train/engine/accelerate/worker.ts'
import { formatAccelerateConfig } from '../../src/train/engine/accelerate/worker-launch.ts'
import type { Engine } from '../../src/train/engine/engine.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'
import { evaluateRun } from '../../src/train/evaluate.ts'
import { train } from '../../src/train/run.ts'
import { builtFolder } from '../built.ts'
import { batchAt, bert, gptNeo, labels, useFolders, useWorkers } from './accelerate.ts'
import { processesUnder, pythonPath, workerOptions } from './python.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

/** One of each of the other families, without dropout. */
const shape = { ...bert, max_position_embeddings: 20, pad_token_id: 0, classifier_dropout: 0 }
const families = [
  { model_type: 'roberta', type_vocab_size: 1, pad_token_id: 1 },
  {
    model_type: 'distilbert',
    dim: 16,
    n_layers: 2,
    n_heads: 2,
    hidden_dim: 24,
    dropout: 0,
    attention_dropout: 0,
    seq_classif_dropout: 0,
  },
  { model_type: 'electra', embedding_size: 12 },
  {
    model_type: 'deberta-v2',
    relative_attention: true,
    position_biased_input: false,
    pos_att_type: 'p2c|c2p',
    position_buckets: 8,
    share_att_key: true,
    conv_kernel_size: 3,
  },
  { model_type: 'modernbert', local_attention: 4, global_attn_every_n_layers: 2 },
  { model_type: 'llama', num_attention_heads: 4, num_key_value_heads: 2 },
]

const folders = useFolders()
let serial = 0

type Options = Omit<AccelerateEngineOptions, 'folder'>

/** Losses and norms over steps, of which every third takes two batches. */
async function run(engine: Engine, from: number, to: number): Promise<[loss: number, gradNorm: number][]> {
  const results: [number, number][] = []
  for (let step = from; step < to; step++) {
    const batches = step % 3 === 0 ? [batchAt(step), batchAt(step + 5)] : [batchAt(step)]
    const { loss, gradNorm } = await engine.step(batches, { learningRate: 2e-3, step })
    results.push([loss, gradNorm])
  }
  return results
}

function expectClose(results: Awaited<ReturnType<typeof run>>, expected: typeof results): void {
  expect(results.length).toBe(expected.length)
  for (const [step, [loss, norm]] of results.entries()) {
    expect(Math.abs(loss - expected[step]![0]), `loss of step ${step}`).toBeLessThan(1e-5)
    expect(Math.abs(norm / expected[step]![1] - 1), `norm of step ${step}`).toBeLessThan(1e-3)
  }
}

describe.skipIf(pythonPath === undefined)('two processes', () => {
  const workers = useWorkers()

  async function engines(
    config: Readonly<Record<string, unknown>>,
    { lora = false, head = 'linear', ...options }: Options & { lora?: boolean; head?: 'linear' | 'crf' } = {},
  ): Promise<[alone: Engine, together: Engine, folder: string]> {
    const folder = await folders.model(config)
    const settings = { head }
    const plain = await readModel(folder, { labels, seed: 1, settings })
    const adapted = lora ? prepareAdapters(plain, { rank: 4, alpha: 8, dropout: 0 }, 1) : undefined
    const model = adapted ?? plain
    const isTrained = adapted && isAdapterTrained(adapted)
    const { optimizer } = options
    const common = { folder, seed: 1, weightDecay: 0.01, isTrained, optimizer }
    return [
      await createAccelerateEngine(workers.one, model, common),
      await createAccelerateEngine(workers.two, model, { ...common, ...options }),
      folder,
    ]
  }

  test('are two', () => expect([workers.one.processes, workers.two.processes]).toEqual([1, 2]))

  test.each([
    ['BERT with copies of the model', bert, {}],
    ['BERT with a CRF', bert, { head: 'crf' }],
    ['GPT-Neo with copies of the adapters', gptNeo, { lora: true }],
    ['GPT-Neo in parts', gptNeo, { strategy: 'fsdp' }],
    ['GPT-Neo in parts, computed twice', gptNeo, { strategy: 'fsdp', gradientCheckpointing: true }],
    ['GPT-Neo in parts with Adafactor', gptNeo, { strategy: 'fsdp', optimizer: 'adafactor' }],
    ['GPT-Neo with adapters, in parts', gptNeo, { strategy: 'fsdp', lora: true }],
    ['BERT with a CRF, in parts', bert, { strategy: 'fsdp', head: 'crf' }],
  ] as const)('%s: they train as one does with the same batches', async (_name, config, options) => {
    const [alone, together] = await engines(config, options)
    const batch = batchAt(2)
    // Steps after an evaluation too: it may leave parameters where steps do not look for them.
    for (const [first, end] of [
      [0, 25],
      [25, 50],
    ] as const) {
      expectClose(await run(together, first, end), await run(alone, first, end))
      const [expected, found] = [await alone.evaluate(batch), await together.evaluate(batch)]
      expect(found.counted).toBe(expected.counted)
      expect(Math.abs(found.loss - expected.loss)).toBeLessThan(1e-4)
      expect(found.logits.length).toBe(expected.logits.length)
      for (const [i, logit] of expected.logits.entries())
        expect(Math.abs(found.logits[i]! - logit)).toBeLessThan(1e-3)
    }
  })

  test.each(families)('$model_type: two processes compute what the onnx engine computes', async config => {
    const folder = await folders.model({ ...shape, ...config })
    const read = () => readModel(folder, { labels, seed: 1 })
    const common = { seed: 1, weightDecay: 0.01, layerDecay: 0.9 }
    const onnx = await createOnnxEngine(await read(), common)
    const torch = await createAccelerateEngine(workers.two, await read(), { ...common, folder })
    try {
      const expected = await run(onnx, 0, 10)
      const found = await run(torch, 0, 10)
      for (const [step, [loss]] of found.entries())
        expect(Math.abs(loss - expected[step]![0]), `loss of step ${step}`).toBeLessThan(1e-4)
    } finally {
      await onnx.dispose()
    }
  })

  test('a model in parts is saved whole, goes on from there, and transformers opens it', async () => {
    const [, together, folder] = await engines(gptNeo, { strategy: 'fsdp', emaDecay: 0.9 })
    await run(together, 0, 5)
    const checkpoint = join(folders.root, 'checkpoint')
    await mkdir(checkpoint)
    expect(await together.save(checkpoint)).toEqual({ updates: 5 })
    // Averages are in the parameters' place by then.
    await together.evaluate(batchAt(2))
    const rest = await run(together, 5, 10)
    await run(together, 20, 23)
    await together.evaluate(batchAt(2))
    await together.load(checkpoint, { updates: 5 })
    expect(await run(together, 5, 10)).toEqual(rest)

    const config = { ...gptNeo, num_labels: labels.length }
    await writeFile(join(checkpoint, 'config.json'), JSON.stringify(config))
    const model = await readModel(checkpoint, { seed: 1, labels })
    expect(model.parameters.size).toBe((await readModel(folder, { labels, seed: 1 })).parameters.size)
    const program =
      'import sys; from transformers import AutoModelForTokenClassification as M; ' +
      'm, i = M.from_pretrained(sys.argv[1], output_loading_info=True); ' +
      'print(i["missing_keys"], i["unexpected_keys"], i["mismatched_keys"])'
    const { stdout, stderr } = spawnSync(pythonPath!, ['-c', program, checkpoint], { encoding: 'utf8' })
    expect(stdout.replace(/set\(\)/g, '[]').trim(), stderr).toBe('[] [] []')
  })
})

describe.skipIf(pythonPath === undefined)('a YAML of the user', () => {
  test('decides the precision: bf16 computes less exactly, and weights stay float32', async () => {
    const folder = await folders.model(bert)
    const model = await readModel(folder, { labels, seed: 1 })
    const yaml = formatAccelerateConfig({ processes: 1, mixedPrecision: 'bf16' })
    const losses: number[][] = []
    for (const options of [workerOptions(), { ...workerOptions(), yaml }]) {
      const worker = await startWorker(options)
      const engine = await createAccelerateEngine(worker, model, { folder, seed: 1 })
      losses.push((await run(engine, 0, 10)).map(([loss]) => loss))
      for (const { data } of (await engine.weights()).values()) expect(data.every(Number.isFinite)).toBe(true)
      await engine.dispose()
    }
    const differences = losses[0]!.map((loss, i) => Math.abs(loss - losses[1]![i]!))
    expect(Math.max(...differences)).toBeGreaterThan(1e-5)
    expect(Math.max(...differences)).toBeLessThan(0.02)
  })

  test('that is for one process is refused where two are wanted', async () => {
    const yaml = formatAccelerateConfig({ processes: 1, mixedPrecision: 'no' })
    await expect(startWorker({ ...workerOptions({ processes: 2 }), yaml })).rejects.toMatchObject({
      code: 'config',
      message: 'expected 2 processes, but accelerate starts 1',
    })
  })
})

describe.skipIf(pythonPath === undefined || process.platform !== 'linux')('a worker that is killed', () => {
  test.each([1, 2])('of %d: one error says what to do, and none stays behind', async processes => {
    const worker = await startWorker(workerOptions({ processes }))
    const folder = await folders.model(bert)
    const model = await readModel(folder, { labels, seed: 1 })
    const engine = await createAccelerateEngine(worker, model, { folder, seed: 1 })
    await run(engine, 0, 2)
    const workers = processesUnder(process.pid, /medspan_worker/)
    const own = workers.filter(({ command }) => !command.includes('medspan_worker.launch'))
    expect(own.length).toBe(processes)
    process.kill(own.at(-1)!.pid, 'SIGKILL')
    await expect(run(engine, 2, 4)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/killed \(signal 9\), most likely because memory ran out/),
      hint: expect.stringMatching(/per_device_train_batch_size.*the run resumes from its newest checkpoint/s),
    })
    await engine.dispose()
    expect(processesUnder(process.pid, /medspan_worker/)).toEqual([])
  })

  test('its trainer, and with it the worker', async () => {
    const module = pathToFileURL(join(await builtFolder(), 'dist/train/engine/accelerate/worker.js')).href
    const path = join(folders.root, 'trainer.mjs')
    await writeFile(
      path,
      `import { startWorker } from ${JSON.stringify(module)}
      await startWorker(${JSON.stringify(workerOptions({ processes: 2 }))})
      console.log('started')
      setInterval(() => {}, 1000)`,
    )
    const trainer = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise(resolve => trainer.stdout.once('data', resolve))
    const workers = processesUnder(trainer.pid!, /medspan_worker/)
    expect(workers.length).toBe(3)
    trainer.kill('SIGKILL')
    const pids = new Set(workers.map(({ pid }) => pid))
    while ((await readdir('/proc')).some(name => pids.has(Number(name))))
      await new Promise(resolve => setTimeout(resolve, 50))
  })
})

describe('what is missing', () => {
  test('Python', async () => {
    const python = join(folders.root, 'no-python')
    await expect(startWorker(workerOptions({ python }))).rejects.toMatchObject({
      code: 'config',
      message: `expected Python, but ${python} cannot be started (ENOENT)`,
      hint: expect.stringContaining('-m pip install torch=='),
    })
  })

  /** A program that is no Python, but says what one would say. */
  async function pretending(script: string): Promise<string> {
    const path = join(folders.root, `python-${serial++}`)
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    return path
  }
  const says = (lines: string) => pretending(`cat >&2 <<'END'\n${lines}\nEND\nexit 1`)

  test.runIf(process.platform !== 'win32').each([
    ["No module named 'accelerate'", 'config', /lacks a library: No module named 'accelerate'/],
    ['medspan-worker-error {"code": "missing", "message": "no peft"}', 'config', /lacks a library: no peft/],
    [
      'medspan-worker-error {"code": "memory", "message": "CUDA out of memory."}',
      'config',
      /memory of the device has run out: CUDA out of memory\./,
    ],
    [
      'medspan-worker-error {"code": "internal", "message": "closed by peer"}\nmedspan-worker-error {"code": "memory", "message": "CUDA out of memory."}',
      'config',
      /CUDA out of memory\./,
    ],
    ['something else', 'internal', /the worker has ended \(exit code 1\)\nsomething else/],
  ])('what a worker says: %s', async (line, code, message) => {
    await expect(startWorker(workerOptions({ python: await says(line) }))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test.runIf(process.platform !== 'win32')('is nothing where a batch system ends all processes', async () => {
    const python = await pretending('kill -TERM $$')
    await expect(startWorker(workerOptions({ python }))).rejects.toMatchObject({ code: 'interrupted' })
  })
})

/** Ends a training in order, in the middle. */
async function interrupt(config: Config): Promise<void> {
  const controller = new AbortController()
  let steps = 0
  const task = (title: string) => ({
    advance: () => {
      if (title === 'Training' && ++steps === 20) controller.abort()
    },
    end() {},
  })
  await expect(
    train(config, { progress: { ...silent, task }, signal: controller.signal }),
  ).rejects.toMatchObject({ code: 'interrupted' })
}

describe.skipIf(pythonPath === undefined)('a whole run', () => {
  test('on two processes, interrupted and continued, and evaluated without Python', async () => {
    const folder = join(folders.root, 'project')
    await mkdir(folder)
    await createSmallProject(folder)
    const settings = (output: string) => [
      `training.output_dir=${output}`,
      'training.num_train_epochs=8',
      'training.engine=accelerate',
      'training.per_device_train_batch_size=3',
      'accelerate.num_processes=2',
      `accelerate.python=${pythonPath}`,
    ]
    const whole = smallConfigOf(folder, settings('whole'))
    const summary = await train(whole, { progress: silent })
    expect(summary.validation.default.overall.f1).toBeGreaterThan(0.5)
    const run = JSON.parse(await readFile(join(folder, 'whole/run.json'), 'utf8')) as {
      versions: Record<string, string>
    }
    expect(Object.keys(run.versions)).toEqual(
      expect.arrayContaining(['engine', 'python', 'torch', 'transformers', 'accelerate', 'peft']),
    )
    expect(await readFile(join(folder, 'whole/accelerate.yaml'), 'utf8')).toContain('num_processes: 2')

    const evaluation = await evaluateRun(join(folder, 'whole'), { progress: silent })
    expect(evaluation.test.default.overall.f1).toBe(summary.test.default.overall.f1)

    const parted = smallConfigOf(folder, settings('parted'))
    await interrupt(parted)
    await train(parted, { progress: silent })
    for (const name of ['model.safetensors', 'log.jsonl', 'predictions.txt'])
      expect(
        (await readFile(join(folder, 'parted', name))).equals(await readFile(join(folder, 'whole', name))),
        name,
      ).toBe(true)

    const changed = smallConfigOf(folder, settings('changed'))
    const { accelerate: _, ...rest } = changed
    await interrupt({
      ...rest,
      training: { ...rest.training, engine: 'onnx', per_device_train_batch_size: 6 },
    })
    const notices: string[] = []
    const progress = { ...silent, notice: (notice: Notice) => notices.push(notice.message) }
    const found = await train(changed, { progress })
    expect(notices).toContain(
      'the run was begun with engine onnx and resumes with accelerate: its last digits may differ',
    )
    expect(found.best.step).toBeGreaterThan(0)
  })

  test('by a budget of word pieces has a batch for each process in each step, interrupted and continued', async () => {
    const folder = join(folders.root, 'budget')
    await mkdir(folder)
    await createSmallProject(folder)
    // Of the longest sequences a process may have one, and some batches have an odd number of rows.
    const settings = (output: string) => [
      `training.output_dir=${output}`,
      'training.num_train_epochs=3',
      'training.engine=accelerate',
      'training.max_tokens_per_batch=40',
      'accelerate.num_processes=2',
      `accelerate.python=${pythonPath}`,
    ]
    await train(smallConfigOf(folder, settings('whole')), { progress: silent })
    const state = parseTrainerState(await readFile(join(folder, 'whole/trainer_state.json'), 'utf8'))
    expect(state).toMatchObject({ epoch: 3, max_tokens_per_batch: 80, train_batch_size: null })
    expect(state.global_step).toBe(state.max_steps)
    const parted = smallConfigOf(folder, settings('parted'))
    await interrupt(parted)
    await train(parted, { progress: silent })
    for (const name of ['model.safetensors', 'log.jsonl'])
      expect(
        (await readFile(join(folder, 'parted', name))).equals(await readFile(join(folder, 'whole', name))),
        name,
      ).toBe(true)
    // The other engine does not count padding: its batches are others.
    const { accelerate: _, ...rest } = parted
    await expect(
      train({ ...rest, training: { ...rest.training, engine: 'onnx' } }, { progress: silent }),
    ).rejects.toThrow(
      /training\.engine was "accelerate", is "onnx".*accelerate\.num_processes was 2, is 1|num_processes was 2, is 1.*training\.engine was/s,
    )
  })
})
