/**
 * @file The versions of learnt models: which are there, how each was found good enough, and back to an earlier one.
 */
import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { MedspanError } from '../../errors.ts'
import { checkpointName, listCheckpoints } from '../../run/checkpoints.ts'
import { checkFolder } from '../../system/folder.ts'
import { FOLDER_LOCK, type Lock, takeLock } from '../../system/lock.ts'
import { removeWhole } from '../../system/output.ts'
import type { Scope } from '../contract.ts'
import {
  claimFolder,
  type LearningEvent,
  namesIn,
  readStates,
  type ScopeState,
  scopeFolder,
  versionFolder,
  withEvent,
  workFolder,
  writeState,
} from './state.ts'

export interface Version {
  /** 0 is the model that the server was started with. */
  readonly version: number
  readonly isInUse: boolean
  /** When it was learnt, from how many documents, and how it compared; of those whose record is still there. */
  readonly learnt?: Extract<LearningEvent, { kind: 'learnt' }> | undefined
}

/** The versions of a model for a scope. */
export interface ScopeVersions extends Scope {
  readonly name: string
  /** Oldest first. */
  readonly versions: readonly Version[]
  /** What became of each training, and rollbacks; oldest first. */
  readonly history: readonly LearningEvent[]
}

export function versionsOf({ name, project, user, current, versions, history }: ScopeState): ScopeVersions {
  return {
    name,
    project,
    user,
    versions: [0, ...versions].map(version => ({
      version,
      isInUse: version === current,
      learnt: history.find(
        event => event.kind === 'learnt' && event.version === version,
      ) as Version['learnt'],
    })),
    history,
  }
}

/**
 * Lists all versions in a folder, whether a server runs on it or not.
 * @throws MedspanError `input` for a folder that is none of ours, or damaged; `unsafe-input` for links that lead elsewhere
 */
export async function listVersions(folder: string): Promise<ScopeVersions[]> {
  const root = resolve(folder)
  await checkFolder(root)
  await claimFolder(root, { create: false })
  return [...(await readStates(root)).values()].map(versionsOf)
}

/**
 * Puts an earlier version into use, where no server runs on the folder.
 * @throws MedspanError `output` where one runs; `input` where there is no such version
 */
export async function rollback(
  folder: string,
  { name, version, ...scope }: Scope & { readonly name: string; readonly version: number },
): Promise<void> {
  const root = resolve(folder)
  await claimFolder(root, { create: false })
  const lock = await lockFolder(root)
  try {
    await checkFolder(root)
    const own = scopeFolder(root, name, scope)
    const state = (await readStates(root)).get(own)
    await writeState(own, rolledBack(state, version, { name, ...scope }))
  } finally {
    await lock.release()
  }
}

/** Makes sure that one server at a time works in a folder. */
export async function lockFolder(root: string): Promise<Lock> {
  // Documents of annotators are nobody else's business.
  await mkdir(root, { recursive: true, mode: 0o700 })
  return takeLock(join(root, FOLDER_LOCK), { wait: false })
}

/** @throws MedspanError `input` where there is no such version */
export function rolledBack(
  state: ScopeState | undefined,
  version: number,
  { name, project, user }: Scope & { readonly name: string },
): ScopeState {
  const known = state === undefined ? [] : [0, ...state.versions]
  if (state === undefined || !known.includes(version)) {
    const whose = [name, project, user].filter(part => part !== undefined).map(part => JSON.stringify(part))
    throw new MedspanError(
      'input',
      known.length === 0
        ? `expected a model that has learnt, got ${whose.join(', ')}`
        : `expected one of the versions ${known.join(', ')} of ${whose.join(', ')}, got ${version}`,
      { hint: 'medspan serve --list lists all that are there.' },
    )
  }
  const event = { kind: 'rolled back', at: new Date().toISOString(), version, before: state.current } as const
  return withEvent({ ...state, current: version }, event)
}

/** Removes what belongs to no version: what was being made when a server was killed, and versions that need not stay. */
export async function removeOthers(scope: string, { versions, training }: ScopeState): Promise<void> {
  const kept = new Set(
    [...versions, training?.version].map(version => basename(versionFolder(scope, version ?? 0))),
  )
  const folder = join(scope, 'versions')
  for (const name of await namesIn(folder)) if (!kept.has(name)) await removeWhole(join(folder, name))
  if (training === undefined) await removeWhole(workFolder(scope))
}

/** Removes what a run folder needs to resume only. */
export async function removeCheckpoints(runFolder: string): Promise<void> {
  for (const step of await listCheckpoints(runFolder))
    await removeWhole(join(runFolder, checkpointName(step)))
}
