/** @file The library for browsers: what it imports, and that it tags as that of Node does. */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import * as runtime from 'onnxruntime-node'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTagger, type ReadFile } from '../../src/browser/index.ts'
import { exportModel } from '../../src/export/export.ts'
import { documentOf } from '../../src/predict/tagger.ts'
import * as node from '../../src/predict/trained-tagger.ts'
import { createRandomModel } from '../predict/random-model.ts'

const labels = ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene']
const text =
  'Methylphenol kinase mutation in patients with hepatitis. Phenol (TNF-α) doses, gene and kinase 😷. The gene ' +
  'of a patient with phenol and hepatitis; doses of methylphenol in patients with a mutation of kinase genes.'

let root: string
let run: string
let exported: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-browser-'))
  run = join(root, 'run')
  await mkdir(run)
  const usage = { head: 'crf', decoding: 'constrained', stride: 2, context: 'sentences', temperature: 1.5 }
  await createRandomModel(run, labels, usage)
  exported = join(root, 'exported')
  await exportModel(run, exported, { threads: 1 })
})
afterAll(() => rm(root, { recursive: true }))

const read: ReadFile = name => readFile(join(exported, name)).catch(() => undefined)

/** The exported files, with some of them others; undefined stands for none. */
const withFiles =
  (files: Readonly<Record<string, string | undefined>>): ReadFile =>
  name => {
    if (!Object.hasOwn(files, name)) return read(name)
    const content = files[name]
    return content === undefined ? undefined : new TextEncoder().encode(content)
  }

const rounded = ({ mentions }: { mentions: readonly { score?: number }[] }) =>
  mentions.map(({ score, ...mention }) => ({ ...mention, score: score!.toFixed(4) }))

describe('the library for browsers', () => {
  it('imports nothing of Node, neither a package that a browser has not, nor types', () => {
    const seen = new Set<string>()
    const packages = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const source = readFileSync(file, 'utf8')
      // Of Node, without being imported.
      expect(
        `${file}: ${/\b(Buffer|process|__dirname)\b\.?/.exec(source.replace(/\/\*[\s\S]*?\*\//g, ''))?.[0]}`,
      ).toBe(`${file}: undefined`)
      for (const { fileName } of ts.preProcessFile(source, true, true).importedFiles)
        if (fileName.startsWith('.')) visit(resolve(dirname(file), fileName))
        else packages.add(fileName)
    }
    visit(resolve(import.meta.dirname, '../../src/browser/index.ts'))
    expect(seen.size).toBeGreaterThan(40)
    expect([...packages].sort()).toEqual(['@bufbuild/protobuf/wire', 'zod'])
  })

  it('tags as that of Node does, with its CRF, its temperature and its context', async () => {
    for (const int8 of [undefined, false, true]) {
      const tagger = await loadTagger(read, { runtime, int8 })
      const own = await node.loadTagger(exported, { threads: 1, int8 })
      expect(tagger.types).toEqual(['Drug', 'Gene'])
      const tagged = await tagger.tag(text)
      expect(tagged.mentions.length).toBeGreaterThan(2)
      expect(rounded(tagged)).toEqual(rounded(await own.tag(text)))
      const streamed = []
      for await (const document of tagger.tag([documentOf('a', text), documentOf('b', 'A gene.')]))
        streamed.push(document)
      expect(streamed.map(({ id }) => id)).toEqual(['a', 'b'])
      expect(streamed[0]!.mentions.length).toBe(tagged.mentions.length)
      await tagger.dispose()
      await own.dispose()
    }
  })

  it('tags by a run folder as by its export', async () => {
    const stored = await loadTagger(name => readFile(join(run, name)).catch(() => undefined), { runtime })
    const tagger = await loadTagger(read, { runtime })
    expect(rounded(await stored.tag(text))).toEqual(rounded(await tagger.tag(text)))
    for (const one of [stored, tagger]) await one.dispose()
  })

  it('takes int8 where there is nothing else', async () => {
    const tagger = await loadTagger(withFiles({ 'onnx/model.onnx': undefined }), { runtime })
    const int8 = await loadTagger(read, { runtime, int8: true })
    expect(await tagger.tag(text)).toEqual(await int8.tag(text))
    for (const one of [tagger, int8]) await one.dispose()
  })

  it('says what is missing or broken', async () => {
    const config = JSON.parse(await readFile(join(exported, 'config.json'), 'utf8'))
    const cases: [files: Readonly<Record<string, string | undefined>>, message: string][] = [
      [{ 'config.json': undefined }, 'expected a folder with config.json, got none'],
      [{ 'config.json': '{"id2label":' }, 'expected JSON'],
      [{ 'config.json': '{"id2label":[]}' }, 'expected an object, got []'],
      [
        { 'config.json': JSON.stringify({ ...config, medspan: { head: 'x' } }) },
        'expected linear or crf, got "x"',
      ],
      [
        { 'config.json': JSON.stringify({ ...config, id2label: { 0: 'O' } }) },
        'expected [1,1] in the metadata, got [5,5]',
      ],
      [{ 'config.json': ' '.repeat(2 ** 24 + 1) }, 'expected at most 16777216 bytes, got 16777217'],
      [{ 'tokenizer.json': undefined }, 'expected a tokenizer.json in the model folder'],
      [
        { 'onnx/model.onnx': undefined, 'onnx/model_quantized.onnx': undefined },
        'expected a folder with model.safetensors or onnx/model.onnx or onnx/model_quantized.onnx, got none',
      ],
      [{ 'onnx/model.onnx': 'nothing' }, 'expected a model of ONNX'],
    ]
    for (const [files, message] of cases)
      await expect(loadTagger(withFiles(files), { runtime })).rejects.toMatchObject({
        name: 'MedspanError',
        message: expect.stringContaining(message),
      })
    const session = { inputNames: [], run: async () => ({}), release: async () => {} }
    const mute = { Tensor: runtime.Tensor, InferenceSession: { create: async () => session } }
    await expect((await loadTagger(read, { runtime: mute })).tag(text)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('ONNX Runtime could not run the model'),
    })
    const wrong = { ...config, medspan: {}, id2label: { 0: 'O', 1: 'B-Drug' } }
    const tagger = await loadTagger(withFiles({ 'config.json': JSON.stringify(wrong) }), { runtime })
    await expect(tagger.tag(text)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/^expected \d+ logits, got/),
    })
  })
})
