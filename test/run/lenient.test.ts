import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dictionaryOf, lenient } from '../../src/run/lenient.ts'

const schema = z.object({
  status: z.enum(['running', 'finished']),
  seed: z.int().default(7),
  best: z.object({ step: z.int(), value: z.number() }).exactOptional(),
  parts: z
    .object({ test: z.object({ f1: z.number() }), other: z.object({ f1: z.number() }) })
    .readonly()
    .exactOptional(),
})

describe('a lenient schema', () => {
  const shown = lenient(schema, ['status'])
  test('takes what the strict one takes', () => {
    const value = {
      status: 'running',
      seed: 1,
      best: { step: 1, value: 2 },
      parts: { test: { f1: 1 }, other: { f1: 0 } },
    }
    expect(shown.parse(value)).toEqual(schema.parse(value))
  })
  test('leaves out what is missing or of another form: an object of plain values whole, one of objects in parts', () => {
    expect(
      shown.parse({ status: 'finished', seed: 'x', best: { step: 1 }, parts: { test: { f1: 1 }, other: 3 } }),
    ).toEqual({ status: 'finished', parts: { test: { f1: 1 } } })
    expect(shown.parse({ status: 'finished', parts: [] })).toEqual({ status: 'finished' })
  })
  test('is of no use without what is required', () => {
    expect(shown.safeParse({ status: 'unknown' }).success).toBe(false)
    expect(shown.safeParse(7).success).toBe(false)
  })
})

test('a dictionary keeps keys that objects inherit', () => {
  const value = JSON.parse('{"__proto__":1,"constructor":2}') as unknown
  expect(Object.entries(dictionaryOf(z.number()).parse(value))).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ])
  expect(dictionaryOf(z.number()).safeParse([1]).success).toBe(false)
})
