/**
 * @file Files that hold a key and that nobody but their owner can read.
 */
import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MedspanError } from '../errors.ts'
import { inputError } from '../text/source.ts'

/**
 * What nobody but the owner may have. A credential of systemd is root's, and its service reads it by an ACL, whose mask stands where
 * the rights of a group do: 0440 (systemd's `write_credential`, systemd/systemd#29435). Only that service can enter the folder.
 */
function forbiddenMode(path: string, { CREDENTIALS_DIRECTORY: credentials }: NodeJS.ProcessEnv): number {
  return dirname(resolve(path)) === credentials ? 0o037 : 0o077
}

/**
 * Reads at most `maxBytes` bytes of a file as text, if nobody else may read it.
 * @param options.holds what is in the file, for the error: `a key`
 * @throws MedspanError (`config`) where others may read it, (`input`) where it cannot be read
 */
export async function readSecretFile(
  path: string,
  { maxBytes, holds }: { readonly maxBytes: number; readonly holds: string },
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const file = await open(path, 'r')
    try {
      const { mode } = await file.stat()
      // Windows has no such bits, and reports none that say anything.
      if (process.platform !== 'win32' && (mode & forbiddenMode(path, env)) !== 0)
        throw new MedspanError(
          'config',
          `others may read this file (mode ${(mode & 0o777).toString(8).padStart(4, '0')}), and it holds ${holds}`,
          { where: { path }, hint: `chmod 600 '${path}'` },
        )
      const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(maxBytes), position: 0 })
      return new TextDecoder().decode(buffer.subarray(0, bytesRead))
    } finally {
      await file.close()
    }
  } catch (error) {
    throw inputError(error, path)
  }
}
