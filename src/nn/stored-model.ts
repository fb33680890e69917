/**
 * @file A token classifier in a folder in Hugging Face's layout.
 *
 * Read: `config.json`, and the weights in any form that `weights.ts` knows. A folder without weights is a recipe: every
 * parameter is then drawn from the seed.
 */
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { checkFolder } from '../system/folder.ts'
import {
  createModel,
  type FamilyClassifier,
  type LoadedClassifier,
  type ModelConfig,
  parseModelConfig,
  type ReadModelOptions,
} from './model.ts'
import type { TensorSpec } from './tensors.ts'
import { readDescription } from './weights/stored.ts'
import { outlineWeights, readWeights, type Weights } from './weights/weights.ts'

/**
 * Reads a model folder for a label set.
 *
 * The weights of the classification head are taken over only when `config.json` names the same labels in the
 * same order; otherwise the head is new.
 * @param weights of the folder, where they are being read already
 * @throws MedspanError 'input' when a file is missing, broken, or lacks a parameter of the encoder
 */
export async function readModel(
  folder: string,
  options: ReadModelOptions,
  weights?: Promise<Weights | undefined>,
): Promise<LoadedClassifier> {
  const config = await readModelConfig(folder)
  return createModel(config, folder, options, async () => (await (weights ?? readWeights(folder)))?.tensors)
}

/**
 * The same without the numbers that the folder has, for an engine that reads them itself; word embeddings that get a row
 * more have all of theirs.
 * @throws MedspanError as `readModel`
 */
export async function outlineModel(folder: string, options: ReadModelOptions): Promise<FamilyClassifier> {
  const config = await readModelConfig(folder)
  return createModel<TensorSpec>(
    config,
    folder,
    options,
    async isGrown => (await outlineWeights(folder, isGrown))?.tensors,
  )
}

/** What a folder's `config.json` says, whatever the family of the model. */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  await checkFolder(folder, 1)
  const path = join(folder, 'config.json')
  let text: string
  try {
    text = await readDescription(path)
  } catch (cause) {
    if (cause instanceof MedspanError && cause.code === 'unsafe-input') throw cause
    throw new MedspanError('input', 'expected a model folder with a config.json, which cannot be read', {
      where: { path },
      hint: 'Give the folder of a Hugging Face model: config.json, tokenizer.json, model.safetensors.',
      cause,
    })
  }
  return parseModelConfig(text, path)
}
