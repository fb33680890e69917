/**
 * @file Adafactor (Shazeer and Stern 2018, arXiv 1804.04235, algorithms 4 and 5): the second moments of a matrix are
 * kept as a row and a column of means.
 *
 * As Trainer's `optim: adafactor` has it, which is transformers' `Adafactor` with `relative_step` and
 * `scale_parameter` off: the learning rate is given, and there is no first moment. Sums are taken in double
 * precision, in order; moments and parameters are kept in single.
 */
import type { FloatTensor } from '../../../nn/tensors.ts'
import type { Slot } from '../flat-parameters.ts'
import type { Optimizer, Trained, UpdateScalars } from './optimizer.ts'

export interface AdafactorOptions {
  readonly weightDecay: number
}

/** ε₁, which keeps squares from being zero. */
const EPSILON = 1e-30
/** d: the root mean square of an update at which it is clipped (section 6). */
const CLIP_THRESHOLD = 1
/** β̂₂ at update t is 1 - t^DECAY_RATE (section 7.2). */
const DECAY_RATE = -0.8

/** What changes from one update to the next, for one parameter. */
interface OwnScalars {
  /** β̂₂ */
  readonly decay: number
  readonly gradientScale: number
  readonly learningRate: number
  /** What is left of the parameter after weight decay. */
  readonly kept: number
  /** The rows that have a gradient; left out, any may have one. */
  readonly used: ReadonlySet<number> | undefined
}

/** Changes parameters in place; of a matrix [R,C] it remembers R + C numbers, of a vector all. */
export function createAdafactor(
  { layout, names, parameters, gradients, table }: Trained,
  { weightDecay }: AdafactorOptions,
): Optimizer {
  const moments: Record<string, Map<string, FloatTensor>> = {}
  const keep = (moment: string, name: string, tensor: FloatTensor): Float32Array => {
    moments[moment] ??= new Map()
    moments[moment].set(name, tensor)
    return tensor.data
  }
  const updates = names.map(name => {
    const slot: Slot = layout.slots.get(name)!
    const { begin, end, shape, isDecayed, lrMultiplier } = slot
    const parameter = parameters.subarray(begin, end)
    const gradient = gradients.subarray(begin, end)
    const [columns, rows] = [shape.at(-1) ?? 1, shape.at(-2)]
    const update =
      rows === undefined
        ? vectorUpdate(parameter, gradient, keep('exp_avg_sq', name, zeros(shape)))
        : matrixUpdate(parameter, gradient, {
            rows,
            columns,
            rowSquares: keep('exp_avg_sq_row', name, zeros(shape.slice(0, -1))),
            columnSquares: keep('exp_avg_sq_col', name, zeros([...shape.slice(0, -2), columns])),
          })
    return (scalars: UpdateScalars, used: ReadonlySet<number> | undefined): void => {
      const learningRate = scalars.learningRate * lrMultiplier
      update({
        decay: 1 - scalars.update ** DECAY_RATE,
        gradientScale: scalars.gradientScale,
        learningRate,
        kept: isDecayed ? 1 - learningRate * weightDecay : 1,
        used: slot === table ? used : undefined,
      })
    }
  })
  return {
    update(scalars, rows) {
      for (const update of updates) update(scalars, rows)
    },
    moments,
    restored: () => {},
  }
}

function zeros(shape: readonly number[]): FloatTensor {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
}

/** Algorithm 5: v ← β̂₂ v + (1 - β̂₂)(g² + ε₁), u = g / √v. */
function vectorUpdate(parameter: Float32Array, gradient: Float32Array, squares: Float32Array) {
  return ({ decay, gradientScale, learningRate, kept }: OwnScalars): void => {
    let total = 0
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]! * gradientScale
      squares[i] = squares[i]! * decay + (1 - decay) * (g * g + EPSILON)
      total += (g * g) / squares[i]!
    }
    const rate = clipped(learningRate, total / gradient.length) * gradientScale
    for (let i = 0; i < gradient.length; i++)
      parameter[i] = parameter[i]! * kept - (rate * gradient[i]!) / Math.sqrt(squares[i]!)
  }
}

interface Factors {
  /** R */
  readonly rows: number
  /** C */
  readonly columns: number
  /** [..,R], and each the mean over columns. */
  readonly rowSquares: Float32Array
  /** [..,C], and each the mean over rows. */
  readonly columnSquares: Float32Array
}

/**
 * Algorithm 4, for each matrix of a tensor [..,R,C]: r and c are the moving means of g² + ε₁ over columns and rows,
 * v = r cᵀ / mean(r), u = g / √v.
 */
function matrixUpdate(
  parameter: Float32Array,
  gradient: Float32Array,
  { rows, columns, rowSquares, columnSquares }: Factors,
) {
  const sums = new Float64Array(columns)
  // 1 / √(r / mean(r)) and 1 / √c; a row without a gradient, as most word embeddings are, has the factor 0.
  const rowFactors = new Float64Array(rowSquares.length)
  const columnFactors = new Float64Array(columnSquares.length)
  return ({ decay, gradientScale, learningRate, kept, used }: OwnScalars): void => {
    const squaredScale = gradientScale * gradientScale
    let total = 0
    for (let first = 0, offset = 0; first < rowSquares.length; first += rows, offset += columns) {
      sums.fill(0)
      let sumOfRows = 0
      for (let i = first; i < first + rows; i++) {
        const sum = used === undefined || used.has(i) ? addSquares(gradient, i * columns, sums) : 0
        const mean = (sum * squaredScale) / columns + EPSILON
        rowSquares[i] = rowSquares[i]! * decay + (1 - decay) * mean
        rowFactors[i] = sum === 0 ? 0 : 1
        sumOfRows += rowSquares[i]!
      }
      for (let j = 0; j < columns; j++) {
        const mean = (sums[j]! * squaredScale) / rows + EPSILON
        const square = columnSquares[offset + j]! * decay + (1 - decay) * mean
        columnSquares[offset + j] = square
        columnFactors[offset + j] = 1 / Math.sqrt(columnSquares[offset + j]!)
      }
      const factors = columnFactors.subarray(offset, offset + columns)
      for (let i = first; i < first + rows; i++) {
        if (rowFactors[i] === 0) continue
        const factor = 1 / Math.sqrt((rowSquares[i]! * rows) / sumOfRows)
        rowFactors[i] = factor
        total += factor * factor * sumScaledSquares(gradient, i * columns, factors)
      }
    }
    const rate = clipped(learningRate, (total * squaredScale) / gradient.length) * gradientScale
    for (let i = 0, offset = 0; i < rowSquares.length; i++) {
      if (i > 0 && i % rows === 0) offset += columns
      const factors = columnFactors.subarray(offset, offset + columns)
      moveRow(parameter, gradient, i * columns, { factors, rate: rate * rowFactors[i]!, kept })
    }
  }
}

/** The learning rate over max(1, RMS(u) / d). */
function clipped(learningRate: number, meanSquare: number): number {
  return learningRate / Math.max(1, Math.sqrt(meanSquare) / CLIP_THRESHOLD)
}

/** Adds the squares of a row [C] to `sums`, and gives their sum. */
function addSquares(gradient: Float32Array, begin: number, sums: Float64Array): number {
  let sum = 0
  for (let j = 0; j < sums.length; j++) {
    const g = gradient[begin + j]!
    const square = g * g
    sum += square
    sums[j]! += square
  }
  return sum
}

/** Σ (g_j f_j)² over a row [C]. */
function sumScaledSquares(gradient: Float32Array, begin: number, factors: Float64Array): number {
  let sum = 0
  for (let j = 0; j < factors.length; j++) {
    const scaled = gradient[begin + j]! * factors[j]!
    sum += scaled * scaled
  }
  return sum
}

function moveRow(
  parameter: Float32Array,
  gradient: Float32Array,
  begin: number,
  { factors, rate, kept }: { factors: Float64Array; rate: number; kept: number },
): void {
  if (rate === 0) {
    if (kept !== 1) for (let j = begin; j < begin + factors.length; j++) parameter[j] = parameter[j]! * kept
    return
  }
  for (let j = 0; j < factors.length; j++)
    parameter[begin + j] = parameter[begin + j]! * kept - rate * factors[j]! * gradient[begin + j]!
}
