/** @file What a training is made of: documents, types and the model to begin with. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeAdapters, prepareAdapters } from '../../../src/nn/adapters.ts'
import { readModel } from '../../../src/nn/stored-model.ts'
import { adapterFiles } from '../../../src/nn/weights/adapter-files.ts'
import { silent } from '../../../src/progress.ts'
import type { TrainingDocument } from '../../../src/serve/contract.ts'
import { compareModels } from '../../../src/serve/learning/comparison.ts'
import { formatDocuments, writeDocuments } from '../../../src/serve/learning/documents.ts'
import { prepareLearning } from '../../../src/serve/learning/preparation.ts'
import { writeFileWhole } from '../../../src/system/output.ts'
import type { Mention } from '../../../src/text/document.ts'
import { train } from '../../../src/train/run.ts'
import { createServedModel, trainingDocuments } from './annotated.ts'

let folder: string
/** Knows diseases. */
let served: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medspan-preparation-'))
  served = await createServedModel(folder, ['O', 'B-Disease', 'I-Disease'])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let count = 0
async function prepare(documents: readonly TrainingDocument[], base = served, isAsked = false) {
  const scope = join(folder, `scope-${count++}`)
  await writeDocuments(scope, await formatDocuments(documents))
  const runFolder = join(scope, 'run')
  const task = { scope, base, begins: base, runFolder, threads: 1, isAsked, seen: [] }
  const again = () => prepareLearning(task)
  const prepared = await again()
  if (prepared.kind === 'waiting') throw new Error(prepared.reason)
  return { prepared, again, work: join(scope, 'work') }
}

/** The same documents with other mentions. */
const change = (documents: readonly TrainingDocument[], mention: (mention: Mention) => Mention) =>
  documents.map(({ document, ...rest }) => ({
    ...rest,
    document: { ...document, mentions: document.mentions.map(mention) },
  }))

/** A copy of the model whose training was told something. */
async function toldModel(settings: string, usage: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const model = join(folder, `told-${count++}`)
  await cp(served, model, { recursive: true })
  await writeFile(join(model, 'medspan.yaml'), settings)
  const path = join(model, 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as { readonly medspan: object }
  await writeFile(path, JSON.stringify({ ...config, medspan: { ...config.medspan, ...usage } }))
  return model
}

test('types that are new join those of the model, which keeps what it knows of its own', async () => {
  const { prepared, again, work } = await prepare(trainingDocuments(30))
  const { config, documents } = prepared
  expect(config.labels.types).toEqual(['Chemical', 'Disease'])
  expect(documents.train + documents.validation + documents.heldOut).toBe(30)
  expect(config.model.name_or_path).toBe(join(work, 'model'))
  expect(config.training).toMatchObject({
    recipe: 'auto',
    threads: 1,
    output_dir: expect.stringMatching(/run$/),
  })
  expect(config.training.learning_rate).toBeUndefined()
  const [before, after] = [
    await readModel(served, { seed: 0 }),
    await readModel(join(work, 'model'), { seed: 0 }),
  ]
  expect(after.labels).toEqual(['O', 'B-Chemical', 'I-Chemical', 'B-Disease', 'I-Disease'])
  const rows = (model: typeof before, from: number) =>
    [...model.parameters.get('classifier.weight')!.data].slice(from * 16, (from + 2) * 16)
  expect(rows(after, 3)).toEqual(rows(before, 1))
  const weights = await readFile(join(work, 'model/model.safetensors'))
  // One that was cut off resumes: it is made of the same.
  expect(await again()).toEqual(prepared)
  expect((await readFile(join(work, 'model/model.safetensors'))).equals(weights)).toBe(true)
})

test('with the types of the model alone training begins with the model itself', async () => {
  const diseases = change(trainingDocuments(20), mention => ({ ...mention, types: ['Disease'] }))
  const { prepared } = await prepare(diseases)
  expect(prepared.config.model.name_or_path).toBe(served)
  expect(prepared.config.labels.types).toEqual(['Disease'])
})

test('documents are read and labelled as the training of the first model was told', async () => {
  const mrsty = join(folder, 'MRSTY.RRF')
  await writeFile(mrsty, 'C0000001|T047|B2.2.1.2.1|Disease or Syndrome|AT1||\n')
  const told = `corpus: { sources: [{ path: nowhere }], link: { mrsty: ${mrsty} } }
labels: { types: [Disease, T038] }
model: { max_seq_length: 24 }
training: { learning_rate: 0.5 }
`
  const base = await toldModel(told, { stride: 4, language: 'de' })
  // A concept of which only MRSTY says the type, and that is below one of the list.
  const concepts = change(trainingDocuments(20), mention =>
    mention.types[0] === 'Disease' ? mention : { ...mention, types: [], concepts: ['C0000001'] },
  ).map(({ document, ...rest }) => ({ ...rest, document: { ...document, tokens: [], sentences: [] } }))
  const { prepared, work } = await prepare(concepts, base)
  const { config } = prepared
  expect(config.corpus).toMatchObject({ tokenizer: 'biomedical', language: 'de' })
  expect(config.corpus.link).toBeUndefined()
  expect(config.model).toMatchObject({ max_seq_length: 24, stride: 4 })
  expect(config.training.learning_rate).toBeUndefined()
  const train = await readFile(join(work, 'train.jsonl'), 'utf8')
  expect(train).toContain('["C0000001"],["T047"]')
  expect(train).not.toContain('"tokens":[]')
  expect(config.labels.types).toEqual(['Disease', 'T047'])
})

test('a model of one class takes every mention for one', async () => {
  const base = await toldModel('corpus: { sources: [{ path: nowhere }] }\nlabels: { types: one }\n')
  const { prepared } = await prepare(trainingDocuments(20), base)
  expect(prepared.config.labels.types).toBe('one')
})

test('adapters are merged into the model that they are for', async () => {
  const adapted = prepareAdapters(await readModel(served, { seed: 0 }), { rank: 2, alpha: 4, dropout: 0 }, 3)
  const base = await toldModel('corpus: { sources: [{ path: nowhere }] }\nmodel: { lora: { rank: 2 } }\n')
  await rm(join(base, 'model.safetensors'))
  for (const [name, content] of adapterFiles(adapted, served, adapted.parameters))
    await writeFileWhole(join(base, name), content)
  const diseases = change(trainingDocuments(20), mention => ({ ...mention, types: ['Disease'] }))
  const { prepared, work } = await prepare(diseases, base)
  expect(prepared.config.model).toMatchObject({
    name_or_path: join(work, 'model'),
    lora: { rank: 2, merge: true },
  })
  const begins = await readModel(join(work, 'model'), { seed: 0 })
  expect(begins.newlyInitialized).toEqual([])
  expect(begins.parameters).toEqual(new Map(mergeAdapters(adapted).parameters))
})

test('what is prepared trains, and its result is compared with the model in use', async () => {
  const from = { layer: 'custom.Span', feature: 'value' }
  const base = await toldModel('corpus: { sources: [{ path: nowhere }] }\n', from)
  const { prepared } = await prepare(trainingDocuments(8), base)
  const { config, gold, trainedFrom } = prepared
  const training = { ...config.training, max_steps: 2 }
  await train({ ...config, training }, { progress: silent, trainedFrom })
  const after = config.training.output_dir
  // Of the new model as well it is known which layer and feature its types are from.
  expect(JSON.parse(await readFile(join(after, 'config.json'), 'utf8')).medspan).toMatchObject(from)
  const comparison = await compareModels({
    gold,
    isHeldOut: true,
    types: config.labels.types,
    before: served,
    after,
    threads: 1,
  })
  expect(comparison.documents).toBe(prepared.documents.heldOut)
  expect(comparison.before).toBeGreaterThanOrEqual(0)
  expect(comparison.after).toBeLessThanOrEqual(1)
})

test('documents of which none can be held out are learnt from where somebody asks, all of them, and choose the model', async () => {
  const { prepared, work } = await prepare(trainingDocuments(2), served, true)
  const { config, documents, gold } = prepared
  expect(documents).toEqual({ train: 2, validation: 0, heldOut: 0 })
  for (const part of ['train', 'validation'])
    expect(await readFile(join(work, `${part}.jsonl`), 'utf8')).toBe(await readFile(gold, 'utf8'))
  expect(config.training).toMatchObject({ num_train_epochs: 120, eval_steps: 2, early_stopping_patience: 0 })
  // Labels that the model has already take fewer steps.
  const diseases = change(trainingDocuments(2), mention => ({ ...mention, types: ['Disease'] }))
  expect((await prepare(diseases, served, true)).prepared.config.training.num_train_epochs).toBe(60)
  // Where some can be, they are.
  const { prepared: more } = await prepare(trainingDocuments(8), served, true)
  expect(more.documents.heldOut).toBeGreaterThan(0)
  expect(more.config.training.num_train_epochs).toBeUndefined()
  const bare = change(trainingDocuments(2), mention => mention).map(({ document, ...rest }) => ({
    ...rest,
    document: { ...document, mentions: [] },
  }))
  await expect(prepare(bare, served, true)).rejects.toThrow(
    'expected mentions in the documents to train with, got none',
  )
})
