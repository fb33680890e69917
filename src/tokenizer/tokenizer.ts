/**
 * @file The tokenizer of a Hugging Face folder, one word at a time.
 *
 * Words are encoded each on its own, which is what Python's tokenizers do with `is_split_into_words=True`, and kept
 * in a cache. The ids are those of transformers 5 with its Rust tokenizers, to the last one: models were trained on
 * them. WordPiece, byte-level BPE and SentencePiece's unigram models are read, from tokenizer.json or from the files
 * that are older than it.
 */
import { keptKey } from '../dictionary.ts'
import { effectiveDefinition } from './definition.ts'
import { type ModelFiles, readTokenizerFolder } from './folder.ts'
import { Part } from './json-value.ts'
import { createPipeline } from './pipeline.ts'
import type { TextPiece } from './text-pieces.ts'

export interface Tokenizer {
  /** The pieces of one word, without special pieces; none for a word of control characters only. */
  encodeWord(word: string): readonly number[]
  /** The pieces of a whole text with their places in it, cut by the tokenizer's own words; of BERT's alone. */
  readonly textPieces?: ((text: string) => TextPiece[]) | undefined
  /** The special pieces before a sequence: BERT's `[CLS]`; none for GPT-2. */
  readonly prefix: readonly number[]
  /** The special pieces after a sequence: BERT's `[SEP]`; none for GPT-2. */
  readonly suffix: readonly number[]
  /** The piece to pad with; one that is added, where the folder's tokenizer has none. */
  readonly padId: number
  /** The piece for what the vocabulary does not know; byte-level tokenizers may have none. */
  readonly unkId?: number | undefined
  /** One more than the largest id: the rows that a model's word embeddings must have at least. */
  readonly vocabSize: number
  /** `model_max_length`: the longest sequence that it was made for, special pieces included. */
  readonly maxLength?: number | undefined
}

/** Words kept in the cache, some 8 MiB of them; when it is full it starts anew. */
const cacheSize = 1 << 15
/** In UTF-16 code units; what is longer is no word that comes again. */
const longestCached = 100

/** transformers writes 1e30 where no length is known; no sequence is as long as this. */
const unlimited = 1e9

/**
 * Reads the tokenizer among the files of a model: tokenizer.json, or else vocab.txt, vocab.json and merges.txt, spm.model or
 * sentencepiece.bpe.model; with tokenizer_config.json, special_tokens_map.json, added_tokens.json and the model's
 * config.json, where they exist.
 *
 * Where a tokenizer has no piece to pad with, `[PAD]` is added to it with the next free id. Byte-level tokenizers
 * encode a word with a blank before it. `tokenizerCopies` says both to Python.
 * @throws MedspanError `input` when a file is missing, broken, or describes a tokenizer that is not supported.
 */
export async function openTokenizer(files: ModelFiles): Promise<Tokenizer> {
  const folder = await readTokenizerFolder(files)
  const definition = effectiveDefinition(folder)
  const pipeline = createPipeline(new Part(definition.json, definition.path))
  const { named } = definition
  const padId = pipeline.idOf(named.get('pad_token')!)
  if (padId === undefined) return folder.config.fail('expected a pad_token that the vocabulary holds')
  const unk = named.get('unk_token')
  const maxLength = folder.config.get('model_max_length').value

  const cache = new Map<string, readonly number[]>()
  return {
    encodeWord(word) {
      const known = cache.get(word)
      if (known !== undefined) return known
      const ids = pipeline.encode(word)
      if (word.length > longestCached) return ids
      if (cache.size >= cacheSize) cache.clear()
      cache.set(keptKey(word), ids)
      return ids
    },
    textPieces: pipeline.textPieces,
    prefix: pipeline.prefix,
    suffix: pipeline.suffix,
    padId,
    unkId: unk === undefined ? undefined : pipeline.idOf(unk),
    vocabSize: pipeline.size,
    maxLength: typeof maxLength === 'number' && maxLength < unlimited ? maxLength : undefined,
  }
}
