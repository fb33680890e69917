/**
 * @file Sums of gradients over the batches of a step.
 */
import type { KernelMemory } from '../../../graph/elementwise.ts'
import { add, float, mul, trace } from '../../../graph/trace.ts'

export interface Accumulation {
  begin(): void
  /** Adds what lies in the gradients now, times `factor`. */
  add(factor: number): void
  /** Puts the sums, times `factor`, where the gradients are, and gives the sum of their squares. */
  finish(factor: number): number
}

/**
 * @param stretches of memory that hold the gradients of a batch after each run
 * @param memory where they lie
 */
export function createAccumulation(stretches: readonly Float32Array[], memory: KernelMemory): Accumulation {
  const graph = trace(
    new Map([
      ['sum', float('n')],
      ['gradient', float('n')],
      ['factor', float()],
    ]),
    get => ({ total: add(get('sum'), mul(get('gradient'), get('factor'))) }),
  )
  /** Made for the first step of several batches. */
  const open = () =>
    stretches.map(gradient => {
      const sum = memory.allocate(gradient.length)
      return { gradient, sum, kernel: memory.open(graph, { sum, gradient }, { total: sum }) }
    })
  let opened: ReturnType<typeof open> | undefined
  return {
    begin() {
      opened ??= open()
      for (const { sum } of opened) sum.fill(0)
    },
    add(factor) {
      for (const { kernel } of opened!) kernel.run({ factor })
    },
    finish(factor) {
      let squares = 0
      for (const { gradient, sum } of opened!)
        for (let j = 0; j < sum.length; j++) {
          const value = Math.fround(sum[j]! * factor)
          gradient[j] = value
          squares += value * value
        }
      return squares
    },
  }
}
