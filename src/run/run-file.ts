/**
 * @file `run.json`: what a run folder is made from, so that the same command continues it and another one cannot
 * spoil it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type Config, processesOf } from '../config/config.ts'
import { MedspanError, type Notice } from '../errors.ts'
import type { LossFunction } from '../nn/losses.ts'
import { hashFile } from '../system/checksums.ts'
import { FOLDER_LOCK } from '../system/lock.ts'
import { hasSystemCode, removeLeftovers, writeJsonWhole } from '../system/output.ts'
import type { RunSummary } from './results.ts'

const identitySchema = z.object({
  config: z.record(z.string(), z.unknown()),
  sources: z.array(z.object({ name: z.string(), documents: z.int(), sha256: z.string() })),
  model: z.record(z.string(), z.string()),
})

/** What was read from a source. */
export interface SourceFingerprint {
  readonly name: string
  readonly documents: number
  /** SHA-256 over the linked documents, in hexadecimal. */
  readonly sha256: string
}

/** All that decides what a run comes to; paths do not. */
export interface RunIdentity {
  readonly config: Readonly<Record<string, unknown>>
  readonly sources: readonly SourceFingerprint[]
  /** SHA-256 of the files of the model that it starts from. */
  readonly model: Readonly<Record<string, string>>
}

const runFileSchema = z.object({
  status: z.enum(['running', 'finished', 'failed', 'pruned']),
  error: z.string().optional(),
  ended: z.string().optional(),
  versions: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()).optional(),
  seed: z.int(),
  types: z.array(z.string()),
  loss: z.unknown().optional(),
  identity: identitySchema,
  own: z.string().optional(),
  warnings: z.array(z.unknown()),
  summary: z.unknown().optional(),
})

export interface RunFile {
  /** `pruned`: a search has ended it before its time. */
  readonly status: 'running' | 'finished' | 'failed' | 'pruned'
  /** Of a run that failed: why. */
  readonly error?: string
  /** When it was finished: ISO 8601, UTC. */
  readonly ended?: string
  readonly versions: Readonly<Record<string, string>>
  /** What the machine is like on which it was begun, or went on. */
  readonly environment?: Readonly<Record<string, string>>
  readonly seed: number
  /** The types of the label set. */
  readonly types: readonly string[]
  /** The loss, with the weights that came of the training part. */
  readonly loss?: LossFunction
  readonly identity: RunIdentity
  /** The mark of its `medspan.yaml` by who has made it, see system/own.ts. */
  readonly own?: string | undefined
  /** Everything that was noticed, also what did not stop the work. */
  readonly warnings: readonly Notice[]
  /** Of a finished run. */
  readonly summary?: RunSummary
}

/** Reads a run folder's `run.json`; undefined where there is none. */
export async function readRunFile(runFolder: string): Promise<RunFile | undefined> {
  const path = join(runFolder, 'run.json')
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  }
  try {
    return runFileSchema.parse(JSON.parse(content)) as RunFile
  } catch (cause) {
    throw new MedspanError('input', 'expected the description of a run', {
      where: { path },
      hint: 'Another version of medspan may have written it: choose another training.output_dir.',
      cause,
    })
  }
}

export function writeRunFile(runFolder: string, run: RunFile): Promise<void> {
  return writeJsonWhole(join(runFolder, 'run.json'), run)
}

/**
 * The part of a configuration that decides what a run comes to. Left out are paths, for which the fingerprints
 * stand, how many checkpoints stay, which engine computes, and what the machine is like.
 */
export function identityOf(
  config: Config,
  sources: readonly SourceFingerprint[],
  model: Readonly<Record<string, string>>,
): RunIdentity {
  const { link: _, sources: written, ...corpus } = config.corpus
  const { name_or_path: __, revision: ___, ...modelOptions } = config.model
  const { output_dir, save_total_limit, threads, engine, device, ...training } = config.training
  // What counts is how many sequences all processes take together.
  const batch = training.per_device_train_batch_size * processesOf(config)
  return {
    config: {
      corpus: { ...corpus, sources: written.map(({ name, split }) => ({ name, ...(split && { split }) })) },
      labels: config.labels,
      model: modelOptions,
      loss: config.loss,
      training: { ...training, per_device_train_batch_size: batch },
    },
    sources,
    model,
  }
}

const isWeights = /\.safetensors|^pytorch_model.*\.bin/

/** SHA-256 of the files of a model folder that are read: its configuration, weights and tokenizer. */
export async function fingerprintModel(
  folder: string,
  tokenizerFiles: readonly string[],
): Promise<Record<string, string>> {
  const tokenizerNames = new Set(tokenizerFiles.map(path => basename(path)))
  const names = (await readdir(folder)).filter(
    name => name === 'config.json' || isWeights.test(name) || tokenizerNames.has(name),
  )
  const prints: Record<string, string> = {}
  for (const name of names.sort()) prints[name] = await hashFile(join(folder, name))
  return prints
}

/** Leaves of nested data by their paths: `training.learning_rate`. */
function leavesOf(value: unknown, path: string, leaves: Map<string, string>): Map<string, string> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, below] of Object.entries(value))
      leavesOf(below, path === '' ? key : `${path}.${key}`, leaves)
  } else if (value !== undefined) leaves.set(path, JSON.stringify(value))
  return leaves
}

/** What differs in a configuration, in words: `training.learning_rate was 0.00005, is 0.0001`. */
export function changedKeys(before: unknown, now: unknown): string[] {
  const [old, current] = [leavesOf(before, '', new Map()), leavesOf(now, '', new Map())]
  const shown = (value: string | undefined) => value ?? 'not set'
  return [...new Set([...old.keys(), ...current.keys()])]
    .filter(key => old.get(key) !== current.get(key))
    .map(key => `${key} was ${shown(old.get(key))}, is ${shown(current.get(key))}`)
}

/** Which sources differ, in words. */
export function changedSources(
  before: readonly SourceFingerprint[],
  now: readonly SourceFingerprint[],
): string[] {
  const old = new Map(before.map(source => [source.name, source]))
  return now.flatMap(({ name, documents, sha256 }) => {
    const known = old.get(name)
    if (known === undefined) return [`the source ${name} is new`]
    if (known.sha256 === sha256) return []
    if (known.documents === documents) return [`the source ${name} says something else`]
    return [`the source ${name} had ${known.documents} documents, has ${documents}`]
  })
}

/** What differs between two identities, in words. */
function changes(before: RunIdentity, now: RunIdentity): string[] {
  const names = [...new Set([...Object.keys(before.model), ...Object.keys(now.model)])].sort()
  return [
    ...changedKeys(before.config, now.config),
    ...changedSources(before.sources, now.sources),
    ...names
      .filter(name => before.model[name] !== now.model[name])
      .map(name => `${name} of the model folder is another one`),
  ]
}

/** Whether two runs are made from the same. */
export function isSameRun(a: RunIdentity, b: RunIdentity): boolean {
  return changes(a, b).length === 0
}

/** What may stand in a run folder before its run: a learning curve is made of runs below it, a job is submitted first. */
const mayPrecede = (name: string): boolean =>
  name === FOLDER_LOCK ||
  /^(learning_curve|learning_curve\.json|jobs|jobs\.jsonl|jobs\.jsonl\.lock.*)$/.test(name)

/**
 * Makes sure that a folder may take a run: it is new, or empty, or a run with the same identity has begun it, whose
 * description is returned. With `overwrite` any run may be replaced, and undefined is returned.
 * @throws MedspanError when the folder holds something else
 */
export async function claimRunFolder(
  runFolder: string,
  identity: RunIdentity,
  options: { overwrite: boolean },
): Promise<RunFile | undefined> {
  await removeLeftovers(runFolder)
  const run = await readRunFile(runFolder)
  if (run === undefined) {
    const names = await readdir(runFolder).catch((error: unknown) => {
      if (hasSystemCode(error, 'ENOENT')) return []
      throw new MedspanError('output', 'cannot be used as a run folder', {
        where: { path: runFolder },
        cause: error,
      })
    })
    const other = names.find(name => !mayPrecede(name))
    if (other === undefined) return undefined
    throw new MedspanError('output', `the folder holds other files (${other}) and no run`, {
      where: { path: runFolder },
      hint: 'Choose another training.output_dir, or an empty folder.',
    })
  }
  if (options.overwrite) return undefined
  const changed = changes(run.identity, identity)
  if (changed.length === 0) return run
  const more = changed.length > 8 ? [`and ${changed.length - 8} more`] : []
  throw new MedspanError(
    'config',
    `the folder holds a run of another configuration or other data\n  ${[...changed.slice(0, 8), ...more].join('\n  ')}`,
    {
      where: { path: runFolder },
      hint: 'Choose another training.output_dir, restore what was changed, or replace the run (--overwrite).',
    },
  )
}

function versionIn(path: string): string {
  const { version } = createRequire(import.meta.url)(path) as { version: string }
  return version
}

/** The versions that a run's numbers may depend on. */
export function currentVersions(): Record<string, string> {
  return {
    medspan: versionIn('../../package.json'),
    node: process.versions.node,
    'onnxruntime-node': versionIn('onnxruntime-node/package.json'),
  }
}

/** What a run's speed depends on; nothing that tells whose machine it is. */
export function currentEnvironment(): Record<string, string> {
  const model = cpus()[0]?.model.trim()
  return {
    system: `${type()} ${release()}, ${arch()}`,
    processor: model === undefined || model === '' ? 'unknown' : model,
    processors: String(availableParallelism()),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
  }
}
