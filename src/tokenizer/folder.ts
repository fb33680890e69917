/**
 * @file The tokenizer files of a Hugging Face folder, read and not yet made sense of.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { MedspanError } from '../errors.ts'
import { checkFolder } from '../system/folder.ts'
import {
  checkPieceCount,
  isObject,
  type JsonObject,
  Part,
  readBytes,
  readJson,
  readText,
} from './json-value.ts'
import { parseSentencePiece, type SentencePieceModel } from './sentencepiece.ts'
import { parseMerges, parseVocabulary } from './vocabulary.ts'

export const definitionFile = 'tokenizer.json'
export const configFile = 'tokenizer_config.json'

/** Every file that a tokenizer may consist of. */
export const tokenizerFiles = [
  definitionFile,
  configFile,
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'spm.model',
  'sentencepiece.bpe.model',
]

/** Where pieces come from: tokenizer.json, or files that are older than it. */
export type Vocabulary = { readonly path: string } & (
  | { readonly kind: 'definition'; readonly definition: Part }
  | { readonly kind: 'wordpiece'; readonly pieces: JsonObject }
  | { readonly kind: 'bpe'; readonly pieces: Part; readonly merges: readonly string[] }
  | { readonly kind: 'sentencepiece'; readonly model: SentencePieceModel }
)

export interface TokenizerFolder {
  readonly folder: string
  readonly vocabulary: Vocabulary
  /** tokenizer_config.json */
  readonly config: Part
  /** special_tokens_map.json */
  readonly specialTokens: Part
  /** added_tokens.json */
  readonly addedTokens: Part
  /** config.json: the model's */
  readonly model: Part
  /** The paths of the files that are there, config.json left out. */
  readonly files: readonly string[]
}

/**
 * Reads the files that a folder has.
 * @throws MedspanError `input` when there is no vocabulary, or a file cannot be read.
 */
export async function readTokenizerFolder(folder: string): Promise<TokenizerFolder> {
  await checkFolder(folder, 1)
  const files: string[] = []
  for (const name of tokenizerFiles) {
    const file = join(folder, name)
    if (await exists(file)) files.push(file)
  }
  const vocabulary = await readVocabularyFiles(folder)
  if (vocabulary === undefined)
    throw new MedspanError(
      'input',
      'expected a tokenizer.json in the model folder, or vocab.txt, vocab.json with merges.txt, spm.model or ' +
        'sentencepiece.bpe.model; found none',
      {
        where: { path: folder },
        hint: 'Python writes it: AutoTokenizer.from_pretrained(<model>).save_pretrained(<folder>).',
      },
    )
  const optional = async (name: string): Promise<Part> => {
    const path = join(folder, name)
    return (await readJson(path)) ?? new Part({}, path)
  }
  return {
    folder,
    vocabulary,
    config: await optional(configFile),
    specialTokens: await optional('special_tokens_map.json'),
    addedTokens: await optional('added_tokens.json'),
    model: await optional('config.json'),
    files,
  }
}

async function readVocabularyFiles(folder: string): Promise<Vocabulary | undefined> {
  const definition = await readJson(join(folder, definitionFile))
  if (definition !== undefined) {
    checkPieces(definition.get('model').get('vocab'))
    return { kind: 'definition', definition, path: definition.path }
  }

  const list = join(folder, 'vocab.txt')
  const text = await readText(list)
  if (text !== undefined) return { kind: 'wordpiece', pieces: parseVocabulary(text, list), path: list }

  const pieces = await readJson(join(folder, 'vocab.json'))
  const mergesPath = join(folder, 'merges.txt')
  const merges = await readText(mergesPath)
  if (pieces !== undefined) checkPieces(pieces)
  if (pieces !== undefined && merges !== undefined)
    return { kind: 'bpe', pieces, merges: parseMerges(merges, mergesPath), path: mergesPath }

  for (const name of ['spm.model', 'sentencepiece.bpe.model']) {
    const path = join(folder, name)
    const bytes = await readBytes(path)
    if (bytes !== undefined) return { kind: 'sentencepiece', model: parseSentencePiece(bytes, path), path }
  }
  return undefined
}

/** Refuses a vocabulary, a list or an object, of more pieces than any has. */
function checkPieces({ value, path, at }: Part): void {
  if (typeof value === 'object' && value !== null) checkPieceCount(Object.keys(value).length, path, at)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The text of a token, which files write as a string or as an object with flags; undefined where it is neither. */
export function tokenText(value: unknown): string | undefined {
  const text = isObject(value) ? value.content : value
  return typeof text === 'string' ? text : undefined
}
