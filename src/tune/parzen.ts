/**
 * @file Parzen estimators: mixtures of kernels around what was observed, one kernel a trial and one for the prior.
 *
 * As Optuna 5 has them, after Bergstra et al. 2011 ("Algorithms for Hyper-Parameter Optimization", section 4) and Watanabe
 * 2023 (arXiv 2304.11127, section 3): a normal kernel is truncated to the range, its width the greater distance to its
 * neighbours, clipped; a categorical kernel is the choice smoothed by the prior. With several parameters a kernel is
 * the product over them. On a logarithmic scale everything is done with logarithms; whole numbers and steps are intervals.
 */
import type { RandomStream } from '../random.ts'
import type { Distribution, NumericDistribution } from './distributions.ts'
import { uniform53 } from './draw.ts'
import { logDensityConstant, logNormalMass, truncatedQuantile } from './normal.ts'

export interface ParzenOptions {
  /** The weight of the prior beside that of one observation. */
  readonly priorWeight: number
  /** Whether kernels are at least as wide as the range over min(100, kernels + 1). */
  readonly magicClip: boolean
  /** Whether the first and the last kernel reach to the ends of the range. */
  readonly endpoints: boolean
  /** The weights of n observations, the oldest first. */
  readonly weights: (n: number) => ArrayLike<number>
}

/** The weights of Bergstra et al. 2013: the latest 25 count fully, older ones less and less. */
export function defaultWeights(n: number): Float64Array {
  const weights = new Float64Array(n).fill(1)
  const ramp = n - 25
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / n : 1 / n + (i * (1 - 1 / n)) / (ramp - 1)
  return weights
}

/** What was observed of a parameter. */
export interface Observations {
  readonly distribution: Distribution
  /** One a kernel, the oldest first: `onScale` of the value inside. */
  readonly values: Float64Array
  /** Indices of `values` in their order, equal ones the oldest first; sorted here where left out. */
  readonly order?: Int32Array
  /** Masses that are known of an earlier mixture. */
  readonly known?: KnownMasses
  /** Where to put the kernels, which are then good until the next mixture; new arrays where left out. */
  readonly room?: KernelRoom
}

/** Arrays with room for one kernel more than there are values. */
export interface KernelRoom {
  readonly mus: Float64Array
  readonly sigmas: Float64Array
  readonly logMasses: Float64Array
}

/** Remembers the masses of kernels whose width did not change; of one parameter with one range. */
export interface KnownMasses {
  /** Where the kernel of each value is kept; nowhere, if not below `kept`. */
  readonly places: Int32Array
  readonly kept: number
  readonly sigmas: Float64Array
  readonly logMasses: Float64Array
}

/** The value inside, on the scale on which kernels are normal. */
export function onScale(distribution: Distribution, internal: number): number {
  return distribution.kind !== 'categorical' && distribution.log ? Math.log(internal) : internal
}

export interface NumericKernels {
  readonly kind: 'numeric'
  readonly distribution: NumericDistribution
  /** The interval to which kernels are truncated, on the scale, half a step around the ends. */
  readonly from: number
  readonly to: number
  readonly mus: Float64Array
  readonly sigmas: Float64Array
  /** The logarithm of each kernel's mass between `from` and `to`. */
  readonly logMasses: Float64Array
  /** Of discrete parameters: many kernels are alike. */
  readonly alike: AlikeKernels | undefined
}

/** Kernels with the same middle and width have the same number. */
export interface AlikeKernels {
  /** Of each kernel. */
  readonly numbers: Int32Array
  /** Of each number a kernel that has it. */
  readonly kernels: readonly number[]
}

export interface CategoricalKernels {
  readonly kind: 'categorical'
  readonly choices: number
  /** The choice of each kernel but the prior. */
  readonly observed: Float64Array
  /** The probability of a kernel's own choice, and of each other one. */
  readonly own: number
  readonly other: number
}

export type Kernels = NumericKernels | CategoricalKernels

const leastSigma = 1e-12

function sortedOrder(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j)
}

/** The kernels of one parameter; the prior's is the last. */
export function createKernels(observations: Observations, options: ParzenOptions): Kernels {
  const { distribution, values, known } = observations
  const n = values.length
  if (distribution.kind === 'categorical') {
    const choices = distribution.choices.length
    const smooth = options.priorWeight / (n + 1)
    const sum = 1 + smooth * choices
    return { kind: 'categorical', choices, observed: values, own: (1 + smooth) / sum, other: smooth / sum }
  }
  const half = (distribution.step ?? 0) / 2
  const from = onScale(distribution, distribution.low - half)
  const to = onScale(distribution, distribution.high + half)
  const range = to - from
  const { room } = observations
  const mus = room?.mus.subarray(0, n + 1) ?? new Float64Array(n + 1)
  mus.set(values)
  mus[n] = 0.5 * (from + to)
  const sigmas = room?.sigmas.subarray(0, n + 1) ?? new Float64Array(n + 1)
  sigmas[n] = range
  const least = options.magicClip ? range / Math.min(100, n + 2) : leastSigma
  const order = observations.order ?? sortedOrder(values)
  const inner = !options.endpoints && n >= 2
  for (let i = 0; i < n; i++) {
    const k = order[i]!
    const mu = values[k]!
    const left = i > 0 ? mu - values[order[i - 1]!]! : inner ? 0 : mu - from
    const right = i < n - 1 ? values[order[i + 1]!]! - mu : inner ? 0 : to - mu
    sigmas[k] = Math.min(Math.max(left, right, least), range)
  }
  const logMasses = room?.logMasses.subarray(0, n + 1) ?? new Float64Array(n + 1)
  for (let k = 0; k <= n; k++) {
    const sigma = sigmas[k]!
    const place = known !== undefined && k < n && known.places[k]! < known.kept ? known.places[k]! : -1
    if (place >= 0 && known!.sigmas[place] === sigma) logMasses[k] = known!.logMasses[place]!
    else {
      logMasses[k] = logNormalMass((from - mus[k]!) / sigma, (to - mus[k]!) / sigma)
      if (place < 0) continue
      known!.sigmas[place] = sigma
      known!.logMasses[place] = logMasses[k]!
    }
  }
  const alike = distribution.step === undefined ? undefined : findAlike(mus, sigmas, order)
  return { kind: 'numeric', distribution, from, to, mus, sigmas, logMasses, alike }
}

/** Numbers kernels; of the same middle, which stand together in the order, those of the same width get the same one. */
function findAlike(mus: Float64Array, sigmas: Float64Array, order: Int32Array): AlikeKernels {
  const prior = mus.length - 1
  const numbers = new Int32Array(mus.length)
  const kernels: number[] = []
  let first = 0
  for (let i = 0; i < prior; i++) {
    const k = order[i]!
    if (i > 0 && mus[k] !== mus[order[i - 1]!]) first = kernels.length
    let number = first
    while (number < kernels.length && sigmas[kernels[number]!] !== sigmas[k]) number++
    if (number === kernels.length) kernels.push(k)
    numbers[k] = number
  }
  numbers[prior] = kernels.length
  kernels.push(prior)
  return { numbers, kernels }
}

/** A mixture of products of kernels. */
export interface Mixture {
  /** Of the kernels, the prior's the last; their sum is 1. */
  readonly weights: Float64Array
  /** For each parameter. */
  readonly kernels: readonly Kernels[]
}

/**
 * The mixture of what was observed: one array of values for each parameter, all of the same length.
 *
 * @throws RangeError where the weights are negative or all 0
 */
export function createMixture(observations: readonly Observations[], options: ParzenOptions): Mixture {
  const n = observations[0]?.values.length ?? 0
  const weights = new Float64Array(n + 1)
  const own = options.weights(n)
  let sum = 0
  for (let k = 0; k <= n; k++) {
    const weight = k < n ? own[k]! : n === 0 ? 1 : options.priorWeight
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new RangeError(`expected weights of at least 0, got ${weight}`)
    weights[k] = weight
    sum += weight
  }
  if (!(sum > 0)) throw new RangeError('expected a weight above 0, got none')
  for (let k = 0; k <= n; k++) weights[k]! /= sum
  return { weights, kernels: observations.map(one => createKernels(one, options)) }
}

/** The nearest step of a discrete parameter, within its range. */
function toStep({ low, high }: NumericDistribution, step: number, value: number): number {
  const k = (value - low) / step
  const floor = Math.floor(k)
  // Halves to the even step, as Python rounds.
  const nearest = k - floor === 0.5 ? floor + (floor % 2) : Math.round(k)
  return Math.min(Math.max(low + nearest * step, low), high)
}

/**
 * Draws from a mixture.
 *
 * @param choice the stream that chooses kernels
 * @param streams one for each parameter
 * @returns for each parameter `count` values, as inside
 */
export function sampleMixture(
  { weights, kernels }: Mixture,
  count: number,
  choice: RandomStream,
  streams: readonly RandomStream[],
): Float64Array[] {
  const cumulative = new Float64Array(weights.length)
  let sum = 0
  for (let k = 0; k < weights.length; k++) cumulative[k] = sum += weights[k]!
  const active = Int32Array.from({ length: count }, () => {
    const place = uniform53(choice) * sum
    const k = cumulative.findIndex(end => place < end)
    return k < 0 ? weights.length - 1 : k
  })
  return kernels.map((kernel, column) => {
    const random = streams[column]!
    const values = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const k = active[i]!
      const share = uniform53(random)
      if (kernel.kind === 'categorical') {
        const { choices, observed, own, other } = kernel
        const prior = k === weights.length - 1
        let left = share
        let drawn = 0
        for (; drawn < choices - 1; drawn++) {
          left -= prior ? 1 / choices : drawn === observed[k] ? own : other
          if (left < 0) break
        }
        values[i] = drawn
        continue
      }
      const { distribution, from, to, mus, sigmas } = kernel
      const mu = mus[k]!
      const sigma = sigmas[k]!
      const drawn = truncatedQuantile(share, (from - mu) / sigma, (to - mu) / sigma) * sigma + mu
      const value = distribution.log ? Math.exp(drawn) : drawn
      const { low, high, step } = distribution
      values[i] =
        step === undefined ? Math.min(Math.max(value, low), high) : toStep(distribution, step, value)
    }
    return values
  })
}

/** Adds to each kernel's logarithm what a parameter contributes that does not depend on the sample. */
function addConstants(kernel: NumericKernels, sums: Float64Array): void {
  const { distribution, sigmas, logMasses } = kernel
  const continuous = distribution.step === undefined
  for (let k = 0; k < sums.length; k++)
    sums[k]! -= logMasses[k]! + (continuous ? Math.log(sigmas[k]!) + logDensityConstant : 0)
}

/** The logarithms of the masses of steps under kernels, once for each value and for kernels that are alike. */
class StepMasses {
  readonly #kernel: NumericKernels
  readonly #known = new Map<number, Float64Array>()

  constructor(kernel: NumericKernels) {
    this.#kernel = kernel
  }

  /** Adds the masses of a step to the logarithms of the kernels. */
  add(value: number, sums: Float64Array): void {
    const { distribution, mus, sigmas, alike } = this.#kernel
    const { numbers, kernels } = alike!
    let masses = this.#known.get(value)
    if (masses === undefined) {
      const half = distribution.step! / 2
      const from = onScale(distribution, value - half)
      const to = onScale(distribution, value + half)
      masses = new Float64Array(kernels.length)
      for (let i = 0; i < masses.length; i++) {
        const k = kernels[i]!
        masses[i] = logNormalMass((from - mus[k]!) / sigmas[k]!, (to - mus[k]!) / sigmas[k]!)
      }
      this.#known.set(value, masses)
    }
    for (let k = 0; k < sums.length; k++) sums[k]! += masses[numbers[k]!]!
  }
}

/** Adds the squares of a sample's distances to the logarithms of the kernels. */
function addSquares(value: number, mus: Float64Array, inverse: Float64Array, sums: Float64Array): void {
  for (let k = 0; k < sums.length; k++) {
    const distance = (value - mus[k]!) * inverse[k]!
    sums[k]! -= distance * distance
  }
}

/** log Σ exp; terms below the greatest by 45 and more are below its last bit, whatever their number. */
function logSumExp(terms: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (let k = 0; k < terms.length; k++) if (terms[k]! > most) most = terms[k]!
  if (!Number.isFinite(most)) return most
  const least = most - 45
  let sum = 0
  for (let k = 0; k < terms.length; k++) if (terms[k]! > least) sum += Math.exp(terms[k]! - most)
  return most + Math.log(sum)
}

/** Adds the logarithms of a choice's probabilities to those of the kernels. */
function addChoice(value: number, { observed, own, other }: CategoricalKernels, sums: Float64Array): void {
  const logOwn = Math.log(own)
  const logOther = Math.log(other)
  for (let k = 0; k < observed.length; k++) sums[k]! += observed[k] === value ? logOwn : logOther
}

/**
 * The logarithm of a mixture's density at samples: of the mass where parameters are discrete.
 *
 * @param samples for each parameter the values, as inside
 */
export function logDensity({ weights, kernels }: Mixture, samples: readonly Float64Array[]): Float64Array {
  const many = weights.length
  const constants = new Float64Array(many)
  for (let k = 0; k < many; k++) constants[k] = Math.log(weights[k]!)
  const adders = kernels.map((kernel, column) => {
    const values = samples[column]!
    if (kernel.kind === 'categorical') {
      constants[many - 1]! -= Math.log(kernel.choices)
      return (i: number, sums: Float64Array): void => addChoice(values[i]!, kernel, sums)
    }
    addConstants(kernel, constants)
    if (kernel.alike !== undefined) {
      const masses = new StepMasses(kernel)
      return (i: number, sums: Float64Array): void => masses.add(values[i]!, sums)
    }
    const { distribution, mus, sigmas } = kernel
    const inverse = new Float64Array(many)
    for (let k = 0; k < many; k++) inverse[k] = Math.SQRT1_2 / sigmas[k]!
    const { low, high } = distribution
    return (i: number, sums: Float64Array): void => {
      if (values[i]! < low || values[i]! > high) sums.fill(Number.NEGATIVE_INFINITY)
      else addSquares(onScale(distribution, values[i]!), mus, inverse, sums)
    }
  })
  const count = samples[0]?.length ?? 0
  const densities = new Float64Array(count)
  const sums = new Float64Array(many)
  for (let i = 0; i < count; i++) {
    sums.set(constants)
    for (const add of adders) add(i, sums)
    densities[i] = logSumExp(sums)
  }
  return densities
}
