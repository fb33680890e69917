/**
 * @file All that decides what a run comes to, and what differs between two runs, in words.
 */
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type Config, processesOf, unwritten } from '../config/config.ts'
import { hashFile } from '../system/checksums.ts'

/** What was read from a source, and all that decides what a run comes to, in `run.json`; paths do not. */
export const identitySchema = z.object({
  config: z.record(z.string(), z.unknown()),
  sources: z
    .array(
      z.object({
        name: z.string(),
        documents: z.int(),
        /** Over the linked documents, in hexadecimal. */
        sha256: z.string(),
      }),
    )
    .readonly(),
  /** SHA-256 of the files of the model that it starts from. */
  model: z.record(z.string(), z.string()),
})

/** All that decides what a run comes to; paths do not. */
export type RunIdentity = Readonly<z.output<typeof identitySchema>>

/** What was read from a source. */
export type SourceFingerprint = Readonly<RunIdentity['sources'][number]>

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
  const { map: ____, ...labels } = config.labels
  const { name_or_path: __, revision: ___, ...modelOptions } = config.model
  const { output_dir, save_total_limit, threads, engine, device, recipe, ...rest } = config.training
  const { early_stopping_patience: patience, per_device_train_batch_size: sequences, ...training } = rest
  const processes = processesOf(config)
  // What counts is how many sequences all processes take together.
  const batch = sequences === undefined ? undefined : sequences * processes
  // How a budget is filled depends on whether the engine computes padding, and on how many processes share the rows.
  const hasBudget = training.max_tokens_per_batch !== undefined
  return {
    config: {
      corpus: { ...corpus, sources: written.map(({ name, split }) => ({ name, ...(split && { split }) })) },
      labels,
      model: modelOptions,
      loss: config.loss,
      training: {
        ...training,
        per_device_train_batch_size: batch,
        ...(hasBudget && { engine }),
        ...(patience !== 0 && { early_stopping_patience: patience }),
        // Of a run every setting is decided, and it does not matter by whom.
        ...(unwritten(config).length > 0 && { recipe }),
      },
      ...(hasBudget && { accelerate: { num_processes: processes } }),
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
export function changes(before: RunIdentity, now: RunIdentity): string[] {
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
