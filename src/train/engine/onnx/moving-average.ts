/**
 * @file A moving average of weights, which often generalises better than the last of them.
 */
import type { KernelMemory } from '../../../graph/elementwise.ts'
import { add, float, mul, sub, trace } from '../../../graph/trace.ts'

/** The name under which it is saved beside the optimizer's moments. */
export const AVERAGE = 'ema'

export interface Average {
  /** Of the weights' layout: their average so far, at first the weights themselves. */
  readonly weights: Float32Array
  /** Takes in the weights that the update t, from 1, has made. */
  add(update: number): void
}

/**
 * The exponential moving average w̄ ← w̄ + (1 - d) (w - w̄) with d = min(decay, (1 + t) / (10 + t)), so that the first
 * weights are soon forgotten: as TensorFlow's `tf.train.ExponentialMovingAverage` does with `num_updates`. That averages
 * of weights are good weights is due to Polyak and Juditsky 1992.
 */
export function createAverage(weights: Float32Array, decay: number, memory: KernelMemory): Average {
  const averages = memory.allocate(weights.length)
  averages.set(weights)
  const kernel = memory.open(
    trace(
      new Map([
        ['average', float('n')],
        ['weight', float('n')],
        ['share', float()],
      ]),
      get => {
        const average = get('average')
        return { new_average: add(average, mul(sub(get('weight'), average), get('share'))) }
      },
    ),
    { average: averages, weight: weights },
    { new_average: averages },
  )
  return {
    weights: averages,
    add(update) {
      const share = 1 - decayAt(decay, update)
      kernel.run({ share })
    },
  }
}

/** d at update t. */
export function decayAt(decay: number, update: number): number {
  return Math.min(decay, (1 + update) / (10 + update))
}
