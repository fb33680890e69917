/** @file What Optuna gave for distributions, histories and kernels: see scripts/reference/tune.py. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParamValue } from '../../src/tune/distributions.ts'
import type { Direction } from '../../src/tune/frozen-trial.ts'

export interface TrialOfSplit {
  readonly number: number
  readonly state: 'complete' | 'pruned' | 'failed'
  readonly value: number
  /** Steps with what was reported; null is NaN. */
  readonly steps: readonly [number, number | null][]
  readonly violated: number
}

export interface Reference {
  readonly distributions: readonly {
    readonly json: string
    readonly single: boolean
    readonly values: readonly {
      readonly internal: number
      readonly inside: boolean
      readonly external: ParamValue
    }[]
  }[]
  readonly compatible: readonly (readonly boolean[])[]
  readonly equal: readonly (readonly boolean[])[]
  readonly oldDistributions: readonly { readonly old: string; readonly now: string }[]
  readonly floats: readonly { readonly value: number; readonly text: string }[]
  readonly weights: readonly { readonly n: number; readonly weights: readonly number[] }[]
  readonly splits: readonly {
    readonly direction: Direction
    readonly trials: readonly TrialOfSplit[]
    readonly gamma: number
    readonly below: readonly number[]
  }[]
  readonly parzen: readonly {
    readonly space: readonly string[]
    readonly options: {
      readonly priorWeight: number
      readonly magicClip: boolean
      readonly endpoints: boolean
    }
    readonly observed: readonly (readonly number[])[]
    readonly points: readonly (readonly number[])[]
    readonly weights: readonly number[]
    readonly kernels: readonly {
      readonly mus?: readonly number[]
      readonly sigmas?: readonly number[]
      readonly rows?: readonly (readonly number[])[]
    }[]
    readonly logDensities: readonly number[]
  }[]
}

export const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference/tune.json'), 'utf8'),
) as Reference
