/**
 * @file Models that learn from the documents that come: kept on disk, trained with when no more come for a while, in processes
 * of their own, one training at a time; and a new version takes over where it is not worse.
 */
import { basename, resolve } from 'node:path'
import { MedspanError } from '../../errors.ts'
import { addTo } from '../../lists.ts'
import type { Tagger } from '../../predict/tagger.ts'
import { loadTagger } from '../../predict/trained-tagger.ts'
import { checkFolder } from '../../system/folder.ts'
import { removeWhole } from '../../system/output.ts'
import type { Learner, Scope, ServedModels, TrainingDocument } from '../contract.ts'
import {
  checkLimits,
  type DocumentFiles,
  findChanged,
  formatDocuments,
  type Limits,
  tooMuch,
  writeDocuments,
} from './documents.ts'
import { type Entry, openEntry, progressOf, type ScopeStatus, statusOf } from './entry.ts'
import { fewestDocuments } from './parts.ts'
import {
  claimFolder,
  documentHash,
  type LearningEvent,
  learnt,
  newState,
  readStates,
  type ScopeState,
  scopeFolder,
  spent,
  versionFolder,
  withEvent,
  withoutTraining,
  writeState,
} from './state.ts'
import { createTaggers, endingError } from './taggers.ts'
import {
  lockFolder,
  removeCheckpoints,
  removeOthers,
  rolledBack,
  type ScopeVersions,
  versionsOf,
} from './versions.ts'
import { type LearningWork, workElsewhere } from './work.ts'

export interface LearningOptions {
  /** Where documents and versions are kept; one server at a time works in it. */
  readonly folder: string
  /** The models to begin with: a folder or an id of the hub each. */
  readonly models: readonly { readonly name: string; readonly path: string }[]
  /** Whether each user of a project has a model, or all of a project have one; the latter by default. */
  readonly perUser?: boolean | undefined
  /** How long no document must have come before a training begins; 30 s by default. */
  readonly quietMs?: number | undefined
  /** How long after the first of them a training begins even so; 5 minutes by default. */
  readonly longestMs?: number | undefined
  /** Threads of a training; 1 by default, so that serving goes on. */
  readonly threads?: number | undefined
  /** How many versions of a model stay; 5 by default. */
  readonly versions?: number | undefined
  /** How many taggers are loaded at a time; by default two more than there are models. */
  readonly taggers?: number | undefined
  readonly limits?: Partial<Limits> | undefined
  /** Loads a model to serve; `loadTagger` by default. */
  readonly load?: ((path: string) => Promise<Tagger>) | undefined
  /** Does what a learning takes besides; by default in processes of their own. */
  readonly work?: LearningWork | undefined
}

const defaultLimits: Limits = { documents: 2000, bytes: 100_000_000, scopes: 500 }

/** A document that is to be learnt from, without whose it is. */
export type AskedDocument = Pick<TrainingDocument, 'id' | 'document'>

/** What can be asked about the model for a scope. */
export interface ScopeLearning extends ScopeStatus, ScopeVersions {}

export interface Learning extends Learner, ServedModels {
  /**
   * Keeps documents, and learns at once from all that are kept for a scope, however few they are.
   * @returns `busy` where a training of this model is under way: nothing was kept
   * @throws MedspanError `data`, with a message for the client, where no more are taken
   */
  learn(name: string, scope: Scope, documents: readonly AskedDocument[]): Promise<'accepted' | 'busy'>
  /** Ends what is being learnt, or about to be; the documents stay, and are learnt from with those that come. */
  stop(name: string, scope: Scope): Promise<void>
  /** How far one model is, and its versions; undefined where no documents have come. */
  ask(name: string, scope: Scope): ScopeLearning | undefined
  /** How far each model that has documents is. */
  status(): ScopeStatus[]
  /** The versions of each. */
  list(): ScopeVersions[]
  /**
   * Puts an earlier version into use; 0 is the model that the server was started with.
   * @throws MedspanError `input` where there is no such version
   */
  rollback(name: string, scope: Scope, version: number): Promise<void>
  /** Ends trainings in order, so that they resume the next time, and waits for uses under way. */
  close(): Promise<void>
}

/** What is to be kept of a scope. */
interface Kept {
  readonly folder: string
  readonly scope: Scope
  readonly files: DocumentFiles
}

/**
 * Opens a folder, and resumes what was being learnt there.
 * @throws MedspanError `output` where another server works in it, or it holds something else; `input` where it is damaged;
 *     `unsafe-input` where links in it lead elsewhere
 */
export async function createLearning(options: LearningOptions): Promise<Learning> {
  const { perUser = false, quietMs = 30_000, longestMs = 300_000 } = options
  const { threads = 1, versions = 5, work = workElsewhere } = options
  const root = resolve(options.folder)
  const models = new Map(options.models.map(({ name, path }) => [name, path]))
  const limits = { ...defaultLimits, ...options.limits }
  const taggers = createTaggers(
    options.load ?? (path => loadTagger(path)),
    options.taggers ?? models.size + 2,
  )
  const lock = await lockFolder(root)
  const entries = await openFolder(root).catch(async (error: unknown) => {
    await lock.release()
    throw error
  })
  const closing = new AbortController()
  const ending = AbortSignal.any([closing.signal, lock.lost])

  /** Changes of what is on disk, one after the other. */
  let changes: Promise<unknown> = Promise.resolve()
  const exclusive = <T>(change: () => Promise<T>): Promise<T> => {
    const done = changes.then(change)
    changes = done.catch(() => undefined)
    return done
  }
  const commit = async (entry: Entry, state: ScopeState): Promise<void> => {
    await lock.check()
    await writeState(entry.folder, state)
    entry.state = state
  }
  const narrow = ({ project, user }: Scope): Scope => (perUser ? { project, user } : { project })
  const folderOf = (name: string, scope: Scope): string => scopeFolder(root, name, narrow(scope))
  const pathOf = ({ folder, state }: Entry, version: number): string =>
    version === 0 ? models.get(state.name)! : versionFolder(folder, version)
  /** Puts a version into use once its tagger is loaded, so that nobody waits for it. */
  const takeOver = async (entry: Entry, version: number, next: () => ScopeState): Promise<void> => {
    const before = entry.state.current
    await taggers.use(pathOf(entry, version), () => exclusive(() => commit(entry, next())))
    // That of the first model may serve others.
    if (before !== 0 && before !== version) taggers.retire(pathOf(entry, before))
  }

  const checkName = (name: string): void => {
    if (models.has(name)) return
    const names = [...models.keys()].join(', ')
    throw new MedspanError('input', `expected the name of a model, one of ${names}, got another`)
  }

  const queue: Entry[] = []
  let active: Entry | undefined
  let running: Promise<void> | undefined
  const enqueue = (entry: Entry): void => {
    clearTimeout(entry.timer)
    entry.timer = undefined
    entry.collectingSince = undefined
    if (!queue.includes(entry)) queue.push(entry)
    running ??= runQueue().finally(() => {
      running = undefined
    })
  }
  const schedule = (entry: Entry): void => {
    clearTimeout(entry.timer)
    if (ending.aborted) return
    const now = performance.now()
    entry.collectingSince ??= now
    const leftMs = Math.min(quietMs, entry.collectingSince + longestMs - now)
    entry.timer = setTimeout(() => enqueue(entry), leftMs).unref()
  }
  const runQueue = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined && !ending.aborted; entry = queue.shift()) {
      active = entry
      // What cannot even be noted, as on a full disk, must not end the server.
      await learn(entry).catch((error: unknown) => {
        entry.reason = messageOf(error)
        schedule(entry)
      })
      entry.progress = undefined
      entry.stopping = undefined
      active = undefined
    }
  }
  const activityOf = (entry: Entry): ScopeStatus['activity'] => {
    if (entry === active) return 'training'
    if (queue.includes(entry)) return 'queued'
    return entry.timer === undefined ? 'idle' : 'collecting'
  }

  /** Gives the next version its number, unless that has been done. */
  const begin = async (entry: Entry, { isAsked = false } = {}): Promise<void> => {
    const { training, next, current } = entry.state
    if (training !== undefined) return
    await removeWhole(versionFolder(entry.folder, next))
    const begun = { version: next, begins: current, ...(isAsked && { isAsked }) }
    await commit(entry, { ...entry.state, training: begun })
  }

  /** Trains a model with all documents of a scope, or resumes that. */
  const learn = async (entry: Entry): Promise<void> => {
    const { folder } = entry
    const stopping = new AbortController()
    entry.stopping = stopping
    if (entry.state.training === undefined) {
      if (!entry.state.isNew) return
      if (entry.kept.size < fewestDocuments) {
        entry.reason = `expected ${fewestDocuments} documents with mentions, got ${entry.kept.size}`
        return
      }
      await exclusive(() => begin(entry))
    }
    entry.reason = undefined
    const { version } = entry.state.training!
    const runFolder = versionFolder(folder, version)
    try {
      const event = await train(entry, AbortSignal.any([ending, stopping.signal]))
      if (typeof event === 'string') {
        entry.reason = event
        await exclusive(() => commit(entry, withoutTraining(entry.state)))
      } else if (event.comparison.takesOver) {
        await removeCheckpoints(runFolder)
        await takeOver(entry, version, () => {
          const done = learnt(entry.state, event)
          return {
            ...done,
            ...{ current: version, versions: [...done.versions, version].slice(-versions) },
            ...(event.documents.heldOut === 0 && {
              seen: [...new Set([...entry.kept.keys()].map(documentHash))],
            }),
          }
        })
      } else {
        entry.reason = event.comparison.reason
        await exclusive(() => commit(entry, learnt(entry.state, event)))
      }
    } catch (error) {
      // The next server resumes it.
      if (ending.aborted) return
      entry.reason = messageOf(error)
      if (stopping.signal.aborted) return giveUp(entry)
      const event = { kind: 'failed', at: new Date().toISOString(), version, reason: entry.reason } as const
      await exclusive(() => commit(entry, withEvent(spent(entry.state), event)))
    }
    await removeOthers(folder, entry.state)
  }

  /** Learns no more until somebody asks for it, or other documents come. */
  const giveUp = async (entry: Entry): Promise<void> => {
    entry.reason = stopped
    await exclusive(() => commit(entry, { ...spent(entry.state), isNew: false }))
    await removeOthers(entry.folder, entry.state)
  }

  /** @returns what the new model is worth, or why there is nothing to learn yet */
  const train = async (
    entry: Entry,
    signal: AbortSignal,
  ): Promise<Extract<LearningEvent, { kind: 'learnt' }> | string> => {
    const { folder: scope, state } = entry
    const { version, begins, isAsked = false } = state.training!
    const { seen = [] } = state
    const base = models.get(state.name)!
    const runFolder = versionFolder(scope, version)
    const progress = progressOf(entry)
    const doing = { progress, signal }
    const task = { scope, base, begins: pathOf(entry, begins), runFolder, threads, isAsked, seen }
    const prepared = await work.prepare(task, doing)
    if (prepared.kind === 'waiting') return prepared.reason
    const { config, documents, gold, trainedFrom } = prepared
    signal.throwIfAborted()
    await work.train(config, { ...doing, trainedFrom })
    signal.throwIfAborted()
    // Somebody may have gone back to an earlier one in the meantime.
    const { current } = entry.state
    const { types } = config.labels
    const isHeldOut = documents.heldOut > 0
    progress.task('Comparing', undefined, 'models')
    const comparison = await work.compare(
      { gold, isHeldOut, types, before: pathOf(entry, current), after: runFolder, threads },
      doing,
    )
    signal.throwIfAborted()
    return { kind: 'learnt', at: new Date().toISOString(), version, before: current, documents, comparison }
  }

  for (const entry of entries.values()) {
    if (!models.has(entry.state.name)) continue
    if (entry.state.training !== undefined) enqueue(entry)
    else if (entry.state.isNew) schedule(entry)
  }

  /** What documents are to be kept where. */
  const divide = async (name: string, documents: readonly TrainingDocument[]): Promise<Kept[]> => {
    const byFolder = new Map<string, TrainingDocument[]>()
    for (const document of documents) addTo(byFolder, folderOf(name, document), document)
    const kept: Kept[] = []
    for (const [folder, own] of byFolder)
      kept.push({ folder, scope: narrow(own[0]!), files: await formatDocuments(own) })
    return kept
  }
  const keep = async (entry: Entry, files: DocumentFiles): Promise<void> => {
    const changed = await findChanged(entry.folder, files)
    if (changed.size > 0) {
      // First, so that documents are never on disk without anybody knowing that they are new.
      await commit(entry, { ...entry.state, isNew: true })
      entries.set(entry.folder, entry)
      await writeDocuments(entry.folder, changed)
      for (const [file, content] of changed) entry.kept.set(file, Buffer.byteLength(content))
    }
    if (entry.state.isNew) schedule(entry)
  }

  /** Keeps documents, all of them or none; undefined where a training of this model is under way. */
  const take = async (name: string, documents: readonly TrainingDocument[]): Promise<Entry[] | undefined> => {
    const coming = await divide(name, documents)
    const parts: { readonly entry: Entry; readonly files: DocumentFiles }[] = []
    for (const { folder, scope, files } of coming) {
      // Where somebody has deleted its state, its documents may still be there.
      const entry = entries.get(folder) ?? (await openEntry(folder, newState(name, scope)))
      parts.push({ entry, files })
    }
    if (parts.some(({ entry }) => entry.state.training !== undefined)) return undefined
    const scopes = new Set([...entries.keys(), ...coming.map(({ folder }) => folder)]).size
    if (scopes > limits.scopes) throw tooMuch(`${limits.scopes} projects or users`, String(scopes))
    for (const { entry, files } of parts) checkLimits(entry.kept, files, limits)
    for (const { entry, files } of parts) await keep(entry, files)
    return parts.map(({ entry }) => entry)
  }

  return {
    names: [...models.keys()],
    async use(name, scope, tag) {
      const base = models.get(name)
      if (base === undefined) return undefined
      const folder = folderOf(name, scope)
      const entry = entries.get(folder)
      const current = entry?.state.current ?? 0
      const version = current === 0 ? 'base' : `${basename(folder)}-${current}`
      const path = entry === undefined ? base : pathOf(entry, current)
      return taggers.use(path, tagger => tag({ version, tagger }))
    },
    async accept(name, documents) {
      checkName(name)
      ending.throwIfAborted()
      return (await exclusive(() => take(name, documents))) === undefined ? 'busy' : 'accepted'
    },
    async learn(name, scope, documents) {
      checkName(name)
      ending.throwIfAborted()
      const taken = await exclusive(async () => {
        const [entry] =
          (await take(
            name,
            documents.map(document => ({ ...document, ...scope })),
          )) ?? []
        if (entry === undefined) return undefined
        await begin(entry, { isAsked: true })
        entries.set(entry.folder, entry)
        return entry
      })
      if (taken === undefined) return 'busy'
      taken.reason = undefined
      enqueue(taken)
      return 'accepted'
    },
    async stop(name, scope) {
      checkName(name)
      const entry = entries.get(folderOf(name, scope))
      if (entry === undefined) return
      if (entry === active) return entry.stopping?.abort(new MedspanError('interrupted', stopped))
      clearTimeout(entry.timer)
      entry.timer = undefined
      entry.collectingSince = undefined
      if (!queue.includes(entry)) return
      queue.splice(queue.indexOf(entry), 1)
      await giveUp(entry)
    },
    ask(name, scope) {
      const entry = entries.get(folderOf(name, scope))
      return entry && { ...versionsOf(entry.state), ...statusOf(entry, activityOf(entry)) }
    },
    status: () => [...entries.values()].map(entry => statusOf(entry, activityOf(entry))),
    list: () => [...entries.values()].map(({ state }) => versionsOf(state)),
    async rollback(name, scope, version) {
      checkName(name)
      const entry = entries.get(folderOf(name, scope))
      const next = () => rolledBack(entry?.state, version, { name, ...narrow(scope) })
      next()
      await takeOver(entry!, version, next)
      entry!.reason = undefined
    },
    async close() {
      closing.abort(endingError())
      for (const { timer } of entries.values()) clearTimeout(timer)
      await running
      await changes
      await taggers.close()
      await lock.release()
    },
  }
}

/** Makes sure of a folder, and reads what is there. */
async function openFolder(root: string): Promise<Map<string, Entry>> {
  await checkFolder(root)
  await claimFolder(root, { create: true })
  const entries = new Map<string, Entry>()
  for (const [folder, state] of await readStates(root)) {
    await removeOthers(folder, state)
    entries.set(folder, await openEntry(folder, state))
  }
  return entries
}

const stopped = 'it was stopped'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
