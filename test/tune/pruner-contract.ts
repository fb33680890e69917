/**
 * @file What every pruner owes, as tests: `testPruner` is called for each pruner. And a study to rehearse one in, without
 * a storage.
 */
import { describe, expect, test } from 'vitest'
import { mix32 } from '../../src/random.ts'
import type { Direction, FinishedState, TrialRecord } from '../../src/tune/frozen-trial.ts'
import { createHistory, type History } from '../../src/tune/history.ts'
import type { Pruner } from '../../src/tune/pruners/pruner.ts'
import { recordOf } from './record.ts'

/** Whole numbers from a counter and a seed, as scripts/reference/pruners.py draws them. */
export class Draws {
  readonly #key: number
  #count = 0

  constructor(seed: number) {
    this.#key = mix32(seed)
  }

  below(n: number): number {
    this.#count++
    return mix32(this.#key + this.#count) % n
  }
}

/** Trials that report to a pruner, with what it notes on them. */
export class Rehearsal {
  readonly pruner: Pruner
  readonly history: History
  readonly #records: TrialRecord[] = []

  constructor(pruner: Pruner, direction: Direction, name = 'study') {
    this.pruner = pruner
    this.history = createHistory({ name, directions: [direction] })
  }

  get records(): readonly TrialRecord[] {
    return this.#records
  }

  #change(number: number, change: Partial<TrialRecord>): void {
    const record = { ...this.#records[number]!, ...change }
    this.#records[number] = record
    this.history.update({ trials: [record] })
  }

  /** Begins a trial and gives its number. */
  begin(): number {
    const number = this.#records.length
    this.#records.push(recordOf(number, { id: number + 100, state: 'running', started: new Date(0) }))
    this.#change(number, {})
    return number
  }

  /** Takes over a trial of another process. */
  adopt(record: TrialRecord): void {
    this.#records.push(record)
    this.#change(record.number, {})
  }

  /** Reports; what was reported first at a step stays. */
  report(number: number, step: number, value: number): void {
    const { intermediateValues } = this.#records[number]!
    if (intermediateValues.has(step)) return
    this.#change(number, { intermediateValues: new Map(intermediateValues).set(step, value) })
  }

  /** What the pruner says of the trial. */
  shouldPrune(number: number): boolean {
    const record = this.#records[number]!
    const pruned = this.pruner.prune(this.history.all, record)
    const noted = this.pruner.note?.(this.history.all, record)
    if (noted !== undefined)
      this.#change(number, { systemAttributes: { ...record.systemAttributes, ...noted } })
    return pruned
  }

  end(number: number, state: FinishedState, value?: number): void {
    this.#change(number, { state, values: value === undefined ? undefined : [value] })
  }

  /** A trial that reports values from step 0 on until the pruner ends it; gives how many it reported. */
  run(values: readonly number[]): number {
    const number = this.begin()
    for (const [step, value] of values.entries()) {
      this.report(number, step, value)
      if (!this.shouldPrune(number)) continue
      this.end(number, 'pruned', value)
      return step + 1
    }
    this.end(number, 'complete', values.at(-1) ?? 0)
    return values.length
  }
}

export interface RehearsalPlan {
  readonly seed: number
  readonly trials: number
  readonly jobs: number
  /** How many reports a trial has at most. */
  readonly longest: number
}

/**
 * Trials at the same time, with ties, NaN, infinities, steps left out, late and twice: the same that
 * scripts/reference/pruners.py runs.
 *
 * @returns a digit for each report, 1 where it ended the trial
 */
export function rehearse(rehearsal: Rehearsal, { seed, trials, jobs, longest }: RehearsalPlan): string {
  const draws = new Draws(seed)
  const running: { number: number; step: number; left: number; level: number }[] = []
  let decisions = ''
  let begun = 0
  for (;;) {
    if (begun < trials && running.length < jobs && (running.length === 0 || draws.below(2) === 0)) {
      begun++
      running.push({
        number: rehearsal.begin(),
        step: -1,
        left: 1 + draws.below(longest),
        level: draws.below(9),
      })
      continue
    }
    if (running.length === 0) return decisions
    const place = draws.below(running.length)
    const one = running[place]!
    one.step += 1 + (draws.below(8) === 0 ? draws.below(3) : 0)
    const step = draws.below(16) === 0 ? Math.max(0, one.step - 2) : one.step
    const kind = draws.below(40)
    const usual = (one.level + draws.below(13)) / 4
    const value = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][kind] ?? usual
    rehearsal.report(one.number, step, value)
    const ended = rehearsal.shouldPrune(one.number)
    decisions += ended ? '1' : '0'
    one.left--
    if (ended) rehearsal.end(one.number, 'pruned')
    else if (one.left === 0)
      if (draws.below(10) === 0) rehearsal.end(one.number, 'failed')
      else rehearsal.end(one.number, 'complete', one.level)
    if (ended || one.left === 0) running.splice(place, 1)
  }
}

export interface PrunerTraits {
  /** Whether the better of two values is the same in both directions. */
  readonly ignoresDirection?: boolean
  /** Whether it ends no trial. */
  readonly endsNone?: boolean
}

/** Tries a pruner; `create` makes a new one, with a few trials of 20 steps in mind. */
export function testPruner(name: string, create: () => Pruner, traits: PrunerTraits = {}): void {
  const { ignoresDirection = false, endsNone = false } = traits
  const plan: RehearsalPlan = { seed: 5, trials: 60, jobs: 4, longest: 20 }

  describe(`${name} as a pruner`, () => {
    test('has its name', () => {
      expect(create().name).toBe(name)
    })

    test('ends no trial that has reported nothing', () => {
      const rehearsal = new Rehearsal(create(), 'minimize')
      expect(rehearsal.shouldPrune(rehearsal.begin())).toBe(false)
      for (let i = 0; i < 10; i++) rehearsal.run([i, i, i])
      expect(rehearsal.shouldPrune(rehearsal.begin())).toBe(false)
    })

    test(`ends ${endsNone ? 'none' : 'some and lets others go on'}, the same each time`, () => {
      const decisions = rehearse(new Rehearsal(create(), 'minimize'), plan)
      expect(new Set(decisions)).toEqual(new Set(endsNone ? '0' : '01'))
      expect(rehearse(new Rehearsal(create(), 'minimize'), plan)).toBe(decisions)
    })

    test('answers the same when it is asked again, and changes nothing', () => {
      const rehearsal = new Rehearsal(create(), 'minimize')
      for (let i = 0; i < 8; i++) rehearsal.run([5, 4, 3, 2, 1, 1])
      const number = rehearsal.begin()
      for (let step = 0; step < 5; step++) rehearsal.report(number, step, 9)
      const record = rehearsal.records[number]!
      const before = structuredClone(record)
      const first = rehearsal.pruner.prune(rehearsal.history.all, record)
      expect(rehearsal.pruner.prune(rehearsal.history.all, record)).toBe(first)
      const noted = rehearsal.pruner.note?.(rehearsal.history.all, record)
      expect(rehearsal.pruner.note?.(rehearsal.history.all, record)).toEqual(noted)
      expect(record).toEqual(before)
    })

    test('ends the same trials where values and the direction are turned around', () => {
      const run = (direction: Direction, sign: number): number[] => {
        const rehearsal = new Rehearsal(create(), direction)
        return Array.from({ length: 40 }, (_, trial) => {
          const draws = new Draws(trial)
          return rehearsal.run(Array.from({ length: 20 }, () => sign * (draws.below(9) + (trial % 5))))
        })
      }
      const lengths = run('minimize', 1)
      if (ignoresDirection) expect(run('maximize', 1)).toEqual(lengths)
      else expect(run('maximize', -1)).toEqual(lengths)
    })

    test('goes on in another process as in one', () => {
      const whole = new Rehearsal(create(), 'minimize')
      const trials = Array.from({ length: 30 }, (_, trial) => {
        const draws = new Draws(trial)
        return Array.from({ length: 20 }, () => draws.below(9) + (trial % 5))
      })
      const expected = trials.map(values => whole.run(values))
      const first = new Rehearsal(create(), 'minimize')
      const lengths = trials.slice(0, 13).map(values => first.run(values))
      const second = new Rehearsal(create(), 'minimize')
      for (const record of first.records) second.adopt(record)
      lengths.push(...trials.slice(13).map(values => second.run(values)))
      expect(lengths).toEqual(expected)
    })
  })
}
