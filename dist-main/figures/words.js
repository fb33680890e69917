/**
 * @file How figures say types, counts and shares.
 */
/** `T047  Disease or Syndrome`. */
export function typeLabel(type, typeName) {
    const name = typeName(type);
    return name === undefined || name === type ? type : `${type}  ${name}`;
}
/** `12,345`. */
export const number = (value) => value.toLocaleString('en-US');
/** `1 mention`, `2 mentions`. */
export const plural = (value, one) => `${number(value)} ${one}${value === 1 ? '' : 's'}`;
/** A fraction of 1 as `86.6 %`. */
export const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;
/** `a, b and c`. */
export function list(items) {
    const last = items.at(-1) ?? '';
    return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
