/**
 * @file An exported folder, opened as others open it: ONNX Runtime runs both files, and what they compute is held against
 * the model and against each other.
 */
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { createDecoding, DECODINGS } from '../nn/decoding.ts'
import type { TokenClassifier } from '../nn/model.ts'
import { ONNX_MODEL, ONNX_QUANTIZED } from '../nn/weights/onnx-model.ts'
import { type Progress, silent } from '../progress.ts'
import { IGNORE_INDEX, labelToTag } from '../text/tags.ts'
import { encodeSentences, type PaddedChunks, padChunks } from '../tokenizer/align.ts'
import { type Decode, type Decoded, decodeBest } from '../tokenizer/decode.ts'
import { decodeSentences } from '../tokenizer/prediction.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { type ExportedModel, openExportedModel } from '../train/engine/onnx/exported-model.ts'
import { createOnnxEngine } from '../train/engine/onnx/onnx-engine.ts'

/** Sequences in a batch. */
const ROWS = 16
/** Of the largest logit: sums in another order differ by far less, another model by far more. */
const TOLERANCE = 1e-3

export interface CheckOptions {
  readonly tokenizer: Pick<Tokenizer, 'encodeWord' | 'prefix' | 'suffix' | 'padId'>
  readonly maxLength: number
  /** Words of each. */
  readonly sentences: readonly (readonly string[])[]
  readonly threads?: number | undefined
  readonly progress?: Progress | undefined
}

/** How far the tags of the files are from each other, and from those that medspan gives. */
export interface TagComparison {
  /** How many words were tagged. */
  readonly words: number
  /** How many of them have another best label in int8 than in float32. */
  readonly changed: number
  /** How many have another tag than medspan's, in float32, by their best label: in float32 and in int8. */
  readonly argmax: { readonly float32: number; readonly int8: number }
}

/**
 * Runs both files of an exported folder.
 * @throws MedspanError `output` where float32 does not compute what the model does, or int8 no numbers
 */
export async function checkExport(
  folder: string,
  model: TokenClassifier,
  options: CheckOptions,
): Promise<TagComparison> {
  const { tokenizer, maxLength, threads, progress = silent } = options
  const sentences = options.sentences.map(words => ({
    words: words.length,
    chunks: encodeSentences([words], tokenizer, { maxLength })
      .flat()
      .map(chunk => ({ chunk })),
  }))
  const opened: ExportedModel[] = []
  const open = async (name: string): Promise<ExportedModel> => {
    const file = await openExportedModel(join(folder, name), threads)
    opened.push(file)
    return file
  }
  const count = sentences.reduce((sum, { chunks }) => sum + chunks.length, 0)
  const task = progress.task('Checking the export', 2 * count, 'sentences')
  const engine = await createOnnxEngine(model, { threads, isTrained: () => false })
  const labels = model.labels.map(labelToTag)
  /** Has a file tag all sentences. */
  const tagWith = (
    file: ExportedModel,
    check: (logits: Float32Array, batch: PaddedChunks) => unknown,
    take: (decoded: Decoded) => void,
  ): Promise<void> =>
    decodeSentences(
      sentences,
      {
        labels,
        batch: { rows: ROWS },
        async compute(items) {
          const batch = padChunks(
            items.map(({ chunk }) => chunk),
            tokenizer.padId,
          )
          const logits = await file.logits(batch)
          await check(logits, batch)
          task.advance(items.length)
          return { logits, length: batch.length }
        },
      },
      take,
    )
  try {
    const [float, int8] = [await open(ONNX_MODEL), await open(ONNX_QUANTIZED)]
    const decode = decodingOf(model)
    const best = new Map<number, { readonly label: Int32Array; readonly own: Int32Array }>()
    let isFirst = true
    await tagWith(
      float,
      async (logits, batch) => {
        if (!isFirst) return
        isFirst = false
        const ignored = new Int32Array(batch.inputIds.length).fill(IGNORE_INDEX)
        const own = (await engine.evaluate({ ...batch, labels: ignored })).logits
        refuseDifferent(piecesOf(logits, batch), piecesOf(own, batch))
      },
      ({ sentence, labels: label, scores }) => {
        best.set(sentence, { label, own: decode(scores, labels.length) })
      },
    )
    let [words, changed, float32, quantized] = [0, 0, 0, 0]
    await tagWith(
      int8,
      logits => {
        if (!logits.every(Number.isFinite)) throw broken(ONNX_QUANTIZED, 'numbers that are not finite')
      },
      ({ sentence, labels: int8Labels }) => {
        const { label, own } = best.get(sentence)!
        for (const [word, other] of int8Labels.entries()) {
          words++
          if (label[word] !== other) changed++
          if (label[word] !== own[word]) float32++
          if (other !== own[word]) quantized++
        }
      },
    )
    return { words, changed, argmax: { float32, int8: quantized } }
  } finally {
    task.end()
    await engine.dispose()
    for (const file of opened) await file.dispose()
  }
}

/** How medspan chooses the labels of a sentence. */
function decodingOf({ labels, parameters, settings: { head }, source }: TokenClassifier): Decode {
  const decoding = usedDecoding(source)
  return createDecoding({ labels, head, decoding, parameters })?.decode ?? decodeBest
}

/** What `config.json` says of decoding. */
export function usedDecoding({ medspan }: Readonly<Record<string, unknown>>): (typeof DECODINGS)[number] {
  const { decoding } = Object(medspan) as { readonly decoding?: unknown }
  return DECODINGS.find(one => one === decoding) ?? DECODINGS[0]
}

/** Logits [B,T,L] without those of padding, which mean nothing. */
function piecesOf(logits: Float32Array, { attentionMask }: PaddedChunks): Float32Array {
  const labels = logits.length / attentionMask.length
  return logits.filter((_, i) => attentionMask[Math.floor(i / labels)] === 1)
}

function refuseDifferent(logits: Float32Array, expected: Float32Array): void {
  const scale = expected.reduce((top, value) => Math.max(top, Math.abs(value)), 1)
  const differs =
    logits.length !== expected.length ||
    !logits.every((value, i) => Math.abs(value - expected[i]!) <= TOLERANCE * scale)
  if (differs) throw broken(ONNX_MODEL, 'others than those of the model')
}

function broken(name: string, what: string): MedspanError {
  return new MedspanError('output', `expected the logits of the model, got ${what}; nothing was written`, {
    where: { path: name },
    hint: 'Weights that are not finite do that: evaluate the run. If its scores are good, please report this.',
  })
}
