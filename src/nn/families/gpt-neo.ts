/**
 * @file GPT-Neo (Black et al. 2021, doi 10.5281/zenodo.5297715), top to bottom.
 *
 * The pre-norm decoder with learned positions, attention that is not scaled, and layers that see everything in turn
 * with layers that see a window, as Hugging Face's `GPTNeoForTokenClassification` computes it, with its names of
 * parameters. Hidden states are kept as [N,D], N = B·T; only attention unfolds them. Left out: token types, which it
 * would take from the word embeddings, and the cache, which only generation needs.
 */
import { z } from 'zod'
import { add, gather, type Tensor } from '../../graph/trace.ts'
import { placesOf } from '../cells.ts'
import {
  badConfig,
  checkHeads,
  type Encoder,
  type EncoderOptions,
  numbers,
  type ParameterSpec,
  parseConfig,
  setDense,
  setNorm,
} from '../encoder.ts'
import { ACTIVATIONS, activate, attend, normalise, type Scope, type Surroundings } from '../layers.ts'
import { decoderReach, limitReach } from './reach.ts'

const { probability } = numbers
const kindsSchema = z.array(z.enum(['global', 'local'])).nonempty()

const gptNeoSchema = z.looseObject({
  model_type: z.literal('gpt_neo'),
  vocab_size: numbers.rows.default(50257),
  max_position_embeddings: numbers.rows.default(2048),
  hidden_size: numbers.width.default(2048),
  num_layers: numbers.layers.default(24),
  num_heads: numbers.heads.default(16),
  /** `[[["global", "local"], 12]]`: the kinds of successive layers, so many times. */
  attention_types: z.array(z.tuple([kindsSchema, numbers.layers])).default([[['global', 'local'], 12]]),
  window_size: numbers.rows.default(256),
  intermediate_size: numbers.inner.nullish(),
  activation_function: z.enum(ACTIVATIONS).default('gelu_new'),
  resid_dropout: probability.default(0),
  embed_dropout: probability.default(0),
  attention_dropout: probability.default(0),
  classifier_dropout: probability.default(0.1),
  layer_norm_epsilon: numbers.epsilon.default(1e-5),
  initializer_range: numbers.deviation.default(0.02),
})
type Settings = z.output<typeof gptNeoSchema>

/** `transformer.h.3.…` */
const layerName = (layer: number): string => `transformer.h.${layer}`

/** `GPTNeo(For…)`. */
export function openGptNeo(
  source: Readonly<Record<string, unknown>>,
  path: string,
  { attention }: EncoderOptions,
): Encoder {
  const raw = parseConfig(gptNeoSchema, source, path)
  const { hidden_size: hiddenSize, num_layers: layers, initializer_range: deviation } = raw
  checkHeads(hiddenSize, raw.num_heads, path, 'num_heads')
  const described = raw.attention_types.reduce((total, [kinds, times]) => total + kinds.length * times, 0)
  if (described !== layers)
    throw badConfig(`attention_types describes ${described} layers, num_layers is ${layers}`, {
      path,
      at: 'attention_types',
    })
  const attentions = raw.attention_types.flatMap(([kinds, times]) =>
    Array.from({ length: times }, () => kinds).flat(),
  )
  const parameters = new Map<string, ParameterSpec>()
  const table = (name: string, rows: number): void => {
    parameters.set(`transformer.${name}.weight`, { shape: [rows, hiddenSize], initial: { deviation } })
  }
  table('wte', raw.vocab_size)
  table('wpe', raw.max_position_embeddings)
  for (let i = 0; i < layers; i++) setLayer(parameters, layerName(i), raw)
  setNorm(parameters, 'transformer.ln_f', hiddenSize)
  return {
    modelType: 'gpt_neo',
    architecture: 'GPTNeoForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    isMaskLifted: attention !== 'causal',
    prefix: 'transformer.',
    wordEmbeddings: 'transformer.wte.weight',
    classifier: { name: 'classifier', dropout: raw.classifier_dropout, deviation },
    parameters,
    depthOf(name) {
      const match = /\.h\.(\d+)\./.exec(name)
      if (match !== null) return Number(match[1]) + 1
      return /\.w[tp]e\./.test(name) ? 0 : layers + 1
    },
    encode(scope, inputs) {
      const padding = inputs.cells.attention.bias // [R,1,S,S]
      const biases = {
        global: limitReach(padding, decoderReach(attention)), // [R,1,S,S]
        local: limitReach(padding, decoderReach(attention, raw.window_size)), // [R,1,S,S]
      }
      const { cells, inputIds } = inputs
      const words = gather(scope.weight('transformer.wte.weight'), cells.collect(inputIds)) // [N,D]
      const positions = gather(scope.weight('transformer.wpe.weight'), placesOf(cells, inputIds)) // [N,D]
      let x = scope.dropout(add(words, positions), raw.embed_dropout)
      for (const [i, kind] of attentions.entries())
        x = layer(scope, layerName(i), x, { cells, bias: biases[kind] }, raw)
      return normalise(scope, 'transformer.ln_f', x, raw.layer_norm_epsilon) // [N,D]
    },
  }
}

/** The parameters of a layer: only keys, values and queries have no bias. */
function setLayer(parameters: Map<string, ParameterSpec>, name: string, raw: Settings): void {
  const { hidden_size: d, initializer_range: deviation } = raw
  const inner = raw.intermediate_size ?? 4 * d
  setNorm(parameters, `${name}.ln_1`, d)
  for (const part of ['k_proj', 'v_proj', 'q_proj'])
    setDense(parameters, `${name}.attn.attention.${part}`, [d, d], { deviation, bias: false })
  setDense(parameters, `${name}.attn.attention.out_proj`, [d, d], { deviation })
  setNorm(parameters, `${name}.ln_2`, d)
  setDense(parameters, `${name}.mlp.c_fc`, [inner, d], { deviation })
  setDense(parameters, `${name}.mlp.c_proj`, [d, inner], { deviation })
}

/** Attention and a feed-forward network, each over normalised states and added. [N,D] -> [N,D] */
function layer(scope: Scope, name: string, x: Tensor, around: Surroundings, raw: Settings): Tensor {
  const { layer_norm_epsilon: epsilon, resid_dropout: dropout } = raw
  const attended = attention(scope, name, normalise(scope, `${name}.ln_1`, x, epsilon), around, raw)
  const middle = add(x, scope.dropout(attended, dropout)) // [N,D]
  const inner = scope.linear(normalise(scope, `${name}.ln_2`, middle, epsilon), `${name}.mlp.c_fc`) // [N,inner]
  const output = scope.linear(activate(raw.activation_function, inner), `${name}.mlp.c_proj`) // [N,D]
  return add(middle, scope.dropout(output, dropout))
}

/** The scores are not divided by the root of the head's size. [N,D] -> [N,D] */
function attention(scope: Scope, name: string, x: Tensor, around: Surroundings, raw: Settings): Tensor {
  const project = (part: string): Tensor => scope.linear(x, `${name}.attn.attention.${part}`)
  const options = { ...around, heads: raw.num_heads, dropout: raw.attention_dropout, scale: 1 }
  const context = attend(scope, [project('q_proj'), project('k_proj'), project('v_proj')], options) // [N,D]
  return scope.linear(context, `${name}.attn.attention.out_proj`)
}
