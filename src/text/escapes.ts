/**
 * @file UTF-16 code units as escapes of JSON.
 */

/** A text in which the code units that a pattern matches are escaped, as in `\u001b`: within a string of JSON the same. */
export function escapeUnits(text: string, pattern: RegExp): string {
  return text.replace(pattern, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A value as JSON of printable ASCII alone, as Python's `json.dumps` has texts. */
export function formatAsciiJson(value: unknown): string {
  return escapeUnits(JSON.stringify(value), /[^ -~]/g)
}
