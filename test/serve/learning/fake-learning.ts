/** @file Learning without trainings: what a model is worth is said by the test, and its tagger is known by its folder. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Config } from '../../../src/config/config.ts'
import { readKept } from '../../../src/serve/learning/documents.ts'
import { createLearning, type Learning, type LearningOptions } from '../../../src/serve/learning/learning.ts'
import { divideDocuments } from '../../../src/serve/learning/parts.ts'
import type { PreparationTask } from '../../../src/serve/learning/preparation.ts'
import type { LearningWork } from '../../../src/serve/learning/work.ts'
import { createTestTagger } from '../../predict/test-tagger.ts'

export interface FakeOptions {
  /** What trains; it may fail, or take its time. */
  readonly train?: (runFolder: string, signal: AbortSignal) => Promise<void>
  /** F1 of a new version beside that of the one in use, 0.5. */
  readonly f1?: (version: number) => number
}

/** A learning in a folder, and what it has asked for. */
export async function createFakeLearning(
  folder: string,
  { train = async () => undefined, f1 = () => 0.6 }: FakeOptions = {},
  options: Partial<LearningOptions> = {},
) {
  const tasks: PreparationTask[] = []
  const disposed: string[] = []
  const work: LearningWork = {
    async prepare(task) {
      tasks.push(task)
      const parts = divideDocuments(await readKept(task.scope), task)
      if (typeof parts === 'string') return { kind: 'waiting', reason: parts }
      const config = { labels: { types: 'all' }, training: { output_dir: task.runFolder } } as Config
      const [train, validation, heldOut] = [parts.train.length, parts.validation.length, parts.test.length]
      const documents = { train, validation, heldOut }
      return { kind: 'ready', config, documents, gold: '', trainedFrom: undefined }
    },
    async train({ training: { output_dir: runFolder } }, { progress, signal }) {
      progress.task('Training', 10, 'steps').advance(4)
      await mkdir(join(runFolder, 'checkpoint-1'), { recursive: true })
      await writeFile(join(runFolder, 'model.txt'), '')
      await train(runFolder, signal)
    },
    async compare({ after }) {
      const score = f1(Number(basename(after)))
      const takesOver = score >= 0.5
      return {
        ...{ documents: 2, before: 0.5, after: score, lower: -0.1, upper: 0.1, p: 1, takesOver },
        reason: takesOver ? 'its F1 is not lower' : 'its F1 is lower',
      }
    },
  }
  const learning = await createLearning({
    folder,
    models: [
      { name: 'm', path: 'first' },
      { name: 'n', path: 'second' },
    ],
    quietMs: 0,
    work,
    load: async path => ({
      ...createTestTagger([basename(path)], () => []),
      dispose: async () => void disposed.push(basename(path)),
    }),
    ...options,
  })
  return { learning, tasks, disposed }
}

/** A training that ends when it is told to. */
export const untilStopped = (_: string, signal: AbortSignal): Promise<void> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })

/** Waits until nothing is to be learnt for the moment. */
export async function settled(learning: Learning): Promise<void> {
  while (learning.status().some(({ activity }) => activity !== 'idle'))
    await new Promise(wake => setTimeout(wake, 2))
}

/** The model that a scope's tagger is of. */
export async function modelOf(
  learning: Learning,
  scope: { readonly project?: string; readonly user?: string } = {},
  name = 'm',
): Promise<string | undefined> {
  return learning.use(name, scope, async ({ tagger }) => tagger.types[0])
}
