import { describe, expect, test } from 'vitest'
import { createSpace, isActive } from '../../src/tune/space.ts'

describe('a search space', () => {
  test('puts parameters behind those that they depend on', () => {
    const space = createSpace({
      gamma: { type: 'float', low: 0, high: 5, when: { loss: 'focal', layers: [2, 3] } },
      rate: { low: 1e-5, high: 1e-2, log: true },
      loss: ['plain', 'focal'],
      layers: { type: 'int', low: 1, high: 3 },
      beta: { type: 'float', low: 0, high: 1, when: { gamma: [0.5, 5] } },
    })
    expect(space.parameters.map(({ name }) => name)).toEqual(['loss', 'layers', 'gamma', 'rate', 'beta'])
    expect(space.parameters[2]!.when).toEqual([
      { name: 'loss', values: ['focal'] },
      { name: 'layers', values: [2, 3] },
    ])
  })

  test('has a parameter where all its conditions hold', () => {
    const { parameters } = createSpace({
      loss: ['plain', 'focal'],
      layers: { type: 'int', low: 1, high: 3 },
      gamma: { type: 'float', low: 0, high: 5, when: { loss: 'focal', layers: [2, 3] } },
    })
    const gamma = parameters[2]!
    expect(isActive(gamma, { loss: 'focal', layers: 3 })).toBe(true)
    expect(isActive(gamma, { loss: 'focal', layers: 1 })).toBe(false)
    expect(isActive(gamma, { loss: 'plain', layers: 2 })).toBe(false)
    expect(isActive(gamma, { layers: 2 })).toBe(false)
  })

  test('compares values as the parameter has them', () => {
    const { parameters } = createSpace({
      flag: [true, false],
      share: { type: 'float', low: 0, high: 1, step: 0.1 },
      layers: { type: 'int', low: 1, high: 3 },
      x: { type: 'int', low: 0, high: 1, when: { flag: 1, share: 0.3, layers: '2' } },
    })
    const x = parameters[3]!
    expect(x.when[0]!.values).toEqual([true])
    expect(isActive(x, { flag: true, share: 0.1 * 3, layers: 2 })).toBe(true)
    expect(isActive(x, { flag: true, share: 0.2, layers: 2 })).toBe(false)
  })

  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'tune.space', 'expected parameters by name, got nothing'],
    ['a list', [], 'tune.space', 'expected parameters by name, got []'],
    ['no parameter', {}, 'tune.space', 'expected at least one parameter, got none'],
    ['a number', { x: 1 }, 'tune.space.x', 'expected a parameter or a list of choices, got 1'],
    ['no end', { x: { low: 0 } }, 'tune.space.x.high', 'expected a number, got nothing'],
    [
      'another type',
      { x: { type: 'real', low: 0 } },
      'tune.space.x.type',
      'expected float, int or categorical, got "real"',
    ],
    [
      'another key',
      { x: { type: 'int', low: 0, high: 1, hihg: 2 } },
      'tune.space.x.hihg',
      'expected one of type, low, high, log, step, when, got "hihg"',
    ],
    [
      'a text as a number',
      { x: { type: 'float', low: '1e-5', high: 1 } },
      'tune.space.x.low',
      'expected a number, got "1e-5"',
    ],
    [
      'a text as a flag',
      { x: { type: 'float', low: 1, high: 2, log: 'yes' } },
      'tune.space.x.log',
      'expected true or false, got "yes"',
    ],
    [
      'a range upside down',
      { x: { type: 'int', low: 2, high: 1 } },
      'tune.space.x.low',
      'expected low to be at most high, got 2 and 1',
    ],
    [
      'choices that are none',
      { x: { type: 'categorical', choices: 3 } },
      'tune.space.x.choices',
      'expected a list of choices, got 3',
    ],
    [
      'an object as a choice',
      { x: [{}] },
      'tune.space.x.choices[0]',
      'expected null, a boolean, a number or a text, got object',
    ],
    [
      'a condition on nothing',
      { x: { type: 'int', low: 0, high: 1, when: { y: 1 } } },
      'tune.space.x.when.y',
      'expected a parameter of this space, got "y"',
    ],
    [
      'a condition that never holds',
      { y: [1, 2], x: { type: 'int', low: 0, high: 1, when: { y: 3 } } },
      'tune.space.x.when.y',
      'expected a value that the parameter can have, got 3',
    ],
    [
      'an empty condition',
      { y: [1, 2], x: { type: 'int', low: 0, high: 1, when: { y: [] } } },
      'tune.space.x.when.y',
      'expected at least one value, got none',
    ],
    [
      'a condition that is a list',
      { y: [1, 2], x: { type: 'int', low: 0, high: 1, when: ['y'] } },
      'tune.space.x.when',
      'expected values of other parameters, got ["y"]',
    ],
    [
      'a circle',
      {
        x: { type: 'int', low: 0, high: 1, when: { y: 1 } },
        y: { type: 'int', low: 0, high: 1, when: { x: 1 } },
      },
      'tune.space.x.when',
      'expected conditions without a circle, got x -> y -> x',
    ],
  ])('is refused with %s', (_what, definition, at, message) => {
    expect(() => createSpace(definition, 'tune.space')).toThrow(
      expect.objectContaining({ code: 'config', message, where: { at } }),
    )
  })
})
