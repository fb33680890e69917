/**
 * @file What a tagger must know of a model besides the model: what stands under `medspan` in its `config.json`.
 */
import { MedspanError } from '../errors.ts'
import { DECODINGS, HEADS } from '../nn/decoding.ts'
import { TEMPERATURES } from '../nn/temperature.ts'
import type { TypeFeature } from '../text/format.ts'
import { LANGUAGES } from '../text/languages.ts'
import { createSegmenter, SEGMENTERS } from '../text/segmenters.ts'
import { type Segmenter, segment } from '../text/words.ts'
import { type ChunkOptions, CONTEXTS } from '../tokenizer/align.ts'

/** How a model is used, besides what it is. */
export interface Usage extends Pick<ChunkOptions, 'stride' | 'context'> {
  readonly head: (typeof HEADS)[number]
  readonly decoding: (typeof DECODINGS)[number]
  readonly temperature: number
  readonly segment: Segmenter
  readonly trainedFrom?: TypeFeature | undefined
}

/**
 * What `config.json` says under `medspan` about sentences and their labels; the defaults, if there is no such key.
 * @param path of that file
 * @throws MedspanError `input` for what no training leaves there
 */
export function readUsage(settings: unknown, path: string): Usage {
  if (settings === undefined) return { head: 'linear', decoding: 'argmax', temperature: 1, segment }
  const wrong = (expected: string, at: string, value: unknown): MedspanError =>
    new MedspanError('input', `expected ${expected}, got ${JSON.stringify(value)}`, {
      where: { path, at },
    })
  if (typeof settings !== 'object' || settings === null) throw wrong('an object', 'medspan', settings)
  const given = settings as Readonly<Record<string, unknown>>
  const choose = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = given[name] ?? choices[0]
    const known = choices.find(choice => choice === value)
    if (known === undefined) throw wrong(choices.join(' or '), `medspan.${name}`, value)
    return known
  }
  const { stride = 0 } = given
  if (typeof stride !== 'number' || !Number.isInteger(stride) || stride < 0)
    throw wrong('a whole number from 0', 'medspan.stride', stride)
  const language = given.language === undefined ? undefined : choose('language', LANGUAGES)
  return {
    stride,
    context: choose('context', CONTEXTS),
    head: choose('head', HEADS),
    decoding: choose('decoding', DECODINGS),
    temperature: readTemperature(given, path),
    segment: createSegmenter(choose('tokenizer', SEGMENTERS), language),
    trainedFrom: readTypeFeature(given, wrong),
  }
}

/** `layer` and `feature`, of which there are both or none. */
function readTypeFeature(
  { layer, feature }: Readonly<Record<string, unknown>>,
  wrong: (expected: string, at: string, value: unknown) => MedspanError,
): TypeFeature | undefined {
  if (layer === undefined && feature === undefined) return undefined
  if (typeof layer !== 'string') throw wrong('the name of a layer', 'medspan.layer', layer)
  if (typeof feature !== 'string') throw wrong('the name of a feature', 'medspan.feature', feature)
  return { layer, feature }
}

/**
 * The temperature alone; 1 where there is none.
 * @param settings what stands under `medspan`
 * @param path of the `config.json`
 * @throws MedspanError `input` for anything else than a number that a training can have fitted
 */
export function readTemperature(settings: unknown, path: string): number {
  const { temperature = 1 } = Object(settings) as { readonly temperature?: unknown }
  const { least, greatest } = TEMPERATURES
  if (typeof temperature === 'number' && temperature >= least && temperature <= greatest) return temperature
  throw new MedspanError(
    'input',
    `expected a number from ${least} to ${greatest}, got ${JSON.stringify(temperature)}`,
    { where: { path, at: 'medspan.temperature' } },
  )
}
