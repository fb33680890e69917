import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { maxNesting, parseJson, readValues } from '../../src/text/json.ts'

function fault(text: string, line?: number): string {
  try {
    parseJson(text, { path: 'f', ...(line === undefined ? {} : { line }) })
  } catch (error) {
    if (error instanceof MedspanError) return `${error.where!.line}:${error.where!.column}`
    throw error
  }
  return 'none'
}

describe('parseJson', () => {
  it.each([
    ['', '1:1'],
    ['{"a": 1,}', '1:9'],
    ['[1,\n 2,\n]', '3:1'],
    ['[1 2]', '1:4'],
    ['{"a" 1}', '1:6'],
    ['{a: 1}', '1:2'],
    ['["a\\x"]', '1:4'],
    ['["a\tb"]', '1:4'],
    ['["open', '1:7'],
    ['["end\\"', '1:8'],
    ['[01]', '1:3'],
    ['nul', '1:1'],
    ['1 1', '1:3'],
    ['[}', '1:2'],
    ['{"a": {"b": [true, tru]}}', '1:20'],
  ])('says where %j stops being JSON', (text, place) => {
    expect(fault(text)).toBe(place)
  })
  it("adds the place of the text's first line", () => {
    expect(fault('[1,\nx]', 10)).toBe('11:1')
  })
  it('reads what JSON.parse reads, and for the rest finds a place up to which it could have gone on', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', 'x', '\\', '\n', ':'), fc.nat(3))
      .map(([text, at, insert, remove]) => {
        const i = at % (text.length + 1)
        return text.slice(0, i) + insert + text.slice(i + remove)
      })
    fc.assert(
      fc.property(broken, text => {
        let expected: unknown
        let message: string | undefined
        try {
          expected = JSON.parse(text)
        } catch (error) {
          message = (error as Error).message
        }
        if (message === undefined) expect(parseJson(text, { path: 'f' })).toEqual(expected)
        else {
          const place = fault(text)
          expect(place).not.toBe('none')
          // Where the engine says a position, ours is the same, or begins the number or word around it.
          const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN)
          if (Number.isNaN(position) || message.includes('escape') || text.slice(0, position).includes('\n'))
            return
          const own = Number(place.split(':')[1]) - 1
          expect(own).toBeLessThanOrEqual(position)
          expect(text.slice(own, position)).toMatch(/^[-+.\w]*$/)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('parseJson', () => {
  const nested = (levels: number, inner = ''): string => '['.repeat(levels) + inner + ']'.repeat(levels)
  it('refuses what nests too deep before it makes anything of it', () => {
    expect(parseJson(nested(maxNesting), { path: 'f' })).toBeInstanceOf(Array)
    const attempt = () => parseJson(`{"a":\n${nested(maxNesting)}}`, { path: 'f' })
    expect(attempt).toThrow(`expected JSON of at most ${maxNesting} levels, got more`)
    try {
      attempt()
    } catch (error) {
      expect((error as MedspanError).code).toBe('unsafe-input')
      expect((error as MedspanError).where).toMatchObject({ line: 2, column: maxNesting })
    }
    // Brackets in texts nest nothing.
    const text = `"${'[\\"'.repeat(1000)}"`
    expect(parseJson(text, { path: 'f' })).toBe('["'.repeat(1000))
  })
  it('refuses what would take more memory than values may, before it makes anything of it', async () => {
    const text = `[${'{},'.repeat(15_000_000)}0]`
    const refusal = /at most 1 GiB of memory/
    expect(() => parseJson(text, { path: 'f' })).toThrow(refusal)
    const folder = mkdtempSync(join(tmpdir(), 'medspan-size-'))
    writeFileSync(join(folder, 'a.json'), `{"a":${text}}`)
    await expect(readValues(join(folder, 'a.json')).next()).rejects.toThrow(refusal)
    rmSync(folder, { recursive: true })
    // Values one after the other may be any number.
    expect(parseJson(`[${'{},'.repeat(1_000_000)}0]`, { path: 'f' })).toHaveLength(1_000_001)
  })
  it('lets the last of equal keys count, and no key change what an object inherits', () => {
    const value = parseJson('{"a":1,"__proto__":{"polluted":true},"a":2}', { path: 'f' }) as { a: number }
    expect(value.a).toBe(2)
    expect('polluted' in value).toBe(false)
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  })
})

describe('readValues', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'medspan-values-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  async function valuesOf(content: string | Uint8Array) {
    const path = join(folder, 'a.json')
    writeFileSync(path, content)
    const values: unknown[] = []
    const places: string[] = []
    for await (const { value, where, number } of readValues(path)) {
      values.push(value)
      places.push(`${where.line}:${where.column}`)
      expect(number).toBe(values.length)
    }
    return { values, places }
  }
  async function problem(content: string): Promise<string> {
    const error = await valuesOf(content).catch((reason: unknown) => reason)
    if (!(error instanceof MedspanError)) return `no error of ours: ${JSON.stringify(error)}`
    return `${error.where!.line}:${error.where!.column} ${error.message}`
  }

  it('gives the elements of a list, or values that follow each other, with their places', async () => {
    expect(await valuesOf('\uFEFF [1, "é😀" , {"a": [2]},\n null ] \n')).toEqual({
      values: [1, 'é😀', { a: [2] }, null],
      places: ['1:3', '1:6', '1:14', '2:2'],
    })
    expect(await valuesOf('{"a":1}\n{"b":\n2} {"c":3}\n\n7 "x"')).toEqual({
      values: [{ a: 1 }, { b: 2 }, { c: 3 }, 7, 'x'],
      places: ['1:1', '2:1', '3:4', '5:1', '5:3'],
    })
    expect((await valuesOf('[]')).values).toEqual([])
  })
  it('gives what JSON.parse gives, however the bytes come in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.nat(3), async (list, space) => {
        const text = JSON.stringify(list, null, space)
        expect((await valuesOf(text)).values).toEqual(JSON.parse(text))
        const lines = list.filter(value => typeof value === 'object' && value !== null)
        // A list at the beginning is a list of values, so lines begin with something else.
        const rows = [{}, ...lines].map(value => JSON.stringify(value)).join('\n')
        expect((await valuesOf(rows)).values).toEqual([{}, ...JSON.parse(JSON.stringify(lines))])
      }),
      { numRuns: 200 },
    )
    // Pieces are 1 MiB: this one ends inside a text, after a backslash and inside a character.
    for (const shift of [0, 1, 2, 3]) {
      const long = `${'x'.repeat(2 ** 20 - 6 + shift)}\\"é😀`
      expect((await valuesOf(JSON.stringify([long, { long }]))).values).toEqual([long, { long }])
    }
  })
  it.each([
    ['', '1:1 expected JSON, which cannot go on with the end of the text'],
    ['[1, 2', '1:6 expected JSON, which cannot go on with the end of the text'],
    ['[1, 2,]', '1:7 expected JSON, which cannot go on with "]"'],
    ['[,]', '1:2 expected JSON, which cannot go on with ","'],
    ['[1\n 2]', '2:2 expected JSON, which cannot go on with "2"'],
    ['[1] 2', '1:5 expected JSON, which cannot go on with "2"'],
    ['[1, {"a" 2}]', '1:10 expected JSON, which cannot go on with "2"'],
    ['{"a": 1}\n{"é": x}', '2:7 expected JSON, which cannot go on with "x"'],
    ['[{"a": "é"}, {"b": }]', '1:20 expected JSON, which cannot go on with "}"'],
    ['[{"a": 1], 2]', '1:9 expected JSON, which cannot go on with "]"'],
    ['}', '1:1 expected JSON, which cannot go on with "}"'],
    [`[${'['.repeat(300)}`, '1:2 expected JSON of at most 256 levels, got more'],
  ])('says where %j stops being JSON', async (content, expected) => {
    expect(await problem(content)).toBe(expected)
  })
})
