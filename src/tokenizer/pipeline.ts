/**
 * @file From tokenizer.json to ids: added tokens, normalizer, pre-tokenizer and model one after the other, as Hugging
 * Face's tokenizers (Rust) have them.
 */
import { type AddedToken, createFinder, readAddedTokens } from './added-tokens.ts'
import { createBpe } from './bpe.ts'
import { isId, type Part } from './json-value.ts'
import type { Model } from './model.ts'
import { createNormalizer, lowersCase, type Normalizer } from './normalizer.ts'
import { createPlainWords } from './plain-words.ts'
import { type Frame, readFrame } from './post-processor.ts'
import { createPreTokenizer } from './pretokenizer.ts'
import { createTextPieces, type TextPiece } from './text-pieces.ts'
import { createUnigram } from './unigram.ts'
import { createWordPiece, type WordPiece } from './wordpiece.ts'

/** A tokenizer.json that is ready to encode. */
export interface Pipeline extends Frame {
  readonly addedTokens: readonly AddedToken[]
  /** The ids of a text without special pieces around it. */
  encode(text: string): readonly number[]
  /** The pieces of a whole text with their places in it; of BERT's tokenizers alone. */
  readonly textPieces?: ((text: string) => TextPiece[]) | undefined
  /** The id of a piece or of an added token. */
  idOf(piece: string): number | undefined
  /** One more than the largest id. */
  readonly size: number
}

/** @throws MedspanError `input` when a part is of a kind that is not known, or not what it should be. */
export function createPipeline(definition: Part): Pipeline {
  const model = createModel(definition.get('model'))
  const addedTokens = readAddedTokens(definition.get('added_tokens'))
  const normalize = createNormalizer(definition.get('normalizer'))
  const cut = createPreTokenizer(definition.get('pre_tokenizer'))
  const find = createFinder(addedTokens, normalize, definition.get('added_tokens'))
  const frame = readFrame(definition.get('post_processor'))
  const encodePlain =
    isBert(definition) && 'encodePart' in model
      ? createPlainWords({ model, normalize, addedTokens, lowers: lowersCase(definition.get('normalizer')) })
      : undefined

  let size = 0
  for (const id of model.vocabulary.values()) size = Math.max(size, id + 1)
  const added = new Map<string, number>()
  for (const { id, content } of addedTokens) {
    size = Math.max(size, id + 1)
    added.set(content, id)
  }
  for (const id of [...frame.prefix, ...frame.suffix])
    if (id >= size) definition.get('post_processor').fail(`expected ids below ${size}, got ${id}`)

  return {
    ...frame,
    addedTokens,
    encode(text) {
      const ids: number[] = []
      if (encodePlain?.(text, ids)) return ids
      let first = true
      for (const section of find(wellFormed(text))) {
        if (typeof section === 'number') ids.push(section)
        else
          for (const piece of cut({ texts: [section], atStart: first }).texts)
            if (piece !== '') model.encode(piece, ids)
        first = false
      }
      return ids
    },
    textPieces: isBert(definition) ? textPiecesOf(definition.get('model'), model, normalize) : undefined,
    idOf: piece => added.get(piece) ?? model.vocabulary.get(piece),
    size,
  }
}

function isBert(definition: Part): boolean {
  const typeOf = (name: string): unknown => {
    const part = definition.get(name)
    return part.missing ? undefined : part.object().type
  }
  return (
    modelType(definition.get('model')) === 'WordPiece' &&
    typeOf('normalizer') === 'BertNormalizer' &&
    typeOf('pre_tokenizer') === 'BertPreTokenizer'
  )
}

function textPiecesOf(part: Part, model: Model, normalize: Normalizer): Pipeline['textPieces'] {
  return createTextPieces({
    normalize,
    model,
    prefix: part.get('continuing_subword_prefix').string('##'),
    unknownId: model.vocabulary.get(part.get('unk_token').string('[UNK]'))!,
  })
}

/** The kinds of models, told apart by what they have where a file does not say it. */
export function modelType(part: Part): 'WordPiece' | 'BPE' | 'Unigram' {
  const { type, vocab, merges } = part.missing ? {} : part.object()
  const found =
    type ??
    (merges !== undefined
      ? 'BPE'
      : Array.isArray(vocab)
        ? 'Unigram'
        : vocab === undefined
          ? type
          : 'WordPiece')
  if (found === 'WordPiece' || found === 'BPE' || found === 'Unigram') return found
  return part.get('type').expected('a model of a known kind (WordPiece, BPE, Unigram)')
}

function createModel(part: Part): Model | WordPiece {
  if (part.missing || part.get('vocab').missing)
    part.fail('expected a tokenizer with a model and its vocabulary')
  switch (modelType(part)) {
    case 'WordPiece':
      return createWordPiece(part, readVocabulary(part.get('vocab')))
    case 'BPE':
      return createBpe(part, readVocabulary(part.get('vocab')))
    case 'Unigram':
      return createUnigram(part)
  }
}

/** The pieces of a vocabulary and their ids. */
export function readVocabulary(part: Part): Map<string, number> {
  const vocabulary = new Map<string, number>()
  for (const [piece, id] of Object.entries(part.object())) {
    if (!isId(id)) part.get(piece).id()
    else vocabulary.set(piece, id)
  }
  return vocabulary
}

/** Half characters have no UTF-8; what reads them as such gives U+FFFD. */
function wellFormed(word: string): string {
  return word.replace(/\p{Surrogate}/gu, '\ufffd')
}
