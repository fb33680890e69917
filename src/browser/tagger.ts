/**
 * @file The tagger of a model where there is no Node: in a browser, over onnxruntime-web.
 */
import { MedspanError } from '../errors.ts'
import { lower } from '../graph/lower.ts'
import { crfParameters } from '../nn/crf.ts'
import { exportGraph } from '../nn/exported.ts'
import { labelsOf } from '../nn/labels.ts'
import type { NamedTensors } from '../nn/tensors.ts'
import { damaged } from '../nn/weights/damage.ts'
import { ONNX_MODEL, ONNX_QUANTIZED, parseOnnxModel } from '../nn/weights/onnx-model.ts'
import { MODEL_WEIGHTS } from '../nn/weights/safetensors.ts'
import { createModelTagger, type Tagger, type TaggerOptions } from '../predict/tagger.ts'
import { type Part, parseObject } from '../tokenizer/json-value.ts'
import { openTokenizer } from '../tokenizer/tokenizer.ts'
import { exportedLogits, type OnnxRuntime } from '../train/engine/onnx-runtime.ts'
import { readUsage } from '../train/usage.ts'
import { readClassifier } from './classifier.ts'
import { CONFIG, filesOf, missing, type ReadFile, readConfig } from './files.ts'

export interface LoadTaggerOptions extends TaggerOptions {
  /** onnxruntime-web, set up to find its WebAssembly. */
  readonly runtime: OnnxRuntime
  /** With weights in int8, a quarter of the size; left out, where there are no others. */
  readonly int8?: boolean | undefined
}

/**
 * Loads what `medspan export` has written, or a run folder, or what `learn` gives. It tags as the `loadTagger` of Node does,
 * which computes the same graph; but a file of ONNX is run as it is, so that it must be your own.
 * @throws MedspanError `input` when a file is missing or broken
 */
export async function loadTagger(
  read: ReadFile,
  { runtime, int8, ...options }: LoadTaggerOptions,
): Promise<Tagger> {
  const files = filesOf(read)
  const config = await readConfig(files)
  const source = parseObject(config, CONFIG)
  const labels = readLabels(source.get('id2label'))
  const usage = readUsage(source.get('medspan').value, CONFIG)
  const tokenizer = await openTokenizer(files)
  const { name, bytes } =
    (await readExported(read, int8)) ?? (await exportStored(read, config, tokenizer.vocabSize))
  const chain = readChain(bytes, name, usage.head === 'crf' ? labels.length : 0)
  const fail = (cause: unknown): never => {
    throw failed(name, cause)
  }
  const session = await runtime.InferenceSession.create(bytes).catch(fail)
  const classifier = {
    labels,
    // An export says in tokenizer_config.json how long a sequence may be.
    maxLength: tokenizer.maxLength ?? Number.POSITIVE_INFINITY,
    // As a file of ONNX does.
    computesPadding: true,
    async logits(batch: Parameters<typeof exportedLogits>[2]) {
      const logits = await exportedLogits(session, runtime.Tensor, batch).catch(fail)
      const expected = batch.inputIds.length * labels.length
      if (logits.length !== expected) throw damaged(name, `expected ${expected} logits, got ${logits.length}`)
      return logits
    },
    dispose: () => session.release(),
  }
  return createModelTagger(classifier, tokenizer, { usage, chain, options })
}

function readLabels(names: Part): string[] {
  const ids = Object.keys(names.object())
  return labelsOf(Object.fromEntries(ids.map(id => [id, names.get(id).string()])))
}

/** A file of ONNX. */
interface ModelFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What was exported; undefined where float32 will do, and there is none. */
async function readExported(read: ReadFile, int8: boolean | undefined): Promise<ModelFile | undefined> {
  const names = int8 === undefined ? [ONNX_MODEL, ONNX_QUANTIZED] : [int8 ? ONNX_QUANTIZED : ONNX_MODEL]
  for (const name of names) {
    const bytes = await read(name)
    if (bytes !== undefined) return { name, bytes }
  }
  if (int8 === true) throw missing(ONNX_QUANTIZED)
  return undefined
}

/** What an export of a run folder would be. */
async function exportStored(read: ReadFile, config: Uint8Array, pieces: number): Promise<ModelFile> {
  const { graph, parameters, options } = exportGraph(await readClassifier(read, config, pieces))
  return { name: MODEL_WEIGHTS, bytes: lower(graph, { ...options, weights: parameters }) }
}

/** @param labels of the CRF; 0 where there is none */
function readChain(bytes: Uint8Array, name: string, labels: number): NamedTensors {
  const { initializers, chain } = parseOnnxModel(bytes, name)
  if ([...initializers.values()].some(({ bytes: place }) => typeof place === 'number'))
    throw new MedspanError('input', 'expected a model of less than 2 GiB', { where: { path: name } })
  if (labels > 0)
    for (const [parameter, shape] of crfParameters(labels)) {
      const got = chain.get(parameter)?.shape
      if (got?.join() !== shape.join())
        throw damaged(
          name,
          `expected [${shape}] in the metadata, got ${got ? `[${got}]` : 'nothing'}`,
          parameter,
        )
    }
  return chain
}

function failed(path: string, cause: unknown): MedspanError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new MedspanError('input', `ONNX Runtime could not run the model: ${reason}`, {
    where: { path },
    hint: 'Export the model again: its files are damaged, or of different models.',
    cause,
  })
}
