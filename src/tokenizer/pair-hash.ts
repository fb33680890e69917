/**
 * @file Where a pair of numbers stands in a hash table without an object for each pair.
 */

/** Places that are looked at, one behind the other; pairs that nobody chose for it need at most some dozens of them. */
export const longestProbe = 1000

export function hashPair(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b)
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d)
}
