/**
 * @file Every model family by its `model_type`.
 */
import { openBert } from './bert.ts'
import { openDeberta } from './deberta.ts'
import { openDistilbert } from './distilbert.ts'
import { openElectra } from './electra.ts'
import { badConfig, type Encoder, type EncoderOptions, type OpenEncoder } from './encoder.ts'
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

/**
 * The encoder that `config.json` describes.
 * @throws MedspanError `input` for another family, or a variant that is not supported
 */
export function openEncoder(
  source: Readonly<Record<string, unknown>>,
  path: string,
  options: EncoderOptions,
): Encoder {
  const { model_type: type } = source
  const open = typeof type === 'string' && Object.hasOwn(families, type) ? families[type] : undefined
  if (open === undefined)
    throw badConfig(`expected a model_type out of ${MODEL_TYPES.join(', ')}, got ${JSON.stringify(type)}`, {
      path,
      at: 'model_type',
    })
  return open(source, path, options)
}
