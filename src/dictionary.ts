/**
 * @file Objects as dictionaries whose keys are data, such as types: what every object inherits (`constructor`,
 * `toString`) is no value of theirs. They are made with `Object.fromEntries`, for which `__proto__` is a key, too.
 */

/** The value of a key; undefined where the dictionary has none. */
export function ownValue<Value>(dictionary: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined
}

/**
 * A part of a text as a key that outlives the text. V8 keeps a part of 13 code units or more as a place in its text, which is
 * then kept whole with it, and copies shorter ones; this has memory of its own.
 */
export function keptKey(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string)
}
