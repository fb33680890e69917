/** Words that begin later or are longer get spans of their own. */
const beginLimit = 8192;
const lengthLimit = 32;
let shared;
/** `{ begin, end }`, frozen where it is shared. */
export function spanOf(begin, end) {
    const length = end - begin;
    if (!(begin >= 0 && begin < beginLimit && length >= 0 && length < lengthLimit))
        return { begin, end };
    shared ??= new Array(beginLimit * lengthLimit).fill(undefined);
    const at = begin * lengthLimit + length;
    const known = shared[at];
    if (known !== undefined)
        return known;
    const span = Object.freeze({ begin, end });
    shared[at] = span;
    return span;
}
