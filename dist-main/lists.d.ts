/**
 * @file Lists of any length, and the order of items in them. A call takes only as many arguments as its stack holds, about 120,000, so that
 * `Math.max(...list)` and `list.push(...items)` end in a RangeError where a file decides how many there are.
 */
/** Adds items at the end of a list. */
export declare function appendAll<Item>(list: Item[], items: Iterable<Item>): void;
/** Adds an item to the list that a map has for a key. */
export declare function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void;
/** The greatest of some numbers, and `least` where none is greater. */
export declare function maxOf(numbers: Iterable<number>, least?: number): number;
/** The least of some numbers, and `most` where none is less. */
export declare function minOf(numbers: Iterable<number>, most?: number): number;
/** The first index whose item satisfies `test`, in a list where all that follow satisfy it too. */
export declare function firstIndex<T>(items: readonly T[], test: (item: T) => boolean): number;
/** Bytes in pieces as one array. */
export declare function joinBytes(pieces: readonly Uint8Array[]): Uint8Array;
