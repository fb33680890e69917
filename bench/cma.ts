/**
 * @file CMA-ES against Optuna's: the best of 100 trials on 12 functions, 30 seeds each, as `found.ts` compares them.
 *
 * `default`: both sides with their own defaults. Ours draws by TPE what CMA-ES cannot draw, such as categorical parameters,
 * Optuna evenly. `random`: ours draws it evenly too, so that CMA-ES is compared alone.
 *
 * Needs Python with optuna and cmaes: PYTHON names it.
 */
import { type CmaSamplerOptions, createCmaSampler } from '../src/tune/samplers/cma-sampler.ts'
import { createRandomSampler } from '../src/tune/samplers/random-sampler.ts'
import { type Best, compareFound, findByPeer, findByUs } from './found.ts'
import { startPeer } from './python-peer.ts'
import type { Measurement } from './results.ts'

const kinds: Readonly<Record<string, (seed: number) => CmaSamplerOptions>> = {
  default: seed => ({ seed }),
  random: seed => ({ seed, independent: createRandomSampler({ seed }) }),
}

export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const peer = await startPeer('cma.py')
  try {
    const theirs = await findByPeer(study => peer.ask<Best>({ ...study, options: {} }))
    for (const [kind, optionsOf] of Object.entries(kinds)) {
      if (part !== undefined && part !== kind) continue
      const ours = await findByUs(seed => createCmaSampler(optionsOf(seed)))
      yield* compareFound(`CMA-ES ${kind}`, { ours, peer: theirs }, peer.versions)
    }
  } finally {
    peer.end()
  }
}
