/**
 * @file Files of weights with bytes changed: an error of ours or a load, and never more memory than twice the file.
 *
 * MEDSPAN_FUZZ_RUNS says how many of each are tried.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { lower } from '../../src/graph/lower.ts'
import { type FloatWeight, quantizeWeights } from '../../src/graph/quantize.ts'
import { float, gather, gemm, int, trace } from '../../src/graph/trace.ts'
import { sizeOf } from '../../src/nn/tensors.ts'
import { readWeights } from '../../src/nn/weights/weights.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import { fuzzRuns, fuzzTimeoutMs, isFuzzed } from '../fuzz.ts'
import { changeBytes, changesOf } from '../mutation.ts'
import safetensors from './reference/safetensors.json' with { type: 'json' }
import reference from './reference/torch-files.json' with { type: 'json' }

const runs = fuzzRuns(200)

/** Counts that nobody should believe, lowest byte first. */
const numbers = [
  'ffffffff',
  'ffffff7f',
  '00000080',
  'ffffffffffffffff',
  'ffffffffffffff7f',
  '0000000001000000',
  '00000000',
].map(text => Buffer.from(text, 'hex'))
/** What breaks parsers of JSON, of pickles and of ZIP files. */
const words = [
  ...[
    '99999999999',
    '-1',
    '1e999',
    'null',
    '"',
    '[[[[[[',
    '__proto__',
    'constructor',
    '../../x',
    '\ud800',
    '"F16"',
    '"I64"',
  ],
  ...[
    'cos\nsystem\n',
    '(((((',
    '}}}}',
    '\x85\x85\x85',
    'R',
    '.',
    'q\x00',
    'h\x00',
    'PK\x01\x02',
    'PK\x05\x06',
  ],
].map(word => Buffer.from(word, 'latin1'))

const mutations = changesOf('bit', 'byte', 'digit', 'cut', 'drop', 'repeat', 'copy', 'overwrite', 'overwrite')

interface Case {
  readonly title: string
  readonly name: string
  readonly files: Readonly<Record<string, Buffer>>
  /** How many bytes at the beginning are changed; by default all. */
  readonly length?: number
}

const decoded = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'base64')]))
const mixed = Buffer.from(safetensors.mixed.file, 'base64')
const cases: readonly Case[] = [
  {
    title: "a safetensors file's header",
    name: 'model.safetensors',
    files: { 'model.safetensors': mixed },
    length: 8 + mixed.readUInt32LE(0),
  },
  {
    title: 'pytorch_model.bin, a ZIP',
    name: 'pytorch_model.bin',
    files: { 'pytorch_model.bin': Buffer.from(reference.zip, 'base64') },
  },
  {
    title: 'pytorch_model.bin of the old form',
    name: 'pytorch_model.bin',
    files: { 'pytorch_model.bin': Buffer.from(reference.legacy, 'base64') },
  },
  {
    title: 'the index of shards of safetensors',
    name: 'model.safetensors.index.json',
    files: decoded(reference.sharded.safetensors),
  },
  {
    title: 'the index of shards of pytorch_model.bin',
    name: 'pytorch_model.bin.index.json',
    files: decoded(reference.sharded.bin),
  },
  {
    title: 'an export to ONNX in int8',
    name: 'onnx/model_quantized.onnx',
    files: { 'onnx/model_quantized.onnx': smallExport() },
  },
]

/** A linear map over a table, both in int8, beside floating numbers. */
function smallExport(): Buffer {
  const inputs = new Map([
    ['ids', int('n')],
    ['table', float(3, 3)],
    ['map', float(3, 3)],
    ['bias', float(3)],
  ])
  const weights = new Map<string, FloatWeight>([['bias', { shape: [3], data: Float32Array.of(1, 2, 3) }]])
  for (const name of ['table', 'map'])
    weights.set(name, { shape: [3, 3], data: Float32Array.from({ length: 9 }, (_, i) => i - 4) })
  const graph = trace(inputs, get => ({
    y: gemm(gather(get('table'), get('ids')), get('map'), get('bias'), { transB: true }),
  }))
  const quantized = quantizeWeights(graph, weights, () => false)
  return Buffer.from(lower(graph, { weights: quantized, metadata: { 'crf.end_transitions': '[1, 2]' } }))
}

/** Above what files of a few kB may take: a table of 256 kB for float16, and what tests have not yet given back. */
const slackBytes = 2 ** 20

describe('with bytes changed', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'medspan-fuzz-'))
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  test.each(cases)(
    '$title is read or refused',
    async ({ name, files, length }) => {
      const folder = await mkdtemp(join(root, 'model-'))
      for (const [file, content] of Object.entries(files)) await writeFileWhole(join(folder, file), content)
      const whole = files[name]!
      // Undisturbed it is read: what follows changes something that works.
      expect((await readWeights(folder))!.tensors.size).toBeGreaterThan(1)
      const counts = { refused: 0, loaded: 0 }
      await fc.assert(
        fc.asyncProperty(mutations, async changes => {
          const bytes = changeBytes(whole, changes, [...numbers, ...words], length)
          await writeFile(join(folder, name), bytes)
          const total = Object.entries(files).reduce(
            (sum, [file, own]) => sum + (file === name ? bytes : own).length,
            0,
          )
          const before = process.memoryUsage().arrayBuffers
          try {
            const { tensors } = (await readWeights(folder))!
            const arrays = new Set<ArrayBufferLike>()
            for (const { shape, data } of tensors.values()) {
              expect(data.length).toBe(sizeOf(shape))
              arrays.add(data.buffer)
            }
            const kept = [...arrays].reduce((sum, { byteLength }) => sum + byteLength, 0)
            expect(kept).toBeLessThanOrEqual(2 * total)
            counts.loaded++
          } catch (error) {
            if (!(error instanceof MedspanError) || error.code === 'internal') throw error
            expect(formatError(error)).toContain(folder)
            counts.refused++
          }
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * total + slackBytes)
        }),
        { numRuns: runs },
      )
      // Mutations that break nothing would try nothing.
      expect(counts.refused).toBeGreaterThan(runs / 4)
      if (isFuzzed) console.info(name, counts)
    },
    fuzzTimeoutMs(runs),
  )
})
