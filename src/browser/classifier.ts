/**
 * @file A trained model from the files of a run folder, or of one that was exported.
 */
import { MedspanError } from '../errors.ts'
import { checkTrained, createModel, type LoadedClassifier, parseModelConfig } from '../nn/model.ts'
import type { FloatTensor } from '../nn/tensors.ts'
import { ONNX_MODEL, ONNX_QUANTIZED, parseOnnxModel, readInitializers } from '../nn/weights/onnx-model.ts'
import { MODEL_WEIGHTS, parseSafetensors } from '../nn/weights/safetensors.ts'
import { CONFIG, missing, type ReadFile } from './files.ts'

/**
 * Reads a trained model for its numbers, of which our own graph is made.
 * @param pieces how many the tokenizer has
 * @throws MedspanError `input` when a file is missing or broken
 */
export async function readClassifier(
  read: ReadFile,
  config: Uint8Array,
  pieces: number,
): Promise<LoadedClassifier> {
  const parsed = parseModelConfig(new TextDecoder().decode(config), CONFIG)
  const model = await createModel(parsed, 'the model', { seed: 0 }, () => readWeights(read))
  checkTrained(model, pieces, 'the model')
  return model
}

async function readWeights(read: ReadFile): Promise<Map<string, FloatTensor>> {
  const stored = await read(MODEL_WEIGHTS)
  if (stored !== undefined) return parseSafetensors(stored, MODEL_WEIGHTS)
  for (const name of [ONNX_MODEL, ONNX_QUANTIZED]) {
    const exported = await read(name)
    if (exported !== undefined)
      return readInitializers(parseOnnxModel(exported, name), name, () => {
        throw new MedspanError('input', 'expected a model of less than 2 GiB', { where: { path: name } })
      })
  }
  throw missing([MODEL_WEIGHTS, ONNX_MODEL, ONNX_QUANTIZED].join(' or '))
}
