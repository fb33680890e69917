/**
 * @file Text files that may be missing.
 */
import { readFile } from 'node:fs/promises'
import { MedspanError } from '../errors.ts'
import { hasSystemCode } from './output.ts'

/**
 * A file's text; undefined where there is none.
 * @throws MedspanError `input` where it cannot be read
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (hasSystemCode(cause, 'ENOENT', 'ENOTDIR')) return undefined
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MedspanError('input', `could not be read: ${reason}`, { where: { path }, cause })
  }
}
