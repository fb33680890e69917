/**
 * @file Distributions as Optuna's storages write them, to the byte.
 *
 * Optuna's `distribution_to_json` is Python's `json.dumps` of the class' name and its attributes. Python's form matters
 * for nothing but a study's looks, but a file that both sides write is easier to compare when both write the same. Read
 * are also the classes that Optuna had before its version 3, and numbers that JSON does not have (NaN, Infinity).
 */

import { ownValue } from '../dictionary.ts'
import { MedspanError } from '../errors.ts'
import { type Choice, type Distribution, floatDistribution, intDistribution } from './distributions.ts'

/** A float as Python's `repr` has it: `1.0`, `1e-05`, `1e+16`. */
export function formatPythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  const text = power < 0 ? value.toFixed(mantissa.replace(/^-|\./g, '').length - 1 - power) : String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** A text as Python's `json.dumps` has it: ASCII only. */
function formatText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function formatChoice(choice: Choice): string {
  if (typeof choice === 'string') return formatText(choice)
  if (typeof choice === 'number' && !Number.isSafeInteger(choice)) return formatPythonFloat(choice)
  return String(choice)
}

/** The JSON text of a distribution, as `optuna.distributions.distribution_to_json` has it. */
export function formatDistribution(distribution: Distribution): string {
  if (distribution.kind === 'categorical')
    return `{"name": "CategoricalDistribution", "attributes": {"choices": [${distribution.choices.map(formatChoice).join(', ')}]}}`
  const { low, high, log, step } = distribution
  if (distribution.kind === 'int')
    return `{"name": "IntDistribution", "attributes": {"log": ${log}, "step": ${step}, "low": ${low}, "high": ${high}}}`
  const written = step === undefined ? 'null' : formatPythonFloat(step)
  return `{"name": "FloatDistribution", "attributes": {"step": ${written}, "low": ${formatPythonFloat(low)}, "high": ${formatPythonFloat(high)}, "log": ${log}}}`
}

const notNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

/** JSON as Python writes it: NaN, Infinity and -Infinity are numbers. @throws SyntaxError */
export function parsePythonJson(text: string): unknown {
  let odd = false
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, token => {
    if (token.startsWith('"')) return token
    odd = true
    return `{"\\u0000number":"${token}"}`
  })
  if (!odd) return JSON.parse(text)
  return JSON.parse(marked, (_key, value: unknown) => {
    const name = (value as Record<string, unknown> | null)?.['\u0000number']
    return typeof name === 'string' ? ownValue(notNumbers, name) : value
  })
}

/**
 * Reads a distribution from Optuna's JSON.
 *
 * @throws MedspanError `input` where the text is no distribution
 */
export function parseDistribution(text: string): Distribution {
  const refuse = (what: string, cause?: unknown): never => {
    throw new MedspanError('input', `expected a distribution of Optuna, got ${what}`, { cause })
  }
  let value: unknown
  try {
    value = parsePythonJson(text)
  } catch (cause) {
    refuse(JSON.stringify(text.slice(0, 80)), cause)
  }
  const { name, attributes } = (value ?? {}) as { name?: unknown; attributes?: Record<string, unknown> }
  if (typeof name !== 'string' || typeof attributes !== 'object' || attributes === null)
    return refuse(JSON.stringify(text.slice(0, 80)))
  const number = (key: string): number => {
    const found = attributes[key]
    return typeof found === 'number' ? found : refuse(`${name} without a number as ${key}`)
  }
  const optional = (key: string): number | undefined =>
    attributes[key] === undefined || attributes[key] === null ? undefined : number(key)
  const log = attributes.log === true
  try {
    switch (name) {
      case 'FloatDistribution':
        return floatDistribution(number('low'), number('high'), { log, step: optional('step') })
      case 'IntDistribution':
        return intDistribution(number('low'), number('high'), { log, step: optional('step') })
      case 'CategoricalDistribution':
        if (!Array.isArray(attributes.choices)) return refuse(`${name} without choices`)
        return { kind: 'categorical', choices: attributes.choices as Choice[] }
      case 'UniformDistribution':
        return floatDistribution(number('low'), number('high'))
      case 'LogUniformDistribution':
        return floatDistribution(number('low'), number('high'), { log: true })
      case 'DiscreteUniformDistribution':
        return floatDistribution(number('low'), number('high'), { step: number('q') })
      case 'IntUniformDistribution':
        return intDistribution(number('low'), number('high'), { step: optional('step') })
      case 'IntLogUniformDistribution':
        return intDistribution(number('low'), number('high'), { log: true })
      default:
        return refuse(`one called ${JSON.stringify(name)}`)
    }
  } catch (cause) {
    if (cause instanceof MedspanError && cause.code === 'config') return refuse(cause.message, cause)
    throw cause
  }
}
