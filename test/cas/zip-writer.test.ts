import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openTree } from '../../src/cas/archive.ts'
import { packZip, type WrittenEntry } from '../../src/cas/zip-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'medspan-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Entries of random-looking bytes; `made` counts what was asked for. */
async function* entriesOf(
  count: number,
  made: { entries: number; bytes: number },
): AsyncGenerator<WrittenEntry> {
  for (let i = 0; i < count; i++) {
    made.entries += 1
    yield { name: `${i}.bin`, pieces: piecesOf(i, made), modified: new Date(2020, 1, 3, 4, 5, 6) }
  }
}

function* piecesOf(seed: number, made: { bytes: number }): Generator<Uint8Array> {
  for (let i = 0; i < 16; i++) {
    const piece = Buffer.alloc(1 << 16)
    for (let at = 0, x = seed * 16 + i + 1; at < piece.length; at += 4) {
      x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
      piece.writeUInt32LE(x, at)
    }
    made.bytes += piece.length
    yield piece
  }
}

describe('packZip', () => {
  test('writes entries that are read again, with their dates', async () => {
    const made = { entries: 0, bytes: 0 }
    const pieces: Uint8Array[] = []
    for await (const piece of packZip(entriesOf(3, made))) pieces.push(piece)
    const path = join(folder, 'a.zip')
    writeFileSync(path, Buffer.concat(pieces))
    const tree = await openTree(path)
    expect(tree.names).toEqual(['0.bin', '1.bin', '2.bin'])
    expect(Buffer.concat([...piecesOf(1, made)]).equals(await tree.read('1.bin'))).toBe(true)
    expect(tree.entries[0]?.modified).toEqual(new Date(2020, 1, 3, 4, 5, 6))
    tree.close()
  })

  test('asks for no more than is taken from it, and ends what it has begun', async () => {
    const made = { entries: 0, bytes: 0 }
    let taken = 0
    for await (const piece of packZip(entriesOf(1000, made))) {
      taken += piece.length
      if (taken > 4 << 20) break
    }
    expect(made.entries).toBeLessThan(8)
    expect(made.bytes).toBeLessThan(taken + (3 << 20))
    const { entries } = made
    await new Promise(resolve => setImmediate(resolve))
    expect(made.entries).toBe(entries)
  })

  test.each(['entries', 'pieces'])('throws what its %s throw', async where => {
    async function* broken(): AsyncGenerator<WrittenEntry> {
      yield { name: 'a', pieces: [Buffer.from('a')] }
      if (where === 'entries') throw new Error('broken')
      yield {
        name: 'b',
        pieces: (function* () {
          yield Buffer.from('b')
          throw new Error('broken')
        })(),
      }
    }
    await expect(async () => {
      for await (const _ of packZip(broken()));
    }).rejects.toThrow('broken')
  })
})
