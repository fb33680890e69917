/**
 * @file An exported folder, opened as others open it: ONNX Runtime runs both files, and what they compute is held against
 * the model and against each other.
 */
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import type { TokenClassifier } from '../nn/model.ts'
import { ONNX_MODEL, ONNX_QUANTIZED } from '../nn/weights/weights.ts'
import { type Progress, silent } from '../progress.ts'
import { IGNORE_INDEX } from '../text/tags.ts'
import { type Chunk, encodeSentences, padChunks } from '../tokenizer/align.ts'
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

/** How far int8 is from float32. */
export interface Int8Comparison {
  /** How many words were tagged by both. */
  readonly words: number
  /** How many of them have another best label in int8. */
  readonly changed: number
}

/**
 * Runs both files of an exported folder.
 * @throws MedspanError `output` where float32 does not compute what the model does, or int8 no numbers
 */
export async function checkExport(
  folder: string,
  model: TokenClassifier,
  options: CheckOptions,
): Promise<Int8Comparison> {
  const { tokenizer, maxLength, threads, progress = silent } = options
  const chunks = options.sentences
    .flatMap(words => encodeSentences([words], tokenizer, { maxLength }).flat())
    .toSorted((a, b) => b.ids.length - a.ids.length)
  const opened: ExportedModel[] = []
  const open = async (name: string): Promise<ExportedModel> => {
    const file = await openExportedModel(join(folder, name), threads)
    opened.push(file)
    return file
  }
  const task = progress.task('Checking the export', chunks.length, 'sentences')
  const engine = await createOnnxEngine(model, { threads, isTrained: () => false })
  try {
    const [float, int8] = [await open(ONNX_MODEL), await open(ONNX_QUANTIZED)]
    let [words, changed] = [0, 0]
    for (let begin = 0; begin < chunks.length; begin += ROWS) {
      const chosen = chunks.slice(begin, begin + ROWS)
      const batch = padChunks(chosen, tokenizer.padId)
      const exact = await float.logits(batch)
      if (begin === 0) {
        const labels = new Int32Array(batch.inputIds.length).fill(IGNORE_INDEX)
        refuseDifferent(exact, (await engine.evaluate({ ...batch, labels })).logits)
      }
      const approximate = await int8.logits(batch)
      if (!approximate.every(Number.isFinite)) throw broken(ONNX_QUANTIZED, 'numbers that are not finite')
      const pairs = wordPlaces(chosen, batch.length)
      words += pairs.length
      for (const place of pairs)
        if (bestAt(exact, place, engine.labels) !== bestAt(approximate, place, engine.labels)) changed++
      task.advance(chosen.length)
    }
    return { words, changed }
  } finally {
    task.end()
    await engine.dispose()
    for (const file of opened) await file.dispose()
  }
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

/** Where, in [B,T], the first piece of each word stands. */
function wordPlaces(chunks: readonly Chunk[], length: number): number[] {
  return chunks.flatMap(({ wordOf }, row) =>
    [...wordOf.keys()].filter(t => wordOf[t]! >= 0 && wordOf[t] !== wordOf[t - 1]).map(t => row * length + t),
  )
}

function bestAt(logits: Float32Array, place: number, labels: number): number {
  let best = 0
  for (let label = 1; label < labels; label++)
    if (logits[place * labels + label]! > logits[place * labels + best]!) best = label
  return best
}
