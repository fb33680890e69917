/**
 * @file A model for a scope as a server has it at hand, and what it says of it.
 */
import { type Progress, silent } from '../../progress.ts'
import type { Scope } from '../contract.ts'
import { listDocuments } from './documents.ts'
import type { LearningEvent, ScopeState } from './state.ts'

/** A model for a scope, of which documents have come. */
export interface Entry {
  readonly folder: string
  state: ScopeState
  readonly kept: Map<string, number>
  timer?: NodeJS.Timeout | undefined
  /** When the first document came that waits for the timer. */
  collectingSince?: number | undefined
  progress?: ScopeStatus['progress'] | undefined
  /** Ends what is being learnt. */
  stopping?: AbortController | undefined
  reason?: string | undefined
}

export const openEntry = async (folder: string, state: ScopeState): Promise<Entry> => ({
  folder,
  state,
  kept: await listDocuments(folder),
})

export interface ScopeStatus extends Scope {
  readonly name: string
  /** The version in use; 0 is the model that the server was started with. */
  readonly version: number
  readonly documents: number
  /**
   * `collecting`: documents have come, and a training begins when no more do; `queued`: it begins when another one has
   * ended.
   */
  readonly activity: 'idle' | 'collecting' | 'queued' | 'training'
  /** Of a training: what it does, how much of it is done, how much there is where that is known, and how long that takes yet. */
  readonly progress?: {
    readonly title: string
    readonly unit: string
    readonly done: number
    readonly total?: number | undefined
    readonly leftMs?: number | undefined
  }
  /** Why it has not learnt from what has come. */
  readonly reason?: string | undefined
  /** What happened last. */
  readonly last?: LearningEvent | undefined
}

export function statusOf(entry: Entry, activity: ScopeStatus['activity']): ScopeStatus {
  const { state, kept, progress, reason } = entry
  const { name, project, user, current: version, history } = state
  return {
    ...{ name, project, user, version, documents: kept.size, activity },
    ...(progress && { progress }),
    reason,
    last: history.at(-1),
  }
}

/** Keeps how far a training is with the entry: of tasks within a task, how far that one is. */
export function progressOf(entry: Entry): Progress {
  const open: NonNullable<ScopeStatus['progress']>[] = []
  return {
    ...silent,
    task(title, total, unit) {
      const begunMs = performance.now()
      const task = { title, unit, done: 0, total, leftMs: undefined as number | undefined }
      const show = (): void => {
        entry.progress = { ...open[0]! }
      }
      open.push(task)
      show()
      return {
        advance(by = 1) {
          task.done += by
          if (total !== undefined && task.done > 0)
            task.leftMs = ((performance.now() - begunMs) * Math.max(0, total - task.done)) / task.done
          if (open.includes(task)) show()
        },
        end() {
          if (open.includes(task)) open.splice(open.indexOf(task), 1)
        },
      }
    },
  }
}
