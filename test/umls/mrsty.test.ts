import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatError, MedspanError } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import { openMrsty } from '../../src/umls/mrsty.ts'

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

const options = { progress: silent }

function lookUp(path: string, ...cuis: string[]) {
  return openMrsty(path).lookUp(new Set(cuis), options)
}

describe('MRSTY', () => {
  it("gives a concept's types in the file's order, each once", async () => {
    const records = await lookUp(write(good + good), 'C0004057', 'C0010674', 'C0000000')
    expect([...records.values()]).toEqual([
      { cui: 'C0004057', status: 'current', types: ['T109', 'T121'] },
      { cui: 'C0010674', status: 'current', types: ['T047'] },
      { cui: 'C0000000', status: 'unknown', types: [] },
    ])
  })
  it('answers for the wanted concepts alone, and checks every row', async () => {
    expect([...(await lookUp(write(good), 'C0010674')).keys()]).toEqual(['C0010674'])
    await expect(lookUp(write(`${good}C1|T047|a|b|c|d|\n`), 'C0010674')).rejects.toThrow('expected a CUI')
  })
  it('goes by the name of its file', () => {
    expect(openMrsty('META/MRSTY.RRF').name).toBe('MRSTY.RRF')
  })
  it('stops when it is asked to', async () => {
    const rows = Array.from({ length: 70_000 }, () => good.slice(0, good.indexOf('\n'))).join('\n')
    const signal = AbortSignal.abort(new Error('enough'))
    const work = openMrsty(write(rows)).lookUp(new Set(['C0010674']), { ...options, signal })
    await expect(work).rejects.toThrow('enough')
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
    const error = await lookUp(write(content), 'C0010674').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MedspanError)
    expect(formatError(error as MedspanError).replace(join(folder, 'MRSTY.RRF'), '')).toContain(expected)
  })
  it('that is missing is refused', async () => {
    await expect(lookUp(join(folder, 'absent'), 'C0010674')).rejects.toThrow('there is no such file')
  })
  it('is read in pieces: rows across their borders come out whole', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `C${String(i).padStart(7, '0')}|T047|é|Disease|AT|256|`,
    )
    const wanted = ['C0000000', 'C0029999', 'C0030000', 'C0059999', 'C0060000']
    const records = await lookUp(write(`${rows.join('\n')}\n`), ...wanted)
    expect([...records.values()].map(({ types }) => types[0])).toEqual([
      'T047',
      'T047',
      'T047',
      'T047',
      undefined,
    ])
  })
})
