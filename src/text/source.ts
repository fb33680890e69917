/**
 * @file Reading text files: UTF-8 and nothing else, whole or line by line, with places in errors.
 */
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { MedspanError, type Where } from '../errors.ts'

const newline = 10
/** Pieces in which a file is read for its lines, in bytes. */
const pieceBytes = 1 << 20

/** What the operating system says, as an input error about `path`. Other errors come back unchanged. */
export function inputError(error: unknown, path: string): unknown {
  if (error instanceof MedspanError || !(error instanceof Error) || !('code' in error)) return error
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'it may not be read',
    EISDIR: 'expected a file, got a folder',
    ENOTDIR: 'expected a folder, got a file',
    ERR_STRING_TOO_LONG: 'it is too large to be held as one text (more than 512 MiB)',
    ERR_FS_FILE_TOO_LARGE: 'it is too large to be read whole (more than 2 GiB)',
  }
  const reason = reasons[String(error.code)] ?? error.message
  return new MedspanError('input', reason, { where: { path }, cause: error })
}

function notUtf8(bytes: Uint8Array, where: Where, firstLine: number, cause: unknown): MedspanError {
  let line = firstLine
  for (let begin = 0; begin <= bytes.length; line++) {
    const found = bytes.indexOf(newline, begin)
    const end = found < 0 ? bytes.length : found
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(begin, end))
    } catch {
      break
    }
    begin = end + 1
  }
  return new MedspanError('input', 'expected UTF-8, got bytes that are not', {
    where: { ...where, line },
    hint: 'convert the file to UTF-8 first',
    cause,
  })
}

function decode(bytes: Uint8Array, where: Where, firstLine: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw notUtf8(bytes, where, firstLine, error)
    throw inputError(error, where.path ?? '')
  }
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

/**
 * A whole text file, without its byte order mark.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export async function readText(path: string): Promise<string> {
  try {
    return withoutMark(decode(await readFile(path), { path }, 1))
  } catch (error) {
    throw inputError(error, path)
  }
}

/** The first `bytes` bytes of a file, or all of it when it is shorter. */
export async function readHead(path: string, bytes = 4096): Promise<Uint8Array> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(bytes) })
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw inputError(error, path)
  }
}

/**
 * Calls `visit` with each line of a text file, without its end (`\n` or `\r\n`), and with its number from 1. The
 * file is never held whole.
 *
 * @throws MedspanError (`input`) when it cannot be read or is not UTF-8.
 */
export async function forEachLine(
  path: string,
  visit: (line: string, number: number) => void,
): Promise<void> {
  let number = 0
  const visitAll = (bytes: Uint8Array): void => {
    for (const line of decode(bytes, { path }, number + 1).split('\n')) {
      number++
      visit(number === 1 ? withoutMark(trimReturn(line)) : trimReturn(line), number)
    }
  }
  let pending: Uint8Array[] = []
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      const bytes: Uint8Array = piece
      const last = bytes.lastIndexOf(newline)
      if (last < 0) {
        pending.push(bytes)
        continue
      }
      pending.push(bytes.subarray(0, last))
      visitAll(Buffer.concat(pending))
      pending = [bytes.subarray(last + 1)]
    }
  } catch (error) {
    throw inputError(error, path)
  }
  const rest = Buffer.concat(pending)
  if (rest.length > 0) visitAll(rest)
}

function trimReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** The line and the column, from 1, of an index into a text. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  let line = 1
  let begin = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
    line++
    begin = at + 1
  }
  return { line, column: index - begin + 1 }
}
