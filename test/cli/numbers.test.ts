import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { parseCount, parseDuration, parsePositive, parseSeed } from '../../src/cli/numbers.ts'

describe('a time', () => {
  it.each([
    ['2h', 7200],
    ['1h30m', 5400],
    ['1h1m1s', 3661],
    ['45m', 2700],
    ['90s', 90],
  ])('of %s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })
  it.each(['', '0s', '0h0m', 'h', '2', '1m1h', '-1h', '1.5h', '1h ', '12345678s'])('is not %j', text => {
    expect(() => parseDuration(text)).toThrow(InvalidArgumentError)
  })
})

describe('a number', () => {
  it.each([
    [parseCount, ['0', '999999'], ['', '-1', '1.5', '1e3', '1000000', ' 1']],
    [parsePositive, ['1', '999999999'], ['0', '-1', '1000000000', '01']],
    [parseSeed, ['0', '4294967295'], ['4294967296', '-1', '1.5', '10000000000']],
  ])('%o takes what it is for, up to its border', (parse, taken, refused) => {
    expect(taken.map(text => parse(text))).toEqual(taken.map(Number))
    for (const text of refused) expect(() => parse(text), text).toThrow(InvalidArgumentError)
  })
})
