/**
 * @file ModernBERT (Warner et al. 2024, arXiv 2412.13663, section 2.1), top to bottom.
 *
 * A pre-norm encoder with rotary positions, gated feed-forward networks (GeGLU: Shazeer 2020, arXiv 2002.05202), and
 * layers of which most attend to a window only, as Hugging Face's `ModernBertForTokenClassification` computes it, with
 * its names of parameters. Hidden states are kept as [N,D], N = B·T; only attention unfolds them. Left out: removing
 * padding before the layers, which changes no result.
 */
import { z } from 'zod'
import type { Dim } from '../../graph/ir.ts'
import { add, gather, layerNorm, mul, slice, type Tensor, vector } from '../../graph/trace.ts'
import {
  badConfig,
  checkHeads,
  type Encoder,
  type EncoderOptions,
  numbers,
  type ParameterSpec,
  parseConfig,
  refuseCausal,
} from '../encoder.ts'
import { ACTIVATIONS, activate, attendHeads, type Scope, type Surroundings } from '../layers.ts'
import { limitReach } from './reach.ts'
import { type Rotation, rotaryFrequencies, rotate, rotation } from './rotary.ts'

const LAYER_TYPES = ['full_attention', 'sliding_attention'] as const
type LayerType = (typeof LAYER_TYPES)[number]

/** The longest of the waves of rotary positions. */
const theta = z.number().min(1).max(1e12)
const rope = z.looseObject({
  rope_type: z.literal('default').default('default'),
  rope_theta: theta.optional(),
})

const modernbertSchema = z.looseObject({
  model_type: z.literal('modernbert'),
  vocab_size: numbers.rows.default(50368),
  hidden_size: numbers.width.default(768),
  intermediate_size: numbers.inner.default(1152),
  num_hidden_layers: numbers.layers.default(22),
  num_attention_heads: numbers.heads.default(12),
  hidden_activation: z.enum(ACTIVATIONS).default('gelu'),
  max_position_embeddings: numbers.rows.default(8192),
  initializer_range: numbers.deviation.default(0.02),
  initializer_cutoff_factor: z.number().min(0.5).max(100).nullable().default(2),
  norm_eps: numbers.epsilon.default(1e-5),
  norm_bias: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  attention_dropout: numbers.probability.default(0),
  /** The whole window: a piece attends to half as many on either side. */
  local_attention: numbers.rows.default(128),
  embedding_dropout: numbers.probability.default(0),
  mlp_bias: z.boolean().default(false),
  mlp_dropout: numbers.probability.default(0),
  classifier_bias: z.boolean().default(false),
  classifier_activation: z.enum(ACTIVATIONS).default('gelu'),
  classifier_dropout: numbers.probability.default(0),
  /** Which layers attend to all: listed, or every so many, from the first on. */
  layer_types: z.array(z.enum(LAYER_TYPES)).nullish(),
  global_attn_every_n_layers: numbers.layers.default(3),
  /** The bases of the rotary positions, as transformers 5 writes them, and as it was before. */
  rope_parameters: z
    .looseObject({ full_attention: rope.nullish(), sliding_attention: rope.nullish() })
    .nullish(),
  rope_scaling: z.null().optional(),
  global_rope_theta: theta.default(160_000),
  local_rope_theta: theta.default(10_000),
})
type Settings = z.output<typeof modernbertSchema>

/** `ModernBert(For…)`. */
export function openModernbert(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  refuseCausal(options, 'modernbert')
  const raw = parseConfig(modernbertSchema, source, path)
  const { hidden_size: hiddenSize, num_hidden_layers: layers } = raw
  checkHeads(hiddenSize, raw.num_attention_heads, path)
  if ((hiddenSize / raw.num_attention_heads) % 2 !== 0)
    throw badConfig(`heads of ${hiddenSize / raw.num_attention_heads} elements do not fall into pairs`, {
      path,
      at: 'num_attention_heads',
    })
  const types = raw.layer_types ?? everyNth(layers, raw.global_attn_every_n_layers)
  if (types.length !== layers)
    throw badConfig(`expected the types of ${layers} layers, got ${types.length}`, {
      path,
      at: 'layer_types',
    })
  const range = raw.initializer_range
  const cutoff = raw.initializer_cutoff_factor ?? 3
  return {
    modelType: 'modernbert',
    architecture: 'ModernBertForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    prefix: 'model.',
    wordEmbeddings: 'model.embeddings.tok_embeddings.weight',
    classifier: {
      name: 'classifier',
      dropout: raw.classifier_dropout,
      deviation: hiddenSize ** -0.5,
      cutoff,
    },
    parameters: parametersOf(raw, { range, cutoff }),
    depthOf(name) {
      const match = /^model\.layers\.(\d+)\./.exec(name)
      if (match !== null) return Number(match[1]) + 1
      return name.startsWith('model.embeddings.') ? 0 : layers + 1
    },
    encode(scope, inputs) {
      const { cells } = inputs
      const { bias: everywhere, places } = cells.attention // [R,1,S,S]
      const half = Math.floor(raw.local_attention / 2)
      const kinds: Readonly<Record<LayerType, Kind>> = {
        full_attention: {
          cells,
          bias: everywhere,
          turn: scaledRotation(everywhere, places, 'full_attention', raw),
        },
        sliding_attention: {
          cells,
          bias: limitReach(everywhere, { behind: half, ahead: half }), // [R,1,S,S]
          turn: scaledRotation(everywhere, places, 'sliding_attention', raw),
        },
      }
      const table = scope.weight('model.embeddings.tok_embeddings.weight')
      const words = gather(table, cells.collect(inputs.inputIds)) // [N,D]
      let x = scope.dropout(normalise(scope, 'model.embeddings.norm', words, raw), raw.embedding_dropout)
      for (const [i, type] of types.entries()) x = layer(scope, i, x, kinds[type], raw)
      x = normalise(scope, 'model.final_norm', x, raw)
      const head = activate(raw.classifier_activation, scope.linear(x, 'head.dense'))
      return normalise(scope, 'head.norm', head, raw) // [N,D]
    },
  }
}

function everyNth(layers: number, every: number): LayerType[] {
  return Array.from({ length: layers }, (_, i) => (i % every === 0 ? 'full_attention' : 'sliding_attention'))
}

/** What layers of one type have in common. */
interface Kind extends Surroundings {
  readonly turn: Rotation
}

/** Turns queries and keys, and scales both by 1 / K^(1/4): their products then need no scaling, which are more. */
/** The angles of `places` places, in the graph of `like`. */
function scaledRotation(like: Tensor, places: Dim, type: LayerType, raw: Settings): Rotation {
  const width = raw.hidden_size / raw.num_attention_heads
  const theta = type === 'full_attention' ? raw.global_rope_theta : raw.local_rope_theta
  const settings = {
    rope_theta: raw.rope_parameters?.[type]?.rope_theta ?? theta,
    max_position_embeddings: raw.max_position_embeddings,
  }
  const { cosine, sine } = rotation(like, places, rotaryFrequencies(settings, width))
  const scale = width ** -0.25
  return { cosine: mul(cosine, scale), sine: mul(sine, scale) }
}

/** Draws are cut off; what adds to the residual stream is drawn narrower, by the number of layers. */
function parametersOf(
  raw: Settings,
  { range, cutoff }: { readonly range: number; readonly cutoff: number },
): Map<string, ParameterSpec> {
  const { hidden_size: d, intermediate_size: inner, num_hidden_layers: layers } = raw
  const narrow = range / Math.sqrt(2 * layers)
  const parameters = new Map<string, ParameterSpec>()
  const dense = (
    name: string,
    shape: readonly [number, number],
    { deviation, bias, optional }: { deviation: number; bias: boolean; optional?: boolean },
  ): void => {
    parameters.set(`${name}.weight`, { shape, initial: { deviation, cutoff }, optional })
    if (bias) parameters.set(`${name}.bias`, { shape: [shape[0]], initial: 0, optional })
  }
  const norm = (name: string, optional?: boolean): void => {
    parameters.set(`${name}.weight`, { shape: [d], initial: 1, optional })
    if (raw.norm_bias) parameters.set(`${name}.bias`, { shape: [d], initial: 0, optional })
  }
  parameters.set('model.embeddings.tok_embeddings.weight', {
    shape: [raw.vocab_size, d],
    initial: { deviation: range, cutoff },
  })
  norm('model.embeddings.norm')
  for (let i = 0; i < layers; i++) {
    const name = `model.layers.${i}`
    if (i > 0) norm(`${name}.attn_norm`)
    dense(`${name}.attn.Wqkv`, [3 * d, d], { deviation: range, bias: raw.attention_bias })
    dense(`${name}.attn.Wo`, [d, d], { deviation: narrow, bias: raw.attention_bias })
    norm(`${name}.mlp_norm`)
    dense(`${name}.mlp.Wi`, [2 * inner, d], { deviation: range, bias: raw.mlp_bias })
    dense(`${name}.mlp.Wo`, [d, inner], { deviation: narrow, bias: raw.mlp_bias })
  }
  norm('model.final_norm')
  dense('head.dense', [d, d], { deviation: narrow, bias: raw.classifier_bias, optional: true })
  norm('head.norm', true)
  return parameters
}

/** Layer normalisation, which may have no shift. [N,D] -> [N,D] */
function normalise(scope: Scope, name: string, x: Tensor, raw: Settings): Tensor {
  const shift = raw.norm_bias ? scope.weight(`${name}.bias`) : vector(x, Array(raw.hidden_size).fill(0))
  return layerNorm(x, scope.weight(`${name}.weight`), shift, raw.norm_eps)
}

/** Attention and a gated feed-forward network, each normalised before, and added after. [N,D] -> [N,D] */
function layer(scope: Scope, place: number, x: Tensor, kind: Kind, raw: Settings): Tensor {
  const name = `model.layers.${place}`
  // The embeddings are normalised already.
  const before = place === 0 ? x : normalise(scope, `${name}.attn_norm`, x, raw)
  const attended = add(x, attention(scope, `${name}.attn`, before, kind, raw))
  const wide = scope.linear(normalise(scope, `${name}.mlp_norm`, attended, raw), `${name}.mlp.Wi`) // [N,2·inner]
  const inner = raw.intermediate_size
  const gated = mul(
    activate(raw.hidden_activation, slice(wide, 1, 0, inner)),
    slice(wide, 1, inner, 2 * inner),
  )
  return add(attended, scope.linear(scope.dropout(gated, raw.mlp_dropout), `${name}.mlp.Wo`))
}

function attention(
  scope: Scope,
  name: string,
  x: Tensor,
  { cells, bias, turn }: Kind,
  raw: Settings,
): Tensor {
  const { num_attention_heads: heads, attention_dropout: dropout } = raw
  const apart = cells.attention.spread(scope.linear(x, `${name}.Wqkv`), 3 * heads) // [R,3H,S,K]
  const turned = rotate(slice(apart, 1, 0, 2 * heads), turn) // [R,2H,S,K]
  const part = (of: Tensor, i: number): Tensor => slice(of, 1, i * heads, (i + 1) * heads)
  const states = [part(turned, 0), part(turned, 1), part(apart, 2)] as const // [R,H,S,K] each
  const context = cells.attention.collect(attendHeads(scope, states, { bias, dropout, scale: 1 })) // [N,D]
  return scope.dropout(scope.linear(context, `${name}.Wo`), dropout)
}
