/**
 * @file BERT with a token-classification head (Devlin et al. 2019, arXiv 1810.04805), top to bottom.
 *
 * The post-norm encoder with learned positions and token types, as Hugging Face's `BertForTokenClassification`
 * computes it, with its names of parameters. Hidden states are kept as [N,D], N = B·T; only attention unfolds
 * them. Left out: the pooler, relative positions and cross-attention, which token classification does not use.
 */
import { product } from '../graph/ir.ts'
import {
  add,
  gather,
  gelu,
  iota,
  layerNorm,
  less,
  matmul,
  mul,
  reshape,
  select,
  softmax,
  type Tensor,
  tanh,
  transpose,
} from '../graph/trace.ts'
import { attentionBias, type Dropout, linear, type Weights } from './layers.ts'

/** The settings of `config.json` that change what is computed. */
export interface BertConfig {
  readonly modelType: 'bert'
  /** V */
  readonly vocabSize: number
  /** D */
  readonly hiddenSize: number
  readonly layers: number
  /** H */
  readonly heads: number
  readonly intermediateSize: number
  readonly activation: 'gelu' | 'gelu_new' | 'relu'
  readonly hiddenDropout: number
  readonly attentionDropout: number
  readonly classifierDropout: number
  readonly maxPositions: number
  readonly tokenTypes: number
  readonly layerNormEpsilon: number
  /** The standard deviation of fresh weights. */
  readonly initializerRange: number
  readonly padTokenId: number
}

/** The largest parameter, of which a batch uses few rows. [V,D] */
export const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight'

/** The name and shape of every parameter, in Hugging Face's order. */
export function bertParameters(config: BertConfig, labels: number): Map<string, readonly number[]> {
  const { hiddenSize: d, intermediateSize: inner } = config
  const shapes = new Map<string, readonly number[]>()
  const dense = (name: string, output: number, input: number): void => {
    shapes.set(`${name}.weight`, [output, input])
    shapes.set(`${name}.bias`, [output])
  }
  const norm = (name: string): void => {
    shapes.set(`${name}.weight`, [d])
    shapes.set(`${name}.bias`, [d])
  }
  shapes.set(WORD_EMBEDDINGS, [config.vocabSize, d])
  shapes.set('bert.embeddings.position_embeddings.weight', [config.maxPositions, d])
  shapes.set('bert.embeddings.token_type_embeddings.weight', [config.tokenTypes, d])
  norm('bert.embeddings.LayerNorm')
  for (let i = 0; i < config.layers; i++) {
    const layer = `bert.encoder.layer.${i}`
    for (const part of ['query', 'key', 'value']) dense(`${layer}.attention.self.${part}`, d, d)
    dense(`${layer}.attention.output.dense`, d, d)
    norm(`${layer}.attention.output.LayerNorm`)
    dense(`${layer}.intermediate.dense`, inner, d)
    dense(`${layer}.output.dense`, d, inner)
    norm(`${layer}.output.LayerNorm`)
  }
  dense('classifier', labels, d)
  return shapes
}

/** int [B,T] each. */
export interface BertInputs {
  readonly inputIds: Tensor
  readonly attentionMask: Tensor
  readonly tokenTypeIds: Tensor
}

/** The logits of every token. [B,T] -> [N,L] */
export function bertLogits(
  config: BertConfig,
  weights: Weights,
  inputs: BertInputs,
  dropout: Dropout,
): Tensor {
  const bias = attentionBias(inputs.attentionMask)
  let x = embeddings(config, weights, inputs, dropout) // [N,D]
  for (let i = 0; i < config.layers; i++) {
    const layer = `bert.encoder.layer.${i}`
    x = attention(config, weights, `${layer}.attention`, x, bias, dropout)
    const inner = activate(config.activation, linear(x, weights, `${layer}.intermediate.dense`)) // [N,inner]
    x = output(config, weights, `${layer}.output`, inner, x, dropout)
  }
  return linear(dropout(x, config.classifierDropout), weights, 'classifier') // [N,L]
}

function embeddings(config: BertConfig, weights: Weights, inputs: BertInputs, dropout: Dropout): Tensor {
  const [batch, length] = inputs.inputIds.shape
  const table = (name: string): Tensor => weights(`bert.embeddings.${name}_embeddings.weight`)
  const positions = gather(table('position'), iota(inputs.inputIds, length!)) // [T,D]
  const words = gather(table('word'), inputs.inputIds) // [B,T,D]
  const types = gather(table('token_type'), inputs.tokenTypeIds) // [B,T,D]
  const sum = reshape(add(add(words, types), positions), [product([batch!, length!]), config.hiddenSize])
  return dropout(norm(config, weights, 'bert.embeddings.LayerNorm', sum), config.hiddenDropout)
}

function attention(
  config: BertConfig,
  weights: Weights,
  name: string,
  x: Tensor,
  bias: Tensor,
  dropout: Dropout,
): Tensor {
  const [batch, , , length] = bias.shape
  const size = config.hiddenSize / config.heads // K
  const heads = (part: string): Tensor => {
    const projected = linear(x, weights, `${name}.self.${part}`) // [N,D]
    return transpose(reshape(projected, [batch!, length!, config.heads, size]), [0, 2, 1, 3]) // [B,H,T,K]
  }
  const scores = mul(matmul(heads('query'), heads('key'), { transB: true }), 1 / Math.sqrt(size)) // [B,H,T,T]
  const shares = dropout(softmax(add(scores, bias)), config.attentionDropout)
  const context = transpose(matmul(shares, heads('value')), [0, 2, 1, 3]) // [B,T,H,K]
  return output(config, weights, `${name}.output`, reshape(context, x.shape), x, dropout)
}

/** Projects a branch back to D and adds it to the residual stream. [N,*] -> [N,D] */
function output(
  config: BertConfig,
  weights: Weights,
  name: string,
  branch: Tensor,
  x: Tensor,
  dropout: Dropout,
): Tensor {
  const projected = dropout(linear(branch, weights, `${name}.dense`), config.hiddenDropout)
  return norm(config, weights, `${name}.LayerNorm`, add(projected, x))
}

function norm(config: BertConfig, weights: Weights, name: string, x: Tensor): Tensor {
  return layerNorm(x, weights(`${name}.weight`), weights(`${name}.bias`), config.layerNormEpsilon)
}

function activate(kind: BertConfig['activation'], x: Tensor): Tensor {
  switch (kind) {
    case 'gelu':
      return gelu(x)
    case 'relu':
      return select(less(x, 0), 0, x)
    case 'gelu_new': {
      // The tanh approximation (Hendrycks and Gimpel 2016, section 2).
      const cubic = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))
      return mul(mul(x, 0.5), add(tanh(cubic), 1))
    }
  }
}
