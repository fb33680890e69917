/**
 * @file CMA-ES against Optuna's: the best of 100 trials on 12 functions, 30 seeds each.
 *
 * Both sides with their own defaults (`default`): ours draws by TPE what CMA-ES cannot draw, such as categorical parameters,
 * Optuna evenly. With `random` ours draws it evenly too, so that CMA-ES is compared alone. The best values of a function
 * are compared by the Mann-Whitney test (normal approximation with ties), its probabilities by Holm's method over the functions;
 * `ours` and `peer` of the last line are mean ranks, 30.5 where both are alike. The peer tells its best parameters too, and we
 * compute their value again. SEEDS and TRIALS may be set.
 *
 * Needs Python with optuna and cmaes: PYTHON names it.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type CmaSamplerOptions, createCmaSampler } from '../src/tune/cma-sampler.ts'
import { createRandomSampler } from '../src/tune/random-sampler.ts'
import { createStudy } from '../src/tune/study.ts'
import { type Params, type Problem, problems, sum } from './functions.ts'
import { type Compared, compare, holm } from './ranks.ts'
import type { Measurement } from './results.ts'

const SEEDS = Number(process.env.SEEDS ?? 30)
const TRIALS = Number(process.env.TRIALS ?? 100)

interface Peer {
  readonly versions: Readonly<Record<string, string>>
  best(name: string, seed: number): Promise<{ readonly value: number; readonly params: Params }>
  end(): void
}

async function startPeer(): Promise<Peer> {
  const script = join(import.meta.dirname, '../../bench/peers/cma.py')
  const peer = spawn(process.env.PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
  const read = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the peer stopped')
    return JSON.parse(value) as T
  }
  return {
    versions: await read(),
    async best(name, seed) {
      peer.stdin.write(`${JSON.stringify({ function: name, seed, trials: TRIALS, options: {} })}\n`)
      return await read()
    },
    end: () => peer.stdin.end(),
  }
}

async function bestOf({ space, value }: Problem, options: CmaSamplerOptions): Promise<number> {
  const study = await createStudy({ sampler: createCmaSampler(options) })
  await study.optimize(async trial => value(await trial.suggest(space)), { trials: TRIALS })
  return (await study.bestTrial())!.values![0]!
}

type Sides = Readonly<Record<'ours' | 'peer', readonly number[]>>

/** The best values of the peer, by function; each is computed again. */
async function askPeer(peer: Peer, name: string, problem: Problem): Promise<number[]> {
  const values: number[] = []
  for (let seed = 0; seed < SEEDS; seed++) {
    const { value, params } = await peer.best(name, seed)
    const again = problem.value(params)
    if (Math.abs(again - value) > 1e-9 * Math.max(1, Math.abs(value)))
      throw new Error(`expected the same function ${name}, got ${again} where the peer has ${value}`)
    values.push(value)
  }
  return values
}

function measure(
  title: string,
  sides: Readonly<Record<string, Sides>>,
  versions: Peer['versions'],
): Measurement[] {
  const compared: Compared[] = Object.entries(sides).map(([name, { ours, peer }]) =>
    compare(name, ours, peer),
  )
  const adjusted = holm(compared.map(({ p }) => p))
  const settings = `${SEEDS} seeds, ${TRIALS} trials`
  return [
    ...compared.map(({ name, ours, peer, rank, peerRank, p }, i) => ({
      claim: `CMA-ES ${title}, ${name}: median best value, ${settings}`,
      ours,
      peer,
      bar: `mean ranks ${rank.toFixed(1)} and ${peerRank.toFixed(1)}, p ${p.toFixed(3)}, Holm ${adjusted[i]!.toFixed(3)}`,
      versions,
    })),
    {
      claim: `CMA-ES ${title}: functions that are significantly worse, ${settings}`,
      ours: compared.filter(({ rank, peerRank }, i) => rank > peerRank && adjusted[i]! < 0.05).length,
      bar: 'none',
      versions,
    },
    {
      claim: `CMA-ES ${title}: mean rank over the functions, ${settings}`,
      ours: sum(compared.map(({ rank }) => rank)) / compared.length,
      peer: sum(compared.map(({ peerRank }) => peerRank)) / compared.length,
      bar: 'at most the peer',
      versions,
    },
  ]
}

const kinds: Readonly<Record<string, (seed: number) => CmaSamplerOptions>> = {
  default: seed => ({ seed }),
  random: seed => ({ seed, independent: createRandomSampler({ seed }) }),
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  const peer = await startPeer()
  try {
    const theirs: Record<string, number[]> = {}
    for (const [name, problem] of Object.entries(problems)) theirs[name] = await askPeer(peer, name, problem)
    const measurements: Measurement[] = []
    for (const [kind, optionsOf] of Object.entries(kinds)) {
      if (part !== undefined && part !== kind) continue
      const sides: Record<string, Sides> = {}
      for (const [name, problem] of Object.entries(problems)) {
        const ours: number[] = []
        for (let seed = 0; seed < SEEDS; seed++) ours.push(await bestOf(problem, optionsOf(seed)))
        sides[name] = { ours, peer: theirs[name]! }
      }
      measurements.push(...measure(kind, sides, peer.versions))
    }
    return measurements
  } finally {
    peer.end()
  }
}
