/**
 * @file The hyperparameter search against Optuna: what TPE finds, and how long it thinks.
 *
 * `speed`: ask and tell with 1,000 finished trials of ten parameters, TPE with common parameters drawn together, in
 * memory. CPU time, medians of rounds in which both sides take turns.
 *
 * `multivariate`, the default of both sides, and `univariate`: the best of 100 trials on 12 functions, 30 seeds each, with
 * the same options on both sides, as `found.ts` compares them.
 *
 * `candidates`: the first with four times as many candidates on our side, which take some twice the time of an ask.
 *
 * Needs Python with optuna: PYTHON names it.
 */
import { internalValue } from '../src/tune/distributions.ts'
import { createRandomSampler } from '../src/tune/samplers/random-sampler.ts'
import { createTpeSampler } from '../src/tune/samplers/tpe-sampler.ts'
import { createSpace, type Space } from '../src/tune/space.ts'
import { createStudy, type Study } from '../src/tune/study.ts'
import { type Best, compareFound, type Found, findByPeer, findByUs } from './found.ts'
import { onFloats, type Params, sum } from './functions.ts'
import { type PythonPeer, startPeer } from './python-peer.ts'
import { type Measurement, median } from './results.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 9)

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

async function speed(peer: PythonPeer, name: string): Promise<Measurement> {
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
  // A process that comes to its thousandth trial has long been compiled; other studies serve for that.
  for (let i = 0; i < 4; i++) await turn(await copy(), 250)
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

/** The options of both sides, and what we change of them. */
const searches = [
  { part: 'multivariate', title: 'multivariate', multivariate: true, own: {} },
  { part: 'univariate', title: 'univariate', multivariate: false, own: {} },
  {
    part: 'candidates',
    title: 'multivariate with 96 candidates against 24',
    multivariate: true,
    own: { candidates: 96 },
  },
] as const

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const peer = await startPeer('tune.py')
  try {
    if (part === undefined || part === 'speed')
      for (const name of Object.keys(spaces)) yield await speed(peer, name)
    const theirs = new Map<boolean, Found>()
    for (const { part: search, title, multivariate, own } of searches) {
      if (part !== undefined && part !== search) continue
      const options = { multivariate, constantLiar: multivariate }
      const found =
        theirs.get(multivariate) ??
        (await findByPeer(study => peer.ask<Best>({ task: 'quality', ...study, options })))
      theirs.set(multivariate, found)
      const ours = await findByUs(seed => createTpeSampler({ seed, ...options, ...own }))
      yield* compareFound(`TPE ${title}`, { ours, peer: found }, peer.versions)
    }
  } finally {
    peer.end()
  }
}
