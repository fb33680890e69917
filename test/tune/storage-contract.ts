/**
 * @file What every storage owes, as tests: `testStorage` is called by each storage's own test.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MedspanError } from '../../src/errors.ts'
import { categoricalDistribution, floatDistribution, intDistribution } from '../../src/tune/distributions.ts'
import type { Heartbeat, Storage } from '../../src/tune/storage/storage.ts'

/** One place that storages can be opened on: a file, or the only object in memory. */
export interface StoragePlace {
  /** Opens the place once more, as another worker would; in memory the same object. */
  open(options: { readonly heartbeat?: Heartbeat; readonly now?: () => number }): Promise<Storage>
  /** Removes what is left. */
  remove(): Promise<void>
}

const rate = { name: 'rate', value: 0.01, distribution: floatDistribution(1e-5, 0.1, { log: true }) }
const layers = { name: 'layers', value: 3, distribution: intDistribution(1, 6) }
const loss = {
  name: 'loss',
  value: 1,
  distribution: categoricalDistribution(['plain', 'focal', null, true, 2]),
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof MedspanError) return error.code
    throw error
  }
  return 'no error'
}

/** Tries a storage. `createPlace` gives an empty place each time. */
export function testStorage(name: string, createPlace: () => Promise<StoragePlace>): void {
  describe(`${name} as a storage`, () => {
    let place: StoragePlace
    let storage: Storage
    let time: number
    const opened: Storage[] = []
    const open = async (heartbeat?: Heartbeat): Promise<Storage> => {
      const one = await place.open({ ...(heartbeat === undefined ? {} : { heartbeat }), now: () => time })
      opened.push(one)
      return one
    }

    beforeEach(async () => {
      time = Date.UTC(2026, 0, 2, 3, 4, 5)
      place = await createPlace()
      storage = await open()
    })
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close()
      await place.remove()
    })

    test('keeps studies by name, each name once', async () => {
      const first = await storage.createStudy('first', ['minimize'])
      const second = await storage.createStudy('second', ['maximize', 'minimize'])
      expect(second.id).not.toBe(first.id)
      expect(await storage.loadStudy('second')).toEqual({
        id: second.id,
        name: 'second',
        directions: ['maximize', 'minimize'],
        userAttributes: {},
        systemAttributes: {},
      })
      expect(await storage.loadStudy('third')).toBeUndefined()
      expect((await storage.listStudies()).map(study => study.name)).toEqual(['first', 'second'])
      expect(await codeOf(storage.createStudy('first', ['minimize']))).toBe('config')
    })

    test('deletes a study with its trials and leaves the others', async () => {
      const first = await storage.createStudy('first', ['minimize'])
      const second = await storage.createStudy('second', ['minimize'])
      const gone = await storage.createTrial(first.id)
      const stays = await storage.createTrial(second.id)
      await storage.deleteStudy(first.id)
      expect(await storage.loadStudy('first')).toBeUndefined()
      expect(await codeOf(storage.getTrial(gone.id))).toBe('data')
      expect((await storage.getTrial(stays.id)).number).toBe(0)
      const again = await storage.createStudy('first', ['maximize'])
      expect((await storage.readTrials(again.id)).trials).toEqual([])
    })

    test('keeps attributes of studies, whatever JSON they are', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const value = { list: [1, null, 'zwei ü 🎉', { deep: true }], number: 1.5e-300 }
      await storage.setStudyAttribute(id, 'user', 'note', value)
      await storage.setStudyAttribute(id, 'user', 'note', { ...value, more: 1 })
      await storage.setStudyAttribute(id, 'system', 'note', 'of a sampler')
      const { userAttributes, systemAttributes } = (await storage.loadStudy('study'))!
      expect(userAttributes).toEqual({ note: { ...value, more: 1 } })
      expect(systemAttributes).toEqual({ note: 'of a sampler' })
    })

    test('numbers trials from 0 in each study', async () => {
      const first = await storage.createStudy('first', ['minimize'])
      const second = await storage.createStudy('second', ['minimize'])
      const numbers: number[] = []
      for (const { id } of [first, second, first, first, second])
        numbers.push((await storage.createTrial(id)).number)
      expect(numbers).toEqual([0, 0, 1, 2, 1])
    })

    test('gives numbers once to workers that ask at the same time', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const other = await open()
      const trials = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? storage : other).createTrial(id)),
      )
      expect(trials.map(trial => trial.number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i),
      )
      expect(new Set(trials.map(trial => trial.id)).size).toBe(20)
    })

    test('keeps everything of a trial, for every worker', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id)
      expect(trial).toMatchObject({ number: 0, state: 'running', started: new Date(time), values: undefined })
      await storage.setTrialParams(trial.id, [rate, layers])
      await storage.setTrialParams(trial.id, [loss])
      await storage.setIntermediateValue(trial.id, 0, 0.5)
      await storage.setIntermediateValue(trial.id, 10, Number.NaN)
      await storage.setIntermediateValue(trial.id, 2, Number.POSITIVE_INFINITY)
      await storage.setIntermediateValue(trial.id, 3, Number.NEGATIVE_INFINITY)
      await storage.setTrialAttributes(trial.id, 'user', { note: [1, 'a'], other: null })
      await storage.setTrialAttributes(trial.id, 'system', { note: { of: 'sampler' } })
      await storage.setTrialAttributes(trial.id, 'user', { note: 'new' })
      time += 90_000
      expect(await storage.finishTrial(trial.id, 'complete', [0.1 + 0.2])).toBe(true)
      const expected = {
        id: trial.id,
        number: 0,
        state: 'complete',
        values: [0.1 + 0.2],
        started: new Date(time - 90_000),
        completed: new Date(time),
        params: { rate: 0.01, layers: 3, loss: 'focal' },
        distributions: { rate: rate.distribution, layers: layers.distribution, loss: loss.distribution },
        userAttributes: { note: 'new', other: null },
        systemAttributes: { note: { of: 'sampler' } },
        intermediateValues: new Map([
          [0, 0.5],
          [10, Number.NaN],
          [2, Number.POSITIVE_INFINITY],
          [3, Number.NEGATIVE_INFINITY],
        ]),
      }
      expect(await storage.getTrial(trial.id)).toEqual(expected)
      const other = await open()
      expect((await other.readTrials(id)).trials).toEqual([expected])
    })

    test('keeps values that are infinite or as small as numbers get', async () => {
      const { id } = await storage.createStudy('study', ['minimize', 'minimize', 'minimize'])
      const trial = await storage.createTrial(id)
      const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324]
      await storage.finishTrial(trial.id, 'complete', values)
      expect((await storage.getTrial(trial.id)).values).toEqual(values)
    })

    test('never changes a record that it gave', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id)
      const { trials } = await storage.readTrials(id)
      const before = structuredClone(trials[0])
      await storage.setTrialParams(trial.id, [rate])
      await storage.setIntermediateValue(trial.id, 0, 1)
      await storage.setTrialAttributes(trial.id, 'user', { note: 1 })
      await storage.finishTrial(trial.id, 'complete', [1])
      expect(trials).toEqual([before])
    })

    test('sets parameters all or none, and refuses a distribution that does not go with earlier ones', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const first = await storage.createTrial(id)
      await storage.setTrialParams(first.id, [loss])
      const second = await storage.createTrial(id)
      const others = { ...loss, distribution: categoricalDistribution(['plain', 'dice']) }
      expect(await codeOf(storage.setTrialParams(second.id, [rate, others]))).toBe('config')
      expect((await storage.getTrial(second.id)).params).toEqual({})
      await storage.setTrialParams(second.id, [{ ...layers, distribution: intDistribution(2, 9) }])
      expect((await storage.getTrial(second.id)).params).toEqual({ layers: 3 })
    })

    test('creates a trial from a template, waiting or finished', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const waiting = await storage.createTrial(id, {
        state: 'waiting',
        params: [rate],
        userAttributes: { note: 1 },
        systemAttributes: { fixed_params: { layers: 2 } },
      })
      expect(waiting).toMatchObject({
        state: 'waiting',
        started: undefined,
        params: { rate: 0.01 },
        userAttributes: { note: 1 },
        systemAttributes: { fixed_params: { layers: 2 } },
      })
      const started = new Date(time - 1000)
      const old = await storage.createTrial(id, {
        state: 'pruned',
        values: [3],
        params: [layers],
        intermediateValues: new Map([[4, 3]]),
        started,
        completed: new Date(time - 500),
      })
      const expected = {
        number: 1,
        state: 'pruned',
        values: [3],
        started,
        completed: new Date(time - 500),
        params: { layers: 3 },
        intermediateValues: new Map([[4, 3]]),
      }
      expect(old).toMatchObject(expected)
      expect(await storage.getTrial(old.id)).toMatchObject(expected)
    })

    test('changes a finished trial no more', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id)
      expect(await storage.finishTrial(trial.id, 'complete', [1])).toBe(true)
      const before = await storage.getTrial(trial.id)
      expect(await storage.finishTrial(trial.id, 'failed')).toBe(false)
      expect(await codeOf(storage.setTrialParams(trial.id, [rate]))).toBe('data')
      expect(await codeOf(storage.setIntermediateValue(trial.id, 0, 1))).toBe('data')
      expect(await codeOf(storage.setTrialAttributes(trial.id, 'user', { note: 1 }))).toBe('data')
      expect(await codeOf(storage.setTrialAttributes(trial.id, 'system', { note: 1 }))).toBe('data')
      expect(await storage.getTrial(trial.id)).toEqual(before)
    })

    test('finishes only what runs', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id, { state: 'waiting' })
      expect(await storage.finishTrial(trial.id, 'complete', [1])).toBe(false)
      expect((await storage.getTrial(trial.id)).state).toBe('waiting')
    })

    test('finishes a trial and creates the one that follows it, both or none', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id)
      await storage.setTrialParams(trial.id, [rate])
      const next = { state: 'waiting', params: [rate], systemAttributes: { failed_trial: 0 } } as const
      const other = { ...rate, distribution: layers.distribution }
      expect(await codeOf(storage.finishTrial(trial.id, 'failed', undefined, { params: [other] }))).toBe(
        'config',
      )
      expect((await storage.readTrials(id)).trials.map(({ state }) => state)).toEqual(['running'])
      expect(await storage.finishTrial(trial.id, 'failed', undefined, next)).toBe(true)
      expect(await storage.finishTrial(trial.id, 'failed', undefined, next)).toBe(false)
      const { trials } = await storage.readTrials(id)
      expect(trials.map(({ number, state }) => [number, state])).toEqual([
        [0, 'failed'],
        [1, 'waiting'],
      ])
      expect(trials[1]).toMatchObject({ params: trials[0]!.params, systemAttributes: { failed_trial: 0 } })
      expect(await storage.takeWaiting(id)).toMatchObject({ number: 1, params: trials[0]!.params })
    })

    test('lets exactly one of two workers finish a trial', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const other = await open()
      for (let round = 0; round < 5; round++) {
        const trial = await storage.createTrial(id)
        const done = await Promise.all([
          storage.finishTrial(trial.id, 'complete', [1]),
          other.finishTrial(trial.id, 'failed'),
        ])
        expect([...done].sort()).toEqual([false, true])
        expect((await other.getTrial(trial.id)).state).toBe(done[0] ? 'complete' : 'failed')
      }
    })

    test('gives each waiting trial to one worker, the lowest number first', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      expect(await storage.takeWaiting(id)).toBeUndefined()
      await storage.createTrial(id)
      for (let i = 0; i < 10; i++) await storage.createTrial(id, { state: 'waiting' })
      time += 1000
      const first = await storage.takeWaiting(id)
      expect(first).toMatchObject({ number: 1, state: 'running', started: new Date(time) })
      expect(await storage.getTrial(first!.id)).toEqual(first)
      const other = await open()
      const taken = await Promise.all(
        Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? storage : other).takeWaiting(id)),
      )
      const numbers = taken.flatMap(trial => (trial === undefined ? [] : [trial.number]))
      expect(numbers.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
      await storage.createTrial(id, { state: 'waiting' })
      expect((await other.takeWaiting(id))?.number).toBe(11)
    })

    test('tells what changed since a cursor, also by other workers', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const other = await open()
      const trials = [
        await storage.createTrial(id),
        await other.createTrial(id),
        await storage.createTrial(id),
      ]
      await storage.finishTrial(trials[0]!.id, 'complete', [1])
      const first = await storage.readTrials(id)
      expect(first.trials.map(trial => [trial.number, trial.state])).toEqual([
        [0, 'complete'],
        [1, 'running'],
        [2, 'running'],
      ])
      await other.setTrialParams(trials[1]!.id, [rate])
      await storage.finishTrial(trials[2]!.id, 'pruned', [2])
      await other.createTrial(id, { state: 'waiting' })
      const second = await storage.readTrials(id, first.cursor)
      const seen = new Map(second.trials.map(trial => [trial.number, trial]))
      expect(second.trials.map(trial => trial.number)).toEqual([...seen.keys()].sort((a, b) => a - b))
      expect(seen.get(1)?.params).toEqual({ rate: 0.01 })
      expect(seen.get(2)).toMatchObject({ state: 'pruned', values: [2] })
      expect(seen.get(3)?.state).toBe('waiting')
      expect(seen.has(0)).toBe(false)
      const third = await storage.readTrials(id, second.cursor)
      expect(third.trials.filter(trial => trial.state === 'complete' || trial.state === 'pruned')).toEqual([])
      // A cursor is plain JSON, so that it may be kept.
      await other.finishTrial(trials[1]!.id, 'failed')
      const kept = JSON.parse(JSON.stringify(third.cursor)) as typeof third.cursor
      const fourth = await storage.readTrials(id, kept)
      expect(fourth.trials.find(trial => trial.number === 1)?.state).toBe('failed')
    })

    test('names what is not there', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const { id: trial } = await storage.createTrial(id)
      expect(await codeOf(storage.getTrial(trial + 1000))).toBe('data')
      expect(await codeOf(storage.setTrialParams(trial + 1000, [rate]))).toBe('data')
      expect(await codeOf(storage.finishTrial(trial + 1000, 'failed'))).toBe('data')
      expect(await codeOf(storage.createTrial(id + 1000))).toBe('data')
      expect(await codeOf(storage.readTrials(id + 1000))).toBe('data')
      expect(await codeOf(storage.deleteStudy(id + 1000))).toBe('data')
      expect(await codeOf(storage.setStudyAttribute(id + 1000, 'user', 'key', 1))).toBe('data')
    })

    test('keeps names that objects have themselves', async () => {
      const { id } = await storage.createStudy('constructor', ['minimize'])
      const trial = await storage.createTrial(id)
      await storage.setTrialParams(trial.id, [
        { ...rate, name: '__proto__' },
        { ...layers, name: 'toString' },
      ])
      const { params, distributions } = await storage.getTrial(trial.id)
      expect(Object.entries(params)).toEqual([
        ['__proto__', 0.01],
        ['toString', 3],
      ])
      expect(Object.keys(distributions)).toEqual(['__proto__', 'toString'])
    })

    test('finds running trials whose worker has been silent', async () => {
      const beating = await open({ intervalMs: 1000, graceMs: 2000 })
      const { id } = await beating.createStudy('study', ['minimize'])
      const silent = await beating.createTrial(id)
      const alive = await beating.createTrial(id)
      const done = await beating.createTrial(id)
      const waiting = await beating.createTrial(id, { state: 'waiting' })
      for (const trial of [silent, alive, done]) await beating.recordHeartbeat(trial.id)
      await beating.finishTrial(done.id, 'complete', [1])
      expect(await beating.staleTrials(id)).toEqual([])
      time += 2500
      await beating.recordHeartbeat(alive.id)
      expect(await beating.staleTrials(id)).toEqual([silent.id])
      time += 1500
      expect(await beating.staleTrials(id)).toEqual([silent.id])
      await beating.takeWaiting(id)
      time += 1000
      expect(await beating.staleTrials(id)).toEqual([silent.id, alive.id])
      time += 1500
      expect(await beating.staleTrials(id)).toEqual([silent.id, alive.id, waiting.id])
    })

    test('notices no silence without a heartbeat', async () => {
      const { id } = await storage.createStudy('study', ['minimize'])
      const trial = await storage.createTrial(id)
      await storage.recordHeartbeat(trial.id)
      time += 1e9
      expect(await storage.staleTrials(id)).toEqual([])
    })
  })
}
