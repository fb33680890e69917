/**
 * @file Checksums of the files of a folder in the folder itself, as `sha256sum -c SHA256SUMS` reads them.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { MedspanError } from '../errors.ts'
import { isPathBelow } from './manifest.ts'
import { hasSystemCode, writeFileWhole } from './output.ts'

export const CHECKSUMS = 'SHA256SUMS'

/** From this size on a file has a thread of its own, so that others than who asks go on meanwhile; it takes 30 ms to start. */
const THREADED_BYTES = 2 ** 26

/** SHA-256 of a file, in hexadecimal digits; the file is never in memory as a whole. */
export async function hashFile(path: string): Promise<string> {
  return (await stat(path)).size < THREADED_BYTES ? hashHere(path) : hashOnThread(path)
}

/** What `hashHere` does, as a program: a thread cannot be given a function. */
const hashProgram = `
const { createHash } = require('node:crypto')
const { openSync, readSync } = require('node:fs')
const { parentPort, workerData } = require('node:worker_threads')
const hash = createHash('sha256')
const piece = Buffer.allocUnsafe(1 << 20)
const file = openSync(workerData)
for (let length; (length = readSync(file, piece)) > 0; ) hash.update(piece.subarray(0, length))
parentPort.postMessage(hash.digest('hex'))
`

function hashOnThread(path: string): Promise<string> {
  const thread = new Worker(hashProgram, { eval: true, execArgv: [], workerData: path })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', code => reject(new Error(`the thread that read ${path} ended with ${code}`)))
  })
}

async function hashHere(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Writes the checksums of all files that are in a folder. */
export async function writeChecksums(folder: string): Promise<void> {
  const lines: string[] = []
  for (const name of (await readdir(folder)).sort())
    if (name !== CHECKSUMS) lines.push(`${await hashFile(join(folder, name))}  ${name}\n`)
  await writeFileWhole(join(folder, CHECKSUMS), lines.join(''))
}

/**
 * Makes sure that the files of a folder are those whose checksums it has; a folder without any is taken as it is.
 * @throws MedspanError `input` naming the damaged file
 */
export async function verifyChecksums(folder: string): Promise<void> {
  const list = join(folder, CHECKSUMS)
  let content: string
  try {
    content = await readFile(list, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return
    throw new MedspanError('input', 'expected checksums', { where: { path: list }, cause: error })
  }
  for (const line of content.split('\n').slice(0, -1)) {
    const [, sum, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (!isPathBelow(name))
      throw new MedspanError('input', 'expected checksums and names of files', { where: { path: list } })
    const path = join(folder, name)
    const isFile = await lstat(path).then(
      entry => entry.isFile(),
      () => false,
    )
    if (!isFile || (await hashFile(path)) !== sum)
      throw new MedspanError(
        'input',
        `expected the file that ${CHECKSUMS} describes, got ${isFile ? 'another' : 'none'}`,
        {
          where: { path },
        },
      )
  }
}
