/**
 * @file Whether scores are probabilities: expected calibration error, the reliability curve, the Brier score.
 *
 * Naeini, Cooper and Hauskrecht 2015 ("Obtaining well calibrated probabilities using Bayesian binning", section 4) and
 * Guo, Pleiss, Sun and Weinberger 2017 ("On calibration of modern neural networks", section 2). A mention is right
 * when borders and type agree with a gold one. Nothing is said about mentions that were not predicted.
 */
import { MedspanError } from '../errors.ts'
import type { ScoredDocument } from './mentions.ts'
import { markCorrect } from './pairing.ts'

/** A predicted mention as calibration sees it. */
export interface ScoredOutcome {
  /** In [0, 1]. */
  readonly score: number
  readonly right: boolean
}

export interface ReliabilityBin {
  /** Scores above `lower` and up to `upper`; the first bin holds 0 too. With equal mass, the least and greatest score. */
  readonly lower: number
  readonly upper: number
  readonly count: number
  /** The mean score; 0 in an empty bin. */
  readonly confidence: number
  /** The share of mentions that are right; 0 in an empty bin. */
  readonly accuracy: number
}

export interface Reliability {
  /** ECE: the mean over mentions of |accuracy - confidence| of their bin; 0 without mentions. */
  readonly expectedError: number
  /** MCE: the greatest |accuracy - confidence| of a bin that is not empty; 0 without mentions. */
  readonly maximumError: number
  readonly bins: readonly ReliabilityBin[]
}

export interface Calibration {
  /** M bins ((m - 1) / M, m / M], empty ones too. */
  readonly equalWidth: Reliability
  /** At most M bins of about as many mentions each (Nguyen and O'Connor 2015); mentions of one score share a bin. */
  readonly equalMass: Reliability
  /** The mean of (score - right)^2 (Brier 1950, halved for two classes); 0 without mentions. */
  readonly brier: number
  /** Predicted mentions that have a score. */
  readonly count: number
}

/** The predicted mentions of documents that have a score, with whether they are right. */
export function listOutcomes(
  documents: readonly ScoredDocument[],
  which: 'score' | 'uncalibrated' = 'score',
): ScoredOutcome[] {
  return documents.flatMap(document => {
    const { predicted } = markCorrect(document)
    return document.predicted.flatMap(({ [which]: score }, index) =>
      score === undefined ? [] : { score, right: predicted[index]! },
    )
  })
}

/**
 * Compares scores with how often they are right.
 * @param options.bins M; 15 unless given, as Guo et al. have it.
 * @throws MedspanError `data` for a score outside [0, 1], `config` for less than one bin.
 */
export function calibrate(
  outcomes: readonly ScoredOutcome[],
  { bins = 15 }: { readonly bins?: number } = {},
): Calibration {
  if (!Number.isInteger(bins) || bins < 1)
    throw new MedspanError('config', `expected a whole number of bins from 1 on, got ${bins}`)
  for (const { score } of outcomes)
    if (!(score >= 0 && score <= 1))
      throw new MedspanError('data', `expected scores between 0 and 1, got ${score}`)
  // Sorted, so that sums do not depend on the order of the mentions to the last bit.
  const sorted = [...outcomes].sort((a, b) => a.score - b.score || Number(a.right) - Number(b.right))
  const count = sorted.length
  const squares = sorted.reduce((sum, { score, right }) => sum + (score - Number(right)) ** 2, 0)
  return {
    equalWidth: measure(equalWidthBins(sorted, bins), count),
    equalMass: measure(equalMassBins(sorted, bins), count),
    brier: count === 0 ? 0 : squares / count,
    count,
  }
}

function equalWidthBins(sorted: readonly ScoredOutcome[], bins: number): ReliabilityBin[] {
  const filled: ScoredOutcome[][] = Array.from({ length: bins }, () => [])
  let bin = 0
  for (const outcome of sorted) {
    while (bin < bins - 1 && outcome.score > (bin + 1) / bins) bin++
    filled[bin]!.push(outcome)
  }
  return filled.map((each, index) => describeBin(each, index / bins, (index + 1) / bins))
}

/** The mention of rank r (from 0, of equal scores the first) of n goes to bin floor(r M / n). */
function equalMassBins(sorted: readonly ScoredOutcome[], bins: number): ReliabilityBin[] {
  const filled = new Map<number, ScoredOutcome[]>()
  let rank = 0
  for (const [index, outcome] of sorted.entries()) {
    if (outcome.score !== sorted[rank]!.score) rank = index
    const bin = Math.floor((rank * bins) / sorted.length)
    const each = filled.get(bin)
    if (each === undefined) filled.set(bin, [outcome])
    else each.push(outcome)
  }
  return [...filled.values()].map(each => describeBin(each, each[0]!.score, each.at(-1)!.score))
}

function describeBin(outcomes: readonly ScoredOutcome[], lower: number, upper: number): ReliabilityBin {
  const count = outcomes.length
  let scores = 0
  let right = 0
  for (const outcome of outcomes) {
    scores += outcome.score
    if (outcome.right) right++
  }
  const mean = (sum: number) => (count === 0 ? 0 : sum / count)
  return { lower, upper, count, confidence: mean(scores), accuracy: mean(right) }
}

function measure(bins: readonly ReliabilityBin[], count: number): Reliability {
  let sum = 0
  let maximumError = 0
  for (const bin of bins) {
    const gap = Math.abs(bin.accuracy - bin.confidence)
    sum += bin.count * gap
    maximumError = Math.max(maximumError, gap)
  }
  return { expectedError: count === 0 ? 0 : sum / count, maximumError, bins }
}
