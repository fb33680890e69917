/**
 * @file DeBERTa v2 and v3 (He et al. 2021, arXiv 2006.03654, section 3.1, and arXiv 2111.09543), top to bottom.
 *
 * Attention is disentangled: to the product of query and key come that of a query with a distance, and that of a key
 * with a distance. As Hugging Face's `DebertaV2ForTokenClassification` computes it, with its names of parameters.
 * Hidden states are kept as [N,D]; heads as [H,R,S,K], so that distances, which all rows share, meet all
 * of them in one product. Scores by distance become scores by position without an index: see `skew`.
 */
import { z } from 'zod'
import { product } from '../../graph/ir.ts'
import {
  add,
  cast,
  gather,
  iota,
  less,
  matmul,
  max,
  mul,
  reshape,
  select,
  skew,
  slice,
  softmax,
  sub,
  type Tensor,
  tanh,
  transpose,
  vector,
} from '../../graph/trace.ts'
import { type Cells, placesOf } from '../cells.ts'
import {
  badConfig,
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
import { ACTIVATIONS, activate, normalise, type Scope } from '../layers.ts'
import { bertDepth, bertFeedForward, bertLayerOf, bertOutput, bertSettings } from './bert.ts'

const TERMS = ['c2p', 'p2c'] as const

const debertaSchema = z.looseObject({
  model_type: z.literal('deberta-v2'),
  ...bertSettings,
  vocab_size: numbers.rows.default(128_100),
  hidden_size: numbers.width.default(1536),
  num_hidden_layers: numbers.layers.default(24),
  num_attention_heads: numbers.heads.default(24),
  intermediate_size: numbers.inner.default(6144),
  type_vocab_size: z.literal(0).or(numbers.rows).default(0),
  layer_norm_eps: numbers.epsilon.default(1e-7),
  embedding_size: numbers.width.optional(),
  attention_head_size: numbers.width.optional(),
  /** Tables of distances are made for every one of them. */
  max_position_embeddings: z.int().positive().max(1_048_576).default(512),
  position_biased_input: z.boolean().default(true),
  relative_attention: z.boolean().default(false),
  /** Below 1: `max_position_embeddings`. */
  max_relative_positions: z.int().max(1_048_576).default(-1),
  /** Below 1: none. */
  position_buckets: z.int().max(1_048_576).default(-1),
  pos_att_type: z
    .preprocess(
      value =>
        typeof value === 'string'
          ? value
              .toLowerCase()
              .split('|')
              .map(term => term.trim())
          : (value ?? []),
      z.array(z.enum(TERMS)),
    )
    .default([]),
  share_att_key: z.boolean().default(false),
  norm_rel_ebd: z.string().default('none'),
  /** 0: none. An odd number of places keeps the length. */
  conv_kernel_size: z.int().min(0).max(255).default(0),
  conv_groups: z.literal(1).default(1),
  conv_act: z.enum([...ACTIVATIONS, 'tanh']).default('tanh'),
})
type Settings = z.output<typeof debertaSchema>
type RelativeSettings = Pick<
  Settings,
  'position_buckets' | 'max_relative_positions' | 'max_position_embeddings'
>

/** `DebertaV2(For…)`. */
export function openDeberta(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  refuseCausal(options, 'deberta-v2')
  const raw = parseConfig(debertaSchema, source, path)
  const { hidden_size: hiddenSize, num_hidden_layers: layers } = raw
  checkSettings(raw, path)
  return {
    modelType: 'deberta-v2',
    architecture: 'DebertaV2ForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    prefix: 'deberta.',
    wordEmbeddings: 'deberta.embeddings.word_embeddings.weight',
    classifier: { name: 'classifier', dropout: raw.hidden_dropout_prob, deviation: raw.initializer_range },
    hasTokenTypes: raw.type_vocab_size > 1,
    parameters: parametersOf(raw),
    depthOf(name) {
      // Distances are embeddings that every layer uses; the convolution works beside the first layer.
      if (/^deberta\.encoder\.(rel_embeddings|LayerNorm)\./.test(name)) return 0
      return name.startsWith('deberta.encoder.conv.') ? 1 : bertDepth(name, layers)
    },
    encode(scope, inputs) {
      const { cells } = inputs
      const { bias: padding, rows, places } = cells.attention
      const bias = reshape(padding, [1, rows, padding.shape[2]!, places])
      const distances = raw.relative_attention ? relativeEmbeddings(scope, inputs, raw) : undefined
      const embedded = embeddings(scope, inputs, raw) // [N,D]
      let x = embedded
      for (let i = 0; i < layers; i++) {
        x = layer(scope, `deberta.encoder.layer.${i}`, x, { cells, bias, distances }, raw)
        if (i === 0 && raw.conv_kernel_size > 0) x = convolution(scope, embedded, x, inputs, raw)
      }
      return x // [N,D]
    },
  }
}

function checkSettings(raw: Settings, path: string): void {
  const { hidden_size: hiddenSize, num_attention_heads: heads } = raw
  checkHeads(hiddenSize, heads, path)
  const refuse = (at: string, reason: string): never => {
    throw badConfig(reason, { path, at })
  }
  if (raw.attention_head_size !== undefined && raw.attention_head_size !== hiddenSize / heads)
    refuse('attention_head_size', `${heads} heads of ${raw.attention_head_size} are not ${hiddenSize}`)
  const half = Math.floor(raw.position_buckets / 2)
  if (raw.position_buckets > 0 && (half < 1 || relativeRange(raw) - 1 <= half))
    refuse('position_buckets', `${raw.position_buckets} buckets do not fit ${relativeRange(raw)} distances`)
  if (raw.conv_kernel_size > 0 && raw.conv_kernel_size % 2 === 0)
    refuse('conv_kernel_size', `expected an odd number, got ${raw.conv_kernel_size}`)
}

/** Distances from -range to range are told apart, or sorted into buckets. */
function relativeRange(raw: RelativeSettings): number {
  return raw.max_relative_positions < 1 ? raw.max_position_embeddings : raw.max_relative_positions
}

/** S: half as many as there are embeddings of distances. */
function span(raw: RelativeSettings): number {
  return raw.position_buckets > 0 ? raw.position_buckets : relativeRange(raw)
}

function parametersOf(raw: Settings): Map<string, ParameterSpec> {
  const { hidden_size: d, intermediate_size: inner, initializer_range: deviation } = raw
  const width = raw.embedding_size ?? d
  const parameters = new Map<string, ParameterSpec>()
  const table = (name: string, rows: number, zeroRow?: number): void => {
    parameters.set(`deberta.embeddings.${name}.weight`, {
      shape: [rows, width],
      initial: { deviation, zeroRow },
    })
  }
  table('word_embeddings', raw.vocab_size, raw.pad_token_id ?? undefined)
  if (raw.position_biased_input) table('position_embeddings', raw.max_position_embeddings)
  if (raw.type_vocab_size > 0) table('token_type_embeddings', raw.type_vocab_size)
  if (width !== d)
    setDense(parameters, 'deberta.embeddings.embed_proj', [d, width], { deviation, bias: false })
  setNorm(parameters, 'deberta.embeddings.LayerNorm', d)
  for (let i = 0; i < raw.num_hidden_layers; i++) {
    const name = `deberta.encoder.layer.${i}`
    for (const part of ['query_proj', 'key_proj', 'value_proj', ...ownProjections(raw)])
      setDense(parameters, `${name}.attention.self.${part}`, [d, d], { deviation })
    setDense(parameters, `${name}.attention.output.dense`, [d, d], { deviation })
    setNorm(parameters, `${name}.attention.output.LayerNorm`, d)
    setDense(parameters, `${name}.intermediate.dense`, [inner, d], { deviation })
    setDense(parameters, `${name}.output.dense`, [d, inner], { deviation })
    setNorm(parameters, `${name}.output.LayerNorm`, d)
  }
  if (raw.relative_attention)
    parameters.set('deberta.encoder.rel_embeddings.weight', {
      shape: [2 * span(raw), d],
      initial: { deviation },
    })
  if (normalisesDistances(raw)) setNorm(parameters, 'deberta.encoder.LayerNorm', d)
  if (raw.conv_kernel_size > 0) {
    const name = 'deberta.encoder.conv'
    parameters.set(`${name}.conv.weight`, { shape: [d, d, raw.conv_kernel_size], initial: { deviation } })
    parameters.set(`${name}.conv.bias`, { shape: [d], initial: 0 })
    setNorm(parameters, `${name}.LayerNorm`, d)
  }
  return parameters
}

/** The linear maps of distances, where they do not share those of pieces. */
function ownProjections({ relative_attention, share_att_key, pos_att_type: terms }: Settings): string[] {
  if (!relative_attention || share_att_key) return []
  return [
    ...(terms.includes('c2p') ? ['pos_key_proj'] : []),
    ...(terms.includes('p2c') ? ['pos_query_proj'] : []),
  ]
}

function normalisesDistances(raw: Settings): boolean {
  return raw.norm_rel_ebd
    .toLowerCase()
    .split('|')
    .some(word => word.trim() === 'layer_norm')
}

/** [B,T] -> [N,D] */
function embeddings(scope: Scope, inputs: EncoderInputs, raw: Settings): Tensor {
  const name = 'deberta.embeddings'
  const { cells, inputIds, tokenTypeIds } = inputs
  const table = (of: string): Tensor => scope.weight(`${name}.${of}_embeddings.weight`)
  let x = gather(table('word'), cells.collect(inputIds)) // [N,E]
  if (raw.position_biased_input) x = add(x, gather(table('position'), placesOf(cells, inputIds)))
  if (raw.type_vocab_size > 0) x = add(x, gather(table('token_type'), cells.collect(tokenTypeIds)))
  if (x.shape[1] !== raw.hidden_size) x = scope.linear(x, `${name}.embed_proj`)
  x = normalise(scope, `${name}.LayerNorm`, x, raw.layer_norm_eps) // [N,D]
  // A convolution must not see padding; attention does not anyway.
  if (raw.conv_kernel_size > 0)
    x = mul(x, cells.collect(cast(reshape(inputs.attentionMask, [cells.batch, cells.length, 1]), 'float')))
  return scope.dropout(x, raw.hidden_dropout_prob)
}

// ------------------------------------------------------------------------------------------------ distances

/** What a query knows of the distances in a batch: row S + d is for a key that stands d places after it. */
interface Distances {
  /** [2S,D]; row 0 is not used. */
  readonly embeddings: Tensor
  /** The rows the other way round: where d was, -d is. int [2S] */
  readonly reversed: Tensor
}

/**
 * The embeddings of the distances that a batch has. Each distance has a row of its own, also where distances share a
 * bucket: so far, a step uses few of the table's rows, and only these are projected.
 */
function relativeEmbeddings(scope: Scope, { inputIds, cells }: EncoderInputs, raw: Settings): Distances {
  const { places } = cells.attention
  const row = iota(inputIds, product([2, places])) // [2S]
  const size = add(max(iota(inputIds, places), [0]), 1) // S
  const range = raw.max_position_embeddings
  // From key to query, which is how the table counts.
  const buckets = vector(
    inputIds,
    Array.from({ length: 2 * range + 1 }, (_, i) => relativeRow(i - range, raw)),
    'int',
  )
  const rows = gather(buckets, add(sub(size, row), range)) // [2S]
  const table = gather(scope.weight('deberta.encoder.rel_embeddings.weight'), rows) // [2S,D]
  const name = 'deberta.encoder.LayerNorm'
  return {
    embeddings: normalisesDistances(raw) ? normalise(scope, name, table, raw.layer_norm_eps) : table,
    reversed: select(less(row, 1), 0, sub(mul(size, 2), row)),
  }
}

/**
 * The row of the embeddings of distances for a query that stands `distance` places after a key: distances up to a
 * quarter of the buckets have one of their own, longer ones share them by their logarithm (DeBERTa v2's
 * `make_log_bucket_position`, in single precision as there).
 */
export function relativeRow(distance: number, raw: RelativeSettings): number {
  const { fround } = Math
  const rows = span(raw)
  const half = Math.floor(raw.position_buckets / 2)
  const far = Math.abs(distance)
  let bucket = distance
  if (raw.position_buckets > 0 && far > half) {
    const log = (value: number): number => fround(Math.log(fround(value)))
    const share = fround(log(far / half) / log((relativeRange(raw) - 1) / half))
    bucket = Math.sign(distance) * (Math.ceil(fround(share * (half - 1))) + half)
  }
  return Math.min(Math.max(bucket + rows, 0), 2 * rows - 1)
}

// ------------------------------------------------------------------------------------------------ layers

interface Context {
  readonly cells: Cells
  /** [1,R,1,S] or [1,R,S,S], see `AttentionRows`. */
  readonly bias: Tensor
  readonly distances: Distances | undefined
}

/** [N,D] -> [N,D] */
function layer(scope: Scope, name: string, x: Tensor, context: Context, raw: Settings): Tensor {
  const settings = bertLayerOf(raw)
  const attended = attention(scope, `${name}.attention.self`, x, context, raw)
  return bertFeedForward(
    scope,
    name,
    bertOutput(scope, `${name}.attention.output`, attended, x, settings),
    settings,
  )
}

/** Disentangled attention (arXiv 2006.03654, equation 4). [N,D] -> [N,D] */
function attention(scope: Scope, name: string, x: Tensor, context: Context, raw: Settings): Tensor {
  const { cells, bias, distances } = context
  const { rows, places } = cells.attention
  const { num_attention_heads: heads, pos_att_type: terms, share_att_key: shared } = raw
  const twice = product([2, places])
  const width = raw.hidden_size / heads
  const scale = 1 / Math.sqrt(width * (1 + new Set(terms).size))
  const split = (projected: Tensor): Tensor =>
    transpose(cells.attention.spread(projected, heads), [1, 0, 2, 3])
  const query = split(mul(scope.linear(x, `${name}.query_proj`), scale)) // [H,R,S,K]
  const key = split(scope.linear(x, `${name}.key_proj`))
  const value = split(scope.linear(x, `${name}.value_proj`))
  let scores = matmul(query, key, { transB: true }) // [H,R,S,S]
  if (distances !== undefined && terms.length > 0) {
    const embedded = scope.dropout(distances.embeddings, raw.hidden_dropout_prob) // [2S,D]
    const positions = (part: string): Tensor =>
      scope.linear(embedded, `${name}.${shared ? '' : 'pos_'}${part}`) // [2S,D]
    /** Of each piece with each distance, and then with each piece at that distance. [H,R,S,S] */
    const byPosition = (pieces: Tensor, ofDistances: Tensor): Tensor => {
      const flat = reshape(pieces, [heads, product([rows, places]), width]) // [H,R·S,K]
      const apart = transpose(reshape(ofDistances, [twice, heads, width]), [1, 0, 2]) // [H,2S,K]
      const byDistance = matmul(flat, apart, { transB: true }) // [H,R·S,2S]
      return skew(reshape(byDistance, [heads, rows, places, twice]))
    }
    if (terms.includes('c2p')) scores = add(scores, byPosition(query, positions('key_proj')))
    if (terms.includes('p2c')) {
      const reversed = gather(mul(positions('query_proj'), scale), distances.reversed)
      scores = add(scores, transpose(byPosition(key, reversed), [0, 1, 3, 2]))
    }
  }
  const shares = scope.dropout(softmax(add(scores, bias)), raw.attention_probs_dropout_prob)
  return cells.attention.collect(transpose(matmul(shares, value), [1, 0, 2, 3])) // [N,D]
}

/**
 * A convolution over neighbouring pieces of the embeddings, added to the first layer's output (v2's `ConvLayer`):
 * each place of the kernel is a linear map of the piece that stands there. [N,D], [N,D] -> [N,D]
 */
function convolution(
  scope: Scope,
  embedded: Tensor,
  x: Tensor,
  inputs: EncoderInputs,
  raw: Settings,
): Tensor {
  const name = 'deberta.encoder.conv'
  const { cells } = inputs
  const { batch, length } = cells
  const { hidden_size: d, conv_kernel_size: places } = raw
  const all = product([batch, length])
  const kernel = scope.weight(`${name}.conv.weight`) // [D,D,places]
  const laid = reshape(cells.spread(embedded), [all, d]) // [B·T,D]
  const cell = cells.collect(reshape(iota(embedded, all), [batch, length])) // [N]
  const place = placesOf(cells, embedded) // [N]
  const size = add(max(iota(embedded, length), [0]), 1)
  let sum = scope.weight(`${name}.conv.bias`) // [D]
  for (let i = 0; i < places; i++) {
    const offset = i - (places - 1) / 2
    const neighbour = add(place, offset)
    const outside = offset < 0 ? less(neighbour, 0) : less(sub(size, 1), neighbour) // [N]
    const there = gather(laid, select(outside, cell, add(cell, offset))) // [N,D]
    const seen = offset === 0 ? embedded : select(reshape(outside, [outside.shape[0]!, 1]), 0, there)
    const weight = reshape(slice(kernel, 2, i, i + 1), [d, d])
    sum = add(sum, matmul(seen, weight, { transB: true }))
  }
  const dropped = scope.dropout(sum, raw.hidden_dropout_prob)
  const active = raw.conv_act === 'tanh' ? tanh(dropped) : activate(raw.conv_act, dropped)
  return normalise(scope, `${name}.LayerNorm`, add(x, active), raw.layer_norm_eps)
}
