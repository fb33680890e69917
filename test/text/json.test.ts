import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { parseJson } from '../../src/text/json.ts'

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
