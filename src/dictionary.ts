/**
 * @file Objects as dictionaries whose keys are data, such as types: what every object inherits (`constructor`,
 * `toString`) is no value of theirs. They are made with `Object.fromEntries`, for which `__proto__` is a key, too.
 */

/** The value of a key; undefined where the dictionary has none. */
export function ownValue<Value>(dictionary: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined
}
