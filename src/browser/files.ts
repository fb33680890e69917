/**
 * @file The files of a model where there is no file system.
 */
import { MedspanError } from '../errors.ts'
import type { ModelFiles } from '../tokenizer/folder.ts'

/** Returns a file of a model's folder by its name, such as `onnx/model.onnx`; undefined where there is none. */
export type ReadFile = (name: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>

export const CONFIG = 'config.json'

const maxConfigBytes = 2 ** 24

export function filesOf(read: ReadFile): ModelFiles {
  return {
    pathOf: (name = 'the model') => name,
    async read(name, maxBytes) {
      const bytes = await read(name)
      if (bytes !== undefined && bytes.length > maxBytes)
        throw new MedspanError('unsafe-input', `expected at most ${maxBytes} bytes, got ${bytes.length}`, {
          where: { path: name },
        })
      return bytes
    },
  }
}

/** @throws MedspanError `input` where there is none */
export async function readConfig(files: ModelFiles): Promise<Uint8Array> {
  const config = await files.read(CONFIG, maxConfigBytes)
  if (config === undefined) throw missing(CONFIG)
  return config
}

export function missing(name: string): MedspanError {
  return new MedspanError('input', `expected a folder with ${name}, got none`, {
    where: { path: name },
    hint: 'Give the files of a run folder, or of one that `medspan export` has written.',
  })
}
