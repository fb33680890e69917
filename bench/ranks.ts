/** @file Two samples by their ranks: the test of Mann and Whitney, and Holm's method for several of them. */
import { median } from './results.ts'

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Ranks from 1, equal values their mean. */
function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!)
  const ranks = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to + 1) / 2
    from = to
  }
  return ranks
}

/** 2 Φ(-|z|), by Abramowitz and Stegun 26.2.17: errors below 1e-7. */
function twoSided(z: number): number {
  const x = Math.abs(z)
  const t = 1 / (1 + 0.2316419 * x)
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return Math.min(1, 2 * (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly)
}

export interface Compared {
  readonly name: string
  readonly ours: number
  readonly peer: number
  /** Our mean rank among all values, and the peer's. */
  readonly rank: number
  readonly peerRank: number
  /** Two-sided probability of the Mann-Whitney test. */
  readonly p: number
}

/** Two samples of values, of which less is better. */
export function compare(name: string, ours: readonly number[], peer: readonly number[]): Compared {
  const all = [...ours, ...peer]
  const ranks = ranksOf(all)
  const n = ours.length
  const m = peer.length
  const own = sum(ranks.slice(0, n))
  const counts = new Map<number, number>()
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ties = sum([...counts.values()].map(t => t ** 3 - t))
  const total = n + m
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))))
  const distance = Math.abs(own - (n * (total + 1)) / 2)
  const p = deviation === 0 ? 1 : twoSided(Math.max(0, distance - 0.5) / deviation)
  return { name, ours: median(ours), peer: median(peer), rank: own / n, peerRank: sum(ranks.slice(n)) / m, p }
}

/** Holm 1979: probabilities that allow for how many there are. */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((i, j) => ps[i]! - ps[j]!)
  const adjusted = new Array<number>(ps.length)
  let most = 0
  order.forEach((index, k) => {
    most = Math.max(most, Math.min(1, ps[index]! * (ps.length - k)))
    adjusted[index] = most
  })
  return adjusted
}
