/**
 * @file Run folders for tests, as a training leaves them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface FolderOptions {
  readonly status?: 'running' | 'finished' | 'failed'
  readonly types?: readonly string[]
  /** Names of figures, and how many bytes each has. */
  readonly figures?: Readonly<Record<string, number>>
}

export function pngOf(bytes: number, fill: number): Buffer {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, Buffer.alloc(Math.max(0, bytes - signature.length), fill)])
}

/** Names as many figures as asked. */
export function figuresNamed(count: number): Record<string, number> {
  const name = (index: number) => `figure-${String(index + 1).padStart(2, '0')}.png`
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 100 + index]))
}

export function writeRunFolder(folder: string, options: FolderOptions = {}): string {
  const { status = 'finished', types = ['T038', 'T103'], figures = {} } = options
  mkdirSync(join(folder, 'figures'), { recursive: true })
  const json = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`)
  const size = (documents: number) => ({ documents, sentences: 10 * documents, words: 99, sequences: 99 })
  json('run.json', {
    status,
    ...(status === 'failed' && { error: 'expected labels, got none' }),
    versions: { medspan: '0.1.0', node: '20' },
    seed: 42,
    types,
    identity: { config: {}, sources: [], model: {} },
    warnings: [
      { code: 'x', message: 'seen in /home/anna/corpus', count: 1, where: { path: '/home/anna/corpus' } },
    ],
    ...(status === 'finished' && {
      summary: {
        runFolder: folder,
        counts: { train: size(8), validation: size(1), test: size(1) },
        best: { step: 30, epoch: 3, metric: 'f1', value: 0.7123 },
      },
    }),
  })
  const scores = (prefix: string, f1: number) => ({
    [`${prefix}_f1`]: f1,
    [`${prefix}_precision`]: f1,
    [`${prefix}_recall`]: f1,
    [`${prefix}_f1_strict`]: f1 - 0.01,
    ...Object.fromEntries(
      types.flatMap((type, index) => [
        [`${prefix}_${type}_f1`, f1 - index / 1000],
        [`${prefix}_${type}_number`, 7 + index],
      ]),
    ),
  })
  json('train_results.json', { epoch: 3, train_loss: 0.25, train_runtime: 7440 })
  json('eval_results.json', { epoch: 3, ...scores('eval', 0.7123) })
  json('predict_results.json', scores('predict', 0.6987))
  json('baseline_results.json', { ...scores('eval', 0.551), ...scores('predict', 0.5402) })
  for (const [index, [name, bytes]] of Object.entries(figures).entries())
    writeFileSync(join(folder, 'figures', name), pngOf(bytes, index + 1))
  return folder
}
