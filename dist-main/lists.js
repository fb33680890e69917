/**
 * @file Lists of any length, and the order of items in them. A call takes only as many arguments as its stack holds, about 120,000, so that
 * `Math.max(...list)` and `list.push(...items)` end in a RangeError where a file decides how many there are.
 */
/** Adds items at the end of a list. */
export function appendAll(list, items) {
    for (const item of items)
        list.push(item);
}
/** Adds an item to the list that a map has for a key. */
export function addTo(lists, key, item) {
    const list = lists.get(key);
    if (list === undefined)
        lists.set(key, [item]);
    else
        list.push(item);
}
/** The greatest of some numbers, and `least` where none is greater. */
export function maxOf(numbers, least = Number.NEGATIVE_INFINITY) {
    let most = least;
    for (const number of numbers)
        most = Math.max(most, number);
    return most;
}
/** The least of some numbers, and `most` where none is less. */
export function minOf(numbers, most = Number.POSITIVE_INFINITY) {
    let least = most;
    for (const number of numbers)
        least = Math.min(least, number);
    return least;
}
/** The first index whose item satisfies `test`, in a list where all that follow satisfy it too. */
export function firstIndex(items, test) {
    let low = 0;
    let high = items.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (test(items[middle]))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
/** Bytes in pieces as one array. */
export function joinBytes(pieces) {
    const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
        joined.set(piece, at);
        at += piece.length;
    }
    return joined;
}
