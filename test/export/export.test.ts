/** @file A small trained model, exported and opened again: by ONNX Runtime, and by medspan. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkExport } from '../../src/export/check.ts'
import { exportModel, onnxFiles } from '../../src/export/export.ts'
import { frontMatter } from '../../src/formats/tag-names.ts'
import { mergeAdapters, prepareAdapters } from '../../src/nn/adapters.ts'
import { modelConfigJson } from '../../src/nn/model.ts'
import { readModel } from '../../src/nn/stored-model.ts'
import type { NamedTensors } from '../../src/nn/tensors.ts'
import { adapterFiles, readClassifier } from '../../src/nn/weights/adapter-files.ts'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'
import { readWeights } from '../../src/nn/weights/weights.ts'
import { loadTagger } from '../../src/predict/trained-tagger.ts'
import { createRandom } from '../../src/random.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import { readTokenizer, tokenizerCopies } from '../../src/tokenizer/stored-tokenizer.ts'
import { openExportedModel } from '../../src/train/engine/onnx/exported-model.ts'
import { createOnnxEngine } from '../../src/train/engine/onnx/onnx-engine.ts'

const labels = ['O', 'B-Drug', 'I-Drug', 'B-Gene', 'I-Gene']
const config = {
  model_type: 'bert',
  vocab_size: 199,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 64,
  max_position_embeddings: 40,
  medspan: { head: 'crf', decoding: 'constrained', stride: 2 },
}
const text = 'Methylphenol kinase mutation in patients with hepatitis. Phenol (TNF-α) doses, gene and kinase.'
const options = { threads: 1 }

let root: string
let run: string

/** Each piece has a label by its number, as a lesson that is learnt in a second. */
async function trainSmall(): Promise<NamedTensors> {
  const model = await readModel(run, { labels, seed: 5 })
  const engine = await createOnnxEngine(model, { threads: 1 })
  const random = createRandom(1, 'export')
  const [rows, length] = [8, 12]
  for (let step = 0; step < 60; step++) {
    const inputIds = Int32Array.from({ length: rows * length }, () => Math.floor(random.uniform() * 199))
    const batch = { rows, length, inputIds, attentionMask: inputIds.map(() => 1) }
    const tokenTypeIds = new Int32Array(inputIds.length)
    const wanted = inputIds.map(id => [0, 1, 3, 0, 0, 1][id % 6]!)
    await engine.step([{ ...batch, tokenTypeIds, labels: wanted }], { learningRate: 0.01, step })
  }
  const weights = await engine.weights()
  await engine.dispose()
  return weights
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-export-'))
  run = join(root, 'run')
  await mkdir(run)
  await writeFile(join(run, 'config.json'), JSON.stringify(config))
  const weights = await trainSmall()
  const model = await readModel(run, { labels, seed: 5 })
  await writeFile(join(run, 'config.json'), modelConfigJson(model, config.medspan))
  await writeFile(join(run, 'model.safetensors'), formatSafetensors(weights))
  const tokenizer = await readTokenizer(join(import.meta.dirname, '../tokenizer/fixtures'))
  for (const [name, content] of await tokenizerCopies(tokenizer, { maxLength: 12 }))
    await writeFile(join(run, name), content)
  exported = join(root, 'exported')
  await exportModel(run, exported, options)
})
afterAll(() => rm(root, { recursive: true }))

let exported: string

async function tag(folder: string, own: { readonly int8?: boolean } = {}) {
  const tagger = await loadTagger(folder, { ...options, ...own })
  const { mentions } = await tagger.tag(text)
  await tagger.dispose()
  return mentions.map(({ begin, end, types, score }) => ({ begin, end, types, score: score! }))
}

describe('an export', () => {
  it('has what transformers.js looks for', async () => {
    const { files, tags } = await exportModel(run, join(root, 'again'), options)
    expect([...files.keys()].sort()).toEqual([
      'README.md',
      'config.json',
      'onnx/model.onnx',
      'onnx/model_quantized.onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    expect(files.get('onnx/model_quantized.onnx')).toBeLessThan(files.get('onnx/model.onnx')!)
    const argmax = { float32: expect.any(Number), int8: expect.any(Number) }
    expect(tags).toEqual({ words: expect.any(Number), changed: 0, argmax, isTestPart: false })
    const written = JSON.parse(await readFile(join(root, 'again', 'config.json'), 'utf8'))
    expect(written).toMatchObject({
      architectures: ['BertForTokenClassification'],
      model_type: 'bert',
      id2label: { 0: 'O', 1: 'B-Drug' },
      label2id: { O: 0, 'B-Drug': 1 },
      medspan: config.medspan,
    })
    // Once more, over what is there.
    await exportModel(run, join(root, 'again'), options)
    expect((await readdir(join(root, 'again'))).sort()).toEqual([
      'README.md',
      'config.json',
      'onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
  })

  it('is opened by medspan, with its CRF, and tags as the run does', async () => {
    const tagged = await tag(run)
    expect(tagged.length).toBeGreaterThan(3)
    expect(await tag(exported)).toEqual(tagged)
  })

  it('in int8 finds the same, and its file computes the same as a run with int8', async () => {
    const places = (mentions: Awaited<ReturnType<typeof tag>>) =>
      mentions.map(({ begin, end, types }) => ({ begin, end, types }))
    const tagged = await tag(run, { int8: true })
    expect(places(tagged)).toEqual(places(await tag(run)))
    expect(tagged).not.toEqual(await tag(run))
    const alone = join(root, 'int8')
    await cp(exported, alone, { recursive: true })
    await rm(join(alone, 'onnx/model.onnx'))
    expect(await tag(alone)).toEqual(tagged)

    const file = await openExportedModel(join(exported, 'onnx/model_quantized.onnx'), 1)
    const engine = await createOnnxEngine(await readModel(run, { seed: 0 }), {
      ...options,
      int8: true,
      isTrained: () => false,
    })
    const inputIds = Int32Array.from({ length: 24 }, (_, i) => (i * 37) % 199)
    // Without padding, which has a part in the scales of inputs in the file, and in the run is not computed.
    const attentionMask = inputIds.map(() => 1)
    const batch = { rows: 2, length: 12, inputIds, attentionMask, tokenTypeIds: new Int32Array(24) }
    const { logits } = await engine.evaluate({ ...batch, labels: new Int32Array(24) })
    expect(await file.logits(batch)).toEqual(logits)
    await file.dispose()
    await engine.dispose()
  })

  it('has adapters merged into its weights', async () => {
    const folder = join(root, 'adapted')
    const model = prepareAdapters(await readModel(run, { seed: 0 }), { rank: 2, alpha: 4, dropout: 0 }, 3)
    const drawn = [...model.parameters].map(([name, { shape, data }]) => {
      const isB = name.endsWith('lora_B.weight')
      return [name, { shape, data: isB ? data.map((_, i) => ((i % 5) - 2) / 50) : data }] as const
    })
    for (const [name, content] of adapterFiles(model, run, new Map(drawn)))
      await writeFileWhole(join(folder, name), content)
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
      await cp(join(run, name), join(folder, name))
    await exportModel(folder, join(root, 'merged'), options)
    const rounded = async (path: string) =>
      (await tag(path)).map(({ score, ...mention }) => ({ ...mention, score: score.toFixed(4) }))
    expect(await rounded(join(root, 'merged'))).toEqual(await rounded(folder))
    expect(await tag(folder)).not.toEqual(await tag(run))
    expect(await tag(join(root, 'merged'), { int8: true })).toEqual(await tag(folder, { int8: true }))
    expect([...(await readWeights(join(root, 'merged')))!.tensors.keys()].join()).not.toContain('lora')
  })

  it('has its numbers in files beside the graphs where they are too many', async () => {
    const folder = join(root, 'large')
    await cp(exported, folder, { recursive: true })
    const model = mergeAdapters(await readClassifier(run, { seed: 0 }))
    const files = onnxFiles(model, 20_000)
    expect(files.map(([name]) => name)).toEqual([
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model_quantized.onnx',
      'onnx/model_quantized.onnx_data',
    ])
    for (const [name, pieces] of files) await writeFileWhole(join(folder, name), pieces)
    expect(await tag(folder)).toEqual(await tag(run))
    const tokenizer = await readTokenizer(folder)
    const sentences = [text.split(' ')]
    const tried = { tokenizer, maxLength: 12, sentences, threads: 1 }
    expect(await checkExport(folder, model, tried)).toEqual({
      words: 13,
      changed: 0,
      argmax: { float32: 0, int8: 0 },
    })
    // A CRF that wants nothing but O.
    const transitions = new Float32Array(labels.length ** 2).fill(-1000).fill(0, 0, 1)
    const outside = { shape: [labels.length, labels.length], data: transitions }
    const parameters = new Map([...model.parameters, ['crf.transitions', outside]])
    const { argmax } = await checkExport(folder, { ...model, parameters }, tried)
    expect(argmax.float32).toBeGreaterThan(3)
    expect(argmax.int8).toBe(argmax.float32)
    await rm(join(folder, 'onnx/model.onnx'))
    expect(await tag(folder)).toEqual(await tag(run, { int8: true }))
    await truncate(join(folder, 'onnx/model_quantized.onnx_data'), 500)
    await expect(loadTagger(folder)).rejects.toThrow('bytes of their own in')
    await rm(join(folder, 'onnx/model_quantized.onnx_data'))
    await expect(loadTagger(folder)).rejects.toMatchObject({ code: 'input' })
  })

  it('is tried on the sentences of the test part where they are there', async () => {
    const folder = join(root, 'tested')
    await cp(run, folder, { recursive: true })
    const document = { id: 'a', text, gold: [], predicted: [] }
    await writeFile(join(folder, 'predictions.test.jsonl'), `${JSON.stringify(document)}\n`)
    const { tags } = await exportModel(folder, join(root, 'tested-out'), options)
    expect(tags).toMatchObject({ words: 20, isTestPart: true })
    const card = await readFile(join(root, 'tested-out', 'README.md'), 'utf8')
    expect(card).toContain(
      'Of 20 words of the test part, the best label of the first word piece is another tag',
    )
  })

  describe('has a model card', () => {
    const own = [
      '---',
      '# Written by medspan, which replaces or removes this file with its run. Remove this line, and the file stays as you have made it.',
      'library_name: transformers',
      '---',
      '',
      '# Mine',
      '',
      '## Use',
      '',
      'from transformers import pipeline',
      '',
      '## Limits',
      '',
      '- Few.',
      '',
    ].join('\n')
    const cardOf = async (name: string, card?: string, before?: string) => {
      const [folder, output] = [join(root, name), join(root, `${name}-out`)]
      await cp(run, folder, { recursive: true })
      if (card !== undefined) await writeFile(join(folder, 'README.md'), card)
      if (before !== undefined) await writeFileWhole(join(output, 'README.md'), before)
      await exportModel(folder, output, options)
      return readFile(join(output, 'README.md'), 'utf8')
    }

    it("that is the run's, with the use of the export, what others leave out, and how far their tags differ", async () => {
      const card = await cardOf('carded', own)
      expect(frontMatter(card)).toEqual({ library_name: 'transformers.js' })
      expect(card).toMatch(/# Mine\n\n## Use of the ONNX files\n\n[\s\S]*\n\n## Limits\n\n- Few\.\n$/)
      expect(card).not.toContain('from transformers import')
      expect(card).toContain(
        'a linear-chain CRF, only sequences in which every `I-X` continues an X. medspan does that;',
      )
      const { tags } = await exportModel(run, join(root, 'again'), options)
      expect(card).toContain(`another tag than medspan's for ${tags.argmax.float32} (`)
      // Exported once more from the export: nothing is there twice.
      await exportModel(join(root, 'carded-out'), join(root, 'carded-again'), options)
      expect(await readFile(join(root, 'carded-again', 'README.md'), 'utf8')).toBe(card)
    })

    it("that keeps the user's own, and is made where there is none", async () => {
      const edited = own.replace(/^# Written.*\n/m, '')
      expect(await cardOf('edited', edited)).toMatch(
        /^---\nlibrary_name: transformers\n[\s\S]*## Use\n[\s\S]*- Few\.\n\n## Use of the ONNX files\n/,
      )
      expect(await cardOf('kept', own, '# My export\n')).toBe('# My export\n')
      expect(frontMatter(await cardOf('bare'))).toMatchObject({ pipeline_tag: 'token-classification' })
    })
  })

  it('is not left behind where it computes something else', async () => {
    const folder = join(root, 'broken')
    await cp(run, folder, { recursive: true })
    const { parameters } = await readModel(run, { seed: 0 })
    const spoilt = new Map(
      [...parameters].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    )
    spoilt.get('bert.embeddings.LayerNorm.weight')!.data[0] = Number.NaN
    await writeFile(join(folder, 'model.safetensors'), formatSafetensors(spoilt))
    const output = join(root, 'broken-out')
    await expect(exportModel(folder, output, options)).rejects.toMatchObject({
      code: 'output',
      message: expect.stringContaining('expected the logits of the model, got'),
    })
    await expect(readdir(output)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('goes into no folder of a model, and is made of none without weights', async () => {
    await expect(exportModel(run, run, options)).rejects.toMatchObject({
      code: 'output',
      message: 'expected a new folder, or an earlier export, got one with model.safetensors',
    })
    const folder = join(root, 'untrained')
    await cp(run, folder, { recursive: true })
    await rm(join(folder, 'model.safetensors'))
    await expect(exportModel(folder, join(root, 'none'), options)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('expected a trained model'),
    })
  })
})

describe("a stranger's export", () => {
  let folder: string
  let file: string
  beforeAll(async () => {
    folder = join(root, 'strange')
    file = join(folder, 'onnx/model.onnx')
    await cp(exported, folder, { recursive: true })
  })

  /** A field with a length, as protocol buffers have it. */
  const field = (number: number, content: string | Uint8Array): Buffer => {
    const bytes = Buffer.from(content)
    const length = [bytes.length & 127, bytes.length >> 7].map((low, i) => (i === 0 ? low | 128 : low))
    return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes])
  }
  const modelOf = (...tensors: Buffer[]): Buffer => field(7, Buffer.concat(tensors.map(one => field(5, one))))

  it('has no other file opened', async () => {
    const entry = Buffer.concat([field(1, 'location'), field(2, '../../../../etc/passwd')])
    const elsewhere = Buffer.concat([field(8, 'bert.pooler'), Buffer.of(16, 1), field(13, entry)])
    await writeFile(file, modelOf(elsewhere))
    await expect(loadTagger(folder)).rejects.toMatchObject({
      code: 'unsafe-input',
      message: 'expected numbers in this file or in model.onnx_data, got the name of another file',
    })
  })

  it('takes no more memory than it has bytes', async () => {
    const huge = Buffer.from([8, 128, 128, 128, 128, 64])
    await writeFile(file, modelOf(Buffer.concat([huge, Buffer.of(16, 1), field(8, 'x')])))
    await expect(loadTagger(folder)).rejects.toThrow('needs 68719476736 bytes, got 0')
    await writeFile(file, modelOf(Buffer.concat(new Array(9).fill(Buffer.of(8, 1)))))
    await expect(loadTagger(folder)).rejects.toThrow('expected at most 8 axes')
    await writeFile(file, field(7, Buffer.concat(new Array(4000).fill(field(5, '')))))
    await expect(loadTagger(folder)).rejects.toThrow('the weights lack the parameter')
    // Two tensors of the same bytes of the other file.
    const entry = Buffer.concat([field(1, 'location'), field(2, 'model.onnx_data')])
    const twice = ['a', 'b'].map(name =>
      Buffer.concat([Buffer.of(8, 4), Buffer.of(16, 1), field(8, name), field(13, entry)]),
    )
    await writeFile(`${file}_data`, new Uint8Array(16))
    await writeFile(file, modelOf(...twice))
    await expect(loadTagger(folder)).rejects.toThrow('expected 16 bytes of their own in')
    await writeFile(file, '')
    await truncate(file, 2 ** 31)
    await expect(loadTagger(folder)).rejects.toMatchObject({ code: 'unsafe-input' })
    await rm(file)
  })

  it('runs nothing: its graph is passed over', async () => {
    const model = await readClassifier(exported, { seed: 0 })
    const [[, pieces]] = onnxFiles(model) as [[string, Uint8Array[]], unknown]
    const bytes = Buffer.concat(pieces)
    const place = bytes.indexOf('LayerNormalization')
    bytes.write('LayerNormalisation', place)
    await writeFile(file, bytes)
    expect(await tag(folder)).toEqual(await tag(exported))
  })

  it('has no link that leads out of it', async () => {
    await rm(file)
    await symlink(join(exported, 'onnx/model.onnx'), file)
    await expect(loadTagger(folder)).rejects.toMatchObject({ code: 'unsafe-input' })
  })
})
