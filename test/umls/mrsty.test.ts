import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { readMrsty } from '../../src/umls/mrsty.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medspan-mrsty-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(content: string): string {
  const path = join(folder, 'MRSTY.RRF')
  writeFileSync(path, content)
  return path
}

const good =
  'C0004057|T109|A1.4.1.2.1|Organic Chemical|AT1|256|\n' +
  'C0010674|T047|B2.2.1.2.1|Disease or Syndrome|AT2||\r\n' +
  'C0004057|T121|A1.4.1.1.1|Pharmacologic Substance|AT3|256|\n'

describe('MRSTY', () => {
  it("gives a concept's types in the file's order, each once", async () => {
    const types = await readMrsty(write(good + good))
    expect(types.types('C0004057')).toEqual(['T109', 'T121'])
    expect(types.types('C0010674')).toEqual(['T047'])
    expect(types.types('C0000000')).toBeUndefined()
  })
  it('remembers only the wanted concepts, and checks every row', async () => {
    const wanted = new Set(['C0010674'])
    const types = await readMrsty(write(good), { wanted })
    expect(types.types('C0004057')).toBeUndefined()
    expect(types.types('C0010674')).toEqual(['T047'])
    await expect(readMrsty(write(`${good}C1|T047|a|b|c|d|\n`), { wanted })).rejects.toThrow('expected a CUI')
  })
  it.each([
    [
      `${good}C0004057|T109|A1.4.1.2.1|Org`,
      ':4:29: expected 6 columns, each with a bar after it, got 3 bars',
    ],
    [
      `${good}\nC0004057|T109|a|b|c|d|e|\n`,
      ':5:25: expected 6 columns, each with a bar after it, got 7 bars',
    ],
    ['C004057|T109|a|b|c|d|\n', ':1:1: expected a CUI such as C0010674, got "C004057"'],
    ['C0004057|T19|a|b|c|d|\n', ':1:10: expected a TUI such as T047, got "T19"'],
    ['C0004057|T109|a|b|c|d\n', ':1:22: expected 6 columns, each with a bar after it, got 5 bars'],
    ['', ': expected rows of MRSTY.RRF, got an empty file'],
  ])('that is broken (%j) is refused with line and column', async (content, expected) => {
    const error = await readMrsty(write(content)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MedspanError)
    expect(formatError(error as MedspanError).replace(join(folder, 'MRSTY.RRF'), '')).toContain(expected)
  })
  it('that is missing is refused', async () => {
    await expect(readMrsty(join(folder, 'absent'))).rejects.toThrow('there is no such file')
  })
  it('is read in pieces: rows across their borders come out whole', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `C${String(i).padStart(7, '0')}|T047|é|Disease|AT|256|`,
    )
    const types = await readMrsty(write(`${rows.join('\n')}\n`))
    for (const i of [0, 29_999, 30_000, 59_999])
      expect(types.types(`C${String(i).padStart(7, '0')}`)).toEqual(['T047'])
    expect(types.types('C0060000')).toBeUndefined()
  })
})
