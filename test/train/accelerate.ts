/**
 * @file What the tests of the accelerate engine share: tiny models without dropout and their folders, workers of one and of
 * two processes, batches that two processes cannot always share evenly.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startWorker, type Worker } from '../../src/train/engine/accelerate/worker.ts'
import type { Batch } from '../../src/train/engine/engine.ts'
import { randomBatch } from './engine-contract.ts'
import { workerOptions } from './python.ts'

export const labels: readonly string[] = ['O', 'B-X', 'I-X', 'B-Y', 'I-Y']
export const vocabulary = 24

export const sizes = { vocab_size: vocabulary, hidden_size: 16, max_position_embeddings: 16 }
export const bert = {
  ...sizes,
  model_type: 'bert',
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
} as const
export const gptNeo = {
  ...sizes,
  model_type: 'gpt_neo',
  num_layers: 2,
  num_heads: 2,
  attention_types: [[['global', 'local'], 1]],
  window_size: 3,
  classifier_dropout: 0,
} as const

/** Folders below one that is deleted when the tests of a file are over. */
export interface Folders {
  readonly root: string
  /** A new one, with these files beside the model's configuration. */
  model(config: object, files?: Readonly<Record<string, Uint8Array | string>>): Promise<string>
}

export function useFolders(): Folders {
  let root = ''
  let serial = 0
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'medspan-accelerate-'))
  })
  afterAll(() => rm(root, { recursive: true }))
  return {
    get root() {
      return root
    },
    async model(config, files = {}) {
      const folder = join(root, `model-${serial++}`)
      await mkdir(folder)
      for (const [name, content] of Object.entries({ 'config.json': JSON.stringify(config), ...files }))
        await writeFile(join(folder, name), content)
      return folder
    },
  }
}

/** A worker that outlives the engines which use it. */
export const lasting = (worker: Worker): Worker => ({ ...worker, end: async () => {} })

/** One process and two, for the tests of a `describe`; they outlive engines. */
export function useWorkers(): { readonly one: Worker; readonly two: Worker } {
  const workers: Worker[] = []
  beforeAll(async () => {
    for (const processes of [1, 2]) workers.push(await startWorker(workerOptions({ processes })))
  })
  afterAll(async () => {
    for (const worker of workers) await worker.end()
  })
  return {
    get one() {
      return lasting(workers[0]!)
    },
    get two() {
      return lasting(workers[1]!)
    },
  }
}

/** Three to five rows. Pieces 0 and 1 only pad: PyTorch does not train their rows of the embeddings. */
export function batchAt(step: number): Batch {
  const size = { rows: 3 + (step % 3), length: 5 + (step % 4), vocabulary, labels: labels.length }
  const batch = randomBatch(size, step % 7)
  return { ...batch, inputIds: batch.inputIds.map(id => Math.max(2, id)) }
}
