/**
 * @file A search that takes seconds: trials of the small project.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { silent } from '../../src/progress.ts'
import type { TrialEvent } from '../../src/tuning/trial-run.ts'
import { type Tuned, type TuneOptions, tune } from '../../src/tuning/tune.ts'
import { createSmallProject } from '../train/small-project.ts'

/** Makes the project with a search in a folder, and gives the path of its configuration. */
export async function createSmallSearch(folder: string, tuning: string): Promise<string> {
  const path = await createSmallProject(folder)
  await writeFile(path, `${await readFile(path, 'utf8')}tuning:\n${tuning}`)
  return path
}

export interface Searched extends Tuned {
  readonly events: readonly TrialEvent[]
  readonly lines: readonly string[]
}

/** Searches in this process. */
export async function search(path: string, options: Partial<TuneOptions> = {}): Promise<Searched> {
  const events: TrialEvent[] = []
  const lines: string[] = []
  const tuned = await tune(path, {
    workers: 0,
    progress: { ...silent, info: line => lines.push(line) },
    ...options,
    onEvent: event => {
      events.push(event)
      options.onEvent?.(event)
    },
  })
  return { ...tuned, events, lines }
}
