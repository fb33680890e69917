/** @file LoRA against Python's peft: folders, logits and gradients both ways; merging; what is refused. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { gradientName } from '../../src/graph/grad.ts'
import { lower } from '../../src/graph/lower.ts'
import {
  chooseModules,
  isAdapterTrained,
  linearMaps,
  mergeAdapters,
  prepareAdapters,
} from '../../src/nn/adapters.ts'
import { evaluationGraph, trainingGraph } from '../../src/nn/classifier.ts'
import { openEncoder } from '../../src/nn/families/families.ts'
import { plainCrossEntropy } from '../../src/nn/losses.ts'
import type { TokenClassifier } from '../../src/nn/model.ts'
import { classifierParameters } from '../../src/nn/parameters.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { type FloatTensor, sizeOf } from '../../src/nn/tensors.ts'
import { adapterFiles, readAdapters, readClassifier } from '../../src/nn/weights/adapter-files.ts'
import { formatSafetensors, parseSafetensors } from '../../src/nn/weights/safetensors.ts'
import { mix32 } from '../../src/random.ts'
import { placeFeeds } from '../../src/train/engine/onnx/feeds.ts'

interface Reference {
  readonly base: Readonly<Record<string, unknown>> & { readonly vocab_size: number }
  readonly labels: number
  readonly rows: number
  readonly length: number
  readonly cases: Readonly<Record<string, Case>>
}

interface Case {
  readonly config: Readonly<Record<string, unknown>> & { readonly target_modules: string | readonly string[] }
  /** adapter_model.safetensors in base64. */
  readonly weights: string
  readonly loss: number
  /** float32 in base64, as the gradients. */
  readonly logits: string
  readonly gradients: Readonly<Record<string, string>>
}

const referenceFolder = join(import.meta.dirname, 'reference/adapters')
const reference: Reference = JSON.parse(await readFile(join(referenceFolder, 'peft.json'), 'utf8'))
const { rows, length } = reference
const cases = Object.entries(reference.cases).map(([name, own]) => ({ name, own }))
const labels = Array.from({ length: reference.labels }, (_, i) => `L${i}`)

let folder: string
let base: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-adapters-'))
  base = join(folder, 'base')
  await mkdir(base)
  const id2label = Object.fromEntries(labels.entries())
  const config = { model_type: 'bert', ...reference.base, id2label }
  await writeFile(join(base, 'config.json'), JSON.stringify(config))
  await writeFile(join(base, 'model.safetensors'), formatSafetensors(drawBase(config)))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The same draws as in scripts/reference/peft_adapter.py. */
function drawBase(config: Readonly<Record<string, unknown>>): Map<string, FloatTensor> {
  const encoder = openEncoder(config, 'config.json', { attention: 'auto' })
  const specs = [...classifierParameters({ encoder, labels: labels.length })]
  return new Map(
    specs.map(([name, { shape }], p) => {
      const shift = name.endsWith('weight') && shape.length === 1 ? 1 : 0
      const draw = (_: unknown, i: number): number => (mix32(p * 100_000 + i) / 2 ** 32 - 0.5) * 0.8 + shift
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) }]
    }),
  )
}

function batchFeeds(): Record<string, Tensor> {
  const cells = Array.from({ length: rows * length }, (_, i) => {
    const [r, t] = [Math.floor(i / length), i % length]
    const h = mix32(1_000_000 + 1000 * r + t)
    const real = t < length - 2 * r
    return {
      input_ids: real ? 3 + (h % (reference.base.vocab_size - 3)) : 0,
      attention_mask: Number(real),
      token_type_ids: 0,
      labels: real && (h >>> 20) % 5 ? (h >>> 12) % labels.length : -100,
    }
  })
  const feeds: Record<string, Tensor> = {
    label_mask: new Tensor('int32', new Int32Array(rows * labels.length).fill(1), [rows, labels.length]),
    dropout_key: new Tensor('uint32', Uint32Array.of(1), []),
  }
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids', 'labels'] as const)
    feeds[name] = new Tensor(
      'int32',
      Int32Array.from(cells, cell => cell[name]),
      [rows, length],
    )
  const attentionMask = feeds.attention_mask!.data as Int32Array
  Object.assign(feeds, placeFeeds(Tensor, { rows, length, attentionMask }))
  return feeds
}

async function run(graph: Uint8Array, model: TokenClassifier) {
  const session = await InferenceSession.create(graph, { logSeverityLevel: 3 })
  const feeds = batchFeeds()
  for (const [name, { shape, data }] of model.parameters) feeds[name] = new Tensor('float32', data, shape)
  const known = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name))
  const results = await session.run(Object.fromEntries(known))
  await session.release()
  return (name: string): Float32Array => results[name]!.data as Float32Array
}

const optionsOf = ({ encoder, adapters }: TokenClassifier) => ({
  encoder,
  adapters,
  labels: labels.length,
  outside: 0,
  loss: plainCrossEntropy,
})

/** Loss and logits, those of padding zero. */
async function evaluate(model: TokenClassifier): Promise<{ loss: number; logits: Float32Array }> {
  const result = await run(lower(evaluationGraph(optionsOf(model))), model)
  const mask = batchFeeds().attention_mask!.data as Int32Array
  const logits = result('logits').map((value, i) => (mask[Math.floor(i / labels.length)] === 1 ? value : 0))
  return { loss: result('loss')[0]!, logits }
}

function numbers(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** ‖a - b‖ / ‖b‖ */
function relativeError(ours: Float32Array, theirs: Float32Array): number {
  expect(ours.length).toBe(theirs.length)
  let [difference, norm] = [0, 0]
  for (let i = 0; i < theirs.length; i++) {
    difference += (ours[i]! - theirs[i]!) ** 2
    norm += theirs[i]! ** 2
  }
  return Math.sqrt(difference / norm)
}

let folders = 0
/** An adapter folder with what is given, and the rest of what peft saved. */
async function writeAdapters(
  { config, weights }: Pick<Case, 'config' | 'weights'>,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const target = join(folder, `adapters-${folders++}`)
  await mkdir(target)
  await writeFile(join(target, 'adapter_config.json'), JSON.stringify({ ...config, ...settings }))
  await writeFile(join(target, 'adapter_model.safetensors'), Buffer.from(weights, 'base64'))
  return target
}

const readOptions = { labels, seed: 1, resolveBase: async () => base }
const first = cases[0]!.own
const query = 'bert.encoder.layer.0.attention.self.query'

describe.each(cases)('adapters of peft by $name', ({ own }) => {
  it('are read, and give its loss, logits and gradients to 1e-5', async () => {
    const model = await readAdapters(await writeAdapters(own), readOptions)
    expect(model.adapters.modules).toEqual(chooseModules(model.encoder, own.config.target_modules))
    expect(model.newlyInitialized).toEqual([])
    const { loss, logits } = await evaluate(model)
    expect(Math.abs(loss / own.loss - 1)).toBeLessThan(1e-5)
    expect(relativeError(logits, numbers(own.logits))).toBeLessThan(1e-5)
    const trained = [...model.parameters.keys()].filter(isAdapterTrained(model))
    expect(trained.sort()).toEqual(Object.keys(own.gradients).sort())
    const result = await run(lower(trainingGraph(optionsOf(model), trained)), model)
    for (const name of trained)
      expect(relativeError(result(gradientName(name)), numbers(own.gradients[name]!)), name).toBeLessThan(
        1e-5,
      )
  })

  it('can be merged: the logits stay the same to 1e-5', async () => {
    const merged = mergeAdapters(await readAdapters(await writeAdapters(own), readOptions))
    expect(merged.adapters).toBeUndefined()
    expect([...merged.parameters.keys()]).toEqual([
      ...classifierParameters({ encoder: merged.encoder, labels: labels.length }).keys(),
    ])
    expect(relativeError((await evaluate(merged)).logits, numbers(own.logits))).toBeLessThan(1e-5)
  })
})

it('writes folders that peft reads, see scripts/reference/peft_adapter.py', async () => {
  const written: Record<string, Record<string, string>> = {}
  for (const { name, own } of cases) {
    const model = await readAdapters(await writeAdapters(own), readOptions)
    const files = adapterFiles(model, 'base', model.parameters)
    written[name] = Object.fromEntries(
      files.map(([file, content]) => [
        file,
        typeof content === 'string' ? content : Buffer.concat(content).toString('base64'),
      ]),
    )
  }
  await expect(`${JSON.stringify(written, null, 1)}\n`).toMatchFileSnapshot(
    join(referenceFolder, 'ours.json'),
  )
})

it('reads what it wrote, with the labels of config.json', async () => {
  const model = await readAdapters(await writeAdapters(first), readOptions)
  const target = join(folder, 'own')
  await mkdir(target)
  for (const [name, content] of adapterFiles(model, base, model.parameters))
    await writeFile(join(target, name), typeof content === 'string' ? content : Buffer.concat(content))
  await writeFile(
    join(target, 'config.json'),
    JSON.stringify({
      model_type: 'bert',
      ...reference.base,
      id2label: { 0: 'O', 1: 'A', 2: 'B', 3: 'C', 4: 'D' },
      medspan: { decoding: 'constrained' },
    }),
  )
  const again = await readClassifier(target, { seed: 2 })
  expect(again.labels).toEqual(['O', 'A', 'B', 'C', 'D'])
  expect(again.source.medspan).toEqual({ decoding: 'constrained' })
  expect(again.adapters).toEqual(model.adapters)
  expect([...again.parameters]).toEqual([...model.parameters])
  expect((await readClassifier(base, { seed: 2 })).adapters).toBeUndefined()
})

describe('new adapters', () => {
  it('change nothing at first, lie beside their maps, and come from the seed', async () => {
    const model = await readModel(base, { labels, seed: 1 })
    const options = { rank: 3, alpha: 6, dropout: 0 }
    const adapted = prepareAdapters(model, options, 1)
    const names = [...adapted.parameters.keys()]
    const at = names.indexOf(`${query}.weight`)
    expect(names.slice(at, at + 3)).toEqual([
      `${query}.weight`,
      `${query}.lora_A.weight`,
      `${query}.lora_B.weight`,
    ])
    expect(adapted.newlyInitialized).toHaveLength(8)
    const a = adapted.parameters.get(`${query}.lora_A.weight`)!
    const bound = 1 / Math.sqrt(8)
    expect(a.data.every(value => Math.abs(value) <= bound)).toBe(true)
    expect(Math.max(...a.data)).toBeGreaterThan(bound / 2)
    expect(await evaluate(adapted)).toEqual(await evaluate(model))
    const drawn = (seed: number) => [...prepareAdapters(model, options, seed).parameters]
    expect(drawn(1)).toEqual([...adapted.parameters])
    expect(drawn(2)).not.toEqual([...adapted.parameters])
  })

  it('drop elements of their input in training alone', async () => {
    const model = await readAdapters(await writeAdapters(first, { lora_dropout: 0.5 }), readOptions)
    const [trained] = [...model.parameters.keys()].filter(isAdapterTrained(model))
    const training = await run(lower(trainingGraph(optionsOf(model), [trained!])), model)
    const { loss } = await evaluate(model)
    expect(Math.abs(loss / first.loss - 1)).toBeLessThan(1e-5)
    expect(Math.abs(training('loss')[0]! / first.loss - 1)).toBeGreaterThan(1e-3)
  })

  it('train as a whole what the weights of the base model lack', async () => {
    const model = await readModel(base, { labels, seed: 1 })
    const name = 'bert.encoder.layer.1.output.dense.weight'
    const adapted = prepareAdapters(
      { ...model, newlyInitialized: [name] },
      { rank: 1, alpha: 1, dropout: 0 },
      1,
    )
    expect(isAdapterTrained(adapted)(name)).toBe(true)
    expect(isAdapterTrained(adapted)(name.replace('layer.1', 'layer.0'))).toBe(false)
    const [[, config]] = adapterFiles(adapted, 'base', adapted.parameters) as [[string, string]]
    expect(JSON.parse(config).modules_to_save).toContain('bert.encoder.layer.1.output.dense')
    // A model without weights is a base model all the same, that of the seed.
    const blank = { ...model, newlyInitialized: [...model.parameters.keys()] }
    expect(prepareAdapters(blank, { rank: 1, alpha: 1, dropout: 0 }, 1).newModules).toEqual([])
  })
})

describe('modules', () => {
  const bert = openEncoder({ model_type: 'bert', ...reference.base }, 'config.json', { attention: 'auto' })

  it('are chosen by ends of names, by an expression, or all', () => {
    expect(linearMaps(bert)).toHaveLength(12)
    expect(chooseModules(bert, 'all-linear')).toEqual(linearMaps(bert))
    expect(chooseModules(bert)).toEqual(
      [0, 1].flatMap(i => ['query', 'value'].map(part => `bert.encoder.layer.${i}.attention.self.${part}`)),
    )
    expect(chooseModules(bert, ['attention.output.dense'])).toHaveLength(2)
    expect(chooseModules(bert, [query])).toEqual([query])
    expect(chooseModules(bert, String.raw`.*\.0\..*`)).toHaveLength(6)
  })

  it.each([
    [['query', 'quer'], 'no linear map ends in quer'],
    [['word_embeddings'], 'no linear map ends in word_embeddings'],
    ['query', 'no linear map matches query'],
    ['(', 'expected a regular expression, got ('],
  ])('that are none are an error: %j', (targets, message) => {
    expect(() => chooseModules(bert, targets)).toThrow(message)
  })
})

describe('a folder of adapters is refused', () => {
  const refused = async (target: string): Promise<string> => {
    const error: unknown = await readAdapters(target, readOptions).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MedspanError)
    expect((error as MedspanError).code).toBe('input')
    return formatError(error as MedspanError)
  }

  it.each([
    [{ peft_type: 'IA3' }, 'peft_type'],
    [{ task_type: 'CAUSAL_LM' }, 'task_type'],
    [{ bias: 'all' }, 'bias'],
    [{ r: 0 }, 'r'],
    [{ lora_alpha: 'x' }, 'lora_alpha'],
    [{ lora_dropout: 1 }, 'lora_dropout'],
    [{ rank_pattern: { query: 2 } }, 'rank_pattern'],
    [{ alpha_pattern: { query: 2 } }, 'alpha_pattern'],
    [{ use_dora: true }, 'use_dora'],
    [{ init_lora_weights: 'pissa' }, 'init_lora_weights'],
    [{ base_model_name_or_path: null }, 'base_model_name_or_path'],
  ])('with the setting %j', async (settings, at) => {
    expect(await refused(await writeAdapters(first, settings))).toContain(`adapter_config.json ${at}: `)
  })

  const weights = parseSafetensors(Buffer.from(first.weights, 'base64'), 'peft.json')
  const a = `base_model.model.${query}.lora_A.weight`
  const changed = (change: (tensors: Map<string, FloatTensor>) => void): string => {
    const tensors = new Map(weights)
    change(tensors)
    return Buffer.from(formatSafetensors(tensors)).toString('base64')
  }
  it.each([
    ['without half of an adapter', changed(t => t.delete(a)), 'expected a tensor, got none'],
    [
      'without a prefix',
      changed(t => t.set('x.weight', weights.get(a)!)),
      'expected a name that begins with base_model.model.',
    ],
    [
      'for a map that is not there',
      changed(t => t.set('base_model.model.bert.pooler.dense.lora_A.weight', weights.get(a)!)),
      'no linear map of this name',
    ],
    [
      'with another tensor',
      changed(t => t.set('base_model.model.bert.pooler.dense.weight', weights.get(a)!)),
      'expected no such tensor',
    ],
    [
      'of another rank',
      changed(t => t.set(a, { shape: [2, 8], data: new Float32Array(16) })),
      'expected shape [3,8], got [2,8]',
    ],
    [
      'of another label set',
      changed(t => t.set('base_model.model.classifier.bias', { shape: [2], data: new Float32Array(2) })),
      'expected shape [5], got [2]',
    ],
    [
      'without adapters',
      changed(t => [...t.keys()].filter(name => name.includes('lora')).forEach(name => void t.delete(name))),
      'expected adapters',
    ],
    ['that is no file of tensors', Buffer.from('{}').toString('base64'), 'adapter_model.safetensors'],
  ])('%s', async (_name, bytes, message) => {
    expect(await refused(await writeAdapters({ config: first.config, weights: bytes }))).toContain(message)
  })

  it('without a classifier, where the base model has none for the labels', async () => {
    const bytes = changed(t => t.delete('base_model.model.classifier.weight'))
    const target = await writeAdapters({ config: first.config, weights: bytes })
    const other = labels.map(label => `other ${label}`)
    await expect(readAdapters(target, { ...readOptions, labels: other })).rejects.toThrow('expected a tensor')
    const { data } = (await readAdapters(target, readOptions)).parameters.get('classifier.weight')!
    expect(data).toEqual(
      (await readModel(base, { labels, seed: 1 })).parameters.get('classifier.weight')!.data,
    )
  })

  it('whose configuration is no JSON', async () => {
    const target = await writeAdapters(first)
    await writeFile(join(target, 'adapter_config.json'), '{')
    expect(await refused(target)).toContain('expected JSON')
  })
})
