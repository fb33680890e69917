/**
 * @file What a process knows of a study, kept up to date from what changes in the storage.
 *
 * Samplers and pruners see a study through a `StudyView`. It tells finished trials in the order in which they became
 * known and never takes one back, so that a sampler can keep columns of numbers beside it and add to them: nobody reads
 * all trials for each new one.
 */
import { firstIndex } from '../lists.ts'
import type { Direction, StudyRecord, TrialRecord } from './frozen-trial.ts'
import { isFinished } from './frozen-trial.ts'
import type { TrialChanges } from './storage/storage.ts'

/** A study as samplers and pruners see it. It changes only between their calls. */
export interface StudyView {
  readonly name: string
  readonly directions: readonly Direction[]
  /** All trials, by number. */
  readonly trials: readonly TrialRecord[]
  /** Trials that changed for the last time, in the order in which this process learnt of it: only ever longer. */
  readonly finished: readonly TrialRecord[]
  /** The other trials, running or waiting, by number. */
  readonly unfinished: ReadonlyMap<number, TrialRecord>
  /** The study that this is a part of, or itself. */
  readonly whole: StudyView
}

/** To which part of a study a trial belongs, such as a bracket of Hyperband; undefined for the whole. */
export type GroupOf = (study: StudyView, trialNumber: number) => number | undefined

class View implements StudyView {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly trials: TrialRecord[] = []
  readonly finished: TrialRecord[] = []
  readonly unfinished = new Map<number, TrialRecord>()
  readonly whole: StudyView
  /** How much of the history's log is in it. */
  position = 0

  constructor({ name, directions }: Pick<StudyRecord, 'name' | 'directions'>, whole?: StudyView) {
    this.name = name
    this.directions = directions
    this.whole = whole ?? this
  }

  add(trial: TrialRecord): void {
    const place = this.#placeOf(trial.number)
    const known = this.trials[place]
    if (known?.number === trial.number) {
      if (isFinished(known.state)) return
      this.trials[place] = trial
    } else this.trials.splice(place, 0, trial)
    if (isFinished(trial.state)) {
      this.unfinished.delete(trial.number)
      this.finished.push(trial)
    } else this.unfinished.set(trial.number, trial)
  }

  /** Where a trial stands, or would. */
  #placeOf(number: number): number {
    // Most come at the end.
    if ((this.trials.at(-1)?.number ?? -1) < number) return this.trials.length
    return firstIndex(this.trials, trial => trial.number >= number)
  }
}

/** All that is known of one study. */
export interface History {
  /** The whole study. */
  readonly all: StudyView
  /** Takes in what a storage gave. Trials that are known to be finished are not taken again. */
  update(changes: Pick<TrialChanges, 'trials'>): void
  /** The part of the study that a trial belongs to; the same object each time. */
  viewFor(trialNumber: number): StudyView
}

/**
 * Begins a history without trials.
 *
 * @param groupOf a function of the study and a number alone, which answers always the same once it has answered
 */
export function createHistory(study: Pick<StudyRecord, 'name' | 'directions'>, groupOf?: GroupOf): History {
  const all = new View(study)
  const byNumber = new Map<number, TrialRecord>()
  const log: number[] = []
  const groups = new Map<number, View>()
  return {
    all,
    update({ trials }) {
      for (const trial of trials) {
        all.add(trial)
        if (groupOf === undefined) continue
        byNumber.set(trial.number, trial)
        log.push(trial.number)
      }
    },
    viewFor(trialNumber) {
      const group = groupOf?.(all, trialNumber)
      if (group === undefined) return all
      let view = groups.get(group)
      if (view === undefined) {
        view = new View(study, all)
        groups.set(group, view)
      }
      for (; view.position < log.length; view.position++) {
        const number = log[view.position]!
        if (groupOf!(all, number) === group) view.add(byNumber.get(number)!)
      }
      return view
    },
  }
}
