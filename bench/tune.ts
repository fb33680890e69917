/**
 * @file The hyperparameter search against Optuna: what it finds, and how long it thinks.
 *
 * `quality`: the best of 100 trials on 12 functions, 30 seeds each, TPE with the same options on both sides. The best values
 * of a function are compared by the Mann-Whitney test (normal approximation with ties), its probabilities by Holm's
 * method over the functions; `ours` and `peer` of the last lines are mean ranks, 30.5 where both are alike. The peer
 * tells its best parameters too, and we compute their value again, so that both sides have minimised the same function.
 * SEEDS and TRIALS may be set.
 *
 * `candidates`: the same with four times as many candidates on our side, which take some twice the time of an ask.
 *
 * `speed`: ask and tell with 1,000 finished trials of ten parameters, TPE with common parameters drawn together, in
 * memory. CPU time, medians of rounds in which both sides take turns.
 *
 * Needs Python with optuna: PYTHON names it.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { internalValue, type ParamValue } from '../src/tune/distributions.ts'
import { createRandomSampler } from '../src/tune/random-sampler.ts'
import { createSpace, type Space, type SpaceDefinition } from '../src/tune/space.ts'
import { createStudy, type Study } from '../src/tune/study.ts'
import { createTpeSampler } from '../src/tune/tpe-sampler.ts'
import { type Measurement, median } from './results.ts'

const SEEDS = Number(process.env.SEEDS ?? 30)
const TRIALS = Number(process.env.TRIALS ?? 100)
const ROUNDS = Number(process.env.ROUNDS ?? 9)

type Params = Readonly<Record<string, ParamValue>>

interface Problem {
  readonly space: Space
  value(params: Params): number
}

function onFloats(
  low: number,
  high: number,
  count: number,
  value: (x: readonly number[]) => number,
): Problem {
  const names = Array.from({ length: count }, (_, i) => `x${i}`)
  return {
    space: createSpace(Object.fromEntries(names.map(name => [name, { type: 'float', low, high }]))),
    value: params => value(names.map(name => params[name] as number)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

const alpha = [1, 1.2, 3, 3.2]

function hartmann(a: readonly (readonly number[])[], p: readonly (readonly number[])[]): Problem {
  return onFloats(0, 1, a[0]!.length, x => {
    const wells = alpha.map(
      (weight, i) => weight * Math.exp(-sum(x.map((v, j) => a[i]![j]! * (v - p[i]![j]! / 10000) ** 2))),
    )
    return -sum(wells)
  })
}

function onSpace(
  definition: SpaceDefinition,
  value: (params: Readonly<Record<string, number>>, kind: ParamValue) => number,
): Problem {
  return {
    space: createSpace(definition),
    value: params => value(params as Readonly<Record<string, number>>, params.kind ?? null),
  }
}

/** Surjanovic and Bingham's library of test functions, and three spaces as tuning has them. */
const problems: Readonly<Record<string, Problem>> = {
  branin: onSpace(
    { x0: { type: 'float', low: -5, high: 10 }, x1: { type: 'float', low: 0, high: 15 } },
    ({ x0, x1 }) => {
      const part = x1! - (5.1 / (4 * Math.PI ** 2)) * x0! * x0! + (5 / Math.PI) * x0! - 6
      return part * part + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x0!) + 10
    },
  ),
  hartmann3: hartmann(
    [
      [3, 10, 30],
      [0.1, 10, 35],
      [3, 10, 30],
      [0.1, 10, 35],
    ],
    [
      [3689, 1170, 2673],
      [4699, 4387, 7470],
      [1091, 8732, 5547],
      [381, 5743, 8828],
    ],
  ),
  hartmann6: hartmann(
    [
      [10, 3, 17, 3.5, 1.7, 8],
      [0.05, 10, 17, 0.1, 8, 14],
      [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ],
    [
      [1312, 1696, 5569, 124, 8283, 5886],
      [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650],
      [4047, 8828, 8732, 5743, 1091, 381],
    ],
  ),
  rosenbrock: onFloats(-2.048, 2.048, 5, x =>
    sum(x.slice(1).map((next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)),
  ),
  rastrigin: onFloats(-5.12, 5.12, 5, x => sum(x.map(v => v * v - 10 * Math.cos(2 * Math.PI * v) + 10))),
  ackley: onFloats(-32.768, 32.768, 5, x => {
    const squares = sum(x.map(v => v * v)) / 5
    const waves = sum(x.map(v => Math.cos(2 * Math.PI * v))) / 5
    return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E
  }),
  levy: onFloats(-10, 10, 5, x => {
    const w = x.map(v => 1 + (v - 1) / 4)
    const last = w[4]!
    return (
      Math.sin(Math.PI * w[0]!) ** 2 +
      sum(w.slice(0, 4).map(v => (v - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * v + 1) ** 2))) +
      (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
    )
  }),
  griewank: onFloats(
    -600,
    600,
    5,
    x =>
      sum(x.map(v => v * v)) / 4000 -
      x.reduce((product, v, i) => product * Math.cos(v / Math.sqrt(i + 1)), 1) +
      1,
  ),
  'styblinski-tang': onFloats(-5, 5, 5, x => sum(x.map(v => v ** 4 - 16 * v * v + 5 * v)) / 2),
  mixed: onSpace(
    {
      x: { type: 'float', low: -5, high: 5 },
      n: { type: 'int', low: 1, high: 20 },
      width: { type: 'int', low: 8, high: 256, log: true },
      drop: { type: 'float', low: 0, high: 0.5, step: 0.05 },
      kind: ['a', 'b', 'c', 'd'],
    },
    ({ x, n, width, drop }, kind) => {
      const shift = { a: 1.5, b: 0, c: 0.7, d: 2.5 }[kind as 'a']
      return (
        (x! - 1) ** 2 +
        0.1 * (n! - 7) ** 2 +
        (Math.log2(width!) - 6) ** 2 +
        20 * (drop! - 0.2) ** 2 +
        shift * (1 + 0.2 * Math.abs(x!))
      )
    },
  ),
  conditional: onSpace(
    {
      kind: ['linear', 'tree', 'net'],
      c: { type: 'float', low: 1e-3, high: 1e3, log: true, when: { kind: 'linear' } },
      depth: { type: 'int', low: 1, high: 16, when: { kind: 'tree' } },
      share: { type: 'float', low: 0.1, high: 1, when: { kind: 'tree' } },
      rate: { type: 'float', low: 1e-5, high: 1, log: true, when: { kind: 'net' } },
      layers: { type: 'int', low: 1, high: 6, when: { kind: 'net' } },
      momentum: { type: 'float', low: 0, high: 1, when: { kind: 'net' } },
    },
    ({ c, depth, share, rate, layers, momentum }, kind) => {
      if (kind === 'linear') return 1 + 0.3 * Math.abs(Math.log10(c!) - 1)
      if (kind === 'tree') return 0.6 + 0.05 * Math.abs(depth! - 9) + (share! - 0.6) ** 2
      return 0.1 + 0.4 * (Math.log10(rate!) + 2.5) ** 2 + 0.1 * (layers! - 3) ** 2 + (momentum! - 0.9) ** 2
    },
  ),
  scales: onSpace(
    {
      rate: { type: 'float', low: 1e-6, high: 1, log: true },
      decay: { type: 'float', low: 1e-8, high: 1e-1, log: true },
      scale: { type: 'float', low: 1e-3, high: 1e3, log: true },
      batch: { type: 'int', low: 1, high: 1024, log: true },
    },
    params => {
      const rate = Math.log10(params.rate!)
      return (
        (rate + 3.3) ** 2 +
        0.3 * (Math.log10(params.decay!) + 4) ** 2 +
        0.5 * (Math.log10(params.scale!) - 0.5 * (rate + 3)) ** 2 +
        0.2 * (Math.log2(params.batch!) - 5 - rate / 3) ** 2
      )
    },
  ),
}

const spaces: Readonly<Record<string, Space>> = {
  floats: onFloats(0, 1, 10, sum).space,
  mixed: createSpace({
    ...Object.fromEntries([0, 1, 2, 3].map(i => [`x${i}`, { type: 'float', low: 0, high: 1 }])),
    rate: { type: 'float', low: 1e-5, high: 1e-1, log: true },
    decay: { type: 'float', low: 1e-6, high: 1e-1, log: true },
    drop: { type: 'float', low: 0, high: 0.5, step: 0.05 },
    layers: { type: 'int', low: 1, high: 12 },
    batch: { type: 'int', low: 8, high: 64, step: 8 },
    loss: ['plain', 'focal', 'dice', 'label-smoothing'],
  }),
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

interface Compared {
  readonly name: string
  readonly ours: number
  readonly peer: number
  /** Our mean rank among all values, and the peer's. */
  readonly rank: number
  readonly peerRank: number
  /** Two-sided probability of the Mann-Whitney test. */
  readonly p: number
}

function compare(name: string, ours: readonly number[], peer: readonly number[]): Compared {
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
function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((i, j) => ps[i]! - ps[j]!)
  const adjusted = new Array<number>(ps.length)
  let most = 0
  order.forEach((index, k) => {
    most = Math.max(most, Math.min(1, ps[index]! * (ps.length - k)))
    adjusted[index] = most
  })
  return adjusted
}

interface Peer {
  readonly versions: Readonly<Record<string, string>>
  ask<T>(task: unknown): Promise<T>
  end(): void
}

async function startPeer(): Promise<Peer> {
  const script = join(import.meta.dirname, '../../bench/peers/tune.py')
  const peer = spawn(process.env.PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
  const read = async <T>(): Promise<T> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the peer stopped')
    return JSON.parse(value) as T
  }
  return {
    versions: await read<Record<string, string>>(),
    async ask<T>(task: unknown) {
      peer.stdin.write(`${JSON.stringify(task)}\n`)
      return await read<T>()
    },
    end: () => peer.stdin.end(),
  }
}

interface Options {
  readonly multivariate: boolean
  readonly constantLiar: boolean
  /** Ours alone; both sides have 24 where left out. */
  readonly candidates?: number
}

async function bestOf({ space, value }: Problem, seed: number, options: Options): Promise<number> {
  const study = await createStudy({ sampler: createTpeSampler({ seed, ...options }) })
  await study.optimize(async trial => value(await trial.suggest(space)), { trials: TRIALS })
  return (await study.bestTrial())!.values![0]!
}

async function quality(peer: Peer, title: string, options: Options): Promise<Measurement[]> {
  const compared: Compared[] = []
  for (const [name, problem] of Object.entries(problems)) {
    const ours: number[] = []
    const theirs: number[] = []
    for (let seed = 0; seed < SEEDS; seed++) {
      ours.push(await bestOf(problem, seed, options))
      const one = await peer.ask<{ value: number; params: Params }>({
        task: 'quality',
        function: name,
        seed,
        trials: TRIALS,
        options,
      })
      const again = problem.value(one.params)
      if (Math.abs(again - one.value) > 1e-9 * Math.max(1, Math.abs(one.value)))
        throw new Error(`expected the same function ${name}, got ${again} where the peer has ${one.value}`)
      theirs.push(one.value)
    }
    compared.push(compare(name, ours, theirs))
  }
  const adjusted = holm(compared.map(({ p }) => p))
  const { versions } = peer
  const settings = `${SEEDS} seeds, ${TRIALS} trials`
  const worse = compared.filter(({ rank, peerRank }, i) => rank > peerRank && adjusted[i]! < 0.05).length
  return [
    ...compared.map(({ name, ours, peer: theirs, rank, peerRank, p }, i) => ({
      claim: `TPE ${title}, ${name}: median best value, ${settings}`,
      ours,
      peer: theirs,
      bar: `mean ranks ${rank.toFixed(1)} and ${peerRank.toFixed(1)}, p ${p.toFixed(3)}, Holm ${adjusted[i]!.toFixed(3)}`,
      versions,
    })),
    {
      claim: `TPE ${title}: functions that are significantly worse, ${settings}`,
      ours: worse,
      bar: 'none',
      versions,
    },
    {
      claim: `TPE ${title}: mean rank over the functions, ${settings}`,
      ours: sum(compared.map(({ rank }) => rank)) / compared.length,
      peer: sum(compared.map(({ peerRank }) => peerRank)) / compared.length,
      bar: 'at most the peer',
      versions,
    },
  ]
}

async function speed(peer: Peer, name: string): Promise<Measurement> {
  const space = spaces[name]!
  const value = (params: Params): number => sum(Object.values(params).filter(one => typeof one === 'number'))
  const first = await createStudy({ sampler: createRandomSampler({ seed: 1 }) })
  await first.optimize(async trial => value(await trial.suggest(space)), { trials: 1000 })
  const done = await first.trials()
  const history = done.map(({ params, values }): [number, Params] => [values![0]!, params])
  const copy = async (): Promise<Study> => {
    const study = await createStudy({ sampler: createTpeSampler({ seed: 1 }) })
    for (const { params, values, distributions } of done)
      await study.addTrial({
        state: 'complete',
        values: values!,
        params: Object.entries(distributions).map(([own, distribution]) => ({
          name: own,
          distribution,
          value: internalValue(distribution, params[own]!),
        })),
      })
    return study
  }
  await peer.ask({ task: 'speed', space: name, history })
  const turn = async (study: Study, trials: number): Promise<number> => {
    const started = process.cpuUsage()
    for (let i = 0; i < trials; i++) {
      const trial = await study.ask(space)
      await study.tell(trial, value(trial.params))
    }
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1e6 / trials
  }
  const theirs = async (trials: number): Promise<number> =>
    (await peer.ask<{ seconds: number }>({ task: 'turn', trials })).seconds / trials
  // A process that comes to its thousandth trial has long been compiled; another study serves for that.
  await turn(await copy(), 200)
  await theirs(3)
  const study = await copy()
  await turn(study, 3)
  const rounds: { ours: number; peer: number }[] = []
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ ours: await turn(study, 10), peer: await theirs(10) })
  return {
    claim: `ask and tell, 1,000 trials, 10 ${name}, trials a CPU second`,
    ours: median(rounds.map(one => 1 / one.ours)),
    peer: median(rounds.map(one => 1 / one.peer)),
    ratio: median(rounds.map(one => one.peer / one.ours)),
    bar: 'at least 10',
    versions: peer.versions,
  }
}

export async function run(part: string | undefined): Promise<Measurement[]> {
  const peer = await startPeer()
  try {
    const measurements: Measurement[] = []
    if (part === undefined || part === 'speed')
      for (const name of Object.keys(spaces)) measurements.push(await speed(peer, name))
    if (part === undefined || part === 'quality' || part === 'multivariate')
      measurements.push(...(await quality(peer, 'multivariate', { multivariate: true, constantLiar: true })))
    if (part === undefined || part === 'quality' || part === 'univariate')
      measurements.push(...(await quality(peer, 'univariate', { multivariate: false, constantLiar: false })))
    if (part === undefined || part === 'candidates')
      measurements.push(
        ...(await quality(peer, 'with 96 candidates against 24', {
          multivariate: true,
          constantLiar: true,
          candidates: 96,
        })),
      )
    return measurements
  } finally {
    peer.end()
  }
}
