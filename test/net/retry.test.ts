/** @file When attempts are repeated, and when no more. */
import { describe, expect, it } from 'vitest'
import { TransientError } from '../../src/net/request.ts'
import { type RetryOptions, retry } from '../../src/net/retry.ts'
import { createRandom } from '../../src/random.ts'

/** Fails as a list says, an attempt each, then succeeds; on a clock on which waiting takes no time. */
function attempts(failures: readonly (TransientError | Error)[], options: Partial<RetryOptions> = {}) {
  let now = 1e12
  const sleeps: number[] = []
  const clock = {
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      sleeps.push(ms)
      now += ms
    },
  }
  let count = 0
  const work = async (): Promise<number> => {
    const failure = failures[count++]
    if (failure !== undefined) throw failure
    return count
  }
  const result = retry(work, {
    maxAttempts: 4,
    backoffMs: 100,
    maxBackoffMs: 250,
    clock,
    giveUp: (error, { reason, attempts }) => new Error(`${reason} ${attempts} ${error.message}`),
    ...options,
  })
  return { result, sleeps }
}

const failed = new TransientError('HTTP 500')
const limited = (ms: number) => new TransientError('HTTP 429', ms)

describe('an attempt that fails', () => {
  it('is repeated ever later, up to a pause and a number of attempts', async () => {
    const { result, sleeps } = attempts([failed, failed, failed])
    expect(await result).toBe(4)
    expect(sleeps).toEqual([100, 200, 250])
    await expect(attempts([failed, failed, failed, failed]).result).rejects.toThrow('attempts 4 HTTP 500')
  })

  it('is repeated when the server says, but never sooner than it would be, and not where that is too late', async () => {
    const { result, sleeps } = attempts([limited(7000), failed, limited(0)])
    expect(await result).toBe(4)
    expect(sleeps).toEqual([7000, 200, 250])
    await expect(attempts([failed, limited(3_600_000)]).result).rejects.toThrow('wait 2 HTTP 429')
  })

  it('may wait for a server so many times before that counts', async () => {
    const { result, sleeps } = attempts([limited(1), limited(2), failed, limited(3), failed], { maxWaits: 3 })
    expect(await result).toBe(6)
    expect(sleeps).toEqual([1, 2, 100, 100, 200])
    const endless = attempts(Array(9).fill(limited(1)), { maxWaits: 3 })
    await expect(endless.result).rejects.toThrow('attempts 4 HTTP 429')
    expect(endless.sleeps).toHaveLength(6)
  })

  it('is not repeated after the end of all', async () => {
    const { result, sleeps } = attempts([failed, limited(1000)], { endMs: 1e12 + 1000 })
    await expect(result).rejects.toThrow('time 2 HTTP 429')
    expect(sleeps).toEqual([100])
  })

  it('counts as the first one again where the last brought something', async () => {
    let tries = 0
    const progressed = (): boolean => ++tries <= 10
    await expect(attempts(Array(99).fill(failed), { progressed }).result).rejects.toThrow('attempts 4')
    expect(tries).toBe(13)
  })

  it('pauses by chance where others fail at the same time, and never less than the server asks', async () => {
    const { result, sleeps } = attempts([failed, failed, limited(1000)], { random: createRandom(1, 'retry') })
    await result
    const [first, second, third] = sleeps as [number, number, number]
    expect(first).toBeGreaterThan(50)
    expect(first).toBeLessThan(100)
    expect(second).toBeGreaterThan(100)
    expect(second).toBeLessThan(200)
    expect(third).toBeGreaterThan(1000)
    expect(third).toBeLessThan(1100)
  })

  it('for good is not repeated, and nothing is once the waiting is ended', async () => {
    const fault = new Error('refused')
    await expect(attempts([fault]).result).rejects.toBe(fault)
    const heard: string[] = []
    const controller = new AbortController()
    const { result, sleeps } = attempts([failed, failed], {
      signal: controller.signal,
      onRetry: ({ message }) => {
        heard.push(message)
        if (heard.length === 2) controller.abort(new Error('enough'))
      },
    })
    await expect(result).rejects.toThrow('enough')
    expect([heard.length, sleeps]).toEqual([2, [100]])
  })
})
