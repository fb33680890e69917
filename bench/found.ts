/**
 * @file What our search finds on a function beside what Optuna's finds.
 *
 * The best values of a function are compared by the Mann-Whitney test (normal approximation with ties), its
 * probabilities by Holm's method over the functions. The peer tells its best parameters too, and we compute their value
 * again, so that both sides have minimised the same function. SEEDS (30), their FIRST (0) and TRIALS (100) may be set.
 */
import type { Sampler } from '../src/tune/samplers/sampler.ts'
import { createStudy } from '../src/tune/study.ts'
import { type Params, type Problem, problems, sum } from './functions.ts'
import { compare, holm } from './ranks.ts'
import type { Measurement } from './results.ts'

const FIRST = Number(process.env.FIRST ?? 0)
const SEEDS = Number(process.env.SEEDS ?? 30)
const TRIALS = Number(process.env.TRIALS ?? 100)

/** The best that a search found. */
export interface Best {
  readonly value: number
  readonly params: Params
}

/** The best of a study of the peer. */
export type AskPeer = (study: {
  readonly function: string
  readonly seed: number
  readonly trials: number
}) => Promise<Best>

/** By function, the best value of each seed. */
export type Found = Readonly<Record<string, readonly number[]>>

async function collect(bestOf: (name: string, problem: Problem, seed: number) => Promise<number>) {
  const found: Record<string, number[]> = {}
  for (const [name, problem] of Object.entries(problems)) {
    const values: number[] = []
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) values.push(await bestOf(name, problem, seed))
    found[name] = values
  }
  return found
}

export function findByPeer(ask: AskPeer): Promise<Found> {
  return collect(async (name, problem, seed) => {
    const { value, params } = await ask({ function: name, seed, trials: TRIALS })
    const again = problem.value(params)
    if (Math.abs(again - value) > 1e-9 * Math.max(1, Math.abs(value)))
      throw new Error(`expected the same function ${name}, got ${again} where the peer has ${value}`)
    return value
  })
}

export function findByUs(samplerOf: (seed: number) => Sampler): Promise<Found> {
  return collect(async (_, { space, value }, seed) => {
    const study = await createStudy({ sampler: samplerOf(seed) })
    await study.optimize(async trial => value(await trial.suggest(space)), { trials: TRIALS })
    return (await study.bestTrial())!.values![0]!
  })
}

/** A line a function, how many are significantly worse, and the mean ranks, which are `SEEDS + 0.5` where both are alike. */
export function compareFound(
  title: string,
  { ours, peer }: Readonly<Record<'ours' | 'peer', Found>>,
  versions: Measurement['versions'],
): Measurement[] {
  const compared = Object.keys(ours).map(name => compare(name, ours[name]!, peer[name]!))
  const adjusted = holm(compared.map(({ p }) => p))
  const seeds = FIRST === 0 ? `${SEEDS} seeds` : `seeds ${FIRST} to ${FIRST + SEEDS - 1}`
  const settings = `${seeds}, ${TRIALS} trials`
  const worse = compared.filter(({ rank, peerRank }, i) => rank > peerRank && adjusted[i]! < 0.05)
  return [
    ...compared.map(({ name, ours: own, peer: theirs, rank, peerRank, p }, i) => ({
      claim: `${title}, ${name}: median best value, ${settings}`,
      ours: own,
      peer: theirs,
      bar: `mean ranks ${rank.toFixed(1)} and ${peerRank.toFixed(1)}, p ${p.toFixed(3)}, Holm ${adjusted[i]!.toFixed(3)}`,
      versions,
    })),
    {
      claim: `${title}: functions that are significantly worse, ${settings}`,
      ours: worse.length,
      bar: 'none',
      versions,
    },
    {
      claim: `${title}: mean rank over the functions, ${settings}`,
      ours: sum(compared.map(({ rank }) => rank)) / compared.length,
      peer: sum(compared.map(({ peerRank }) => peerRank)) / compared.length,
      bar: 'at most the peer',
      versions,
    },
  ]
}
