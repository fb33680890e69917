/**
 * @file ELECTRA (Clark et al. 2020, arXiv 2003.10555): BERT's encoder, over embeddings that may be narrower than it.
 *
 * As Hugging Face's `ElectraForTokenClassification` computes it, with its names of parameters: the discriminator.
 */
import { z } from 'zod'
import { gather } from '../../graph/trace.ts'
import { placesOf } from '../cells.ts'
import {
  checkHeads,
  type Encoder,
  type EncoderOptions,
  numbers,
  type ParameterSpec,
  parseConfig,
  refuseCausal,
  setDense,
  setNorm,
} from '../encoder.ts'
import { surroundings } from '../layers.ts'
import {
  bertClassifier,
  bertDepth,
  bertEmbeddings,
  bertLayer,
  bertLayerOf,
  bertSettings,
  setBertLayer,
} from './bert.ts'

const electraSchema = z.looseObject({
  model_type: z.literal('electra'),
  ...bertSettings,
  embedding_size: numbers.width.default(128),
  hidden_size: numbers.width.default(256),
  num_attention_heads: numbers.heads.default(4),
  intermediate_size: numbers.inner.default(1024),
})

/** `Electra(For…)`. */
export function openElectra(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  refuseCausal(options, 'electra')
  const raw = parseConfig(electraSchema, source, path)
  const { hidden_size: hiddenSize, embedding_size: embeddingSize, num_hidden_layers: layers } = raw
  const { initializer_range: deviation } = raw
  checkHeads(hiddenSize, raw.num_attention_heads, path)
  const projects = embeddingSize !== hiddenSize
  const parameters = new Map<string, ParameterSpec>()
  const table = (name: string, rows: number, zeroRow?: number): void => {
    const initial = { deviation, zeroRow }
    parameters.set(`electra.embeddings.${name}.weight`, { shape: [rows, embeddingSize], initial })
  }
  table('word_embeddings', raw.vocab_size, raw.pad_token_id ?? undefined)
  table('position_embeddings', raw.max_position_embeddings)
  table('token_type_embeddings', raw.type_vocab_size)
  setNorm(parameters, 'electra.embeddings.LayerNorm', embeddingSize)
  if (projects) setDense(parameters, 'electra.embeddings_project', [hiddenSize, embeddingSize], { deviation })
  const layer = bertLayerOf(raw)
  for (let i = 0; i < layers; i++) setBertLayer(parameters, `electra.encoder.layer.${i}`, layer)
  return {
    modelType: 'electra',
    architecture: 'ElectraForTokenClassification',
    vocabSize: raw.vocab_size,
    hiddenSize,
    layers,
    maxLength: raw.max_position_embeddings,
    prefix: 'electra.',
    wordEmbeddings: 'electra.embeddings.word_embeddings.weight',
    classifier: bertClassifier(raw),
    hasTokenTypes: raw.type_vocab_size > 1,
    parameters,
    depthOf: name => bertDepth(name, layers),
    encode(scope, inputs) {
      const around = surroundings(inputs)
      const table = scope.weight('electra.embeddings.position_embeddings.weight')
      const positions = gather(table, placesOf(inputs.cells, inputs.inputIds)) // [N,E]
      let x = bertEmbeddings(scope, 'electra.embeddings', inputs, positions, layer) // [N,E]
      if (projects) x = scope.linear(x, 'electra.embeddings_project') // [N,D]
      for (let i = 0; i < layers; i++) x = bertLayer(scope, `electra.encoder.layer.${i}`, x, around, layer)
      return x // [N,D]
    },
  }
}
