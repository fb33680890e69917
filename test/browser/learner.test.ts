/** @file Learning without Node: what it computes is what training computes, and its files are a model's. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as web from 'onnxruntime-web/wasm'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Document,
  type Learnt,
  learn,
  loadTagger as loadInBrowser,
  type ReadFile,
  type Tagger,
} from '../../src/browser/index.ts'
import { exportModel } from '../../src/export/export.ts'
import { importCorpus } from '../../src/formats/index.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { silent } from '../../src/progress.ts'
import { train } from '../../src/train/run.ts'
import { describeInChromium, expectQuiet } from '../report/chromium.ts'
import { createSmallProject, smallConfigOf, smallRows, writeRows } from '../train/small-project.ts'

web.env.wasm.numThreads = 1

/** What both are told. */
const settings = { steps: 5, learningRate: 0.02, batchSize: 6, seed: 11 }

let root: string
let run: string
let documents: readonly Document[]
let read: ReadFile
/** The losses of the same steps in Node. */
let expected: number[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-learner-'))
  await createSmallProject(root)
  await train(smallConfigOf(root), { progress: silent })
  run = join(root, 'run')
  await writeRows(join(root, 'more.json'), smallRows(7, 2))
  await writeRows(join(root, 'other.json'), smallRows(4, 3))
  const sources = ['{ path: more.json, name: more, split: train }', '{ path: other.json, name: other }'].join(
    ', ',
  )
  await train(
    smallConfigOf(root, [
      `corpus.sources=[${sources}]`,
      'corpus.split.ratios=[0, 0.5, 0.5]',
      'model.name_or_path=run',
      'training.output_dir=again',
      `training.seed=${settings.seed}`,
      `training.max_steps=${settings.steps}`,
      'training.logging_steps=1',
      'training.weight_decay=0',
      'training.warmup_ratio=0',
    ]),
    { progress: silent },
  )
  const log = await readFile(join(root, 'again/log.jsonl'), 'utf8')
  expected = log
    .trim()
    .split('\n')
    .flatMap(line => JSON.parse(line).loss ?? [])
  documents = await importCorpus([join(root, 'more.json')], { progress: silent })
  read = readFrom(run)
})
afterAll(() => rm(root, { recursive: true }))

const readFrom =
  (folder: string): ReadFile =>
  name =>
    readFile(join(folder, name)).catch(() => undefined)

/** That losses are those of Node. */
function expectSame(losses: readonly number[]): void {
  expect(expected.length).toBe(settings.steps)
  expect(losses.length).toBe(settings.steps)
  for (const [step, loss] of losses.entries()) expect(Math.abs(loss - expected[step]!)).toBeLessThan(1e-4)
}

async function writeLearnt({ files }: Pick<Learnt, 'files'>, name: string): Promise<string> {
  const folder = join(root, name)
  await mkdir(folder)
  for (const [file, content] of files) await writeFile(join(folder, file), content)
  return folder
}

async function typesIn(folder: string, text: string): Promise<(readonly [string, string])[]> {
  return typesBy(await loadTagger(folder, { threads: 1 }), text)
}

async function typesBy(tagger: Tagger, text: string): Promise<(readonly [string, string])[]> {
  const { mentions } = await tagger.tag(text)
  await tagger.dispose()
  return mentions.map(({ begin, end, types }) => [text.slice(begin, end), types[0]!])
}

describe('learning over onnxruntime-web', () => {
  it('has the losses and the weights of a training in Node', async () => {
    const told: [number, number][] = []
    const { losses, files } = await learn(read, documents, {
      ...settings,
      runtime: web,
      onStep: (step, loss) => told.push([step, loss]),
    })
    expectSame(losses)
    expect(told).toEqual(losses.map((loss, step) => [step + 1, loss]))
    const learnt = await readModel(await writeLearnt({ files }, 'learnt'), { seed: 0 })
    const node = await readModel(join(root, 'again/checkpoint-5'), { seed: 0 })
    for (const [name, { data }] of node.parameters) {
      const own = learnt.parameters.get(name)!.data
      const apart = data.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0)
      expect(`${name} ${apart < 1e-3}`).toBe(`${name} true`)
    }
    expect(learnt.newlyInitialized).toEqual([])
    expect(learnt.source).toEqual((await readModel(run, { seed: 0 })).source)
  })

  it('takes what was exported as well', async () => {
    const exported = join(root, 'exported')
    await exportModel(run, exported, { threads: 1 })
    const { losses } = await learn(readFrom(exported), documents, { ...settings, runtime: web })
    expectSame(losses)
  })

  it('learns a correction, and gives a folder that tags by it', async () => {
    const text = 'The study included 20 healthy people . No adverse effect of aspirin was seen .'
    expect(await typesIn(run, text)).toEqual([['aspirin', 'Chemical']])
    const mention = (word: string, type: string) => {
      const begin = text.indexOf(word)
      return { begin, end: begin + word.length, concepts: [], types: [type] }
    }
    const corrected: Document = {
      ...{ id: 'a', text, sentences: [], tokens: [] },
      mentions: [mention('healthy people', 'Disease')],
    }
    const learnt = await learn(read, [corrected], { ...settings, steps: 40, runtime: web })
    const tagged = [['healthy people', 'Disease']]
    expect(await typesIn(await writeLearnt(learnt, 'corrected'), text)).toEqual(tagged)
    expect(
      await typesBy(await loadInBrowser(name => learnt.files.get(name), { runtime: web }), text),
    ).toEqual(tagged)
  })

  it('stops when it is told to, and keeps what was learnt', async () => {
    const controller = new AbortController()
    const { losses, files } = await learn(read, documents, {
      ...settings,
      runtime: web,
      signal: controller.signal,
      onStep: step => step === 2 && controller.abort(),
    })
    expect(losses.length).toBe(2)
    expect(files.get('model.safetensors')).not.toEqual(await read('model.safetensors'))
    const none = await learn(read, documents, { ...settings, runtime: web, signal: AbortSignal.abort() })
    expect(none.losses).toEqual([])
    const unchanged = await readModel(await writeLearnt(none, 'unchanged'), { seed: 0 })
    expect(unchanged.parameters).toEqual((await readModel(run, { seed: 0 })).parameters)
  })

  it('says what is wrong', async () => {
    const without: ReadFile = name => (name === 'model.safetensors' ? undefined : read(name))
    const failing = {
      Tensor: web.Tensor,
      InferenceSession: { create: () => Promise.reject(new Error('out of memory')) },
    }
    const config = JSON.parse(await readFile(join(run, 'config.json'), 'utf8'))
    const others: ReadFile = name =>
      name === 'config.json'
        ? new TextEncoder().encode(JSON.stringify({ ...config, id2label: { 0: 'O', 1: 'Disease' } }))
        : read(name)
    const empty: Document = { id: 'a', text: ' ', sentences: [], tokens: [], mentions: [] }
    const cases: [read: ReadFile, documents: readonly Document[], options: object, message: string][] = [
      [read, documents, { steps: 0 }, 'expected a whole number from 1 on, got 0'],
      [without, documents, {}, 'expected a folder with model.safetensors or onnx/model.onnx or'],
      [() => undefined, documents, {}, 'expected a tokenizer.json'],
      [others, documents, {}, 'expected shape [2,16], got [5,16]'],
      [read, [empty], {}, 'expected documents to learn from'],
      [read, documents, { runtime: failing }, 'could not compute a step: out of memory'],
      [read, documents, { learningRate: 1e30 }, 'is no number at step'],
    ]
    for (const [files, corpus, options, message] of cases)
      await expect(learn(files, corpus, { runtime: web, ...options })).rejects.toMatchObject({
        name: 'MedspanError',
        message: expect.stringContaining(message),
      })
  })
})

describeInChromium('learning in Chromium', 300_000, browser => {
  it('has the losses of Node, and asks for nothing', async () => {
    const bundle = await rolldown({
      input: join(import.meta.dirname, 'learner-worker.ts'),
      platform: 'browser',
      transform: { define: { 'import.meta': '{}' } },
    })
    const { output } = await bundle.generate({ format: 'iife' })
    await bundle.close()
    const package_ = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
    const files: [string, string][] = []
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'])
      files.push([name, await readFile(join(run, name), 'base64')])
    const opened = await browser.open('<!doctype html><title>learner</title>')
    const sent = {
      code: output[0].code,
      wasm: await readFile(join(package_, 'ort-wasm-simd-threaded.wasm'), 'base64'),
      files,
      documents,
      options: settings,
    }
    const answer = await opened.page.evaluate<{ losses: number[]; files: [string, string][] } | string>(
      `(${askWorker})(${JSON.stringify(sent)})`,
    )
    if (typeof answer === 'string') throw new Error(answer)
    expectSame(answer.losses)
    const learnt = new Map(answer.files.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]))
    const folder = await writeLearnt({ files: learnt }, 'from chromium')
    expect(await typesIn(folder, 'Insulin is used against asthma .')).toEqual([
      ['Insulin', 'Chemical'],
      ['asthma', 'Disease'],
    ])
    expectQuiet(opened)
  })
})

/** Runs in the page, which types here know nothing of. */
const askWorker = `async ({ code, wasm, files, documents, options }) => {
  const parse = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
  const format = bytes => { let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); return btoa(text) }
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = event => reject(new Error(event.message))
    const parsed = new Map(files.map(([name, base64]) => [name, parse(base64)]))
    worker.postMessage({ wasm: parse(wasm), files: parsed, documents, options })
  })
  worker.terminate()
  if (typeof answer === 'string') return answer
  return { losses: answer.losses, files: [...answer.files].map(([name, bytes]) => [name, format(bytes)]) }
}`
