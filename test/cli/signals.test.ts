import { expect, test } from 'vitest'
import { createStopping, STOP_SIGNALS } from '../../src/cli/signals.ts'

/** A process that is asked to stop at given times. */
function watched() {
  const codes: number[] = []
  const told: string[] = []
  let now = 10_000
  const stopping = createStopping({
    exit: code => codes.push(code),
    tell: text => told.push(text),
    nowMs: () => now,
  })
  return {
    ...stopping,
    stopping,
    codes,
    told,
    wait: (ms: number) => {
      now += ms
    },
  }
}

test('a command that does not end in order is ended at once, with the code of the signal', () => {
  const { receive, codes, told } = watched()
  for (const signal of STOP_SIGNALS) receive(signal)
  expect(codes).toEqual([130, 143, 138])
  expect(told).toEqual([])
})

test.each(STOP_SIGNALS)('%s is told once to a command that ends in order, and ends nothing', signal => {
  const { receive, endInOrder, codes, told } = watched()
  const { aborted } = endInOrder()
  expect(aborted).toBe(false)
  receive(signal)
  expect(endInOrder().aborted).toBe(true)
  expect(codes).toEqual([])
  expect(told).toEqual([expect.stringContaining('stopping gracefully')])
})

test('Ctrl-C once more ends at once; the same press that arrives twice does not', () => {
  const { receive, endInOrder, codes, told, wait } = watched()
  endInOrder()
  receive('SIGINT')
  wait(20)
  receive('SIGINT')
  expect(codes).toEqual([])
  wait(2000)
  receive('SIGINT')
  expect(codes).toEqual([130])
  expect(told).toHaveLength(1)
})

test('a scheduler may repeat its signals, and Ctrl-C ends at once after them too', () => {
  const { receive, endInOrder, codes, wait } = watched()
  endInOrder()
  for (const signal of ['SIGUSR1', 'SIGTERM', 'SIGTERM', 'SIGUSR1'] as const) {
    receive(signal)
    wait(5000)
  }
  expect(codes).toEqual([])
  receive('SIGINT')
  expect(codes).toEqual([130])
})

test('a command that is over ends at once', () => {
  const { stopping, codes } = watched()
  expect(stopping.inOrder).toBe(false)
  stopping.endInOrder()
  expect(stopping.inOrder).toBe(true)
  stopping.endAtOnce()
  stopping.receive('SIGTERM')
  expect(codes).toEqual([143])
})
