/**
 * @file A small engine in plain TypeScript: an embedding with dropout, and softmax regression on it.
 *
 * logits[b,t] = W (mask * E[id]) + c, trained by AdamW. It exists so that the training loop can be tested at
 * every step in milliseconds, and so that the engine contract is held by two engines.
 */
import type { FloatTensor } from '../../src/nn/tensors.ts'
import { createRandom } from '../../src/random.ts'
import { IGNORE_INDEX } from '../../src/text/tags.ts'
import type { Batch } from '../../src/train/engine/engine.ts'
import { type LocalEngine, localEngine } from '../../src/train/engine/local-engine.ts'
import type { EngineState } from '../../src/train/engine/state.ts'

export interface LinearOptions {
  readonly seed: number
  readonly vocabulary: number
  readonly labels: number
  readonly size?: number
  readonly dropout?: number
  readonly maxGradNorm?: number
}

type Tensors = Map<string, FloatTensor>

/** Copies in the order of `like`: sums over all tensors must not depend on the order of a file. */
function copyOf(tensors: ReadonlyMap<string, FloatTensor>, like: Tensors): Tensors {
  return new Map(
    [...like].map(([name, { shape }]) => [name, { shape, data: Float32Array.from(tensors.get(name)!.data) }]),
  )
}

function zerosLike(tensors: Tensors): Tensors {
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
  )
}

export function createLinearEngine(options: LinearOptions): LocalEngine {
  const { seed, vocabulary, labels: L } = options
  const D = options.size ?? 4
  const dropout = options.dropout ?? 0.1
  const random = createRandom(seed, 'linear')
  const normal = (count: number) => Float32Array.from({ length: count }, () => random.normal() * 0.1)
  let parameters: Tensors = new Map([
    ['embedding.weight', { shape: [vocabulary, D], data: normal(vocabulary * D) }],
    ['classifier.weight', { shape: [L, D], data: normal(L * D) }],
    ['classifier.bias', { shape: [L], data: new Float32Array(L) }],
  ])
  let moments = { exp_avg: zerosLike(parameters), exp_avg_sq: zerosLike(parameters) }
  let updates = 0
  const data = (tensors: Tensors, name: string): Float32Array => tensors.get(name)!.data

  /** Logits, the mean loss, and with `gradients` the loss' derivatives. */
  function run(batch: Batch, step: number | undefined, gradients: Tensors | undefined) {
    const E = data(parameters, 'embedding.weight')
    const W = data(parameters, 'classifier.weight')
    const c = data(parameters, 'classifier.bias')
    const logits = new Float32Array(batch.rows * batch.length * L)
    const counted = batch.labels.reduce((count, label) => count + (label === IGNORE_INDEX ? 0 : 1), 0)
    const masks = step === undefined ? undefined : createRandom(seed, 'dropout', step)
    let sum = 0
    for (let i = 0; i < batch.inputIds.length; i++) {
      const id = batch.inputIds[i]!
      const mask = Array.from({ length: D }, () =>
        masks === undefined ? 1 : masks.uniform() < dropout ? 0 : 1 / (1 - dropout),
      )
      const x = Float32Array.from(mask, (kept, d) => E[id * D + d]! * kept)
      const own = logits.subarray(i * L, (i + 1) * L)
      for (let l = 0; l < L; l++) {
        let z = c[l]!
        for (let d = 0; d < D; d++) z += W[l * D + d]! * x[d]!
        own[l] = z
      }
      const label = batch.labels[i]!
      if (label === IGNORE_INDEX) continue
      const highest = Math.max(...own)
      const exps = Array.from(own, z => Math.exp(z - highest))
      const total = exps.reduce((a, b) => a + b, 0)
      sum += Math.log(total) + highest - own[label]!
      if (gradients === undefined) continue
      for (let l = 0; l < L; l++) {
        const g = (exps[l]! / total - (l === label ? 1 : 0)) / counted
        data(gradients, 'classifier.bias')[l]! += g
        for (let d = 0; d < D; d++) {
          data(gradients, 'classifier.weight')[l * D + d]! += g * x[d]!
          data(gradients, 'embedding.weight')[id * D + d]! += g * W[l * D + d]! * mask[d]!
        }
      }
    }
    return { logits, counted, loss: counted === 0 ? 0 : sum / counted }
  }

  return localEngine({
    labels: L,
    maxLength: 512,
    async step(batches, { learningRate, step }) {
      const parts = batches.map(batch => {
        const own = zerosLike(parameters)
        return { ...run(batch, step, own), own }
      })
      const counted = parts.reduce((total, part) => total + part.counted, 0)
      const gradients = zerosLike(parameters)
      let loss = 0
      for (const part of parts) {
        const share = counted === 0 ? 0 : part.counted / counted
        loss += part.loss * share
        for (const [name, { data: g }] of gradients)
          for (const [i, value] of data(part.own, name).entries()) g[i]! += value * share
      }
      let squares = 0
      for (const { data: g } of gradients.values()) for (const value of g) squares += value * value
      const gradNorm = Math.sqrt(squares)
      const scale = Math.min(1, (options.maxGradNorm ?? 1) / (gradNorm + 1e-6))
      updates++
      for (const [name, { data: p }] of parameters) {
        const g = data(gradients, name)
        const m = data(moments.exp_avg, name)
        const v = data(moments.exp_avg_sq, name)
        const decay = name.endsWith('bias') ? 0 : 0.01
        for (let i = 0; i < p.length; i++) {
          const value = g[i]! * scale
          m[i] = 0.9 * m[i]! + 0.1 * value
          v[i] = 0.999 * v[i]! + 0.001 * value * value
          const mean = m[i]! / (1 - 0.9 ** updates)
          const spread = Math.sqrt(v[i]! / (1 - 0.999 ** updates)) + 1e-8
          p[i] = p[i]! * (1 - learningRate * decay) - (learningRate * mean) / spread
        }
      }
      return { loss, gradNorm }
    },
    async evaluate(batch) {
      return run(batch, undefined, undefined)
    },
    state: () => ({ parameters, moments, updates }),
    frozen: () => new Map(),
    restore(state: EngineState) {
      const { exp_avg, exp_avg_sq } = state.moments
      for (const tensors of [state.parameters, exp_avg, exp_avg_sq]) {
        if (tensors === undefined || tensors.size !== parameters.size)
          throw new Error('expected three tensors')
        for (const [name, { shape }] of parameters)
          if (String(tensors.get(name)?.shape) !== String(shape))
            throw new Error(`expected ${name} [${shape}]`)
      }
      moments = { exp_avg: copyOf(exp_avg!, parameters), exp_avg_sq: copyOf(exp_avg_sq!, parameters) }
      parameters = copyOf(state.parameters, parameters)
      updates = state.updates
    },
    async dispose() {},
  })
}
