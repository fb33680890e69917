/** @file The time and the speed of reading a file of a format, once the reader is warm. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Notices } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import { writeFileWhole } from '../../src/system/output.ts'
import type { Corpus } from '../../src/text/document.ts'
import type { DocumentFormat } from '../../src/text/format.ts'
import { median } from '../results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 5)

export interface Reading {
  /** Of the first reading, and the median of those after it. */
  readonly firstSeconds: number
  readonly seconds: number
  readonly megabytes: number
  readonly tokens: number
}

/**
 * Writes a corpus in a format and reads it back, several times.
 * @param change what is written instead of the pieces that the format gives.
 */
export async function timeReading(
  format: DocumentFormat,
  corpus: Corpus,
  change: (pieces: Buffer[]) => Buffer[] = pieces => pieces,
): Promise<Reading> {
  const { writer } = format
  if (writer?.holds !== 'corpus') throw new Error(`${format.name} does not write one file`)
  const folder = mkdtempSync(join(tmpdir(), 'medspan-bench-'))
  try {
    const path = join(folder, `made${writer.extension}`)
    const pieces: Buffer[] = []
    for await (const piece of writer.format(corpus, { tags: { overlap: 'longest' }, notices: new Notices() }))
      pieces.push(Buffer.from(piece as string))
    await writeFileWhole(path, change(pieces))
    const times: number[] = []
    let tokens = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now()
      const documents = await format.read(path, { progress: silent })
      times.push((performance.now() - start) / 1000)
      tokens = documents.reduce((sum, document) => sum + document.tokens.length, 0)
    }
    const [first, ...rest] = times
    return { firstSeconds: first!, seconds: median(rest), megabytes: statSync(path).size / 1e6, tokens }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
