/**
 * @file What the engine on PyTorch begins from: the folder's own weights, in every form, whole or in parts.
 */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { isAdapterTrained, prepareAdapters } from '../../src/nn/adapters.ts'
import { openEncoder } from '../../src/nn/families/families.ts'
import type { FamilyClassifier, LoadedClassifier } from '../../src/nn/model.ts'
import { drawParameter } from '../../src/nn/parameters.ts'
import { outlineModel, readModel } from '../../src/nn/stored-model.ts'
import type { FloatTensor, NamedTensors } from '../../src/nn/tensors.ts'
import { formatSafetensors } from '../../src/nn/weights/safetensors.ts'
import { createAccelerateEngine } from '../../src/train/engine/accelerate/accelerate-engine.ts'
import { useFolders, useWorkers } from './accelerate.ts'
import { pythonPath } from './python.ts'

const labels = ['O', 'B-X', 'I-X']
// Rows that two processes cannot share evenly.
const sizes = { vocab_size: 23, hidden_size: 12, max_position_embeddings: 9 }
const bert = {
  ...sizes,
  model_type: 'bert',
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 17,
}
const gptNeo = {
  ...sizes,
  model_type: 'gpt_neo',
  num_layers: 2,
  num_heads: 2,
  attention_types: [[['global', 'local'], 1]],
  window_size: 3,
}

const folders = useFolders()

/** An encoder's parameters as numbers that no other initialisation gives, by the names that `rename` makes. */
function weightsOf(
  config: Readonly<Record<string, unknown>>,
  rename = (name: string): string => name,
): Map<string, FloatTensor> {
  const { parameters } = openEncoder(config, 'config.json', { attention: 'auto' })
  return new Map(
    [...parameters].map(([name, { shape }]) => [
      rename(name),
      { shape, data: drawParameter(name, { shape, initial: { bound: 0.5 } }, 99) },
    ]),
  )
}

/** The same in two files with their index. */
function shards(weights: NamedTensors): Record<string, Uint8Array | string> {
  const half = Math.ceil(weights.size / 2)
  const parts = [[...weights].slice(0, half), [...weights].slice(half)]
  const name = (i: number): string => `model-0000${i + 1}-of-00002.safetensors`
  const map = Object.fromEntries(parts.flatMap((part, i) => part.map(([key]) => [key, name(i)])))
  return {
    ...Object.fromEntries(parts.map((part, i) => [name(i), formatSafetensors(new Map(part))])),
    'model.safetensors.index.json': JSON.stringify({ metadata: {}, weight_map: map }),
  }
}

/** Lets Python write the folder's weights in another form. */
function convert(folder: string, statement: string): void {
  const program = `import sys, os, torch; from safetensors.torch import load_file, save_file
path = os.path.join(sys.argv[1], "model.safetensors"); w = load_file(path); os.remove(path)
${statement}`
  const { status, stderr } = spawnSync(pythonPath!, ['-c', program, folder], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

describe.skipIf(pythonPath === undefined)(
  'the accelerate engine begins with the numbers of the folder',
  () => {
    const workers = useWorkers()

    interface Case {
      readonly vocabulary?: number
      readonly head?: 'crf'
      readonly lora?: boolean
    }

    /** An outline is the model itself, but has numbers of what no file has, and of some others. */
    function checkOutline(outlined: FamilyClassifier, model: LoadedClassifier, others: string[]): void {
      expect({ ...outlined, encoder: null, parameters: null }).toEqual({
        ...model,
        encoder: null,
        parameters: null,
      })
      expect([...outlined.parameters.keys()]).toEqual([...model.parameters.keys()])
      for (const [name, { shape, data }] of outlined.parameters) {
        const own = model.parameters.get(name)!
        expect(shape, name).toEqual(own.shape)
        expect(data, name).toEqual(
          model.newlyInitialized.includes(name) || others.includes(name) ? own.data : undefined,
        )
      }
    }

    /** Every parameter, bit for bit, in one process, in two that copy them and in two that divide them. */
    async function check(folder: string, { vocabulary, head, lora = false }: Case = {}): Promise<void> {
      const settings = head === undefined ? {} : { head }
      const options = { labels, seed: 1, vocabulary, settings }
      const plain = await readModel(folder, options)
      const outline = await outlineModel(folder, options)
      const rank = { rank: 3, alpha: 8, dropout: 0 }
      const adapted = lora ? prepareAdapters(plain, rank, 1) : undefined
      const model = adapted ?? plain
      const outlined = lora ? prepareAdapters(outline, rank, 1) : outline
      checkOutline(outlined, model, vocabulary === undefined ? [] : [model.encoder.wordEmbeddings])
      expect(model.newlyInitialized).not.toContain(model.encoder.wordEmbeddings)
      const isTrained = adapted && isAdapterTrained(adapted)
      for (const [worker, strategy, given] of [
        [workers.one, 'ddp', model],
        [workers.one, 'ddp', outlined],
        [workers.two, 'ddp', outlined],
        [workers.two, 'fsdp', outlined],
      ] as const) {
        const engine = await createAccelerateEngine(worker, given, { folder, seed: 1, strategy, isTrained })
        const weights = await engine.weights()
        expect(weights.size).toBe(model.parameters.size)
        for (const [name, { data }] of model.parameters)
          expect(Buffer.from(weights.get(name)!.data.buffer), `${name} by ${strategy}`).toEqual(
            Buffer.from(data.buffer, data.byteOffset, data.byteLength),
          )
      }
    }

    test('of one file', async () =>
      check(await folders.model(gptNeo, { 'model.safetensors': formatSafetensors(weightsOf(gptNeo)) })))

    test('of several files, without a prefix, and named as TensorFlow names them', async () => {
      const rename = (name: string): string =>
        name
          .replace(/^bert\./, '')
          .replace('LayerNorm.weight', 'LayerNorm.gamma')
          .replace('LayerNorm.bias', 'LayerNorm.beta')
      await check(await folders.model(bert, shards(weightsOf(bert, rename))))
    })

    test.each([
      'torch.save(w, os.path.join(sys.argv[1], "pytorch_model.bin"))',
      'torch.save(w, os.path.join(sys.argv[1], "pytorch_model.bin"), _use_new_zipfile_serialization=False)',
      'save_file({k: v.half() for k, v in w.items()}, path)',
      'save_file({k: v.bfloat16() for k, v in w.items()}, path)',
    ])('after %s', async statement => {
      const folder = await folders.model(gptNeo, {
        'model.safetensors': formatSafetensors(weightsOf(gptNeo)),
      })
      convert(folder, statement)
      await check(folder)
    })

    test('with a word piece more, and with adapters', async () => {
      const folder = await folders.model(gptNeo, {
        'model.safetensors': formatSafetensors(weightsOf(gptNeo)),
      })
      await check(folder, { vocabulary: gptNeo.vocab_size + 1 })
      await check(folder, { vocabulary: gptNeo.vocab_size + 1, lora: true })
    })

    test('with a CRF that was trained before', async () => {
      const id2label = Object.fromEntries(labels.map((label, i) => [String(i), label]))
      const config = { ...bert, id2label, medspan: { head: 'crf' } }
      const head = { shape: [3, 12], bias: [3], transitions: [3, 3], start: [3], end: [3] }
      const weights = weightsOf(bert)
      for (const [name, shape] of [
        ['classifier.weight', head.shape],
        ['classifier.bias', head.bias],
        ['crf.transitions', head.transitions],
        ['crf.start_transitions', head.start],
        ['crf.end_transitions', head.end],
      ] as const)
        weights.set(name, { shape, data: drawParameter(name, { shape, initial: { bound: 0.5 } }, 99) })
      const folder = await folders.model(config, { 'model.safetensors': formatSafetensors(weights) })
      expect((await readModel(folder, { labels, seed: 1 })).newlyInitialized).toEqual([])
      await check(folder, { head: 'crf' })
    })

    test('or says what the folder lacks', async () => {
      const folder = await folders.model(gptNeo, {
        'model.safetensors': formatSafetensors(weightsOf(gptNeo)),
      })
      const model = await readModel(folder, { labels, seed: 1 })
      const name = 'transformer.h.1.mlp.c_fc.weight'
      const rest = new Map([...weightsOf(gptNeo)].filter(([own]) => own !== name))
      const lacking = await folders.model(gptNeo, { 'model.safetensors': formatSafetensors(rest) })
      await expect(createAccelerateEngine(workers.one, model, { folder: lacking })).rejects.toMatchObject({
        code: 'input',
        message: `the weights lack the parameter ${name}`,
        where: { path: lacking },
      })
    })
  },
)
