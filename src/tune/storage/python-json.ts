/**
 * @file JSON as Python's `json` module writes and reads it, for what two languages keep in one place.
 *
 * ASCII only; NaN and the infinities are words of their own; a number that is whole is an int of Python. Texts may hold
 * halves of surrogate pairs, which are escapes then.
 */
import { formatPythonFloat, parsePythonJson } from '../distribution-json.ts'
import type { Json } from '../frozen-trial.ts'

/** A text as `json.dumps` has it. */
export function formatPythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * A value as `json.dumps` has it; entries of objects that are undefined are left out.
 *
 * @param separators what stands between entries and after keys: Python's default, or `[',', ':']`
 */
export function formatPythonJson(value: Json, separators: readonly [string, string] = [', ', ': ']): string {
  const [comma, colon] = separators
  if (typeof value === 'string') return formatPythonText(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : formatPythonFloat(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(item => formatPythonJson(item, separators)).join(comma)}]`
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${formatPythonText(key)}${colon}${formatPythonJson(item, separators)}`],
  )
  return `{${entries.join(comma)}}`
}

/** Reads what `json.dumps` has written. @throws SyntaxError */
export function readPythonJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // The words for what is no number are rare, and looking for them takes longer than all else.
    if (!/NaN|Infinity/.test(text)) throw error
    return parsePythonJson(text) as Json
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
