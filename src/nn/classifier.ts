/**
 * @file The two graphs of a token classifier: one to train with, one to evaluate and predict with.
 *
 * Weights are inputs, so that both graphs, and the optimizer, work on the same memory. B and T are symbols: one
 * session serves batches of every shape.
 */
import { gradientName, withGradients } from '../graph/grad.ts'
import type { Graph, TensorType } from '../graph/ir.ts'
import { quantizeWeights, type Weight } from '../graph/quantize.ts'
import { rewrite } from '../graph/rewrite.ts'
import { add, Builder, float, int, mul, sumSquares, type Tensor, trace, uint } from '../graph/trace.ts'
import { filledCells, fullCells, sequencesOf } from './cells.ts'
import { CRF_END, CRF_START, CRF_TRANSITIONS, crfLoss } from './crf.ts'
import type { Encoder } from './encoder.ts'
import { type Adapters, createDropout, createScope, type Dropout, noDropout } from './layers.ts'
import { type LossFunction, lossVectors, maskUnannotated, tokenLoss } from './losses.ts'
import type { TokenClassifier } from './model.ts'
import { classifierParameters } from './parameters.ts'

/**
 * The inputs besides the parameters, int [B,T]; others are `label_mask`, int [B,L], see `maskUnannotated`, `pieces`, int
 * [N], see `filledCells`, and `packed_sequences`, int [R,S], and `packed_places`, int [N], see `Packing`.
 */
const batchInputs = ['input_ids', 'attention_mask', 'token_type_ids', 'labels'] as const

/**
 * What the training graph gives instead of the gradient of the word embeddings: the gradient of each piece's row
 * [N,*], to be added to the row of its input id. The dense gradient would be mostly zeros, and for a small model
 * half of all that is written.
 */
export const ROW_GRADIENTS = 'gradients of word rows'

/** What is computed. */
export interface ClassifierOptions {
  readonly encoder: Encoder
  readonly adapters?: Adapters | undefined
  /** `linear` by default. */
  readonly head?: 'linear' | 'crf' | undefined
  /** L */
  readonly labels: number
  /** The number of `O`; -1 where there is none. */
  readonly outside: number
  /** Of a linear head; a CRF has its own. */
  readonly loss: LossFunction
}

/**
 * Outputs `loss` and `counted` (see `tokenLoss`); the gradient of each parameter in `trained` by `gradientName`, but
 * for the word embeddings, see `ROW_GRADIENTS`; and `squared_norm` of all those that have a name. The input
 * `dropout_key` (uint scalar) selects the masks.
 */
export function trainingGraph(options: ClassifierOptions, trained: readonly string[]): Graph {
  const inputs = classifierInputs(options).set('dropout_key', uint())
  const forward = trace(inputs, get => {
    const { loss, counted } = classify(options, get, createDropout(get('dropout_key')))
    return { loss, counted }
  })
  const graph = withGradients(forward, 'loss', trained)
  return rewrite(withSquaredNorm(withRowGradients(graph, options.encoder.wordEmbeddings)))
}

/** Outputs `loss`, `counted` and `logits` [B,T,L], 0 at padding, without dropout. */
export function evaluationGraph(options: ClassifierOptions): Graph {
  return rewrite(trace(classifierInputs(options), get => classify(options, get, noDropout)))
}

/**
 * What computes logits alone, as Hugging Face's libraries export it: from `input_ids`, `attention_mask` and, where the
 * model tells types of pieces apart, `token_type_ids`, [batch,sequence] each, to `logits` [batch,sequence,L].
 */
export function inferenceGraph({ encoder, labels }: Pick<ClassifierOptions, 'encoder' | 'labels'>): Graph {
  const parameters = classifierParameters({ encoder, labels })
  const inputs = new Map<string, TensorType>()
  for (const [name, { shape }] of parameters) inputs.set(name, float(...shape))
  const { hasTokenTypes = false } = encoder
  for (const name of ['input_ids', 'attention_mask', ...(hasTokenTypes ? ['token_type_ids'] : [])])
    inputs.set(name, int('batch', 'sequence'))
  return rewrite(
    trace(inputs, get => {
      const [inputIds, attentionMask] = [get('input_ids'), get('attention_mask')]
      const tokenTypeIds = hasTokenTypes ? get('token_type_ids') : mul(inputIds, 0)
      const scope = createScope(get, { parameters, dropout: noDropout })
      const cells = fullCells(attentionMask)
      const hidden = encoder.encode(scope, { inputIds, attentionMask, tokenTypeIds, cells }) // [N,D]
      return { logits: cells.spread(scope.linear(hidden, encoder.classifier.name)) }
    }),
  )
}

/**
 * The weights of a classifier, in int8 where every use of them in a graph allows it. The last layer stays as it is: it is
 * small, and what it gets wrong nothing puts right.
 */
export function quantizeClassifier(
  graph: Graph,
  { encoder, parameters }: Pick<TokenClassifier, 'encoder' | 'parameters'>,
): Map<string, Weight> {
  const last = `${encoder.classifier.name}.weight`
  return quantizeWeights(graph, parameters, name => name === last)
}

function classifierInputs({ labels, loss, ...model }: ClassifierOptions): Map<string, TensorType> {
  const inputs = new Map<string, TensorType>()
  for (const [name, { shape }] of classifierParameters({ ...model, labels }))
    inputs.set(name, float(...shape))
  for (const name of batchInputs) inputs.set(name, int('B', 'T'))
  for (const name of lossVectors(loss).keys()) inputs.set(name, float(labels))
  return inputs
    .set('label_mask', int('B', labels))
    .set('pieces', int('N'))
    .set('packed_sequences', int('R', 'S'))
    .set('packed_places', int('N'))
}

function classify(options: ClassifierOptions, get: (name: string) => Tensor, dropout: Dropout) {
  const { encoder, adapters, outside } = options
  const [inputIds, attentionMask, tokenTypeIds, labels] = batchInputs.map(get) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  const scope = createScope(get, { parameters: classifierParameters(options), dropout, adapters })
  const packing = { sequences: get('packed_sequences'), places: get('packed_places') }
  const cells = filledCells(inputIds, get('pieces'), packing)
  const hidden = encoder.encode(scope, { inputIds, attentionMask, tokenTypeIds, cells }) // [N,D]
  const { classifier } = encoder
  const logits = scope.linear(scope.dropout(hidden, classifier.dropout), classifier.name) // [N,L]
  const sequences = sequencesOf(cells, labels)
  const own = cells.collect(labels) // [N]
  const competing = maskUnannotated(logits, { labels: own, sequences }, get('label_mask'), outside)
  const { loss, counted } =
    options.head === 'crf'
      ? crfLoss(cells.spread(competing), labels, {
          transitions: get(CRF_TRANSITIONS),
          start: get(CRF_START),
          end: get(CRF_END),
        })
      : tokenLoss(options.loss, competing, own, get)
  return { loss, counted, logits: cells.spread(logits) }
}

/** Leaves adding up the rows of the word embeddings' gradient to the engine, where there is one. */
function withRowGradients(graph: Graph, wordEmbeddings: string): Graph {
  const outputs = new Map(graph.outputs)
  const dense = gradientName(wordEmbeddings)
  const place = outputs.get(dense)
  if (place === undefined) return graph
  const node = graph.nodes[place]!
  // Embeddings that are used twice have a gradient that is a sum.
  if (node.kind !== 'scatterAdd') return graph
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
