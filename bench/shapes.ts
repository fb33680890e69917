/** @file The model shapes and batches that both sides of a training benchmark work on. */
import { createRandom } from '../src/random.ts'

export interface Shape {
  readonly name: string
  /** `config.json`; dropout is the family's own. */
  readonly config: Readonly<Record<string, unknown>> & { readonly vocab_size: number }
  /** Rows and padded lengths, in turn. */
  readonly batches: readonly (readonly [rows: number, length: number])[]
  /** The ends of the names of linear maps with an adapter of rank 8: all else is frozen, and there is no peer. */
  readonly adapted?: readonly string[]
}

/** Sentences of abstracts, padded to the longest of sixteen. */
const sentences = [
  [16, 64],
  [16, 48],
  [16, 80],
  [16, 56],
] as const

const bert = { model_type: 'bert', vocab_size: 30_522 }
/** As published, with one piece more, for padding. */
const gptNeo = { model_type: 'gpt_neo', vocab_size: 50_258, max_position_embeddings: 2048, window_size: 256 }
const gptNeo13b = {
  ...gptNeo,
  hidden_size: 2048,
  num_layers: 24,
  num_heads: 16,
  attention_types: [[['global', 'local'], 12]],
}
/** Encoders of the base size, with few pieces, so that the layers are measured. */
const base = { vocab_size: 2000, hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12 }
const abstracts = [
  [8, 128],
  [8, 128],
] as const
const queriesAndValues = ['q_proj', 'v_proj']

export const shapes: readonly Shape[] = [
  {
    name: 'MiniLM-L6',
    config: {
      ...bert,
      hidden_size: 384,
      num_hidden_layers: 6,
      num_attention_heads: 12,
      intermediate_size: 1536,
    },
    batches: sentences,
  },
  {
    name: 'BERT-base',
    config: {
      ...bert,
      hidden_size: 768,
      num_hidden_layers: 12,
      num_attention_heads: 12,
      intermediate_size: 3072,
    },
    batches: sentences,
  },
  {
    name: 'RoBERTa-base',
    config: { ...base, model_type: 'roberta', max_position_embeddings: 514, type_vocab_size: 1 },
    batches: abstracts,
  },
  {
    name: 'DistilBERT-base',
    config: { model_type: 'distilbert', vocab_size: base.vocab_size },
    batches: abstracts,
  },
  {
    name: 'ELECTRA-base',
    config: { ...base, model_type: 'electra', embedding_size: 768, intermediate_size: 3072 },
    batches: abstracts,
  },
  {
    name: 'DeBERTa-v3-base',
    config: {
      ...base,
      model_type: 'deberta-v2',
      intermediate_size: 3072,
      relative_attention: true,
      position_buckets: 256,
      norm_rel_ebd: 'layer_norm',
      share_att_key: true,
      pos_att_type: 'p2c|c2p',
      position_biased_input: false,
      type_vocab_size: 0,
    },
    batches: abstracts,
  },
  {
    name: 'ModernBERT-base',
    config: {
      ...base,
      model_type: 'modernbert',
      num_hidden_layers: 22,
      intermediate_size: 1152,
      pad_token_id: 0,
    },
    batches: abstracts,
  },
  {
    name: 'GPT-Neo-125M',
    config: {
      ...gptNeo,
      hidden_size: 768,
      num_layers: 12,
      num_heads: 12,
      attention_types: [[['global', 'local'], 6]],
    },
    batches: [
      [8, 128],
      [8, 128],
    ],
  },
  { name: 'GPT-Neo-1.3B-LoRA-2x128', config: gptNeo13b, batches: [[2, 128]], adapted: queriesAndValues },
  { name: 'GPT-Neo-1.3B-LoRA-8x64', config: gptNeo13b, batches: [[8, 64]], adapted: queriesAndValues },
]

export const labelCount = 43

export interface BenchBatch {
  readonly rows: number
  readonly length: number
  readonly inputIds: number[]
  readonly attentionMask: number[]
  readonly labels: number[]
}

/** The same batches on every call: two thirds of the cells hold tokens, as in real batches. */
export function benchBatches({ batches, config }: Shape): BenchBatch[] {
  const random = createRandom(1, 'bench')
  return batches.map(([rows, length]) => {
    const batch: BenchBatch = { rows, length, inputIds: [], attentionMask: [], labels: [] }
    for (let row = 0; row < rows; row++) {
      const filled = row === 0 ? length : Math.floor(length * (0.33 + 0.67 * random.uniform()))
      for (let t = 0; t < length; t++) {
        batch.inputIds.push(t < filled ? 1000 + random.below(config.vocab_size - 1000) : 0)
        batch.attentionMask.push(Number(t < filled))
        batch.labels.push(t < filled ? random.below(labelCount) : -100)
      }
    }
    return batch
  })
}
