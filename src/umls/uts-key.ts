/**
 * @file The key to UTS: from the environment, or from a file that nobody else can read.
 *
 * It goes into requests and nowhere else: not into errors, progress, the cache or a report.
 */
import { open } from 'node:fs/promises'
import { MedspanError } from '../errors.ts'
import { inputError } from '../text/source.ts'

/** Longest key that is taken, in characters; UTS gives UUIDs. */
const maxLength = 256

const advice = 'UTS shows your key at https://uts.nlm.nih.gov/uts/profile'

function checked(text: string, where: { path: string } | { at: string }): string {
  const key = text.trim()
  if (!/^[!-~]+$/.test(key) || key.length > maxLength)
    throw new MedspanError('config', 'expected the key to UTS, one word of printable ASCII', {
      where,
      hint: advice,
    })
  return key
}

/**
 * Reads the key from `file` where one is named, else from the environment's `variable`.
 * @throws MedspanError (`config`) where there is none, or where others may read the file; (`input`) where the file
 * cannot be read
 */
export async function readUtsKey(options: {
  readonly file?: string | undefined
  readonly variable: string
  readonly env: Readonly<Record<string, string | undefined>>
}): Promise<string> {
  const { file, variable, env } = options
  if (file !== undefined) return readKeyFile(file)
  const value = env[variable]
  if (value === undefined || value.trim() === '')
    throw new MedspanError('config', `expected the key to UTS in the environment variable ${variable}`, {
      hint: `${advice}; a file that only you can read serves as well (--key-file, key_file)`,
    })
  return checked(value, { at: variable })
}

async function readKeyFile(path: string): Promise<string> {
  try {
    const file = await open(path, 'r')
    try {
      const { mode } = await file.stat()
      // Windows has no such bits, and reports none that say anything.
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw new MedspanError(
          'config',
          `others may read this file (mode ${(mode & 0o777).toString(8).padStart(4, '0')}), and it holds a key`,
          { where: { path }, hint: `chmod 600 '${path}'` },
        )
      const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(maxLength * 4), position: 0 })
      return checked(new TextDecoder().decode(buffer.subarray(0, bytesRead)), { path })
    } finally {
      await file.close()
    }
  } catch (error) {
    throw inputError(error, path)
  }
}
