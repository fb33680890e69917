/**
 * @file How figures say types, counts and shares.
 */

/** What people call a type, such as `Disease or Syndrome` for `T047`; undefined where a type is its own name. */
export type TypeName = (type: string) => string | undefined

/** `T047  Disease or Syndrome`. */
export function typeLabel(type: string, typeName: TypeName): string {
  const name = typeName(type)
  return name === undefined || name === type ? type : `${type}  ${name}`
}

/** `12,345`. */
export const number = (value: number): string => value.toLocaleString('en-US')

/** `1 mention`, `2 mentions`. */
export const plural = (value: number, one: string): string =>
  `${number(value)} ${one}${value === 1 ? '' : 's'}`

/** A fraction of 1 as `86.6 %`. */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}
