/**
 * @file Every model family by its `model_type`.
 */
import { MedspanError } from '../../errors.ts'
import { badConfig, type Encoder, type EncoderOptions, type OpenEncoder } from '../encoder.ts'
import { sizeOf } from '../tensors.ts'
import { openBert } from './bert.ts'
import { openDeberta } from './deberta.ts'
import { openDistilbert } from './distilbert.ts'
import { openElectra } from './electra.ts'
import { openGptNeo } from './gpt-neo.ts'
import { openLlama, openQwen3 } from './llama.ts'
import { openModernbert } from './modernbert.ts'
import { openRoberta } from './roberta.ts'

const families: Readonly<Record<string, OpenEncoder>> = {
  bert: openBert,
  camembert: openRoberta,
  'deberta-v2': openDeberta,
  distilbert: openDistilbert,
  electra: openElectra,
  modernbert: openModernbert,
  roberta: openRoberta,
  'xlm-roberta': openRoberta,
  gpt_neo: openGptNeo,
  llama: openLlama,
  qwen3: openQwen3,
}

/** The values of `model_type` that can be trained. */
export const MODEL_TYPES: readonly string[] = Object.keys(families)

/** Whether a family has a `model_type`. */
export const isFamily = (type: unknown): type is string =>
  typeof type === 'string' && Object.hasOwn(families, type)

/**
 * The encoder that `config.json` describes.
 * @throws MedspanError `input` with the key, for another family, for what is not supported, and for absurd sizes
 */
export function openEncoder(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  const { model_type: type } = source
  if (!isFamily(type))
    throw new MedspanError(
      'input',
      `expected a model_type out of ${MODEL_TYPES.join(', ')}, got ${JSON.stringify(type)}`,
      {
        where: { path, at: 'model_type' },
        hint: 'With training.engine: accelerate, any type can be trained that transformers has a token classifier for.',
      },
    )
  const encoder = families[type]!(source, path, options)
  refuseTooMany(encoder, path)
  return encoder
}

/** What no machine here could train; a typing error in `config.json`, more likely. */
const MOST_PARAMETERS = 20e9

function refuseTooMany({ parameters, wordEmbeddings }: Encoder, path: string): void {
  const sizes = [...parameters].map(([name, { shape }]) => ({ name, size: sizeOf(shape) }))
  const total = sizes.reduce((sum, { size }) => sum + size, 0)
  if (total <= MOST_PARAMETERS) return
  const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a)).name
  throw badConfig(
    `expected at most ${MOST_PARAMETERS / 1e9} billion parameters, got ${(total / 1e9).toFixed(1)} billion, most of them in ${largest}`,
    { path, at: largest === wordEmbeddings ? 'vocab_size' : 'hidden_size' },
  )
}
