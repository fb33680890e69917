/**
 * @file How a model's scores of words become labels: each word for itself, or the best sequence of a chain.
 */
import { crfChain } from './crf.ts'
import type { NamedTensors } from './tensors.ts'
import { bestPath, type Chain, createChain, createIob2Chain, marginals } from './viterbi.ts'

/** What stands on an encoder: a linear layer alone, or a linear-chain CRF on top of it. */
export const HEADS = ['linear', 'crf'] as const

/** Each word's best label, or the best sequence in which every `I-X` continues an X. */
export const DECODINGS = ['argmax', 'constrained'] as const

export interface DecodingOptions {
  /** The labels' names. [L] */
  readonly labels: readonly string[]
  readonly head: (typeof HEADS)[number]
  readonly decoding: (typeof DECODINGS)[number]
  /** Of the model, as they are now: a CRF's transitions are among them. */
  readonly parameters: NamedTensors
}

/**
 * From the scores of consecutive words, [n,L], to their labels, [n], and to the probabilities of labels, [n,L], at a
 * temperature: scores and the chain's weights are divided by it, so that the best sequence stays the best.
 */
export interface Decoding {
  decode(scores: Float32Array): Int32Array
  probabilities(scores: Float32Array, labels: number, temperature: number): ArrayLike<number>
}

/** Nothing where each word is decoded for itself. */
export function createDecoding({
  labels,
  head,
  decoding,
  parameters,
}: DecodingOptions): Decoding | undefined {
  const allowed = decoding === 'constrained' ? createIob2Chain(labels) : undefined
  const learned = head === 'crf' ? crfChain(parameters) : undefined
  const chain =
    allowed !== undefined && learned !== undefined ? joined(allowed, learned) : (learned ?? allowed)
  if (chain === undefined) return undefined
  let last = { temperature: 1, chain }
  return {
    decode: scores => bestPath(scores, chain),
    probabilities(scores, _, temperature) {
      if (temperature === 1) return marginals(scores, chain)
      if (last.temperature !== temperature) last = { temperature, chain: divide(chain, temperature) }
      return marginals(
        Float64Array.from(scores, score => score / temperature),
        last.chain,
      )
    },
  }
}

function divide({ labels, transitions, start, end }: Chain, temperature: number): Chain {
  const by = (weights: Float64Array): Float64Array => weights.map(weight => weight / temperature)
  return createChain(labels, { transitions: by(transitions), start: by(start), end: by(end) })
}

/** What both chains say together. */
function joined(a: Chain, b: Chain): Chain {
  const sum = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!)
  return createChain(a.labels, {
    transitions: sum(a.transitions, b.transitions),
    start: sum(a.start, b.start),
    end: sum(a.end, b.end),
  })
}
