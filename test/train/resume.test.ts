import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runTraining, type TrainerOptions } from '../../src/train/loop/trainer.ts'
import { aborting, examples, measure, newEngine, optionsFor, resultOf, trainWhole } from './small-training.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'medspan-resume-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const plateau = {
  type: 'reduce_lr_on_plateau',
  learningRate: 0.05,
  warmupSteps: 0,
  kwargs: { factor: 0.7, patience: 0, threshold: 0.05, cooldown: 1 },
} as const

const byTheWay = { saveStrategy: 'no', evalStrategy: 'steps', evalSteps: 1 } as const

/** Every kind of training that there is, a line each. */
const trainings: readonly (readonly [string, Partial<TrainerOptions>])[] = [
  ['an evaluation an epoch', {}],
  ['batches of like length', { sampling: 'group_by_length' }],
  // Epochs of 4, 5 and 5 steps, and of 4, 4, 3 and 4.
  ['batches by word pieces', { batchSize: { tokens: 14 } }],
  [
    'batches of like length by word pieces, accumulated',
    { batchSize: { tokens: 9 }, sampling: 'group_by_length', accumulation: 2, epochs: 4.5 },
  ],
  ['accumulated gradients', { accumulation: 3, epochs: 5 }],
  ['evaluations in the middle of epochs', { evalStrategy: 'steps', evalSteps: 5 }],
  ['checkpoints by steps', { evalStrategy: 'steps', evalSteps: 3, saveStrategy: 'steps', saveSteps: 2 }],
  ['checkpoints of best models', { evalStrategy: 'steps', evalSteps: 1, saveStrategy: 'best' }],
  ['no evaluation', { evalStrategy: 'no', saveStrategy: 'no' }],
  ['an evaluation first', { evalOnStart: true, maxSteps: 7 }],
  ['a plateau', { schedule: plateau, evalStrategy: 'steps', evalSteps: 1, loggingSteps: 5 }],
  // F1 rises, and what is low is better: the best is the first.
  ['the last model, not the best', { ...byTheWay, loadBestModelAtEnd: false, greaterIsBetter: false }],
  ['early stopping', { evalStrategy: 'steps', evalSteps: 2, earlyStopping: { patience: 2, threshold: 0.2 } }],
]

describe('interrupted anywhere and continued, a run ends with the bits of an undisturbed one', () => {
  test.each(trainings)('%s', async (title, changes) => {
    const whole = await trainWhole(join(root, title), changes)
    // After each call of the first training, and after every seventh of the others, at other ones in each.
    const index = trainings.findIndex(([name]) => name === title)
    for (let at = 1 + (index % 7); ; at += index === 0 ? 1 : 7) {
      const folder = join(root, `${title} ${at}`)
      const controller = new AbortController()
      const first = aborting(newEngine(), at, controller)
      const options = optionsFor(folder, first, {
        ...changes,
        signal: controller.signal,
        evaluate: async signal => {
          const values = await measure(first)
          // An evaluation may heed the signal, or be over when it comes.
          if (at % 2 === 1) signal?.throwIfAborted()
          return values
        },
      })
      const error: unknown = await runTraining(first, examples, options).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error !== undefined)
        expect(error).toMatchObject({
          name: 'MedspanError',
          code: 'interrupted',
          hint: 'Give the same command again to continue from there.',
          message: expect.stringMatching(/^interrupted: step \d+ of \d+ is saved in checkpoint-\d+$/),
        })
      const second = newEngine()
      const state = await runTraining(second, examples, optionsFor(folder, second, changes))
      expect(await resultOf(folder, second, state), `call ${at}`).toEqual(whole)
      await rm(folder, { recursive: true })
      if (!controller.signal.aborted) {
        expect(at).toBeGreaterThan(7)
        break
      }
    }
  })

  test.each(trainings)('again and again in one run: %s', async (title, changes) => {
    const whole = await trainWhole(join(root, `whole ${title}`), changes)
    const folder = join(root, `steps ${title}`)
    // At each call of the first training, and at every third of the others.
    const every = title === trainings[0]![0] ? 1 : 3
    for (let runs = 0; ; runs++) {
      const controller = new AbortController()
      const engine = newEngine()
      const stopping = aborting(engine, every, controller)
      const options = optionsFor(folder, engine, { ...changes, signal: controller.signal })
      const end = await runTraining(stopping, examples, options).catch((error: unknown) => error)
      if (controller.signal.aborted && end instanceof Error) {
        expect(end.message).toMatch(/interrupted/)
        continue
      }
      const last = newEngine()
      const state = await runTraining(last, examples, optionsFor(folder, last, changes))
      expect(await resultOf(folder, last, state)).toEqual(whole)
      expect(runs).toBeGreaterThanOrEqual((whole.state.global_step - 1) / every - 1)
      break
    }
  })
})
