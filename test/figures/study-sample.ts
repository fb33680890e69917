/** Studies that never were, for tests of their figures and their report. */
import { createRandom } from '../../src/random.ts'
import type { StudyFile, StudyParameter, StudyTrial } from '../../src/run/study-file.ts'

const parameters: readonly StudyParameter[] = [
  { name: 'training.learning_rate', kind: 'float', low: 1e-6, high: 1e-3, log: true },
  { name: 'training.per_device_train_batch_size', kind: 'categorical', choices: [8, 16, 32, 64] },
  { name: 'training.num_train_epochs', kind: 'int', low: 2, high: 12 },
  { name: 'training.optimizer', kind: 'categorical', choices: ['adamw', 'adafactor'] },
  { name: 'training.weight_decay', kind: 'float', low: 0, high: 0.3 },
  { name: 'loss.gamma', kind: 'float', low: 0.5, high: 5 },
]

export interface StudySample {
  readonly trials: number
  /** The first so many of six. */
  readonly parameters?: number
  readonly workers?: number
}

/**
 * A search that gets better: F1 is highest at a learning rate of 5e-5 and many epochs. One trial in seven is pruned, one
 * in nineteen fails; `loss.gamma` is there only where the optimizer is `adamw`.
 */
export function studySample({ trials: count, parameters: wanted = 3, workers = 1 }: StudySample): StudyFile {
  const { uniform } = createRandom(11, 'study')
  const used = parameters.slice(0, wanted)
  const start = Date.parse('2026-03-01T08:00:00Z')
  const free = Array.from({ length: workers }, () => start)
  const trials: StudyTrial[] = []
  for (let number = 0; number < count; number++) {
    const focus = Math.min(0.9, number / 30)
    const near = (at: number): number => (uniform() < focus ? at + 0.12 * (uniform() - 0.5) : uniform())
    const rate = number === 0 ? 0.566 : Math.min(1, Math.max(0, near(0.566)))
    const params: Record<string, string | number> = {
      'training.learning_rate': number === 0 ? 5e-5 : 10 ** (-6 + 3 * rate),
    }
    if (wanted > 1) params[parameters[1]!.name] = [8, 16, 32, 64][Math.floor(uniform() * 4)]!
    const epochs = number === 0 ? 4 : 2 + Math.floor(uniform() * 11)
    if (wanted > 2) params[parameters[2]!.name] = epochs
    if (wanted > 3) params[parameters[3]!.name] = uniform() < 0.7 ? 'adamw' : 'adafactor'
    if (wanted > 4) params[parameters[4]!.name] = Number((0.3 * uniform()).toFixed(4))
    if (wanted > 5 && params[parameters[3]!.name] === 'adamw') params['loss.gamma'] = 0.5 + 4.5 * uniform()
    const state = number % 19 === 9 ? 'failed' : number % 7 === 4 ? 'pruned' : 'complete'
    const quality =
      0.62 +
      0.2 * Math.exp(-(((rate - 0.566) / 0.2) ** 2)) -
      (rate > 0.85 ? 0.5 : 0) +
      0.006 * epochs +
      (params[parameters[1]!.name] === 64 ? -0.03 : 0) +
      0.015 * (uniform() - 0.5)
    const ends = state === 'complete' ? epochs : state === 'pruned' ? 1 + Math.floor(uniform() * 3) : 0
    const intermediate = Array.from({ length: ends }, (_, epoch): [number, number] => [
      epoch + 1,
      Math.max(0, quality * (1 - 0.5 * Math.exp(-(epoch + 1) / 1.7)) - (state === 'pruned' ? 0.12 : 0)),
    ])
    const worker = free.indexOf(Math.min(...free))
    const began = free[worker]!
    const ended = began + 1000 * (20 + 55 * Math.max(0.4, ends))
    free[worker] = ended + 1500
    trials.push({
      number,
      state,
      value: state === 'complete' ? intermediate.at(-1)![1] : null,
      params,
      intermediate,
      started: new Date(began).toISOString(),
      ended: new Date(ended).toISOString(),
      ...(state === 'failed' && { reason: 'expected a finite loss, got NaN at step 14' }),
      ...(state === 'complete' && { folder: `trials/${number}` }),
    })
  }
  const complete = trials.filter(({ value }) => value !== null)
  const best = complete.toSorted((a, b) => b.value! - a.value!)[0]
  const shares = [0.708, 0.04, 0.18, 0.035, 0.03, 0.005]
  return {
    name: 'losses-of-st21pv',
    metric: 'eval_f1',
    direction: 'maximize',
    started: '2026-03-01T08:00:00.000Z',
    ended: new Date(Math.max(start, ...free)).toISOString(),
    status: 'finished',
    settings: {
      Sampler: 'TPE, seed 11',
      Pruner: 'median, after 5 trials and 1 epoch',
      Workers: String(workers),
      'Trials asked for': String(count),
    },
    parameters: used,
    trials,
    importance:
      complete.length < 4 ? [] : used.map(({ name }, index) => ({ name, importance: shares[index]! })),
    ...(best !== undefined && { best: best.number }),
    ...(count > 0 && { initial: 0 }),
    ...(best !== undefined &&
      best.number !== 0 && {
        gain: {
          best: { estimate: 0.8123, lower: 0.7911, upper: 0.8302 },
          initial: { estimate: 0.7904, lower: 0.7689, upper: 0.8101 },
          difference: { estimate: 0.0219, lower: 0.0104, upper: 0.0341 },
          p: 0.0004,
        },
      }),
    time: { trained_seconds: 9321, saved_seconds: 1833 },
  }
}
