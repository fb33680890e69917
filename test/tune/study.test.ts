import { describe, expect, test } from 'vitest'
import type { Notice } from '../../src/errors.ts'
import { silent } from '../../src/progress.ts'
import type { Pruner } from '../../src/tune/pruners/pruner.ts'
import { createPruner } from '../../src/tune/pruners/pruners.ts'
import { createRandomSampler } from '../../src/tune/samplers/random-sampler.ts'
import type { Sampler } from '../../src/tune/samplers/sampler.ts'
import { createSpace } from '../../src/tune/space.ts'
import { createMemoryStorage } from '../../src/tune/storage/memory-storage.ts'
import type { Storage } from '../../src/tune/storage/storage.ts'
import { createStudy, loadStudy } from '../../src/tune/study.ts'
import { type Trial, TrialPruned } from '../../src/tune/trial.ts'

const space = createSpace({
  x: { type: 'float', low: -5, high: 5 },
  loss: ['plain', 'focal'],
  gamma: { type: 'float', low: 0, high: 5, when: { loss: 'focal' } },
})

const bowl = async (trial: Trial): Promise<number> => (await trial.suggestFloat('x', -5, 5)) ** 2

describe('ask and tell', () => {
  test('give a trial, and keep its value', async () => {
    const study = await createStudy()
    const trial = await study.ask(space)
    expect(Object.keys(trial.params).slice(0, 2)).toEqual(['x', 'loss'])
    expect(await study.tell(trial, 2)).toEqual({
      state: 'complete',
      values: [2],
      reason: undefined,
      changed: true,
    })
    const [record] = await study.trials()
    expect(record).toMatchObject({ number: 0, state: 'complete', values: [2], params: trial.params })
    await expect(study.tell(trial, 3)).rejects.toMatchObject({ code: 'data' })
    expect(await study.tell(0, 3, { skipIfFinished: true })).toMatchObject({ values: [2], changed: false })
    await expect(study.tell(7, 1)).rejects.toMatchObject({ code: 'data' })
  })

  test('draw a conditional parameter only where its condition holds', async () => {
    const study = await createStudy()
    const seen = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const { params } = await study.ask(space)
      expect('gamma' in params).toBe(params.loss === 'focal')
      seen.add(params.loss as string)
    }
    expect(seen.size).toBe(2)
  })

  test('give the same value for the same name, and refuse another kind', async () => {
    const trial = await (await createStudy()).ask()
    const x = await trial.suggestFloat('x', 0, 1)
    expect(await trial.suggestFloat('x', 0, 1)).toBe(x)
    await expect(trial.suggestInt('x', 0, 1)).rejects.toMatchObject({ code: 'config' })
    expect(await trial.suggestFloat('same', 3, 3)).toBe(3)
    expect(trial.params).toEqual({ x, same: 3 })
  })

  test('fail a trial whose value is none, with the reason', async () => {
    const study = await createStudy()
    const told = await study.tell(await study.ask(), Number.NaN)
    expect(told).toMatchObject({ state: 'failed', values: undefined })
    const several = await study.tell(await study.ask(), [1, 2])
    expect(several.reason).toBe('expected 1 value of a trial, got 2')
    expect((await study.trials())[0]!.systemAttributes).toEqual({
      fail_reason: 'expected a number as the value of a trial, got NaN',
    })
    expect(await study.bestTrial()).toBeUndefined()
    expect(await study.tell(await study.ask(), Number.POSITIVE_INFINITY)).toMatchObject({ state: 'complete' })
  })

  test('give a pruned trial the value of its last step', async () => {
    const study = await createStudy()
    const trial = await study.ask()
    await trial.report(3, 10)
    await trial.report(1, 2)
    expect(await study.tell(trial, 'pruned')).toMatchObject({ state: 'pruned', values: [3] })
    const odd = await study.ask()
    await odd.report(1, 0)
    await odd.report(Number.NaN, 1)
    expect(await study.tell(odd, 'pruned')).toMatchObject({ state: 'pruned', values: undefined })
    expect(await study.tell(await study.ask(), 'pruned')).toMatchObject({ values: undefined })
  })

  test('keep the first value that is reported at a step, and say so', async () => {
    const notices: Notice[] = []
    const study = await createStudy({ progress: { ...silent, notice: notice => notices.push(notice) } })
    const trial = await study.ask()
    await trial.report(1, 0)
    await trial.report(2, 0)
    expect((await study.trials())[0]!.intermediateValues).toEqual(new Map([[0, 1]]))
    expect(notices.map(notice => notice.code)).toEqual(['reported-again'])
    await expect(trial.report(1, -1)).rejects.toMatchObject({ code: 'config' })
    await expect(trial.report(1, 0.5)).rejects.toMatchObject({ code: 'config' })
  })
})

describe('enqueued trials', () => {
  test('are taken first, in order, and the rest is drawn', async () => {
    const study = await createStudy()
    const held = await study.ask(space)
    await study.enqueue({ x: 1 }, { userAttributes: { note: 'first' } })
    await study.enqueue({ x: 2, loss: 'focal' })
    const first = await study.ask(space)
    const second = await study.ask(space)
    const third = await study.ask(space)
    expect([held, first, second, third].map(trial => trial.number)).toEqual([0, 1, 2, 3])
    expect(first.params).toMatchObject({ x: 1 })
    expect(first.record.userAttributes).toEqual({ note: 'first' })
    expect(second.params).toMatchObject({ x: 2, loss: 'focal' })
    expect(second.params.gamma).toBeTypeOf('number')
    expect([1, 2]).not.toContain(third.params.x)
  })

  test('are not enqueued twice where that is asked for', async () => {
    const study = await createStudy()
    expect(await study.enqueue({ x: 1 }, { skipIfExists: true })).toBe(true)
    expect(await study.enqueue({ x: 1.000001 }, { skipIfExists: true })).toBe(false)
    expect(await study.enqueue({ x: 1, loss: 'plain' }, { skipIfExists: true })).toBe(true)
    expect(await study.enqueue({ x: 1 })).toBe(true)
    expect(await study.trials()).toHaveLength(3)
  })

  test('may be out of range, which is noticed, but never of another kind', async () => {
    const notices: Notice[] = []
    const study = await createStudy({ progress: { ...silent, notice: notice => notices.push(notice) } })
    await study.enqueue({ x: 9 })
    await study.enqueue({ loss: 'dice' })
    expect((await study.ask(space)).params.x).toBe(9)
    expect(notices.map(notice => notice.code)).toEqual(['fixed-out-of-range'])
    await expect(study.ask(space)).rejects.toMatchObject({ code: 'data', where: { at: 'loss' } })
  })
})

describe('optimize', () => {
  test('runs as many trials as asked for, and finds the best', async () => {
    const study = await createStudy({ direction: 'maximize' })
    const seen: number[] = []
    const done = await study.optimize(async trial => -(await bowl(trial)), {
      trials: 12,
      callbacks: [(_study, trial) => void seen.push(trial.number)],
    })
    expect(done).toEqual({ trials: 12, reason: 'trials' })
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i))
    const values = (await study.trials()).map(trial => trial.values![0]!)
    expect((await study.bestTrial())!.values).toEqual([Math.max(...values)])
  })

  test('prefers trials that keep their constraints', async () => {
    const study = await createStudy()
    for (const [value, constraint] of [
      [1, 0.5],
      [2, -1],
      [3, 0],
    ] as const) {
      const trial = await study.ask()
      await trial.setConstraint('memory', constraint)
      await study.tell(trial, value)
    }
    expect((await study.bestTrial())!.values).toEqual([2])
  })

  test('notes why a trial failed, and goes on where the error is caught', async () => {
    const study = await createStudy()
    const done = await study.optimize(
      async trial => {
        const value = await bowl(trial)
        if (trial.number === 1) throw new RangeError('out of memory')
        if (trial.number === 2) throw new TrialPruned()
        return trial.number === 3 ? Number.NaN : value
      },
      { trials: 5, catch: error => error instanceof RangeError },
    )
    expect(done.trials).toBe(5)
    const trials = await study.trials()
    expect(trials.map(trial => trial.state)).toEqual(['complete', 'failed', 'pruned', 'failed', 'complete'])
    expect(trials[1]!.systemAttributes.fail_reason).toBe('RangeError: out of memory')
  })

  test('ends with an error that is not caught, after it was noted', async () => {
    const study = await createStudy()
    const failing = study.optimize(() => {
      throw new TypeError('as agreed')
    })
    await expect(failing).rejects.toThrow('as agreed')
    expect((await study.trials()).map(trial => trial.state)).toEqual(['failed'])
  })

  test('stops when it is told to, when its time is over, and when its signal aborts', async () => {
    const study = await createStudy()
    const stopped = await study.optimize(async trial => {
      if (trial.number === 3) study.stop()
      return await bowl(trial)
    })
    expect(stopped).toEqual({ trials: 4, reason: 'stopped' })
    expect(await study.optimize(bowl, { timeoutMs: 0 })).toEqual({ trials: 0, reason: 'timeout' })
    const controller = new AbortController()
    const aborted = await study.optimize(
      async (_trial, signal) => {
        controller.abort()
        signal!.throwIfAborted()
        return 1
      },
      { signal: controller.signal },
    )
    expect(aborted).toEqual({ trials: 1, reason: 'aborted' })
    expect((await study.trials()).at(-1)!.state).toBe('failed')
  })

  test('runs several trials at the same time, each number once', async () => {
    const study = await createStudy()
    let running = 0
    let most = 0
    await study.optimize(
      async trial => {
        most = Math.max(most, ++running)
        await new Promise(resolve => setTimeout(resolve, 1))
        running--
        return trial.number
      },
      { trials: 10, jobs: 3 },
    )
    expect(most).toBe(3)
    expect((await study.trials()).map(trial => trial.values![0])).toEqual(
      Array.from({ length: 10 }, (_, i) => i),
    )
  })

  test('asks the pruner with all that was reported', async () => {
    const seen: [number, number, number][] = []
    const pruner: Pruner = {
      name: 'test',
      prune(view, trial) {
        seen.push([view.trials.length, view.finished.length, trial.intermediateValues.size])
        return trial.number === 1
      },
    }
    const study = await createStudy({ pruner })
    await study.optimize(
      async trial => {
        for (let step = 0; step < 2; step++) {
          await trial.report(step, step)
          if (await trial.shouldPrune()) throw new TrialPruned()
        }
        return 1
      },
      { trials: 2 },
    )
    expect(seen).toEqual([
      [1, 0, 1],
      [1, 0, 2],
      [2, 1, 1],
    ])
    expect((await study.trials()).map(trial => trial.state)).toEqual(['complete', 'pruned'])
  })

  test('shows that a trial lives from its beginning', async () => {
    const storage = createMemoryStorage({ heartbeat: { intervalMs: 1e6, graceMs: 2e6 } })
    const beats: number[] = []
    const { recordHeartbeat } = storage
    storage.recordHeartbeat = async id => {
      beats.push(id)
      await recordHeartbeat.call(storage, id)
    }
    const study = await createStudy({ storage })
    const seen: number[] = []
    await study.optimize(
      async trial => {
        seen.push(beats.length)
        return trial.number
      },
      { trials: 2 },
    )
    expect(seen).toEqual([1, 2])
  })

  test('fails trials whose worker died, and tries them again', async () => {
    let time = 0
    const storage = createMemoryStorage({ heartbeat: { intervalMs: 1000, graceMs: 2000 }, now: () => time })
    const study = await createStudy({ storage })
    const dead = await study.ask(space)
    time = 5000
    await study.optimize(async trial => trial.number, { trials: 1, retries: 1 })
    const [failed, again] = await study.trials()
    expect(failed!.state).toBe('failed')
    expect(again).toMatchObject({
      state: 'complete',
      params: dead.params,
      systemAttributes: { failed_trial: 0, retry_history: [0] },
    })
    // A retry that dies too is not tried a second time.
    const once = await study.ask(space)
    time = 10_000
    expect((await study.failStale(1)).map(trial => trial.number)).toEqual([once.number])
    expect((await study.trials()).filter(trial => trial.state === 'waiting')).toHaveLength(1)
    const twice = await study.ask(space)
    expect(twice.params).toEqual(once.params)
    time = 15_000
    await study.failStale(1)
    expect((await study.trials()).filter(trial => trial.state === 'waiting')).toHaveLength(0)
  })
})

describe('what a study knows', () => {
  test('is read by one reader at a time, so that nothing older comes after', async () => {
    const storage = createMemoryStorage()
    let reading = 0
    let most = 0
    const slow: Storage = {
      ...storage,
      async readTrials(id, since) {
        most = Math.max(most, ++reading)
        await new Promise(resolve => setTimeout(resolve, 1))
        reading--
        return await storage.readTrials(id, since)
      },
    }
    const study = await createStudy({ storage: slow })
    const asked = await Promise.all(Array.from({ length: 5 }, () => study.ask(space)))
    expect(most).toBe(1)
    expect((await study.trials()).map(trial => trial.params)).toEqual(asked.map(trial => trial.params))
  })
})

describe('a trial that is lost', () => {
  test('to another worker does not end the study, whatever its objective does then', async () => {
    const notices: Notice[] = []
    const study = await createStudy({ progress: { ...silent, notice: notice => notices.push(notice) } })
    const done = await study.optimize(
      async trial => {
        if (trial.number > 1) return 1
        await study.storage.finishTrial(trial.record.id, 'failed')
        if (trial.number === 0) await trial.report(1, 0)
        return 1
      },
      { trials: 3 },
    )
    expect(done.trials).toBe(3)
    expect((await study.trials()).map(trial => trial.state)).toEqual(['failed', 'failed', 'complete'])
    expect(notices.map(notice => notice.code)).toEqual(['trial-lost', 'trial-lost'])
    expect(Object.keys(notices[0]!.kinds!)[0]).toContain('expected trial 0 to be unfinished')
  })

  test('or that waits is not told of', async () => {
    const study = await createStudy()
    await study.enqueue({ x: 1 })
    await expect(study.tell(0, 1)).rejects.toThrow('got a waiting one')
  })
})

describe('samplers and groups', () => {
  test('see the trials of their own group only', async () => {
    const seen = new Map<number, number[]>()
    const sampler: Sampler = {
      ...createRandomSampler(),
      begin(view, trial) {
        seen.set(
          trial.number,
          view.trials.map(one => one.number),
        )
        return undefined
      },
    }
    const pruner: Pruner = { name: 'test', prune: () => false, groupOf: (_view, number) => number % 2 }
    const study = await createStudy({ sampler, pruner })
    await study.optimize(bowl, { trials: 6 })
    expect([...seen.values()]).toEqual([[], [], [0], [1], [0, 2], [1, 3]])
  })

  test('note what they must remember, and may end the study', async () => {
    const sampler: Sampler = {
      ...createRandomSampler(),
      begin: (_view, trial) => ({ begun: trial.number }),
      end: (_view, trial) => ({ attributes: { ended: true }, stop: trial.number === 2 }),
    }
    const study = await createStudy({ sampler })
    expect(await study.optimize(bowl)).toEqual({ trials: 3, reason: 'stopped' })
    expect((await study.trials())[1]!.systemAttributes).toEqual({ begun: 1, ended: true })
  })
})

describe('a study', () => {
  test('is begun once, and gone on with by name', async () => {
    const storage = createMemoryStorage()
    const first = await createStudy({ storage, name: 'a' })
    await first.optimize(bowl, { trials: 2 })
    await first.setUserAttribute('note', { by: 'me' })
    await expect(createStudy({ storage, name: 'a' })).rejects.toMatchObject({ code: 'config' })
    await expect(
      createStudy({ storage, name: 'a', loadIfExists: true, direction: 'maximize' }),
    ).rejects.toMatchObject({ code: 'config' })
    const again = await loadStudy('a', { storage })
    expect(await again.trials()).toHaveLength(2)
    expect(await again.userAttributes()).toEqual({ note: { by: 'me' } })
    await again.optimize(bowl, { trials: 1 })
    expect(await first.trials()).toHaveLength(3)
    await expect(loadStudy('b', { storage })).rejects.toMatchObject({
      code: 'config',
      hint: 'The storage has "a".',
    })
  })

  test('may have several directions, and then no best trial and no reports', async () => {
    const study = await createStudy({ directions: ['minimize', 'maximize'] })
    const trial = await study.ask(space)
    await expect(trial.report(1, 0)).rejects.toMatchObject({ code: 'config' })
    expect(await study.tell(trial, [1, 2])).toMatchObject({ state: 'complete' })
    await expect(study.bestTrial()).rejects.toMatchObject({ code: 'config' })
  })

  test('takes trials that were made elsewhere', async () => {
    const from = await createStudy()
    await from.optimize(bowl, { trials: 2 })
    const study = await createStudy()
    for (const { state, values, started, completed } of await from.trials())
      await study.addTrial({ state, values: values!, started: started!, completed: completed! })
    expect((await study.bestTrial())!.values).toEqual((await from.bestTrial())!.values)
    await expect(study.addTrial({ state: 'complete' })).rejects.toMatchObject({ code: 'data' })
    await expect(study.addTrial({ state: 'complete', values: [Number.NaN] })).rejects.toMatchObject({
      code: 'data',
    })
  })
})

test('what a pruner notes of a trial is there for the trials after it', async () => {
  const pruner = createPruner({ type: 'successive-halving', minResource: 1, reductionFactor: 3 })
  const study = await createStudy({ direction: 'maximize', pruner })
  const ended: number[] = []
  await study.optimize(
    async trial => {
      // The first is the best after one step, the others get worse.
      for (let step = 1; step <= 9; step++) {
        await trial.report((step + 1) / (trial.number + 1), step)
        if (!(await trial.shouldPrune())) continue
        ended.push(step)
        throw new TrialPruned()
      }
      return 1
    },
    { trials: 6 },
  )
  const trials = await study.trials()
  expect(trials.map(({ state }) => state)).toEqual(['complete', ...Array(5).fill('pruned')])
  expect(ended).toEqual(Array(5).fill(1))
  expect(trials[0]!.systemAttributes).toEqual({
    completed_rung_0: 2,
    completed_rung_1: 4,
    completed_rung_2: 10,
  })
  expect(trials[5]!.systemAttributes).toEqual({ completed_rung_0: 2 / 6 })
})
