import { describe, expect, it } from 'vitest'
import { type Clock, createRateLimit, systemClock } from '../../src/net/rate.ts'
import { createRandom } from '../../src/random.ts'

/** A clock that stands still but for sleep; sleepers wake in the order of their time. */
function fakeClock(): Clock & { time: number } {
  const sleepers: { at: number; wake: () => void }[] = []
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted()
      return new Promise<void>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        sleepers.push({ at: clock.time + ms, wake: resolve })
        setImmediate(() => {
          sleepers.sort((a, b) => a.at - b.at)
          const next = sleepers.shift()
          if (next === undefined) return
          clock.time = Math.max(clock.time, next.at)
          next.wake()
        })
      })
    },
  }
  return clock
}

/** The most moments within any window of this length. */
function most(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map(begin => times.filter(at => at >= begin && at < begin + windowMs).length))
}

describe('the limit of requests', () => {
  it('holds in every second, for bursts that come at any moment', async () => {
    const clock = fakeClock()
    const rate = createRateLimit({ limit: 20, clock })
    const random = createRandom(1, 'bursts')
    const times: number[] = []
    const bursts = Array.from({ length: 40 }, async () => {
      await clock.sleep(random.below(20_000))
      await Promise.all(
        Array.from({ length: random.below(40) }, async () => {
          await rate.take()
          times.push(clock.now())
        }),
      )
    })
    await Promise.all(bursts)
    expect(times.length).toBeGreaterThan(500)
    expect(most(times, 1000)).toBe(20)
  })

  it('lets a burst go at once, and the next one after a second', async () => {
    const clock = fakeClock()
    const rate = createRateLimit({ limit: 3, clock })
    const times: number[] = []
    for (let i = 0; i < 7; i++) {
      await rate.take()
      times.push(clock.now())
    }
    expect(times).toEqual([0, 0, 0, 1050, 1050, 1050, 2100])
  })

  it('gives no turn during a pause', async () => {
    const clock = fakeClock()
    const rate = createRateLimit({ limit: 3, clock })
    rate.pauseUntil(5000)
    rate.pauseUntil(4000)
    await rate.take()
    expect(clock.now()).toBe(5000)
  })

  it('goes on for others when one that waits is called off', async () => {
    const clock = fakeClock()
    const rate = createRateLimit({ limit: 1, clock })
    await rate.take()
    const controller = new AbortController()
    const called = rate.take(controller.signal)
    const other = rate.take()
    controller.abort(new Error('enough'))
    await expect(called).rejects.toThrow('enough')
    await other
    expect(clock.now()).toBeGreaterThanOrEqual(1050)
  })
})

describe('the clock of the system', () => {
  it('ends a sleep that is called off, before it and within it', async () => {
    const controller = new AbortController()
    const sleep = systemClock.sleep(600_000, controller.signal)
    controller.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    await expect(systemClock.sleep(600_000, controller.signal)).rejects.toThrow('enough')
  })
})
