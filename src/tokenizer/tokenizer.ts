/**
 * @file The tokenizer of a Hugging Face folder, one word at a time.
 *
 * `@huggingface/tokenizers` reads `tokenizer.json` and knows no text that is already split into words, so each
 * word is encoded on its own, which is what Python's tokenizers do with `is_split_into_words=True`, and kept in a
 * cache. Where the JavaScript library and the Rust one differ on a word, Rust's answer is the right one: it made
 * the ids that models were trained on (see `wordPreparation`). What stays different are some 500 marks and
 * punctuation characters of rare scripts that are newer than Rust's Unicode tables.
 *
 * Only tokenizers that put one piece before and one after a sequence, as BERT's do, are taken.
 */
import { access, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Tokenizer as PieceTokenizer } from '@huggingface/tokenizers'
import { MedspanError } from '../errors.ts'

export interface Tokenizer {
  /** The pieces of one word, without special pieces; none for a word of control characters only. */
  encodeWord(word: string): readonly number[]
  /** The special pieces before a sequence: BERT's `[CLS]`; none for GPT-2. */
  readonly prefix: readonly number[]
  /** The special pieces after a sequence: BERT's `[SEP]`; none for GPT-2. */
  readonly suffix: readonly number[]
  readonly padId: number
  readonly unkId: number
  /** One more than the largest id: the rows that a model's word embeddings must have at least. */
  readonly vocabSize: number
  /** `model_max_length`: the longest sequence that it was made for, special pieces included. */
  readonly maxLength?: number | undefined
  /** The paths of the folder's tokenizer files: what a run folder needs a copy of. */
  readonly files: readonly string[]
}

const configFile = 'tokenizer_config.json'

/** Every file that a Hugging Face tokenizer may consist of; only the first is required. */
const tokenizerFiles = [
  'tokenizer.json',
  configFile,
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
]

/** Words kept in the cache; when it is full it starts anew. */
const cacheSize = 1 << 20

/** The library takes any other kind for one of these. */
const knownModels: readonly unknown[] = ['WordPiece', 'BPE', 'Unigram']

/** What `tokenizer.json` may leave out and the library does not do without. */
const missingParts = {
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
}

type JsonObject = { readonly [key: string]: unknown }

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads `tokenizer.json` and, where they exist, `tokenizer_config.json` and `special_tokens_map.json` of a folder.
 * @throws MedspanError `input` when a file is missing, no JSON, or describes a tokenizer that is not supported.
 */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const path = join(folder, 'tokenizer.json')
  const definition = await readJson(path)
  if (definition === undefined)
    throw new MedspanError('input', 'expected a tokenizer.json in the model folder, found none', {
      where: { path: folder },
      hint: 'Python writes it: AutoTokenizer.from_pretrained(<model>).save_pretrained(<folder>).',
    })
  const config = (await readJson(join(folder, configFile))) ?? {}
  const specialTokens = (await readJson(join(folder, 'special_tokens_map.json'))) ?? {}
  const files: string[] = []
  for (const name of tokenizerFiles) {
    const file = join(folder, name)
    if (await exists(file)) files.push(file)
  }
  return createTokenizer(definition, { config, specialTokens, path, files })
}

/**
 * The files that a run folder needs to have the same tokenizer, by name. In their `tokenizer_config.json`
 * `model_max_length` says how long the sequences of the training were, so that whoever opens the folder, in Python
 * too, makes none that are longer.
 */
export async function tokenizerCopies(
  tokenizer: Pick<Tokenizer, 'files'>,
  options: { readonly maxLength: number },
): Promise<Map<string, Uint8Array | string>> {
  const copies = new Map<string, Uint8Array | string>()
  let config: JsonObject = {}
  for (const path of tokenizer.files) {
    const name = basename(path)
    if (name === configFile) config = (await readJson(path)) ?? {}
    else copies.set(name, await readFile(path))
  }
  const changed = { tokenizer_class: 'BertTokenizer', ...config, model_max_length: options.maxLength }
  return copies.set(configFile, `${JSON.stringify(changed, null, 2)}\n`)
}

interface Origin {
  readonly config: JsonObject
  readonly specialTokens: JsonObject
  readonly path: string
  readonly files: readonly string[]
}

function createTokenizer(definition: JsonObject, origin: Origin): Tokenizer {
  const { config, specialTokens, path, files } = origin
  const bad = (message: string, at: string | undefined, cause?: unknown): MedspanError =>
    new MedspanError('input', message, {
      where: at === undefined ? { path } : { path, at },
      hint: 'Save the tokenizer again with a recent version of transformers.',
      cause,
    })
  const { model } = definition
  if (!isObject(model) || model.vocab === undefined)
    throw bad('expected a tokenizer with a model and its vocabulary', 'model')
  if (!knownModels.includes(model.type))
    throw bad(
      `expected a model of a known kind (${knownModels.join(', ')}), got ${JSON.stringify(model.type)}`,
      'model.type',
    )
  const effective = asPython(definition, model, config)
  let pieces: PieceTokenizer
  try {
    pieces = new PieceTokenizer({ ...missingParts, ...effective }, config)
  } catch (cause) {
    throw bad(
      `expected a tokenizer of a known kind: ${cause instanceof Error ? cause.message : cause}`,
      undefined,
      cause,
    )
  }

  const idOf = (name: string, fallbacks: readonly unknown[]): number => {
    const tokens = [config[name], specialTokens[name], ...fallbacks]
    for (const token of tokens) {
      const content = isObject(token) ? token.content : token
      const id = typeof content === 'string' ? pieces.token_to_id(content) : undefined
      if (id !== undefined) return id
    }
    throw bad(`expected a ${name} that the vocabulary holds`, name)
  }
  const padding = isObject(definition.padding) ? definition.padding.pad_token : undefined
  const unkId = idOf('unk_token', [model.unk_token, '[UNK]'])
  const padId = idOf('pad_token', [padding, '[PAD]'])

  const bare = pieces.encode('a', { add_special_tokens: false }).ids
  const framed = pieces.encode('a', { add_special_tokens: true }).ids
  if (framed.length !== bare.length + 2)
    throw bad(
      `expected a tokenizer that puts one piece before and one after a sequence, as BERT's [CLS] and [SEP]; ` +
        `got ${framed.length - bare.length} special pieces`,
      'post_processor',
    )

  let vocabSize = 0
  for (const id of pieces.get_vocab().values()) vocabSize = Math.max(vocabSize, id + 1)

  const prepare = wordPreparation(isObject(effective.normalizer) ? effective.normalizer : undefined)
  const cache = new Map<string, readonly number[]>()
  return {
    encodeWord(word) {
      const known = cache.get(word)
      if (known !== undefined) return known
      if (cache.size >= cacheSize) cache.clear()
      const ids = pieces.encode(prepare(word), { add_special_tokens: false }).ids
      cache.set(word, ids)
      return ids
    },
    prefix: framed.slice(0, 1),
    suffix: framed.slice(-1),
    padId,
    unkId,
    vocabSize,
    maxLength: typeof config.model_max_length === 'number' ? config.model_max_length : undefined,
    files,
  }
}

/** Classes for which transformers takes `tokenizer.json` as it stands. */
const plainClasses: readonly unknown[] = ['PreTrainedTokenizerFast', 'TokenizersBackend']

/**
 * The definition that Python works with. For BERT's tokenizer it takes only vocabulary and added tokens from
 * `tokenizer.json`; how words are normalised follows from `tokenizer_config.json`, whose silence means lower
 * case, and a word of more than 100 characters is unknown (transformers 5, `BertTokenizer.__init__`).
 */
function asPython(definition: JsonObject, model: JsonObject, config: JsonObject): JsonObject {
  const { normalizer } = definition
  const isBert = isObject(normalizer) && normalizer.type === 'BertNormalizer' && model.type === 'WordPiece'
  if (!isBert || plainClasses.includes(config.tokenizer_class)) return definition
  return {
    ...definition,
    model: { ...model, max_input_chars_per_word: 100 },
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars ?? true,
      strip_accents: config.strip_accents ?? null,
      lowercase: config.do_lower_case ?? true,
    },
  }
}

/**
 * CJK beyond the basic plane, where the JavaScript library sees half characters only. Rust's table leaves out
 * U+2B820 to U+2B91F, so this one does.
 */
const farChineseCharacters =
  /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu

/** Changes a word so that the JavaScript library's normalizer gives what the Rust library's gives. */
function wordPreparation(normalizer: JsonObject | undefined): (word: string) => string {
  const lowercase = normalizer?.lowercase === true || normalizer?.type === 'Lowercase'
  const spaceOut = normalizer?.handle_chinese_chars === true
  return word => {
    let prepared = word
    // String.toLowerCase writes a final Σ as ς, Rust's char by char as σ.
    if (lowercase) prepared = prepared.replaceAll('Σ', 'σ')
    if (spaceOut) prepared = prepared.replace(farChineseCharacters, ' $& ')
    return prepared
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Reads a file that holds one JSON object; undefined where there is no such file. */
async function readJson(path: string): Promise<JsonObject | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (isObject(cause) && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return undefined
    throw new MedspanError(
      'input',
      `expected a readable file: ${cause instanceof Error ? cause.message : cause}`,
      {
        where: { path },
        cause,
      },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new MedspanError('input', `expected JSON: ${cause instanceof Error ? cause.message : cause}`, {
      where: { path },
      hint: 'The file may be cut short, or a Git LFS pointer instead of the file itself.',
      cause,
    })
  }
  if (!isObject(value)) throw new MedspanError('input', 'expected a JSON object', { where: { path } })
  return value
}
