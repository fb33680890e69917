/**
 * @file Optimizers over flat arrays: they change parameters in place and own their moments.
 */
import { openElementwise } from '../../../graph/lower-wasm.ts'
import { rewrite } from '../../../graph/rewrite.ts'
import { type AdamWOptions, adamWGraph, adamWScalars } from '../../../nn/optimizer.ts'
import type { NamedTensors } from '../../../nn/tensors.ts'
import { type Layout, viewsOf } from '../flat-parameters.ts'

/** By their names in Trainer's `optim`, where AdamW is `adamw_torch`. */
export const OPTIMIZERS = ['adamw', 'adafactor'] as const
export type OptimizerName = (typeof OPTIMIZERS)[number]

/** What changes from one update to the next. */
export interface UpdateScalars {
  /** What gradients are multiplied with, for clipping. */
  readonly gradientScale: number
  readonly learningRate: number
  /** t, from 1. */
  readonly update: number
}

export interface Optimizer {
  update(scalars: UpdateScalars): void
  /** Live views of what it remembers, by moment and parameter. */
  readonly moments: Readonly<Record<string, NamedTensors>>
}

/** Parameters and gradients in arrays of one layout. */
export interface Trained {
  readonly layout: Layout
  /** In the order in which states are saved. */
  readonly names: readonly string[]
  readonly parameters: Float32Array
  readonly gradients: Float32Array
}

/** AdamW (Loshchilov and Hutter 2019), one pass over memory as WebAssembly. */
export function createAdamW(
  { layout, names, parameters, gradients }: Trained,
  options: AdamWOptions,
): Optimizer {
  const averages = new Float32Array(layout.size)
  const squares = new Float32Array(layout.size)
  const updates = layout.groups.map(({ begin, end, isDecayed, lrMultiplier }) => {
    const own: AdamWOptions = { ...options, weightDecay: isDecayed ? options.weightDecay : 0 }
    const kernel = openElementwise(rewrite(adamWGraph(own)))
    const part = (array: Float32Array): Float32Array => array.subarray(begin, end)
    const state = { parameter: part(parameters), exp_avg: part(averages), exp_avg_sq: part(squares) }
    const inputs = { ...state, gradient: part(gradients) }
    const outputs = Object.fromEntries(Object.entries(state).map(([name, array]) => [`new_${name}`, array]))
    return (scalars: UpdateScalars): void => {
      const learningRate = scalars.learningRate * lrMultiplier
      kernel.run(inputs, adamWScalars(own, { ...scalars, learningRate }), outputs)
    }
  })
  return {
    update(scalars) {
      for (const update of updates) update(scalars)
    },
    moments: { exp_avg: viewsOf(averages, layout, names), exp_avg_sq: viewsOf(squares, layout, names) },
  }
}
