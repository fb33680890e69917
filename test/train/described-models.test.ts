/**
 * @file Models that transformers knows and no family here: each type trained a little, saved, gone on with and opened by
 * transformers; losses beside a plain loop in PyTorch; several processes; adapters; a whole run; and what is refused.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Adapted, mergedParameters } from '../../src/nn/adapters.ts'
import { MODEL_TYPES } from '../../src/nn/families/families.ts'
import { defaultSettings, modelConfigJson } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { sizeOf } from '../../src/nn/tensors.ts'
import { adapterFiles } from '../../src/nn/weights/adapter-files.ts'
import { safetensorsPieces } from '../../src/nn/weights/safetensors.ts'
import { readSafetensorsFile } from '../../src/nn/weights/safetensors-file.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { silent } from '../../src/progress.ts'
import { writeReport } from '../../src/report/report.ts'
import { dryRun } from '../../src/train/dry-run.ts'
import {
  type AccelerateEngineOptions,
  createAccelerateEngine,
} from '../../src/train/engine/accelerate/accelerate-engine.ts'
import {
  adaptDescribed,
  type DescribeOptions,
  describeBy,
  describeExternalModel,
  type ExternalClassifier,
  tryModel,
} from '../../src/train/engine/accelerate/external-model.ts'
import { startWorker, type Worker } from '../../src/train/engine/accelerate/worker.ts'
import type { Batch, Engine } from '../../src/train/engine/engine.ts'
import { evaluateRun } from '../../src/train/evaluate.ts'
import { train } from '../../src/train/run.ts'
import { readTrained } from '../../src/train/trained-model.ts'
import { labels, lasting, vocabulary } from './accelerate.ts'
import { randomBatch } from './engine-contract.ts'
import { pythonPath, workerOptions } from './python.ts'
import { createSmallProject, smallConfigOf } from './small-project.ts'

const script = resolve(import.meta.dirname, 'described_models.py')

let root: string
let worker: Worker
let types: { readonly made: readonly string[]; readonly leftOut: Readonly<Record<string, string>> }

/** Runs a program of Python and reads what it prints as JSON. */
function runPython(...args: string[]): unknown {
  const { stdout, stderr, status } = spawnSync(pythonPath!, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-described-'))
  if (pythonPath === undefined) return
  types = runPython(script, root, ...MODEL_TYPES) as typeof types
  worker = await startWorker(workerOptions())
}, 1_800_000)
afterAll(async () => {
  await worker?.end()
  await rm(root, { recursive: true })
})

/** Prints what transformers misses or does not expect in folders, by type. */
const opening = `
import json, sys, transformers
from transformers import AutoModelForTokenClassification as M
transformers.logging.disable_progress_bar()
found = {}
for folder in sys.argv[1:]:
    model, info = M.from_pretrained(folder, output_loading_info=True)
    wrong = [sorted(map(str, info[key])) for key in ("missing_keys", "unexpected_keys", "mismatched_keys")]
    if any(wrong): found[model.config.model_type] = wrong
print(json.dumps(found))`

let serial = 0
const newFolder = async (): Promise<string> => {
  const folder = join(root, `folder-${serial++}`)
  await mkdir(folder)
  return folder
}

interface Opened {
  readonly model: ExternalClassifier
  readonly engine: Engine
}

async function open(
  folder: string,
  {
    by = worker,
    described,
    lora,
    ...options
  }: Partial<AccelerateEngineOptions> & {
    readonly by?: Worker
    readonly described?: Partial<DescribeOptions>
    readonly lora?: string | readonly string[]
  } = {},
): Promise<Opened> {
  const plain = await describeBy(worker, folder, { labels, seed: 1, ...described })
  const model =
    lora === undefined
      ? plain
      : adaptDescribed(plain, { rank: 2, alpha: 4, dropout: 0, targetModules: lora }, 1)
  const { untrained } = model.described
  const isTrained = (name: string): boolean =>
    !untrained.has(name) && (lora === undefined || !model.encoder.parameters.has(name))
  const engine = await createAccelerateEngine(lasting(by), model, { folder, isTrained, ...options })
  return { model, engine }
}

/** Some rows of one to nine pieces, none of which is piece 0 or 1: they may pad. */
function batchAt(step: number, rows = 3): Batch {
  const batch = randomBatch({ rows, length: 8, vocabulary, labels: labels.length }, step)
  const short = 2
  for (const [values, filler] of [
    [batch.attentionMask, 0],
    [batch.labels, -100],
  ] as const)
    values.fill(filler, values.length - short)
  const inputIds = batch.inputIds.map(id => Math.max(2, id))
  return { ...batch, inputIds, tokenTypeIds: new Int32Array(inputIds.length) }
}

async function losses(engine: Engine, from: number, to: number): Promise<number[]> {
  const found: number[] = []
  for (let step = from; step < to; step++)
    found.push((await engine.step([batchAt(step)], { learningRate: 1e-3, step })).loss)
  return found
}

describe.skipIf(pythonPath === undefined)('models without a family', () => {
  test('every type of transformers is trained, goes on with the same bits, and transformers opens it', async () => {
    const saved: string[] = []
    const problems: string[] = []
    for (const type of types.made) {
      try {
        const folder = join(root, type)
        const { model, engine } = await open(folder, { emaDecay: 0.9 })
        await tryModel(engine, model, folder)
        const first = await losses(engine, 0, 2)
        if (!first.every(Number.isFinite)) throw new Error(`losses ${first}`)
        const target = await newFolder()
        expect(await engine.save(target)).toEqual({ updates: 2 })
        const rest = await losses(engine, 2, 4)
        await engine.load(target, { updates: 2 })
        expect(await losses(engine, 2, 4)).toEqual(rest)
        await engine.load(target, { updates: 2 })
        const { logits } = await engine.evaluate(batchAt(9))
        expect(logits.every(Number.isFinite)).toBe(true)
        const weights = await engine.weights()
        expect([...weights.keys()]).toEqual([...model.parameters.keys()])
        await writeFile(join(target, 'config.json'), modelConfigJson(model))
        saved.push(target)
      } catch (error) {
        problems.push(`${type}: ${String(error).split('\n').slice(0, 3).join(' ')}`)
      }
    }
    expect(problems).toEqual([])
    expect(runPython('-c', opening, ...saved)).toEqual({})
    console.warn(
      `tried ${saved.length} types; left out: ${Object.entries(types.leftOut)
        .map(([type, why]) => `${type} ${why}`)
        .join('; ')}`,
    )
  }, 1_800_000)

  const folderOf = (type: string): string => join(root, `${type}-without-dropout`)

  /** A folder with the weights that an engine has, for the same labels. */
  async function saveModel({ model, engine }: Opened): Promise<string> {
    const folder = await newFolder()
    await engine.save(folder)
    await writeFile(join(folder, 'config.json'), modelConfigJson(model))
    return folder
  }

  test('losses are those of a plain loop in PyTorch', async () => {
    const folders: string[] = []
    const found: number[][] = []
    for (const type of ['albert', 'mpnet', 'gpt2', 'big_bird', 'fnet', 'squeezebert', 'xlnet']) {
      const opened = await open(folderOf(type))
      folders.push(await saveModel(opened))
      found.push(await losses(opened.engine, 0, 20))
    }
    const batches = Array.from({ length: 20 }, (_, step) => batchAt(step)).map(
      ({ rows, length, inputIds, attentionMask, labels: own }) => ({
        rows,
        length,
        inputIds: [...inputIds],
        attentionMask: [...attentionMask],
        labels: [...own],
      }),
    )
    const file = join(await newFolder(), 'batches.json')
    await writeFile(file, JSON.stringify(batches))
    const program = `
import json, sys, torch, transformers
from transformers import AutoModelForTokenClassification as M
transformers.logging.disable_progress_bar()
torch.set_num_threads(1)
batches, found = json.load(open(sys.argv[1])), []
for folder in sys.argv[2:]:
    model = M.from_pretrained(folder, dtype=torch.float32).train()
    optimizer, own = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0), []
    for batch in batches:
        shaped = {key: torch.tensor(batch[key]).view(batch["rows"], batch["length"]) for key in ("inputIds", "attentionMask", "labels")}
        loss = model(input_ids=shaped["inputIds"], attention_mask=shaped["attentionMask"], labels=shaped["labels"]).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        own.append(loss.item())
    found.append(own)
print(json.dumps(found))`
    const expected = runPython('-c', program, file, ...folders) as number[][]
    for (const [i, own] of expected.entries())
      for (const [step, loss] of own.entries())
        expect(Math.abs(found[i]![step]! - loss), `${folders[i]} step ${step}`).toBeLessThan(1e-4)
  }, 1_800_000)

  test('two processes train as one does, with parameters that no batch uses', async () => {
    const two = await startWorker(workerOptions({ processes: 2 }))
    try {
      for (const [type, strategy] of [
        ['big_bird', 'ddp'],
        ['fnet', 'ddp'],
        ['mpnet', 'fsdp'],
      ] as const) {
        const folder = folderOf(type)
        const alone = await open(folder)
        const together = await open(folder, { by: two, strategy })
        const expected = await losses(alone.engine, 0, 10)
        for (const [step, loss] of (await losses(together.engine, 0, 10)).entries())
          expect(Math.abs(loss - expected[step]!), `${type} step ${step}`).toBeLessThan(1e-5)
      }
    } finally {
      await two.end()
    }
  }, 1_800_000)

  test('GPT-2 gets a piece to pad with, adapters beside weights that stand the other way round, and a CRF', async () => {
    const described = { vocabulary: vocabulary + 1, settings: { head: 'crf' } } as const
    const opened = await open(folderOf('gpt2'), { described })
    expect(opened.model.source.vocab_size).toBe(vocabulary + 1)
    expect(opened.model.parameters.get('transformer.wte.weight')?.shape).toEqual([vocabulary + 1, 16])
    await losses(opened.engine, 0, 3)
    const base = await saveModel(opened)
    const again = await open(base, { described })
    expect(again.model.newlyInitialized).toEqual([])
    for (const [name, { data }] of await again.engine.weights())
      expect(data, name).toEqual((await opened.engine.weights([name])).get(name)!.data)

    const { model, engine } = await open(base, { described, lora: ['c_attn', 'c_proj'] })
    const before = await engine.evaluate(batchAt(5))
    for (let step = 0; step < 20; step++) await engine.step([batchAt(5)], { learningRate: 1e-2, step })
    const frozen = 'transformer.h.0.attn.c_attn.weight'
    expect((await engine.weights([frozen])).get(frozen)).toEqual(
      (await again.engine.weights([frozen])).get(frozen),
    )
    const { logits, loss } = await engine.evaluate(batchAt(5))
    expect(loss).toBeLessThan(before.loss)
    const adapted = model as ExternalClassifier & Adapted
    const run = await newFolder()
    for (const [name, content] of adapterFiles(adapted, base, await engine.weights()))
      await writeFile(join(run, name), typeof content === 'string' ? content : Buffer.concat(content))
    const usage = { decoding: 'constrained' }
    await writeFile(join(run, 'config.json'), modelConfigJson(model, usage))
    const merged = await newFolder()
    const parameters = mergedParameters(adapted.adapters, await engine.weights())
    await writeFile(join(merged, 'model.safetensors'), Buffer.concat(safetensorsPieces(parameters)))
    await writeFile(join(merged, 'config.json'), modelConfigJson(model, usage))

    const options = {
      seed: 1,
      vocabulary: vocabulary + 1,
      resolveBase: async (name: string) => name,
      python: pythonPath,
    }
    for (const folder of [run, merged]) {
      const trained = await readTrained(folder, options)
      expect(trained.model.newlyInitialized).toEqual([])
      expect(trained.model.source.medspan).toMatchObject(usage)
      const reopened = await trained.start({ threads: 1 })
      const found = (await reopened.evaluate(batchAt(5))).logits
      await reopened.dispose()
      for (const [i, logit] of logits.entries()) expect(Math.abs(found[i]! - logit)).toBeLessThan(1e-5)
    }
    const program = `
import json, sys, torch, transformers
from peft import PeftModel
transformers.logging.disable_progress_bar()
base = transformers.AutoModelForTokenClassification.from_pretrained(sys.argv[1])
model = PeftModel.from_pretrained(base, sys.argv[2]).eval()
print(json.dumps(model(input_ids=torch.tensor([json.loads(sys.argv[3])])).logits.flatten().tolist()))`
    const ids = [...batchAt(5).inputIds.subarray(0, 8)]
    const found = runPython('-c', program, base, run, JSON.stringify(ids)) as number[]
    expect(found.length).toBe(8 * labels.length)
    for (const [i, logit] of found.entries()) expect(Math.abs(logits[i]! - logit)).toBeLessThan(1e-5)
  }, 1_800_000)

  test('what pieces see is what was asked for, or refused', async () => {
    for (const attention of ['causal', 'bidirectional'] as const) {
      const { model, engine } = await open(join(root, 'gpt2'), { described: { settings: { attention } } })
      await tryModel(engine, model, root)
    }
    const { model, engine } = await open(join(root, 'albert'), {
      described: { settings: { attention: 'causal' } },
    })
    await expect(tryModel(engine, model, root)).rejects.toMatchObject({
      code: 'config',
      message: 'AlbertForTokenClassification of transformers cannot be causal',
      where: { at: 'model.attention' },
    })
  })

  test('a head for other labels is new, and what else weights lack must not be used', async () => {
    const folder = await saveModel(await open(folderOf('big_bird')))
    const other = await describeBy(worker, folder, { labels: [...labels].reverse(), seed: 1 })
    expect(other.newlyInitialized).toEqual(['classifier.bias', 'classifier.weight'])
    const tensors = await readSafetensorsFile(join(folder, 'model.safetensors'))
    const without = async (name: string): Promise<string> => {
      const less = await newFolder()
      const kept = new Map([...tensors].filter(([own]) => own !== name))
      await writeFile(
        join(less, 'model.safetensors'),
        Buffer.concat(safetensorsPieces(kept, { format: 'pt' })),
      )
      await writeFile(join(less, 'config.json'), await readFile(join(folder, 'config.json')))
      return less
    }
    expect((await open(await without('bert.pooler.weight'))).model.newlyInitialized).toEqual([
      'bert.pooler.weight',
    ])
    await expect(open(await without('bert.embeddings.LayerNorm.weight'))).rejects.toMatchObject({
      code: 'input',
      message: 'the weights lack the parameter bert.embeddings.LayerNorm.weight',
    })
  })

  test('learning rates by depth need layers', async () => {
    await open(join(root, 'mpnet'), { layerDecay: 0.9 })
    await expect(open(join(root, 'albert'), { layerDecay: 0.9 })).rejects.toMatchObject({
      code: 'config',
      where: { at: 'training.layerwise_lr_decay' },
    })
  })

  test('adapters need names where peft has none', async () => {
    const folder = await saveModel(await open(join(root, 'mpnet')))
    const model = await describeBy(worker, folder, { labels, seed: 1 })
    expect(() => adaptDescribed(model, { rank: 2, alpha: 4, dropout: 0 }, 1)).toThrow(
      'peft does not say which linear maps of mpnet get adapters',
    )
  })

  test.each([
    [{ model_type: 'nobody' }, "neither medspan nor transformers knows models of the type 'nobody'"],
    [
      { model_type: 'own', auto_map: { AutoModelForTokenClassification: 'modeling.Own' } },
      "neither medspan nor transformers knows models of the type 'own'; the folder brings code of its own along (auto_map), which is never run",
    ],
    [{ model_type: 'vit' }, "transformers has no class for token classification of the type 'vit'"],
    [{ model_type: 'canine' }, 'expected a model that takes word pieces, got CanineForTokenClassification'],
    [
      { model_type: 'mpnet', quantization_config: { quant_method: 'gptq' } },
      'expected weights as floating numbers, or as int8 with a scale for each row (compressed-tensors, int-quantized)',
    ],
    // That form is read for the families of this package alone.
    [
      {
        model_type: 'mpnet',
        quantization_config: {
          quant_method: 'compressed-tensors',
          format: 'int-quantized',
          config_groups: {},
        },
      },
      'expected weights that can be trained, got quantized ones',
    ],
  ])('%j is refused', async (config, message) => {
    const folder = await newFolder()
    await writeFile(join(folder, 'config.json'), JSON.stringify(config))
    await expect(describeBy(worker, folder, { labels, seed: 1 })).rejects.toMatchObject({
      code: 'input',
      message,
    })
  })

  test('a model that needs more than word pieces is refused before it is trained', async () => {
    const folder = await newFolder()
    const sizes = { hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 4, intermediate_size: 8 }
    await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'bros', ...sizes }))
    const own = await startWorker(workerOptions())
    const { model, engine } = await open(folder, { by: own })
    await expect(tryModel(engine, model, folder)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining(
        'BrosForTokenClassification of transformers does not compute word pieces alone',
      ),
    })
    await own.end()
  })

  describe('in a project', () => {
    let folder: string
    const configOf = (output: string) =>
      smallConfigOf(folder, [
        `training.output_dir=${output}`,
        'training.num_train_epochs=8',
        'training.engine=accelerate',
        `accelerate.python=${pythonPath}`,
      ])
    beforeAll(async () => {
      folder = await newFolder()
      await createSmallProject(folder)
      const config = JSON.parse(await readFile(join(root, 'mpnet/config.json'), 'utf8')) as object
      const sizes = { vocab_size: 1200, max_position_embeddings: 40 }
      await writeFile(join(folder, 'model/config.json'), JSON.stringify({ ...config, ...sizes }))
    })

    test('a dry run counts them, and writes nothing', async () => {
      const before = await readdir(folder, { recursive: true })
      const { parameters, memory, steps } = await dryRun(configOf('dry'), { progress: silent })
      const model = await describeBy(worker, join(folder, 'model'), { labels, seed: 1 })
      const all = [...model.parameters.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0)
      expect(parameters).toEqual({ all, trained: all })
      expect(memory).toMatchObject({ processes: 1, weights: 4 * all, moments: 8 * all, best: 4 * all })
      expect(steps.total).toBe(8 * steps.perEpoch)
      expect(await readdir(folder, { recursive: true })).toEqual(before)
    })

    test('a whole run: trained, evaluated, reported, and used', async () => {
      const summary = await train(configOf('whole'), { progress: silent })
      expect(summary.validation.default.overall.f1).toBeGreaterThan(0.3)
      const run = join(folder, 'whole')
      const evaluation = await evaluateRun(run, { progress: silent })
      const { f1 } = evaluation.test.default.overall
      expect(f1).toBe(summary.test.default.overall.f1)

      const { page, figures } = await writeReport(run, { progress: silent })
      expect(await readFile(page, 'utf8')).toContain((100 * f1).toFixed(2))
      for (const name of ['loss', 'confusion_matrix']) expect(figures).toContain(name)

      const tagger = await loadTagger(run, { python: pythonPath })
      const { mentions } = await tagger.tag('Patients with asthma were treated with aspirin .')
      await tagger.dispose()
      expect(mentions.length).toBeGreaterThan(0)
      expect(runPython('-c', opening, run)).toEqual({})
    }, 1_800_000)
  })
})

test('what Python reads as a float is written as one', () => {
  const encoder = { architecture: 'EsmForTokenClassification' } as ExternalClassifier['encoder']
  const source = { rope_theta: 10000, decoder: { cap: -30, limits: [0, 1], scale: 0.5 }, hidden_size: 16 }
  const floats = [
    ['rope_theta'],
    ['decoder', 'cap'],
    ['decoder', 'limits', '1'],
    ['decoder', 'scale'],
    ['no'],
  ]
  const text = modelConfigJson({ encoder, labels, source, settings: defaultSettings, floats })
  expect(JSON.parse(text)).toMatchObject(source)
  expect(text.replace(/\s+/g, ' ')).toContain(
    '"rope_theta": 10000.0, "decoder": { "cap": -30.0, "limits": [ 0, 1.0 ], "scale": 0.5 }, "hidden_size": 16,',
  )
})

describe('models without a family, where they cannot be computed', () => {
  test('the onnx engine says which one can, and Python is asked for', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'albert' }))
    await expect(readModel(folder, { labels, seed: 1 })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('got "albert"'),
      hint: expect.stringContaining('training.engine: accelerate'),
    })
    const python = join(folder, 'no-python')
    await expect(describeExternalModel(folder, { labels, seed: 1, python })).rejects.toMatchObject({
      code: 'config',
      message: `models of the type albert are computed by transformers in Python: expected Python, but ${python} cannot be started (ENOENT)`,
      hint: expect.stringContaining('MEDSPAN_PYTHON'),
    })
  })
})
