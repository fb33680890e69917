/**
 * @file A worker: runs trials as long as it is let, with one corpus for all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { MedspanError } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { type OpenCorpus, shareCorpora } from '../train/material.ts'
import type { SourceFingerprint } from '../train/prepare.ts'
import { changedSources } from '../train/run-file.ts'
import type { Study } from '../tune/study.ts'
import type { Verdict } from './dispatch.ts'
import type { Search } from './search.ts'
import { openStudy } from './study-folder.ts'
import { runTrial, type TrialEvent } from './trial-run.ts'

export interface WorkerOptions {
  readonly threads?: number | undefined
  /** Whether another trial is to begin. */
  readonly next: () => Promise<Verdict>
  readonly onEvent: (event: TrialEvent) => void
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** How often a worker asks again that was told to wait. */
const waitMs = 1000

/**
 * Runs trials until there are enough, or the signal aborts.
 *
 * @throws MedspanError where no trial could go on: a full disk, a damaged storage, a corpus that is not the study's
 */
export async function work(search: Search, options: WorkerOptions): Promise<void> {
  const { progress, signal, next } = options
  const opened = await openStudy(search, { progress })
  try {
    let corpora: OpenCorpus | undefined
    for (;;) {
      const verdict = await next()
      if (verdict === 'stop') return
      if (verdict === 'wait') await sleep(waitMs, undefined, { signal }).catch(() => undefined)
      else {
        corpora ??= await openCorpora(search, opened.study, options)
        await runTrial(search, opened, { ...options, corpora })
      }
    }
  } finally {
    await opened.storage.close()
  }
}

const sourcesKey = 'sources'

/** Reads the corpus for all trials, and makes sure that it is the one that the study began with. */
async function openCorpora(
  search: Search,
  study: Study,
  { progress, signal }: WorkerOptions,
): Promise<OpenCorpus> {
  const corpora = shareCorpora()
  const { sources } = await corpora(search.config, { progress, signal })
  const noted = (await study.userAttributes())[sourcesKey] as readonly SourceFingerprint[] | undefined
  if (noted === undefined) {
    await study.setUserAttribute(
      sourcesKey,
      sources.map(source => ({ ...source })),
    )
    return corpora
  }
  const gone = noted.filter(({ name }) => !sources.some(source => source.name === name))
  const changed = [...changedSources(noted, sources), ...gone.map(({ name }) => `the source ${name} is gone`)]
  if (changed.length === 0) return corpora
  throw new MedspanError(
    'data',
    `the documents are not those that the study began with\n  ${changed.join('\n  ')}`,
    { hint: 'Restore them, or choose another tuning.output_dir: scores could not be compared.' },
  )
}
