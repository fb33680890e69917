/**
 * @file The random sampler: every parameter by itself, evenly (Bergstra and Bengio 2012).
 */
import { createRandom } from '../../random.ts'
import { uniform53, valueAt } from './inverse-transform.ts'
import type { Sampler } from './sampler.ts'

export interface RandomSamplerOptions {
  /** 0 where left out. */
  readonly seed?: number
}

/** Draws every parameter evenly, on its own scale. */
export function createRandomSampler({ seed = 0 }: RandomSamplerOptions = {}): Sampler {
  return {
    name: 'random',
    sampleIndependent(_study, trial, name, distribution) {
      return valueAt(distribution, uniform53(createRandom(seed, 'random', trial.number, name)))
    },
  }
}
