/**
 * @file The two graphs of a token classifier: one to train with, one to evaluate and predict with.
 *
 * Weights are inputs, so that both graphs, and the optimizer, work on the same memory. B and T are symbols: one
 * session serves batches of every shape.
 */
import { gradientName, withGradients } from '../graph/grad.ts'
import { type Dim, type Graph, product, type TensorType } from '../graph/ir.ts'
import { rewrite } from '../graph/rewrite.ts'
import { add, Builder, float, int, reshape, sumSquares, type Tensor, trace, uint } from '../graph/trace.ts'
import { type BertConfig, bertLogits, bertParameters } from './bert.ts'
import { createDropout, type Dropout, noDropout } from './layers.ts'
import { crossEntropy } from './losses.ts'

/** The inputs besides the parameters, int [B,T]. */
const batchInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'labels'] as const

/**
 * Outputs `loss` and `counted` (see `crossEntropy`), `squared_norm` (of all gradients together) and, by
 * `gradientName`, each parameter's gradient. The input `dropout_key` (uint scalar) selects the masks.
 */
export function trainingGraph(config: BertConfig, labels: number): Graph {
  const names = [...bertParameters(config, labels).keys()]
  const inputs = classifierInputs(config, labels).set('dropout_key', uint())
  const forward = trace(inputs, get => {
    const { loss, counted } = classify(config, get, createDropout(get('dropout_key')))
    return { loss, counted }
  })
  return rewrite(withSquaredNorm(withGradients(forward, 'loss', names), names.map(gradientName)))
}

/** Outputs `loss`, `counted` and `logits` [B,T,L], without dropout. */
export function evaluationGraph(config: BertConfig, labels: number): Graph {
  return rewrite(trace(classifierInputs(config, labels), get => classify(config, get, noDropout)))
}

function classifierInputs(config: BertConfig, labels: number): Map<string, TensorType> {
  const inputs = new Map<string, TensorType>()
  for (const [name, shape] of bertParameters(config, labels)) inputs.set(name, float(...shape))
  for (const name of batchInputs) inputs.set(name, int('B', 'T'))
  return inputs
}

function classify(config: BertConfig, get: (name: string) => Tensor, dropout: Dropout) {
  const [inputIds, attentionMask, tokenTypeIds, labels] = batchInputs.map(get) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  const logits = bertLogits(config, get, { inputIds, attentionMask, tokenTypeIds }, dropout) // [N,L]
  const { loss, counted } = crossEntropy(logits, reshape(labels, [product(labels.shape)]))
  const shape: Dim[] = [...labels.shape, logits.shape[1]!]
  return { loss, counted, logits: reshape(logits, shape) }
}

/** Adds the output `squared_norm`: the sum of the squares of the outputs `names`. */
function withSquaredNorm(graph: Graph, names: readonly string[]): Graph {
  const builder = new Builder(graph.nodes)
  const squares = names.map(name => sumSquares(builder.tensor(graph.outputs.get(name)!)))
  const outputs = new Map([...graph.outputs].map(([name, place]) => [name, builder.tensor(place)]))
  outputs.set('squared_norm', squares.reduce(add))
  return builder.finish(Object.fromEntries(outputs))
}
