import { describe, expect, test } from 'vitest'
import { secondsOf, tryBatches } from '../../src/train/forecast/benchmark.ts'

describe('tryBatches', () => {
  test('tries a small, a median and the largest batch, the first time for nothing', async () => {
    const sizes = [50, 10, 30, 20, 40, 60, 100, 70, 90, 80, 110]
    const tried: number[] = []
    const samples = await tryBatches(sizes, async index => tried.push(sizes[index]!))
    expect(tried).toEqual([20, 20, 20, 20, 60, 60, 60, 60, 110, 110, 110, 110])
    expect(samples.map(({ size }) => size)).toEqual([20, 60, 110])
    expect(samples.every(({ seconds }) => seconds >= 0)).toBe(true)
  })

  test('tries batches of one size once, and nothing where there is none', async () => {
    let tries = 0
    const run = async () => {
      tries++
    }
    expect((await tryBatches([7, 7, 7], run)).length).toBe(1)
    expect(tries).toBe(4)
    expect(await tryBatches([], run)).toEqual([])
  })

  test('stops when the signal aborts', async () => {
    const controller = new AbortController()
    const run = async () => controller.abort(new Error('enough'))
    await expect(tryBatches([1], run, controller.signal)).rejects.toThrow('enough')
  })
})

describe('secondsOf', () => {
  const samples = [
    { size: 100, seconds: 2 },
    { size: 200, seconds: 3 },
    { size: 400, seconds: 9 },
  ]

  test('gives what was measured, and lines between and beyond', () => {
    expect([100, 150, 200, 300, 400, 500, 0].map(size => secondsOf(size, samples))).toEqual([
      2, 2.5, 3, 6, 9, 12, 1,
    ])
  })

  test('takes the line through zero where there is one sample, and is never negative', () => {
    expect(secondsOf(50, samples.slice(0, 1))).toBe(1)
    expect(secondsOf(50, samples.slice(1))).toBe(0)
    expect(secondsOf(50, [])).toBe(0)
  })
})
