import { expect, test } from 'vitest'
import {
  earlyStoppingState,
  isOutOfPatience,
  observeEarlyStopping,
} from '../../src/train/loop/early-stopping.ts'

/** After which of the evaluations training ends; undefined where it does not. */
function endOf(values: readonly number[], greaterIsBetter = true): number | undefined {
  let state = earlyStoppingState({ patience: 2 })
  let best: number | null = null
  for (const [i, value] of values.entries()) {
    state = observeEarlyStopping(state, value, best, greaterIsBetter)
    if (isOutOfPatience(state)) return i + 1
    best = best === null ? value : greaterIsBetter ? Math.max(best, value) : Math.min(best, value)
  }
  return undefined
}

test('patience counts evaluations in a row without improvement', () => {
  expect(endOf([0.5, 0.4, 0.6, 0.6, 0.6])).toBe(5)
  expect(endOf([0.5, 0.4, 0.3])).toBe(3)
})

test('patience begins with the first score above 0', () => {
  expect(endOf([0, 0, 0, 0, 0.1, 0.1, 0.2, 0.1, 0.1])).toBe(9)
  expect(endOf([0, 0, 0, 0, 0])).toBeUndefined()
})

test('a loss of 0 cannot be improved', () => {
  expect(endOf([0, 0, 0], false)).toBe(3)
})
