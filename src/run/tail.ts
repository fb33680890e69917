/**
 * @file Following files that another process writes: lines of JSON to which it appends, and JSON that it replaces.
 *
 * A file may be on a network file system, written by another machine. Such systems tell of no changes, so it is
 * looked at again and again: it is opened each time, since NFS looks for new sizes when a file is opened. Only what is
 * new is read: what was read last must still stand before it, in the file with the same number, or all is read again.
 * A line without its end is read when the end is there. A line that is no record (NFS can show zeroes where bytes have
 * not arrived) is left out, and the file is read from its start when it changes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { ZodType } from 'zod'
import { hasSystemCode } from '../system/output.ts'
import { unreadable } from '../system/read.ts'
import { type LogRecord, parseLogRecord } from './log.ts'

export interface Tail {
  /** Reads what is new, and says whether anything is. */
  poll(): Promise<boolean>
  readonly records: readonly LogRecord[]
  /** Whole lines that are no records. */
  readonly damaged: number
  /** When the file was changed last, in milliseconds since 1970; undefined where it is not there. */
  readonly modifiedMs: number | undefined
  /** How often it was read from its start. */
  readonly readings: number
}

/** Of what was read last, so many bytes must still be there. */
const ANCHOR = 1024
/** What a file system says of a file that was replaced while it was open, or is being replaced: the next look will do. */
const PASSING = ['ESTALE', 'EBUSY', 'EPERM', 'EIO', 'ETIMEDOUT', 'EAGAIN']

interface Seen {
  readonly inode: number
  readonly size: number
  readonly modifiedMs: number
}

/** Whether a look at a file failed in a way that passes. */
export function isPassing(error: unknown): boolean {
  return hasSystemCode(error, ...PASSING)
}

export function createTail(path: string): Tail {
  let records: LogRecord[] = []
  let seen: Seen | undefined
  let damaged = 0
  let readings = 0
  /** Where the last whole line ends, and the bytes before that. */
  let offset = 0
  let anchor: Buffer = Buffer.alloc(0)

  const forget = (): void => {
    records = []
    damaged = 0
    offset = 0
    anchor = Buffer.alloc(0)
  }
  /** Takes whole lines; what follows them is left for the next time. */
  const take = (bytes: Buffer): void => {
    const end = bytes.lastIndexOf(0x0a) + 1
    if (end === 0) return
    for (const line of bytes.toString('utf8', 0, end - 1).split('\n')) {
      const record = parseLogRecord(line)
      if (record === undefined) damaged++
      else records.push(record)
    }
    offset += end
    anchor = Buffer.concat([anchor, bytes.subarray(0, end)]).subarray(-ANCHOR)
  }
  const read = async (file: FileHandle): Promise<boolean> => {
    const { ino: inode, size, mtimeMs: modifiedMs } = await file.stat()
    const now: Seen = { inode, size, modifiedMs }
    if (seen?.inode === inode && seen.size === size && seen.modifiedMs === modifiedMs) return false
    const goesOn = seen?.inode === inode && size >= offset && damaged === 0
    const start = goesOn ? offset - anchor.length : 0
    const bytes = await readFrom(file, start, size - start)
    if (goesOn && bytes.subarray(0, anchor.length).equals(anchor)) take(bytes.subarray(anchor.length))
    else {
      const all = start === 0 ? bytes : await readFrom(file, 0, size)
      forget()
      take(all)
      readings++
    }
    seen = now
    return true
  }

  return {
    poll: () =>
      withFile(path, read, () => {
        const was = seen !== undefined
        forget()
        seen = undefined
        return was
      }),
    get records() {
      return records
    },
    get damaged() {
      return damaged
    },
    get modifiedMs() {
      return seen?.modifiedMs
    },
    get readings() {
      return readings
    },
  }
}

/** Reads a file that is there, and says whether there is anything new, as far as that can be told at the moment. */
async function withFile(
  path: string,
  read: (file: FileHandle) => Promise<boolean>,
  absent: () => boolean,
): Promise<boolean> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return await read(file)
  } catch (error) {
    if (isPassing(error)) return false
    if (file === undefined && hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return absent()
    throw unreadable(path, error)
  } finally {
    await file?.close().catch(() => {})
  }
}

/** Up to `length` bytes; fewer where the file ends before. */
async function readFrom(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/** A line of a log: the numbers of an object that has a step; undefined for anything else. */
/** A JSON file that is written whole, and read again when it has changed. */
export interface Watched<T> {
  /** Says whether there is another value. */
  poll(path: string): Promise<boolean>
  readonly value: T | undefined
  readonly modifiedMs: number | undefined
}

export function watchJson<T>(schema: ZodType<T>): Watched<T> {
  let value: T | undefined
  let modifiedMs: number | undefined
  let seen = ''
  return {
    poll(path) {
      const read = async (file: FileHandle): Promise<boolean> => {
        const { ino, size, mtimeMs } = await file.stat()
        const now = JSON.stringify([path, ino, size, mtimeMs])
        if (now === seen) return false
        const parsed = schema.safeParse(parseJson(await file.readFile('utf8')))
        // What cannot be read is being replaced, or comes from elsewhere: what was known stands until then.
        if (!parsed.success) return false
        value = parsed.data
        modifiedMs = mtimeMs
        seen = now
        return true
      }
      return withFile(path, read, () => {
        const was = value !== undefined
        value = undefined
        modifiedMs = undefined
        seen = ''
        return was
      })
    },
    get value() {
      return value
    },
    get modifiedMs() {
      return modifiedMs
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
