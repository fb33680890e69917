/**
 * @file Optimizers over flat arrays: they change parameters in place and own their moments.
 */
import type { KernelMemory } from '../../../graph/elementwise.ts'
import { rewrite } from '../../../graph/rewrite.ts'
import { float, mul, trace } from '../../../graph/trace.ts'
import { type AdamWOptions, adamWGraph, adamWScalars } from '../../../nn/optimizer.ts'
import type { NamedTensors } from '../../../nn/tensors.ts'
import { type Group, type Layout, type Slot, viewsOf } from '../flat-parameters.ts'

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
  /** @param rows of the table that have a gradient, which is 0 elsewhere; left out, any may have one */
  update(scalars: UpdateScalars, rows?: ReadonlySet<number> | undefined): void
  /** Live views of what it remembers, by moment and parameter. */
  readonly moments: Readonly<Record<string, NamedTensors>>
  /** Is called when moments were written by others. */
  restored(): void
}

/** Parameters and gradients in arrays of one layout. */
export interface Trained {
  readonly layout: Layout
  /** In the order in which states are saved. */
  readonly names: readonly string[]
  readonly parameters: Float32Array
  readonly gradients: Float32Array
  /** Where more arrays of the layout find room. */
  readonly memory: KernelMemory
  /** A matrix [R,C], such as the word embeddings, of whose rows few have a gradient in a step. */
  readonly table?: Slot | undefined
}

/**
 * AdamW (Loshchilov and Hutter 2019), one pass over memory as WebAssembly.
 *
 * A row of the table that has never had a gradient has moments of 0. There the update is weight decay and nothing else, to
 * the last bit, and only parameters are read and written.
 */
export function createAdamW(
  { layout, names, parameters, gradients, memory, table }: Trained,
  options: AdamWOptions,
): Optimizer {
  const averages = memory.allocate(layout.size)
  const squares = memory.allocate(layout.size)
  const state = { parameter: parameters, exp_avg: averages, exp_avg_sq: squares }
  const outputs = Object.fromEntries(Object.entries(state).map(([name, array]) => [`new_${name}`, array]))
  const open = (weightDecay: number) =>
    memory.open(rewrite(adamWGraph({ ...options, weightDecay })), { ...state, gradient: gradients }, outputs)
  const [decaying, plain] = [open(options.weightDecay), open(0)]
  const decay = memory.open(decayGraph(), { parameter: parameters }, { new_parameter: parameters })
  const touched = table && createTouchedRows(table, [averages, squares])

  /** Of a group, what is not of the table, before it and after. */
  const around = ({ begin, end }: Group): readonly (readonly [number, number])[] =>
    table !== undefined && begin <= table.begin && table.end <= end
      ? [
          [begin, table.begin],
          [table.end, end],
        ]
      : [[begin, end]]
  const groups = layout.groups.map(group => ({ ...group, spans: around(group) }))

  return {
    update(scalars, rows) {
      touched?.add(rows)
      for (const { isDecayed, lrMultiplier, spans } of groups) {
        const own: AdamWOptions = { ...options, weightDecay: isDecayed ? options.weightDecay : 0 }
        const values = adamWScalars(own, { ...scalars, learningRate: scalars.learningRate * lrMultiplier })
        const kernel = own.weightDecay === 0 ? plain : decaying
        for (const [begin, end] of spans) kernel.run(values, begin, end)
        if (touched === undefined || spans.length === 1) continue
        touched.forEachSpan((begin, end, isTouched) => {
          // 0 / (0 + ε) is 0 unless ε is too.
          if (isTouched || Math.fround(values.epsilon!) === 0) kernel.run(values, begin, end)
          else if (own.weightDecay !== 0) decay.run(values, begin, end)
        })
      }
    },
    moments: { exp_avg: viewsOf(averages, layout, names), exp_avg_sq: viewsOf(squares, layout, names) },
    restored: () => touched?.read(),
  }
}

/** What `adamWGraph` computes for a gradient and moments of 0. */
const decayGraph = () =>
  rewrite(
    trace(
      new Map([
        ['parameter', float('n')],
        ['decay', float()],
      ]),
      get => ({ new_parameter: mul(get('parameter'), get('decay')) }),
    ),
  )

interface TouchedRows {
  /** Takes in the rows that have a gradient; all when left out. */
  add(rows: ReadonlySet<number> | undefined): void
  /** Takes the rows of which a moment is not 0 as those that have had one. */
  read(): void
  /** Gives the table as spans of a layout's arrays, in order. */
  forEachSpan(take: (begin: number, end: number, isTouched: boolean) => void): void
}

/** The rows of a table that have ever had a gradient, as far as their moments remember. */
function createTouchedRows({ shape, begin, end }: Slot, moments: readonly Float32Array[]): TouchedRows {
  const columns = shape[1]!
  const isTouched = new Uint8Array((end - begin) / columns)
  return {
    add(rows) {
      if (rows === undefined) isTouched.fill(1)
      else for (const row of rows) isTouched[row] = 1
    },
    read() {
      isTouched.fill(0)
      for (const moment of moments) {
        // By their bits: an update makes 0 of -0.
        const bits = new Uint32Array(moment.buffer, moment.byteOffset, moment.length)
        for (let i = begin; i < end; i++) if (bits[i] !== 0) isTouched[Math.floor((i - begin) / columns)] = 1
      }
    },
    forEachSpan(take) {
      for (let first = 0, row = 1; first < isTouched.length; row++)
        if (row === isTouched.length || isTouched[row] !== isTouched[first]) {
          take(begin + first * columns, begin + row * columns, isTouched[first] === 1)
          first = row
        }
    },
  }
}
