import { describe, expect, it } from 'vitest'
import { progressAxis } from '../src/figures/run/training.ts'
import { appendAll, maxOf, minOf } from '../src/lists.ts'
import { renderColumns } from '../src/text/columns.ts'

/** More than a call takes as arguments, on any stack that Node has by itself. */
const many = 300_000

describe('lists', () => {
  it('are added to a list, however long they are', () => {
    const list = [0]
    appendAll(list, new Int32Array(many).fill(1))
    expect([list.length, list[0], list.at(-1)]).toEqual([many + 1, 0, 1])
  })

  it('have a least and a greatest number, however long they are, and those given where they are empty', () => {
    const numbers = Array.from({ length: many }, (_, i) => i - 5)
    expect([minOf(numbers), maxOf(numbers)]).toEqual([-5, many - 6])
    expect([minOf(numbers, -7), maxOf(numbers, many)]).toEqual([-7, many])
    expect([minOf([]), maxOf([]), minOf([], 1), maxOf([], 1)]).toEqual([Infinity, -Infinity, 1, 1])
  })

  it('may be the rows of a table, and the records of a log', () => {
    const rows = Array.from({ length: many }, (_, i) => ['T', String(i)])
    expect(renderColumns(rows).slice(0, 10)).toBe('T       0\n')
    const points = Array.from({ length: many }, (_, step) => ({ step, epoch: 0 }))
    expect(progressAxis('step', points).scale.domain).toEqual([0, many - 1])
  })
})
