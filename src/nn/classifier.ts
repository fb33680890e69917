/**
 * @file The two graphs of a token classifier: one to train with, one to evaluate and predict with.
 *
 * Weights are inputs, so that both graphs, and the optimizer, work on the same memory. B and T are symbols: one
 * session serves batches of every shape.
 */
import { internal } from '../errors.ts'
import { gradientName, withGradients } from '../graph/grad.ts'
import { type Dim, type Graph, product, type TensorType } from '../graph/ir.ts'
import { rewrite } from '../graph/rewrite.ts'
import { add, Builder, float, int, reshape, sumSquares, type Tensor, trace, uint } from '../graph/trace.ts'
import { type BertConfig, bertLogits, bertParameters, WORD_EMBEDDINGS } from './bert.ts'
import { createDropout, type Dropout, noDropout } from './layers.ts'
import { barUnseenLabels, type LossFunction, lossVectors, tokenLoss } from './losses.ts'

/** The inputs besides the parameters, int [B,T]; one more is `looked_for`, int [B,L], see `barUnseenLabels`. */
const batchInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'labels'] as const

/**
 * What the training graph gives instead of the gradient of the word embeddings: the gradient of each token's row
 * [N,D], to be added to the row of its input id. The dense gradient would be mostly zeros, and for a small model
 * half of all that is written.
 */
export const ROW_GRADIENTS = 'gradients of word rows'

/** What the graphs need to know besides the encoder. */
export interface HeadOptions {
  /** L */
  readonly labels: number
  /** The number of `O`; -1 where there is none. */
  readonly outside: number
  readonly loss: LossFunction
}

/**
 * Outputs `loss` and `counted` (see `tokenLoss`); the gradient of each parameter by `gradientName`, but for the
 * word embeddings, see `ROW_GRADIENTS`; and `squared_norm` of all those that have a name. The input `dropout_key`
 * (uint scalar) selects the masks.
 */
export function trainingGraph(config: BertConfig, head: HeadOptions): Graph {
  const names = [...bertParameters(config, head.labels).keys()]
  const inputs = classifierInputs(config, head).set('dropout_key', uint())
  const forward = trace(inputs, get => {
    const { loss, counted } = classify(config, head, get, createDropout(get('dropout_key')))
    return { loss, counted }
  })
  return rewrite(withSquaredNorm(withRowGradients(withGradients(forward, 'loss', names))))
}

/** Outputs `loss`, `counted` and `logits` [B,T,L], without dropout. */
export function evaluationGraph(config: BertConfig, head: HeadOptions): Graph {
  return rewrite(trace(classifierInputs(config, head), get => classify(config, head, get, noDropout)))
}

function classifierInputs(config: BertConfig, { labels, loss }: HeadOptions): Map<string, TensorType> {
  const inputs = new Map<string, TensorType>()
  for (const [name, shape] of bertParameters(config, labels)) inputs.set(name, float(...shape))
  for (const name of batchInputs) inputs.set(name, int('B', 'T'))
  for (const name of lossVectors(loss).keys()) inputs.set(name, float(labels))
  return inputs.set('looked_for', int('B', labels))
}

function classify(
  config: BertConfig,
  { outside, loss: lossFunction }: HeadOptions,
  get: (name: string) => Tensor,
  dropout: Dropout,
) {
  const [inputIds, attentionMask, tokenTypeIds, labels] = batchInputs.map(get) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  const logits = bertLogits(config, get, { inputIds, attentionMask, tokenTypeIds }, dropout) // [N,L]
  const competing = barUnseenLabels(logits, labels, get('looked_for'), outside)
  const { loss, counted } = tokenLoss(lossFunction, competing, reshape(labels, [product(labels.shape)]), get)
  const shape: Dim[] = [...labels.shape, logits.shape[1]!]
  return { loss, counted, logits: reshape(logits, shape) }
}

/** Leaves adding up the rows of the word embeddings' gradient to the engine. */
function withRowGradients(graph: Graph): Graph {
  const outputs = new Map(graph.outputs)
  const dense = gradientName(WORD_EMBEDDINGS)
  const node = graph.nodes[outputs.get(dense)!]!
  if (node.kind !== 'scatterAdd') throw internal(`expected scatterAdd as the ${dense}, got ${node.kind}`)
  outputs.delete(dense)
  outputs.set(ROW_GRADIENTS, node.inputs[0]!)
  return { nodes: graph.nodes, outputs }
}

/** Adds the output `squared_norm`. */
function withSquaredNorm(graph: Graph): Graph {
  const builder = new Builder(graph.nodes)
  const gradients = [...graph.outputs].filter(([name]) => name.startsWith(gradientName('')))
  const squares = gradients.map(([, place]) => sumSquares(builder.tensor(place)))
  const outputs = new Map([...graph.outputs].map(([name, place]) => [name, builder.tensor(place)]))
  outputs.set('squared_norm', squares.reduce(add))
  return builder.finish(Object.fromEntries(outputs))
}
