import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowsOf } from '../../src/predict/windows.ts'

const patient = { items: 4, characters: 100, pauseMs: 60_000 }

test('a stream comes back whole and in order, in stretches that are as full as may be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 60 })), async sizes => {
      async function* source() {
        for (const size of sizes) {
          if (size % 2 === 0) await new Promise(setImmediate)
          yield size
        }
      }
      for (const items of [sizes, source()]) {
        const windows: number[][] = []
        for await (const window of windowsOf(items, size => size, patient)) windows.push(window)
        expect(windows.flat()).toEqual(sizes)
        for (const [i, window] of windows.entries()) {
          const characters = window.reduce((a, b) => a + b, 0)
          const isFull = window.length === 4 || characters >= 100
          expect(isFull || i === windows.length - 1).toBe(true)
          expect(window.length <= 4 && characters - window.at(-1)! < 100).toBe(true)
        }
      }
    }),
    { numRuns: 50 },
  )
})

test('what is there is not held back while nothing more comes', async () => {
  let send: (value: string) => void = () => {}
  async function* source() {
    yield 'a'
    yield 'b'
    yield await new Promise<string>(resolve => {
      send = resolve
    })
  }
  const windows = windowsOf(source(), () => 1, { ...patient, pauseMs: 1 })
  expect((await windows.next()).value).toEqual(['a', 'b'])
  const last = windows.next()
  send('c')
  expect((await last).value).toEqual(['c'])
  expect((await windows.next()).done).toBe(true)
})

test('whoever has seen enough does not wait for a source that gives nothing more', async () => {
  let isClosed = false
  async function* source() {
    try {
      yield 'a'
      await new Promise(() => {})
    } finally {
      isClosed = true
    }
  }
  for await (const window of windowsOf(source(), () => 1, { ...patient, pauseMs: 1 })) {
    expect(window).toEqual(['a'])
    break
  }
  expect(isClosed).toBe(false)
})

test('a source is closed by whoever has seen enough, and its error is passed on after what came before it', async () => {
  let isClosed = false
  function* source() {
    try {
      yield 'a'.repeat(200)
      yield 'b'
    } finally {
      isClosed = true
    }
  }
  for await (const _ of windowsOf(source(), text => text.length, patient)) break
  expect(isClosed).toBe(true)
  async function* failing(): AsyncGenerator<string> {
    yield 'a'
    throw new Error('gone')
  }
  function* failingAtOnce(): Generator<string> {
    yield* ['a', 'b']
    throw new Error('gone')
  }
  for (const [items, before] of [
    [failing(), ['a']],
    [failingAtOnce(), ['a', 'b']],
  ] as const) {
    const windows = windowsOf(items, () => 1, patient)
    expect((await windows.next()).value).toEqual(before)
    await expect(windows.next()).rejects.toThrow('gone')
  }
})
