/**
 * @file BERT (Devlin et al. 2019, arXiv 1810.04805), top to bottom, and the layers that its derived models share with it.
 *
 * The post-norm encoder with learned positions and token types, as Hugging Face's `BertForTokenClassification`
 * computes it, with its names of parameters. Hidden states are kept as [N,D]; only attention lays them out as
 * sequences. Left out: the pooler, relative positions and cross-attention, which token classification does not use.
 */
import { z } from 'zod'
import { add, gather, type Tensor } from '../../graph/trace.ts'
import { placesOf } from '../cells.ts'
import {
  type ClassifierSpec,
  checkHeads,
  type Encoder,
  type EncoderInputs,
  type EncoderOptions,
  numbers,
  type ParameterSpec,
  parseConfig,
  refuseCausal,
  setDense,
  setNorm,
} from '../encoder.ts'
import {
  ACTIVATIONS,
  activate,
  attend,
  normalise,
  type Scope,
  type Surroundings,
  surroundings,
} from '../layers.ts'

/** The settings of `config.json` that BERT and its derived models have in common. */
export const bertSettings = {
  vocab_size: numbers.rows.default(30522),
  hidden_size: numbers.width.default(768),
  num_hidden_layers: numbers.layers.default(12),
  num_attention_heads: numbers.heads.default(12),
  intermediate_size: numbers.inner.default(3072),
  hidden_act: z.enum(ACTIVATIONS).default('gelu'),
  hidden_dropout_prob: numbers.probability.default(0.1),
  attention_probs_dropout_prob: numbers.probability.default(0.1),
  classifier_dropout: numbers.probability.nullish(),
  max_position_embeddings: numbers.rows.default(512),
  type_vocab_size: numbers.rows.default(2),
  layer_norm_eps: numbers.epsilon.default(1e-12),
  initializer_range: numbers.deviation.default(0.02),
  pad_token_id: numbers.piece.nullable().default(0),
  position_embedding_type: z.literal('absolute').nullish(),
}
const bertSchema = z.looseObject({ model_type: z.literal('bert'), ...bertSettings })

/** `Bert(For…)`. */
export function openBert(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  refuseCausal(options, 'bert')
  const raw = parseConfig(bertSchema, source, path)
  const { hidden_size: hiddenSize, num_hidden_layers: layers, initializer_range: deviation } = raw
  checkHeads(hiddenSize, raw.num_attention_heads, path)
  const parameters = new Map<string, ParameterSpec>()
  const table = (name: string, rows: number, zeroRow?: number): void => {
    const initial = { deviation, zeroRow }
    parameters.set(`bert.embeddings.${name}.weight`, { shape: [rows, hiddenSize], initial })
  }
  table('word_embeddings', raw.vocab_size, raw.pad_token_id ?? undefined)
  table('position_embeddings', raw.max_position_embeddings)
  table('token_type_embeddings', raw.type_vocab_size)
  setNorm(parameters, 'bert.embeddings.LayerNorm', hiddenSize)
  const layer = bertLayerOf(raw)
  for (let i = 0; i < layers; i++) setBertLayer(parameters, `bert.encoder.layer.${i}`, layer)
  return {
    modelType: 'bert',
    architecture: 'BertForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    prefix: 'bert.',
    wordEmbeddings: 'bert.embeddings.word_embeddings.weight',
    classifier: bertClassifier(raw),
    hasTokenTypes: raw.type_vocab_size > 1,
    parameters,
    depthOf: name => bertDepth(name, layers),
    encode(scope, inputs) {
      const around = surroundings(inputs)
      const table = scope.weight('bert.embeddings.position_embeddings.weight')
      const positions = gather(table, placesOf(inputs.cells, inputs.inputIds)) // [N,D]
      let x = bertEmbeddings(scope, 'bert.embeddings', inputs, positions, layer) // [N,D]
      for (let i = 0; i < layers; i++) x = bertLayer(scope, `bert.encoder.layer.${i}`, x, around, layer)
      return x // [N,D]
    },
  }
}

type BertSettings = z.output<z.ZodObject<typeof bertSettings>>

export function bertLayerOf(raw: BertSettings): BertLayer {
  return {
    hiddenSize: raw.hidden_size,
    heads: raw.num_attention_heads,
    intermediateSize: raw.intermediate_size,
    activation: raw.hidden_act,
    hiddenDropout: raw.hidden_dropout_prob,
    attentionDropout: raw.attention_probs_dropout_prob,
    epsilon: raw.layer_norm_eps,
    deviation: raw.initializer_range,
  }
}

export function bertClassifier(raw: BertSettings): ClassifierSpec {
  const dropout = raw.classifier_dropout ?? raw.hidden_dropout_prob
  return { name: 'classifier', dropout, deviation: raw.initializer_range }
}

/** What a layer needs to know. */
export interface BertLayer {
  /** D */
  readonly hiddenSize: number
  /** H */
  readonly heads: number
  readonly intermediateSize: number
  readonly activation: (typeof ACTIVATIONS)[number]
  readonly hiddenDropout: number
  readonly attentionDropout: number
  /** Of layer normalisation. */
  readonly epsilon: number
  /** The standard deviation of newly initialized weights. */
  readonly deviation: number
}

/** The parameters of a layer. */
export function setBertLayer(
  parameters: Map<string, ParameterSpec>,
  name: string,
  { hiddenSize: d, intermediateSize: inner, deviation }: BertLayer,
): void {
  for (const part of ['query', 'key', 'value'])
    setDense(parameters, `${name}.attention.self.${part}`, [d, d], { deviation })
  setDense(parameters, `${name}.attention.output.dense`, [d, d], { deviation })
  setNorm(parameters, `${name}.attention.output.LayerNorm`, d)
  setDense(parameters, `${name}.intermediate.dense`, [inner, d], { deviation })
  setDense(parameters, `${name}.output.dense`, [d, inner], { deviation })
  setNorm(parameters, `${name}.output.LayerNorm`, d)
}

/** `bert.encoder.layer.3.…` is at depth 4. */
export function bertDepth(name: string, layers: number): number {
  const match = /\.layer\.(\d+)\./.exec(name)
  if (match !== null) return Number(match[1]) + 1
  return name.includes('.embeddings') ? 0 : layers + 1
}

/** Words, positions and token types, added and normalised. positions [N,*] -> [N,*] */
export function bertEmbeddings(
  scope: Scope,
  name: string,
  { cells, inputIds, tokenTypeIds }: EncoderInputs,
  positions: Tensor,
  { epsilon, hiddenDropout }: Pick<BertLayer, 'epsilon' | 'hiddenDropout'>,
): Tensor {
  const words = gather(scope.weight(`${name}.word_embeddings.weight`), cells.collect(inputIds)) // [N,*]
  const types = gather(scope.weight(`${name}.token_type_embeddings.weight`), cells.collect(tokenTypeIds))
  const sum = add(add(words, types), positions)
  return scope.dropout(normalise(scope, `${name}.LayerNorm`, sum, epsilon), hiddenDropout)
}

/** Attention and a feed-forward network, each added and normalised. [N,D] -> [N,D] */
export function bertLayer(
  scope: Scope,
  name: string,
  x: Tensor,
  around: Surroundings,
  layer: BertLayer,
): Tensor {
  return bertFeedForward(scope, name, attention(scope, `${name}.attention`, x, around, layer), layer)
}

function attention(scope: Scope, name: string, x: Tensor, around: Surroundings, layer: BertLayer): Tensor {
  const { heads, attentionDropout: dropout } = layer
  const [query, key, value] = ['query', 'key', 'value'].map(part => scope.linear(x, `${name}.self.${part}`))
  const context = attend(scope, [query!, key!, value!], { ...around, heads, dropout }) // [N,D]
  return bertOutput(scope, `${name}.output`, context, x, layer)
}

/** The feed-forward network of a layer, added and normalised. [N,D] -> [N,D] */
export function bertFeedForward(scope: Scope, name: string, x: Tensor, layer: BertLayer): Tensor {
  const inner = activate(layer.activation, scope.linear(x, `${name}.intermediate.dense`)) // [N,inner]
  return bertOutput(scope, `${name}.output`, inner, x, layer)
}

/** Projects a branch back to D and adds it to the residual stream. [N,*] -> [N,D] */
export function bertOutput(scope: Scope, name: string, branch: Tensor, x: Tensor, layer: BertLayer): Tensor {
  const projected = scope.dropout(scope.linear(branch, `${name}.dense`), layer.hiddenDropout)
  return normalise(scope, `${name}.LayerNorm`, add(projected, x), layer.epsilon)
}
