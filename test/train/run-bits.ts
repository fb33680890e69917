/**
 * @file The bits of a run: what two runs of the same configuration must have in common, however often they were ended.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { parseEvents } from '../../src/run/tensorboard.ts'
import { parseTrainerState } from '../../src/run/trainer-state.ts'
import { CHECKSUMS } from '../../src/system/checksums.ts'

/** What every run writes anew: its times, where it lies, and what it is called. */
const different = /^(run\.json|README\.md|medspan\.yaml|(train|eval|predict|all)_results\.json)$/

/** An event file without its times. */
async function eventsIn(path: string): Promise<string> {
  return JSON.stringify(parseEvents(await readFile(path)).map(({ step, scalars }) => [step, ...scalars]))
}

/** A run's files by name, without the time that it took. */
export async function contentOf(run: string): Promise<Map<string, string>> {
  const content = new Map<string, string>()
  const entries = await readdir(run, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter(item => item.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(run.length + 1)
    if (different.test(name)) content.set(name, '')
    else if (name.includes('tfevents')) content.set('events', await eventsIn(path))
    else if (basename(name) === CHECKSUMS)
      content.set(name, (await readFile(path, 'utf8')).replace(/^.* trainer_state\.json\n/m, ''))
    else if (basename(name) !== 'trainer_state.json') content.set(name, await readFile(path, 'base64'))
    else {
      const state = parseTrainerState(await readFile(path, 'utf8'))
      expect(state.train_seconds).toBeGreaterThan(0)
      content.set(name, JSON.stringify({ ...state, train_seconds: 0 }))
    }
  }
  return content
}
