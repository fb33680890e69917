/**
 * @file The folder of what a server learns, and what it says of each scope of each model.
 *
 * ```
 * learning.json                     by this the folder is known for one of ours
 * models/<model>/<scope>/           hashes of the model's name, and of project and user
 *   state.json                      whose it is, which version is in use, all versions, and what became of each training
 *   documents/<id>-<user>.jsonl     a document each, in medspan's corpus format, under hashes of its id and its user
 *   versions/0001/                  a run folder each
 *   work/                           what a training under way learns from
 * ```
 * `state.json` is written whole: which version is in use changes in one step. No name from a request is part of a path.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MedspanError } from '../../errors.ts'
import { parseFile } from '../../run/parse.ts'
import { hasSystemCode, writeJsonWhole } from '../../system/output.ts'
import { readIfThere, unreadable } from '../../system/read.ts'
import type { Scope } from '../contract.ts'

/** How many events the history of a scope has at most; the oldest go first. */
const longestHistory = 200

const versionNumber = z.int().min(0).max(999_999)

/** The new model beside the one that was in use, on documents that neither was trained with where there are such. */
const comparisonSchema = z.object({
  /** Documents that both have tagged. */
  documents: z.int(),
  /** F1 of the model in use, and of the new one. */
  before: z.number(),
  after: z.number(),
  /** The 95 % interval of the difference, after less before. */
  lower: z.number(),
  upper: z.number(),
  /** By paired approximate randomisation. */
  p: z.number(),
  takesOver: z.boolean(),
  /** Why it takes over, or does not. */
  reason: z.string(),
})
export type LearningComparison = Readonly<z.output<typeof comparisonSchema>>

const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('learnt'),
    at: z.string(),
    version: versionNumber,
    /** What it was compared with; 0 is the model that the server was started with. */
    before: versionNumber,
    /** Where none is held out, the two are compared on those of `train`. */
    documents: z.object({ train: z.int(), validation: z.int(), heldOut: z.int() }),
    comparison: comparisonSchema,
  }),
  z.object({ kind: z.literal('failed'), at: z.string(), version: versionNumber, reason: z.string() }),
  z.object({ kind: z.literal('rolled back'), at: z.string(), version: versionNumber, before: versionNumber }),
])
export type LearningEvent = Readonly<z.output<typeof eventSchema>>

const stateSchema = z.object({
  /** Of the model. */
  name: z.string(),
  project: z.string().exactOptional(),
  user: z.string().exactOptional(),
  /** The version in use; 0 is the model that the server was started with. */
  current: versionNumber,
  /** Versions that are there, oldest first. */
  versions: z.array(versionNumber.min(1)).readonly(),
  /** The number of the next one: none is given twice. */
  next: versionNumber.min(1),
  /** Whether there are documents that no training has seen. */
  isNew: z.boolean(),
  /** The version that is being trained, the one that it begins with, and whether somebody asked for it. */
  training: z
    .object({ version: versionNumber, begins: versionNumber, isAsked: z.boolean().exactOptional() })
    .exactOptional(),
  /** Documents that a version was trained with when none was held out, by hashes of their ids: they are never held out. */
  seen: z.array(z.string()).readonly().exactOptional(),
  history: z.array(eventSchema).readonly(),
})
export type ScopeState = Readonly<z.output<typeof stateSchema>>

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)

/** The folder of a scope. */
export function scopeFolder(root: string, name: string, { project, user }: Scope): string {
  return join(root, 'models', hashOf(name), hashOf([project ?? null, user ?? null]))
}

/** The name of a document's file: who gives a document of the same id again replaces it. */
export function documentName(id: string, user: string | undefined): string {
  return `${hashOf(id)}-${hashOf(user ?? null)}.jsonl`
}

/** The hash of a document's id, by its file's name: those that several users have made of it have the same. */
export const documentHash = (name: string): string => name.split('-')[0]!

export const isDocumentName = (name: string): boolean => /^[0-9a-f]{32}-[0-9a-f]{32}\.jsonl$/.test(name)

export const documentsFolder = (scope: string): string => join(scope, 'documents')
export const workFolder = (scope: string): string => join(scope, 'work')
export const versionFolder = (scope: string, version: number): string =>
  join(scope, 'versions', String(version).padStart(4, '0'))

export function newState(name: string, { project, user }: Scope): ScopeState {
  return {
    name,
    ...(project !== undefined && { project }),
    ...(user !== undefined && { user }),
    current: 0,
    versions: [],
    next: 1,
    isNew: false,
    history: [],
  }
}

export function withEvent(state: ScopeState, event: LearningEvent): ScopeState {
  return { ...state, history: [...state.history, event].slice(-longestHistory) }
}

/** As before a training was begun. */
export function withoutTraining({ training: _, ...state }: ScopeState): ScopeState {
  return state
}

/** The number of a version is not given to another one. */
export function spent(state: ScopeState): ScopeState {
  return { ...withoutTraining(state), next: state.next + 1 }
}

/** After a training that came to its end. */
export function learnt(state: ScopeState, event: LearningEvent): ScopeState {
  return withEvent({ ...spent(state), isNew: false }, event)
}

export function writeState(scope: string, state: ScopeState): Promise<void> {
  return writeJsonWhole(join(scope, 'state.json'), state)
}

const markerSchema = z.object({ format: z.literal('medspan-learning'), version: z.literal(1) })
const marker = { format: 'medspan-learning', version: 1 } as const
const markerName = 'learning.json'

/**
 * Makes sure that a folder is one of ours; one that is new or empty becomes one where `create` says so.
 * @throws MedspanError `output` for a folder that holds something else, `input` where there is none
 */
export async function claimFolder(root: string, { create }: { readonly create: boolean }): Promise<void> {
  const path = join(root, markerName)
  const content = await readIfThere(path)
  if (content !== undefined) {
    parseFile(content, path, markerSchema, {
      expected: 'the mark of a folder of learnt models',
      hint: 'Another version of medspan may have written it: choose another folder.',
    })
    return
  }
  if (!create)
    throw new MedspanError('input', 'expected a folder of learnt models, with learning.json in it', {
      where: { path: root },
      hint: 'medspan serve makes one where it is told to learn.',
    })
  const other = (await namesIn(root)).find(name => !name.startsWith('.'))
  if (other !== undefined)
    throw new MedspanError('output', `the folder holds other files (${other}) and no learnt models`, {
      where: { path: root },
      hint: 'Choose another folder, or an empty one.',
    })
  await writeJsonWhole(path, marker)
}

/** The folders of all scopes, and their states. */
export async function readStates(root: string): Promise<Map<string, ScopeState>> {
  const states = new Map<string, ScopeState>()
  for (const model of await hashesIn(join(root, 'models')))
    for (const scope of await hashesIn(join(root, 'models', model))) {
      const folder = join(root, 'models', model, scope)
      const state = await readState(folder)
      // It was made, and nothing was kept yet.
      if (state === undefined) continue
      if (scopeFolder(root, state.name, state) !== folder) throw damaged(folder, 'that of another folder')
      states.set(folder, state)
    }
  return states
}

async function hashesIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter(name => /^[0-9a-f]{32}$/.test(name)).sort()
}

/** What is in a folder; nothing where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return []
    throw unreadable(folder, error)
  }
}

async function readState(scope: string): Promise<ScopeState | undefined> {
  const path = join(scope, 'state.json')
  const content = await readIfThere(path)
  if (content === undefined) return undefined
  const state = parseFile(content, path, stateSchema, {
    expected: 'the state of a learnt model',
    hint: remedy,
  })
  const { current, versions, next } = state
  const isThere = current === 0 || (versions.includes(current) && existsSync(versionFolder(scope, current)))
  if (!isThere) throw damaged(scope, 'a version in use that is not there')
  if (versions.some(version => version >= next)) throw damaged(scope, 'a version that is yet to come')
  return state
}

const remedy =
  'Put a copy of the file back, or delete it: the model is then the one that the server is started with, and learns anew ' +
  'from the documents that come.'

function damaged(scope: string, got: string): MedspanError {
  return new MedspanError('input', `expected the state of a learnt model, got ${got}`, {
    where: { path: join(scope, 'state.json') },
    hint: remedy,
  })
}
