/** @file Who is let begin a trial. */
import { describe, expect, test } from 'vitest'
import { createMemoryStorage } from '../../src/tune/storage/memory-storage.ts'
import { createStudy } from '../../src/tune/study.ts'
import { standing, workerKey } from '../../src/tuning/attempts.ts'
import { createDispatch, type DispatchOptions } from '../../src/tuning/dispatch.ts'

async function begin(options: Partial<DispatchOptions> = {}) {
  const study = await createStudy({ storage: createMemoryStorage() })
  const dispatch = createDispatch(study, {
    trials: 2,
    retries: 1,
    endMs: Number.POSITIVE_INFINITY,
    endInTime: false,
    ...options,
  })
  return { study, dispatch }
}

describe('a dispatcher', () => {
  test('lets as many trials begin as are wanted, whoever asks', async () => {
    const { study, dispatch } = await begin()
    const [one, two, three] = [dispatch.join(), dispatch.join(), dispatch.join()]
    expect(await one.next()).toBe('go')
    expect(await two.next()).toBe('go')
    // The second trial may never come to the study.
    expect(await three.next()).toBe('wait')
    const first = await study.ask()
    await first.setUserAttribute(workerKey, 'one')
    one.begun()
    expect(await three.next()).toBe('wait')
    two.leave()
    expect(await three.next()).toBe('go')
    const second = await study.ask()
    await second.setUserAttribute(workerKey, 'three')
    three.begun()
    await study.tell(first, 1)
    // Its worker may die, and then it is tried again.
    expect(await one.next()).toBe('wait')
    await study.tell(second, 1)
    expect(await one.next()).toBe('stop')
    expect(await three.next()).toBe('stop')
  })

  test('counts a trial once that is tried again', async () => {
    const { study, dispatch } = await begin()
    const seat = dispatch.join()
    for (const verdict of ['go', 'go', 'go', 'stop']) {
      expect(await seat.next()).toBe(verdict)
      if (verdict === 'stop') break
      const trial = await study.ask()
      seat.begun()
      if (trial.number === 0) {
        await study.failDead([trial.record], 'its process died', 1)
        expect(standing(await study.trials()).map(({ number, state }) => [number, state])).toEqual([
          [1, 'waiting'],
        ])
      } else await study.tell(trial, 1)
    }
  })

  test('counts a trial once, however often it is tried again', async () => {
    const { study } = await begin()
    await study.ask()
    for (const number of [0, 1, 2]) {
      const trial = (await study.trials())[number]!
      if (trial.state === 'waiting') await study.ask()
      await study.tell(number, 'failed')
      await study.repeat((await study.trials())[number]!)
    }
    expect(standing(await study.trials()).map(({ number, state }) => [number, state])).toEqual([
      [3, 'waiting'],
    ])
  })

  test('waits for no trial of which nobody would know that its process died', async () => {
    const { study, dispatch } = await begin({ trials: 1 })
    const foreign = await study.ask()
    expect(await dispatch.join().next()).toBe('stop')
    await foreign.setUserAttribute(workerKey, 'one')
    expect(await dispatch.join().next()).toBe('wait')
  })

  test('counts one for good that failed, or was tried too often', async () => {
    const { study, dispatch } = await begin({ trials: 1, retries: 0 })
    const seat = dispatch.join()
    expect(await seat.next()).toBe('go')
    const trial = await study.ask()
    seat.begun()
    await study.failDead([trial.record], 'its process died', 0)
    expect(await seat.next()).toBe('stop')
  })

  test('lets none begin when the time is over, or nobody wants more', async () => {
    const late = await begin({ endMs: performance.now() })
    expect(await late.dispatch.join().next()).toBe('stop')
    const aborted = await begin({ signal: AbortSignal.abort() })
    expect(await aborted.dispatch.join().next()).toBe('stop')
  })

  test('lets none begin that would not end in time, where that is wanted', async () => {
    for (const endInTime of [true, false]) {
      const { study, dispatch } = await begin({ endMs: performance.now() + 60_000, endInTime })
      const hour = 3_600_000
      await study.addTrial({
        state: 'complete',
        values: [1],
        started: new Date(Date.now() - hour),
        completed: new Date(),
      })
      expect(await dispatch.join().next()).toBe(endInTime ? 'stop' : 'go')
    }
  })
})
