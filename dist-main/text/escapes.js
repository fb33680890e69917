/**
 * @file UTF-16 code units as escapes of JSON.
 */
/** Everything but what is printed as it is: controls, other line ends, what changes the order of characters, halves of pairs. */
const unprinted = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** A text in which the code units that a pattern matches are escaped, as in `\u001b`: within a string of JSON the same. */
export function escapeUnits(text, pattern) {
    return text.replace(pattern, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
/** A text on one line, in which all that is not printed is escaped. */
export function printable(text) {
    return text.replace(unprinted, found => escapeUnits(found, /./gs));
}
/** A value as JSON of printable ASCII alone, as Python's `json.dumps` has texts. */
export function formatAsciiJson(value) {
    return escapeUnits(JSON.stringify(value), /[^ -~]/g);
}
