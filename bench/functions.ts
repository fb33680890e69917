/** @file The functions that searches are compared on, with their spaces; bench/peers/tune.py has the same. */
import type { ParamValue } from '../src/tune/distributions.ts'
import { createSpace, type Space, type SpaceDefinition } from '../src/tune/space.ts'

export type Params = Readonly<Record<string, ParamValue>>

export interface Problem {
  readonly space: Space
  value(params: Params): number
}

export function onFloats(
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

export function sum(values: readonly number[]): number {
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
export const problems: Readonly<Record<string, Problem>> = {
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
