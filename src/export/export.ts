/**
 * @file A trained run as a folder that transformers.js, ONNX Runtime in any language and medspan itself open:
 * `config.json`, the tokenizer, `onnx/model.onnx` in float32, `onnx/model_quantized.onnx` in int8, and the model card.
 *
 * Adapters are merged into the weights. What is not in the graph, decoding and a CRF's transitions, is in `config.json` under
 * `medspan` and in the metadata of the files: medspan applies both, others take each piece's best label.
 */
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { lowerInPieces } from '../graph/lower.ts'
import type { Weight } from '../graph/quantize.ts'
import { MODEL_CARD } from '../hub/card.ts'
import { locateModel } from '../hub/model.ts'
import { mergeAdapters } from '../nn/adapters.ts'
import { quantizeClassifier } from '../nn/classifier.ts'
import { exportGraph } from '../nn/exported.ts'
import { checkTrained, modelConfigJson, type TokenClassifier } from '../nn/model.ts'
import { ADAPTER_WEIGHTS, readClassifier } from '../nn/weights/adapter-files.ts'
import { maxOnnxBytes } from '../nn/weights/onnx-file.ts'
import { ONNX_MODEL, ONNX_QUANTIZED, onnxDataOf } from '../nn/weights/onnx-model.ts'
import { MODEL_WEIGHTS } from '../nn/weights/safetensors.ts'
import { type Progress, silent } from '../progress.ts'
import { isUsersCard } from '../run/model-card.ts'
import { writeFilesWhole } from '../system/file-set.ts'
import { writeFileWhole } from '../system/output.ts'
import { tokenizerFiles } from '../tokenizer/folder.ts'
import { tokenizerCopies } from '../tokenizer/stored-tokenizer.ts'
import { readTrainedTokenizer, resolveBaseOf } from '../train/trained-model.ts'
import { exportCard } from './card.ts'
import { checkExport, type TagComparison } from './check.ts'
import { readSentences } from './sentences.ts'

export interface ModelExportOptions {
  /** Of the arithmetic with which the export is checked; left out, one a core. */
  readonly threads?: number | undefined
  readonly progress?: Progress | undefined
}

export interface ModelExport {
  /** What was written, and the bytes of each. */
  readonly files: ReadonlyMap<string, number>
  /** How others' tags differ. */
  readonly tags: TagComparison & {
    /** Whether that was measured on the run's test part. */
    readonly isTestPart: boolean
  }
}

/**
 * Exports a run folder, or any folder of a token classifier whose family medspan has.
 * @throws MedspanError `input` for a folder that is broken or of another family; `output` where the export cannot be
 * written or does not compute what the model does: then nothing is left of it
 */
export async function exportModel(
  folder: string,
  output: string,
  { threads, progress = silent }: ModelExportOptions = {},
): Promise<ModelExport> {
  await refuseModelFolder(output)
  const resolveBase = resolveBaseOf(folder, name => locateModel(name, { progress }))
  const tokenizer = await readTrainedTokenizer(folder, resolveBase)
  const read = await readClassifier(folder, {
    seed: 0,
    resolveBase,
  })
  checkTrained(read, tokenizer.vocabSize, folder)
  const model = mergeAdapters(read)
  const maxLength = Math.min(tokenizer.maxLength ?? model.encoder.maxLength, model.encoder.maxLength)
  const { sentences, isTestPart } = await readSentences(folder)
  const contents = new Map<string, string | Uint8Array | Uint8Array[]>([
    ['config.json', modelConfigJson(model, model.source.medspan as Readonly<Record<string, unknown>>)],
    ...(await tokenizerCopies(tokenizer, { maxLength })),
    ...onnxFiles(model),
  ])
  const isOwnCard = await isUsersCard(output)
  let tags: ModelExport['tags'] | undefined
  await writeFilesWhole(
    output,
    async temporary => {
      for (const [name, content] of contents) await writeFileWhole(join(temporary, name), content)
      const options = { tokenizer, maxLength, sentences, threads, progress }
      tags = { ...(await checkExport(temporary, model, options)), isTestPart }
      if (isOwnCard) return
      contents.set(MODEL_CARD, await exportCard(folder, { name: basename(output), model, tags }))
      await writeFileWhole(join(temporary, MODEL_CARD), contents.get(MODEL_CARD)!)
    },
    [...tokenizerFiles, ...[ONNX_MODEL, ONNX_QUANTIZED].map(onnxDataOf)],
  )
  const files = [...contents].map(([name, content]) => [name, bytesOf(content)] as const)
  return { files: new Map(files), tags: tags! }
}

/** @throws MedspanError `output` where weights are that are not an export's: medspan would open them, and not it */
async function refuseModelFolder(output: string): Promise<void> {
  for (const name of [MODEL_WEIGHTS, 'pytorch_model.bin', ADAPTER_WEIGHTS]) {
    const isThere = await stat(join(output, name)).catch(() => undefined)
    if (isThere !== undefined)
      throw new MedspanError('output', `expected a new folder, or an earlier export, got one with ${name}`, {
        where: { path: output },
        hint: 'Choose another folder: an export has weights of its own.',
      })
  }
}

/**
 * Both files, in pieces; weights that are too large for one have a file of their own, `onnx/model.onnx_data`.
 * @param limit of a file of ONNX, in bytes
 */
export function onnxFiles(
  model: TokenClassifier,
  limit = maxOnnxBytes,
): [name: string, pieces: Uint8Array[]][] {
  const { graph, parameters, options } = exportGraph(model)
  const filesOf = (name: string, weights: ReadonlyMap<string, Weight>): [string, Uint8Array[]][] => {
    const whole = lowerInPieces(graph, { ...options, weights })
    if (bytesOf(whole.model) <= limit) return [[name, whole.model]]
    const data = onnxDataOf(name)
    const apart = lowerInPieces(graph, { ...options, weights }, basename(data))
    return [
      [name, apart.model],
      [data, apart.data],
    ]
  }
  return [
    ...filesOf(ONNX_MODEL, parameters),
    ...filesOf(ONNX_QUANTIZED, quantizeClassifier(graph, { encoder: model.encoder, parameters })),
  ]
}

function bytesOf(content: string | Uint8Array | readonly Uint8Array[]): number {
  if (typeof content === 'string') return Buffer.byteLength(content)
  return content instanceof Uint8Array
    ? content.length
    : content.reduce((sum, piece) => sum + piece.length, 0)
}
