/**
 * @file Objects as dictionaries whose keys are data, such as types: what every object inherits (`constructor`,
 * `toString`) is no value of theirs. They are made with `Object.fromEntries`, for which `__proto__` is a key, too.
 */
/** The value of a key; undefined where the dictionary has none. */
export declare function ownValue<Value>(dictionary: Readonly<Record<string, Value>>, key: string): Value | undefined;
/**
 * A part of a text as a key that outlives the text. V8 keeps a part of 13 code units or more as a place in its text, which is
 * then kept whole with it; this has memory of its own.
 */
export declare function keptKey(text: string): string;
