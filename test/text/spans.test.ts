import { describe, expect, it } from 'vitest'
import { spanOf } from '../../src/text/spans.ts'

describe('spanOf', () => {
  it('gives the span that was asked for, on either side of what is shared', () => {
    for (const begin of [0, 1, 8191, 8192, 1e9])
      for (const length of [0, 1, 31, 32, 1e6])
        expect(spanOf(begin, begin + length)).toEqual({ begin, end: begin + length })
    expect(spanOf(-1, 2)).toEqual({ begin: -1, end: 2 })
    expect(spanOf(3, 2)).toEqual({ begin: 3, end: 2 })
  })
  it('gives the same frozen object for a short word that begins early', () => {
    expect(spanOf(12, 15)).toBe(spanOf(12, 15))
    expect(Object.isFrozen(spanOf(12, 15))).toBe(true)
  })
})
