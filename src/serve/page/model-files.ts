/**
 * @file The files of a model that the page needs to go on training it in the browser: those of a list of names, and no others.
 */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MedspanError } from '../../errors.ts'
import { isFamily } from '../../nn/families/families.ts'
import { readModelConfig } from '../../nn/stored-model.ts'
import { isAdapterFolder } from '../../nn/weights/adapter-files.ts'
import { MODEL_WEIGHTS } from '../../nn/weights/safetensors.ts'
import type { Tagger } from '../../predict/tagger.ts'
import { hasSystemCode } from '../../system/output.ts'
import { tokenizerFiles } from '../../tokenizer/folder.ts'

const names: readonly string[] = ['config.json', MODEL_WEIGHTS, ...tokenizerFiles]

/** With gradients, moments and what is computed they take some six times as much, of the 4 GB that WebAssembly has at most. */
const mostBytes = 600_000_000

/** A model's files by name, with their sizes in bytes. */
export type ModelFileSizes = Readonly<Record<string, number>>

/**
 * Lists what there is of a model to learn from.
 * @throws MedspanError `input` for a model that cannot be trained in a browser
 */
export async function listModelFiles({ folder }: Pick<Tagger, 'folder'>): Promise<ModelFileSizes> {
  if (folder === undefined) throw cannotLearn('one of no folder')
  if (isAdapterFolder(folder)) throw cannotLearn('adapters alone')
  const { model_type: type } = (await readModelConfig(folder)).source
  if (typeof type === 'string' && !isFamily(type)) throw cannotLearn('one that transformers computes')
  const sizes: Record<string, number> = {}
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(absent)
    if (found?.isFile() === true) sizes[name] = found.size
  }
  const { [MODEL_WEIGHTS]: weights } = sizes
  if (weights === undefined) throw cannotLearn(`one without ${MODEL_WEIGHTS}`)
  if (weights > mostBytes) throw cannotLearn(`one of ${Math.round(weights / 1e6)} MB`)
  return sizes
}

/** Opens a file of a model, for who takes it to close; undefined where there is none, or its name is none of the list. */
export async function openModelFile(
  { folder }: Pick<Tagger, 'folder'>,
  name: string | undefined,
): Promise<FileHandle | undefined> {
  const known = names.find(one => one === name)
  if (known === undefined || folder === undefined) return undefined
  return open(join(folder, known)).catch(absent)
}

function absent(error: unknown): undefined {
  if (!hasSystemCode(error, 'ENOENT')) throw error
}

function cannotLearn(what: string): MedspanError {
  return new MedspanError('input', `expected a model that can learn in the page, got ${what}`, {
    hint: 'Serve the folder of a run that was trained whole, in float32, with at most 600 MB of weights.',
  })
}
