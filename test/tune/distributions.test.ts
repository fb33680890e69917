import { describe, expect, test } from 'vitest'
import { formatDistribution, parseDistribution } from '../../src/tune/distribution-json.ts'
import {
  categoricalDistribution,
  checkCompatible,
  contains,
  type Distribution,
  externalValue,
  floatDistribution,
  intDistribution,
  internalValue,
  isSingle,
  sameDistribution,
} from '../../src/tune/distributions.ts'
import { formatPythonFloat } from '../../src/tune/python-json.ts'
import { valueAt } from '../../src/tune/samplers/inverse-transform.ts'
import { reference } from './reference.ts'

describe('distributions as Optuna has them', () => {
  test('are written as the same text, and read back', () => {
    expect(reference.distributions.length).toBeGreaterThan(10)
    for (const { json } of reference.distributions)
      expect(formatDistribution(parseDistribution(json))).toBe(json)
  })

  test('contain the same values, and keep them as the same numbers', () => {
    let contained = 0
    for (const { json, values } of reference.distributions) {
      const distribution = parseDistribution(json)
      for (const { internal, inside, external } of values) {
        expect([json, internal, contains(distribution, internal)]).toEqual([json, internal, inside])
        if (!inside) continue
        contained++
        expect(externalValue(distribution, internal)).toBe(external)
        expect(internalValue(distribution, external)).toBe(internal)
      }
    }
    expect(contained).toBeGreaterThan(30)
  })

  test('have one value only where Optuna says so', () => {
    for (const { json, single } of reference.distributions)
      expect([json, isSingle(parseDistribution(json))]).toEqual([json, single])
  })

  test('go with each other where Optuna says so', () => {
    const all = reference.distributions.map(({ json }) => parseDistribution(json))
    reference.compatible.forEach((row, i) => {
      row.forEach((expected, j) => {
        let compatible = true
        try {
          checkCompatible('x', all[i]!, all[j]!)
        } catch {
          compatible = false
        }
        expect([i, j, compatible]).toEqual([i, j, expected])
      })
    })
    reference.equal.forEach((row, i) => {
      row.forEach((expected, j) => {
        expect([i, j, sameDistribution(all[i]!, all[j]!)]).toEqual([i, j, expected])
      })
    })
  })

  test('of older versions are read', () => {
    for (const { old, now } of reference.oldDistributions)
      expect(formatDistribution(parseDistribution(old))).toBe(now)
  })
})

describe('floats as Python writes them', () => {
  test('are the same texts', () => {
    for (const { value, text } of reference.floats) expect(formatPythonFloat(value)).toBe(text)
    expect(['NaN', 'Infinity', '-Infinity', '-0.0']).toEqual(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0].map(formatPythonFloat),
    )
  })
})

describe('a distribution', () => {
  test('ends at the last step', () => {
    expect(floatDistribution(0.1, 0.35, { step: 0.1 }).high).toBe(0.3)
    expect(floatDistribution(0, 0.3, { step: 0.1 }).high).toBe(0.3)
    expect(floatDistribution(-1, 1e22, { step: 3 }).high).toBeCloseTo(1e22, -7)
    expect(intDistribution(1, 10, { step: 4 }).high).toBe(9)
  })

  test.each<[string, () => Distribution, string]>([
    ['low above high', () => floatDistribution(2, 1), 'float.low'],
    ['a log scale from 0', () => floatDistribution(0, 1, { log: true }), 'float.low'],
    ['a log scale with a step', () => floatDistribution(1, 2, { log: true, step: 1 }), 'float.step'],
    ['a step of 0', () => floatDistribution(1, 2, { step: 0 }), 'float.step'],
    ['an end that is no number', () => floatDistribution(1, Number.NaN), 'float.high'],
    ['half an integer', () => intDistribution(1, 2.5), 'int.high'],
    ['a whole log scale from 0', () => intDistribution(0, 2, { log: true }), 'int.low'],
    ['a whole log scale in steps', () => intDistribution(1, 9, { log: true, step: 2 }), 'int.step'],
    ['no choices', () => categoricalDistribution([]), 'categorical.choices'],
    ['the same choice twice', () => categoricalDistribution(['a', 'a']), 'categorical.choices[1]'],
  ])('is refused with %s', (_what, create, at) => {
    expect(create).toThrow(expect.objectContaining({ code: 'config', where: { at } }))
  })

  test('tells choices apart that Python does not, and takes those that it mixes up', () => {
    const both = categoricalDistribution([true, 1, 0])
    expect([true, 1, 0, false].map(value => internalValue(both, value))).toEqual([0, 1, 2, 2])
    expect(() => internalValue(both, 'true')).toThrow('expected one of')
  })

  test.each([
    '',
    '{',
    '{}',
    '{"name": "NormalDistribution", "attributes": {}}',
    '{"name": "FloatDistribution", "attributes": {"low": 2, "high": 1}}',
    'null',
  ])('is not read from %s', text => {
    expect(() => parseDistribution(text)).toThrow(expect.objectContaining({ code: 'input' }))
  })

  test('is spread evenly over places from 0 to 1', () => {
    const thirds = categoricalDistribution(['a', 'b', 'c'])
    expect([0, 0.32, 0.34, 0.66, 0.67, 0.9999].map(place => valueAt(thirds, place))).toEqual([
      0, 0, 1, 1, 2, 2,
    ])
    const log = floatDistribution(1, 100, { log: true })
    expect(valueAt(log, 0.5)).toBeCloseTo(10, 12)
    const whole = intDistribution(2, 11, { step: 3 })
    expect([0, 0.24, 0.26, 0.51, 0.76, 0.99].map(place => valueAt(whole, place))).toEqual([
      2, 2, 5, 8, 11, 11,
    ])
    // From 0.5 to 2.5 on a logarithmic scale.
    expect([0.65, 0.7].map(place => valueAt(intDistribution(1, 2, { log: true }), place))).toEqual([1, 2])
    const steps = floatDistribution(0, 0.3, { step: 0.1 })
    expect([0, 0.99].map(place => valueAt(steps, place))).toEqual([0, 0.3])
  })
})
