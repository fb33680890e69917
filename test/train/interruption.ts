/** @file Runs that are interrupted, for tests: what a signal of the terminal does. */
import { type Progress, silent } from '../../src/progress.ts'

/** Aborts after so many steps of training, whichever run makes them, and counts all of them. */
export function abortAfter(steps: number): { progress: Progress; signal: AbortSignal; steps: () => number } {
  const controller = new AbortController()
  let count = 0
  const progress: Progress = {
    ...silent,
    task: title => ({
      advance() {
        if (title === 'Training' && ++count === steps) controller.abort()
      },
      end() {},
    }),
  }
  return { progress, signal: controller.signal, steps: () => count }
}
