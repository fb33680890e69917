import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { forEachLine, placeOf, readHead, readPieces, readText } from '../../src/text/source.ts'

let folder = ''
let path = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-source-'))
  path = join(folder, 'a')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function linesOf(content: string | Uint8Array): Promise<string[]> {
  writeFileSync(path, content)
  const lines: string[] = []
  await forEachLine(path, (line, number) => {
    lines.push(line)
    expect(number).toBe(lines.length)
  })
  return lines
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  return error instanceof MedspanError
    ? formatError(error).replace(folder, '').split('\n')[0]!
    : `no error of ours: ${error}`
}

describe('forEachLine', () => {
  it('gives lines without their ends, whichever they are, and without a byte order mark', async () => {
    expect(await linesOf('\uFEFFa\r\nb\n\n c\u2028d')).toEqual(['a', 'b', '', ' c\u2028d'])
    expect(await linesOf('a\n')).toEqual(['a'])
    expect(await linesOf('')).toEqual([])
  })
  it('takes the mark of a byte order for one at the beginning of the file alone', async () => {
    // The second piece of the file begins with one.
    const long = 'a'.repeat(2 ** 20)
    const lines = [long, '\uFEFFb', long, '\uFEFFc', long, '\uFEFFd']
    expect(await linesOf(`\uFEFF${lines.join('\n')}`)).toEqual(lines)
  })
  it('puts lines and characters together across the borders of pieces', async () => {
    const long = '😀'.repeat(700_000)
    expect((await linesOf(`${long}\n${long}b`)).map(line => line.length)).toEqual([1_400_000, 1_400_001])
  })
  it('gives what a split at line breaks gives', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '😀', '\n', ' '), { maxLength: 20 })
      .map(parts => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, async content => {
        const expected = content.split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(await linesOf(content)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a gzip file', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} é 😀 ${(i * 7919) % 9973}`).join('\n')
  it('is read as what it holds, whole, line by line and at its head', async () => {
    const packed = gzipSync(text)
    expect(await linesOf(packed)).toEqual(text.split('\n'))
    expect(await readText(path)).toBe(text)
    expect(Buffer.from(await readHead(path, 100)).equals(Buffer.from(text).subarray(0, 100))).toBe(true)
  })
  it('of several members is read to its end', async () => {
    expect(await linesOf(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]))).toEqual(['a', 'bc', 'd'])
  })
  it('that is cut off or changed is an error, and at its head still what comes out', async () => {
    const packed = gzipSync(text)
    expect(await refusal(linesOf(packed.subarray(0, packed.length >> 1)))).toBe(
      '/a: expected a whole gzip file, got one that is cut off',
    )
    expect(Buffer.from(await readHead(path, 6)).toString()).toBe('line 0')
    const changed = Buffer.from(packed)
    changed.fill(0xff, 5000, 5100)
    expect(await refusal(linesOf(changed))).toBe('/a: expected a gzip file, got damaged data')
    expect(await refusal(linesOf(packed.subarray(0, 5)))).toContain('cut off')
  })
  it('that unpacks to far more than it is is refused, and its memory is bounded', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 2 ** 20, 'a '))
    const before = process.memoryUsage().rss
    expect(await refusal(linesOf(bomb))).toBe('/a: the gzip file unpacks to more than 250 times its size')
    expect(await refusal(readText(path))).toBe('/a: the gzip file unpacks to more than 250 times its size')
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20)
    const pieces = readPieces(path, { totalBytes: 10 ** 6, ratio: 1e9, freeBytes: 0 })
    const all = async () => {
      for await (const _ of pieces);
    }
    expect(await refusal(all())).toBe('/a: the gzip file unpacks to more than 1000000 bytes')
  })
  it('is not held open by a reader that stops', async () => {
    writeFileSync(path, gzipSync(text))
    await expect(
      forEachLine(path, () => {
        throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
  })
})

describe('a file that cannot be read', () => {
  it('is an error that says why', async () => {
    expect(await refusal(readText(join(folder, 'absent')))).toBe('/absent: there is no such file or folder')
    expect(await refusal(readHead(join(folder, 'absent')))).toBe('/absent: there is no such file or folder')
    expect(await refusal(readText(folder))).toBe(': expected a file, got a folder')
  })
  it('because no text is so long is an error before it is read', async () => {
    writeFileSync(path, '')
    truncateSync(path, 2 ** 29)
    expect(await refusal(readText(path))).toBe('/a: expected at most 512 MiB as one text, got more')
  })
  it('because it is not UTF-8 is an error with the line', async () => {
    const bytes = Buffer.concat([Buffer.from('a\né\n'), Buffer.from([0x62, 0xe9, 0x0a])])
    writeFileSync(path, bytes)
    expect(await refusal(readText(path))).toBe('/a:3: expected UTF-8, got bytes that are not')
    expect(await refusal(linesOf(bytes))).toBe('/a:3: expected UTF-8, got bytes that are not')
  })
})

describe('placeOf', () => {
  it('counts lines and columns from 1', () => {
    expect([0, 1, 2, 3, 4].map(index => placeOf('a\n\nbc', index))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
    ])
  })
})
