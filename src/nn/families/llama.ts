/**
 * @file Llama (Touvron et al. 2023, arXiv 2302.13971, section 2.2) and Qwen3 (Yang et al. 2025, arXiv 2505.09388,
 * section 2), top to bottom.
 *
 * Pre-norm decoders with RMSNorm (Zhang and Sennrich 2019, arXiv 1910.07467), rotary positions, grouped queries
 * (Ainslie et al. 2023, arXiv 2305.13245) and SwiGLU (Shazeer 2020, arXiv 2002.05202), as Hugging Face's
 * `LlamaForTokenClassification` and `Qwen3ForTokenClassification` compute them, with their names of parameters. Qwen3
 * differs in the norms of queries and keys, in settings that are left out, and in layers that may see a window only.
 * Hidden states are kept as [N,D], N = B·T; only attention unfolds them. Left out: the cache, which only generation
 * needs.
 */
import { z } from 'zod'
import { product } from '../../graph/ir.ts'
import { add, gather, matmul, mul, reshape, rmsNorm, silu, softmax, type Tensor } from '../../graph/trace.ts'
import {
  badConfig,
  checkHeads,
  type Encoder,
  type EncoderOptions,
  numbers,
  type OpenEncoder,
  type ParameterSpec,
  parseConfig,
  setDense,
} from '../encoder.ts'
import type { Scope, Surroundings } from '../layers.ts'
import { decoderReach, limitReach } from './reach.ts'
import { type Rotation, rotaryFrequencies, rotarySettings, rotate, rotation } from './rotary.ts'

const { probability } = numbers

/** The settings of `config.json` that both have, with Llama's defaults. */
const settings = {
  ...rotarySettings,
  vocab_size: numbers.rows.default(32000),
  hidden_size: numbers.width.default(4096),
  intermediate_size: numbers.inner.default(11008),
  num_hidden_layers: numbers.layers.default(32),
  num_attention_heads: numbers.heads.default(32),
  num_key_value_heads: numbers.heads.nullish(),
  head_dim: numbers.width.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  max_position_embeddings: numbers.rows.default(2048),
  initializer_range: numbers.deviation.default(0.02),
  rms_norm_eps: numbers.epsilon.default(1e-6),
  attention_bias: z.boolean().default(false),
  attention_dropout: probability.nullish(),
  classifier_dropout: probability.nullish(),
  hidden_dropout: probability.nullish(),
  token_classification_bias: z.literal(true).default(true),
  pad_token_id: numbers.piece.nullish(),
}
const llamaSchema = z.looseObject({
  ...settings,
  model_type: z.literal('llama'),
  mlp_bias: z.boolean().default(false),
})
const qwen3Schema = z.looseObject({
  ...settings,
  model_type: z.literal('qwen3'),
  vocab_size: numbers.rows.default(151936),
  intermediate_size: numbers.inner.default(22016),
  num_key_value_heads: numbers.heads.nullable().default(32),
  head_dim: numbers.width.default(128),
  max_position_embeddings: numbers.rows.default(32768),
  use_sliding_window: z.boolean().default(false),
  sliding_window: numbers.rows.nullable().default(4096),
  max_window_layers: z.int().nonnegative().default(28),
  layer_types: z.array(z.enum(['full_attention', 'sliding_attention'])).nullish(),
})

/** What a layer needs to know. */
interface Decoder {
  /** D */
  readonly hiddenSize: number
  /** H */
  readonly heads: number
  /** Keys and values have fewer: each serves heads / keyHeads queries. */
  readonly keyHeads: number
  /** K */
  readonly headSize: number
  readonly intermediateSize: number
  readonly attentionBias: boolean
  readonly innerBias: boolean
  /** Whether queries and keys are normalised. */
  readonly normalisesHeads: boolean
  readonly attentionDropout: number
  /** Of RMSNorm. */
  readonly epsilon: number
}

/** `Llama(For…)`. */
export const openLlama: OpenEncoder = (source, path, options) => {
  const raw = parseConfig(llamaSchema, source, path)
  checkHeads(raw.hidden_size, raw.num_attention_heads, path)
  return open(raw, path, options, { innerBias: raw.mlp_bias, windows: [] })
}

/** `Qwen3(For…)`. */
export const openQwen3: OpenEncoder = (source, path, options) => {
  const raw = parseConfig(qwen3Schema, source, path)
  const { num_hidden_layers: layers, layer_types: types } = raw
  const window = raw.use_sliding_window ? (raw.sliding_window ?? undefined) : undefined
  if (types && types.length !== layers)
    throw badConfig(`expected ${layers} layer_types, got ${types.length}`, { path, at: 'layer_types' })
  if (types?.includes('sliding_attention') && window === undefined)
    throw badConfig('a sliding_attention without use_sliding_window and sliding_window', {
      path,
      at: 'layer_types',
    })
  const slides = (i: number): boolean =>
    types ? types[i] === 'sliding_attention' : i >= raw.max_window_layers
  const windows = Array.from({ length: layers }, (_, i) => (slides(i) ? window : undefined))
  return open(raw, path, options, { innerBias: false, windows })
}

/** @param windows what each layer sees; all where it says nothing */
function open(
  raw: z.output<typeof llamaSchema> | z.output<typeof qwen3Schema>,
  path: string,
  { attention }: EncoderOptions,
  own: { readonly innerBias: boolean; readonly windows: readonly (number | undefined)[] },
): Encoder {
  const { hidden_size: hiddenSize, num_hidden_layers: layers, num_attention_heads: heads } = raw
  const isQwen = raw.model_type === 'qwen3'
  const decoder: Decoder = {
    hiddenSize,
    heads,
    keyHeads: raw.num_key_value_heads ?? heads,
    headSize: raw.head_dim ?? hiddenSize / heads,
    intermediateSize: raw.intermediate_size,
    attentionBias: raw.attention_bias,
    innerBias: own.innerBias,
    normalisesHeads: isQwen,
    attentionDropout: raw.attention_dropout ?? 0,
    epsilon: raw.rms_norm_eps,
  }
  checkHeads(heads, decoder.keyHeads, path, 'num_key_value_heads')
  if (decoder.headSize % 2 !== 0)
    throw badConfig(`rotary positions need an even size of heads, got ${decoder.headSize}`, {
      path,
      at: 'head_dim',
    })
  const { initializer_range: deviation } = raw
  const frequencies = rotaryFrequencies(raw, decoder.headSize)
  const parameters = new Map<string, ParameterSpec>()
  parameters.set('model.embed_tokens.weight', {
    shape: [raw.vocab_size, hiddenSize],
    initial: { deviation, zeroRow: raw.pad_token_id ?? undefined },
  })
  for (let i = 0; i < layers; i++) setLayer(parameters, `model.layers.${i}`, decoder, deviation)
  setScale(parameters, 'model.norm', hiddenSize)
  return {
    modelType: raw.model_type,
    architecture: isQwen ? 'Qwen3ForTokenClassification' : 'LlamaForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    isMaskLifted: attention !== 'causal',
    prefix: 'model.',
    wordEmbeddings: 'model.embed_tokens.weight',
    classifier: {
      name: 'score',
      dropout: raw.classifier_dropout ?? raw.hidden_dropout ?? 0.1,
      deviation,
    },
    parameters,
    depthOf(name) {
      const match = /\.layers\.(\d+)\./.exec(name)
      if (match !== null) return Number(match[1]) + 1
      return name.includes('.embed_tokens.') ? 0 : layers + 1
    },
    encode(scope, inputs) {
      const { cells } = inputs
      const { bias: padding, places } = cells.attention // [R,1,S,S]
      const turns = rotation(padding, places, frequencies)
      let x = gather(scope.weight('model.embed_tokens.weight'), cells.collect(inputs.inputIds)) // [N,D]
      for (let i = 0; i < layers; i++) {
        const bias = limitReach(padding, decoderReach(attention, own.windows[i])) // [R,1,S,S]
        x = layer(scope, `model.layers.${i}`, x, { cells, bias, turns }, decoder)
      }
      return scale(scope, 'model.norm', x, decoder) // [N,D]
    },
  }
}

function setScale(parameters: Map<string, ParameterSpec>, name: string, width: number): void {
  parameters.set(`${name}.weight`, { shape: [width], initial: 1 })
}

function setLayer(
  parameters: Map<string, ParameterSpec>,
  name: string,
  decoder: Decoder,
  deviation: number,
): void {
  const { hiddenSize: d, headSize, intermediateSize: inner } = decoder
  const [queries, keys] = [decoder.heads * headSize, decoder.keyHeads * headSize]
  const dense = (module: string, shape: readonly [number, number], bias: boolean): void =>
    setDense(parameters, `${name}.${module}`, shape, { deviation, bias })
  dense('self_attn.q_proj', [queries, d], decoder.attentionBias)
  dense('self_attn.k_proj', [keys, d], decoder.attentionBias)
  dense('self_attn.v_proj', [keys, d], decoder.attentionBias)
  dense('self_attn.o_proj', [d, queries], decoder.attentionBias)
  if (decoder.normalisesHeads)
    for (const part of ['q_norm', 'k_norm']) setScale(parameters, `${name}.self_attn.${part}`, headSize)
  dense('mlp.gate_proj', [inner, d], decoder.innerBias)
  dense('mlp.up_proj', [inner, d], decoder.innerBias)
  dense('mlp.down_proj', [d, inner], decoder.innerBias)
  setScale(parameters, `${name}.input_layernorm`, d)
  setScale(parameters, `${name}.post_attention_layernorm`, d)
}

/** RMSNorm with the parameter `<name>.weight`. */
function scale(scope: Scope, name: string, x: Tensor, { epsilon }: Decoder): Tensor {
  return rmsNorm(x, scope.weight(`${name}.weight`), epsilon)
}

interface TurnedSurroundings extends Surroundings {
  readonly turns: Rotation
}

/** Attention and a gated feed-forward network, each over normalised states and added. [N,D] -> [N,D] */
function layer(scope: Scope, name: string, x: Tensor, around: TurnedSurroundings, decoder: Decoder): Tensor {
  const normal = scale(scope, `${name}.input_layernorm`, x, decoder)
  const middle = add(x, attention(scope, `${name}.self_attn`, normal, around, decoder)) // [N,D]
  const inner = scale(scope, `${name}.post_attention_layernorm`, middle, decoder)
  const gate = silu(scope.linear(inner, `${name}.mlp.gate_proj`)) // [N,inner]
  const gated = mul(gate, scope.linear(inner, `${name}.mlp.up_proj`)) // [N,inner]
  return add(middle, scope.linear(gated, `${name}.mlp.down_proj`))
}

/**
 * Grouped queries: the H/KV heads that share a key stand behind one another as rows of one product, so that no key or
 * value is copied. [N,D] -> [N,D]
 */
function attention(
  scope: Scope,
  name: string,
  x: Tensor,
  { cells, bias, turns }: TurnedSurroundings,
  decoder: Decoder,
): Tensor {
  const { heads, keyHeads, headSize, normalisesHeads } = decoder
  const split = (part: string, count: number): Tensor =>
    cells.attention.spread(scope.linear(x, `${name}.${part}_proj`), count) // [R,count,S,K]
  const turned = (part: string, count: number): Tensor => {
    const apart = split(part, count)
    return rotate(normalisesHeads ? scale(scope, `${name}.${part}_norm`, apart, decoder) : apart, turns)
  }
  const { rows, places } = cells.attention
  const grouped = product([heads / keyHeads, places]) // H/KV·S
  const query = reshape(turned('q', heads), [rows, keyHeads, grouped, headSize]) // [R,KV,H/KV·S,K]
  const products = matmul(query, turned('k', keyHeads), { transB: true }) // [R,KV,H/KV·S,S]
  const scores = reshape(mul(products, 1 / Math.sqrt(headSize)), [rows, heads, places, places])
  const shares = scope.dropout(softmax(add(scores, bias)), decoder.attentionDropout) // [R,H,S,S]
  const context = matmul(reshape(shares, products.shape), split('v', keyHeads)) // [R,KV,H/KV·S,K]
  const joined = cells.attention.collect(reshape(context, [rows, heads, places, headSize])) // [N,H·K]
  return scope.linear(joined, `${name}.o_proj`)
}
