/**
 * @file How WebAnno TSV 3 writes characters that it needs for itself.
 *
 * Texts escape line breaks, tabs, control characters and the backslash; values also what separates them. Versions
 * 3.0 and 3.1 escaped texts as Java does. What a version should not contain is left as it stands.
 */
const LETTERS = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f' };
const LETTER_OF = new Map(Object.entries(LETTERS).map(([a, b]) => [b, a]));
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format escapes
const TEXT_ESCAPE = /\\([tnrbf\\\u0000-\u0007\u000e-\u001f])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the format escapes
const TEXT_CHARACTER = /[\u0000-\u001f\\]/g;
const JAVA_ESCAPE = /\\(?:u+([0-9a-f]{4})|([0-7]{1,3})|(.))/gis;
const VALUE_ESCAPE = /\\(->|[[\]|_;*\\tnrbf])/g;
const VALUE_CHARACTER = /->|[[\]|_;*\\\t\n\r\b\f]/g;
/** A text as versions 3.2 and 3.3 write it; a line break becomes `\n`. */
export function escapeTsvText(text) {
    return text.replace(TEXT_CHARACTER, one => `\\${LETTER_OF.get(one) ?? one}`);
}
/** Takes back the escapes of a text of versions 3.2 and 3.3. */
export function unescapeTsvText(text) {
    return text.replace(TEXT_ESCAPE, (_, one) => LETTERS[one] ?? one);
}
/** Takes back the escapes of a text of versions 3.0 and 3.1: those of a Java string. */
export function unescapeJava(text) {
    return text.replace(JAVA_ESCAPE, (_, unit, octal, one) => {
        if (unit !== undefined)
            return String.fromCharCode(Number.parseInt(unit, 16));
        if (octal !== undefined)
            return String.fromCharCode(Number.parseInt(octal, 8));
        return LETTERS[one] ?? one;
    });
}
/** A value of a feature; `\r`, `\b` and `\f` are ours, because the format forgot them. */
export function escapeTsvValue(value) {
    return value.replace(VALUE_CHARACTER, one => `\\${LETTER_OF.get(one) ?? one}`);
}
export function unescapeTsvValue(value) {
    return value.replace(VALUE_ESCAPE, (_, one) => LETTERS[one] ?? one);
}
/** Splits at a separator that is not escaped. */
export function splitEscaped(cell, separator) {
    const parts = [];
    let from = 0;
    for (let i = 0; i < cell.length; i++) {
        if (cell[i] === '\\')
            i += 1;
        else if (cell[i] === separator) {
            parts.push(cell.slice(from, i));
            from = i + 1;
        }
    }
    parts.push(cell.slice(from));
    return parts;
}
/** Takes a suffix such as `[3]` or `[1_2]` off a value, if no backslash escapes it. */
export function takeNumbers(value) {
    const match = /\[(\d{1,9})(?:_(\d{1,9}))?\]$/.exec(value);
    if (match === null || isEscaped(value, match.index))
        return { rest: value, numbers: [] };
    const numbers = match.slice(1).filter(one => one !== undefined);
    return { rest: value.slice(0, match.index), numbers: numbers.map(Number) };
}
/** Takes a chain's suffix such as `->4-2` off a value. */
export function takeChain(value) {
    const match = /->(\d{1,9})-(\d{1,9})$/.exec(value);
    if (match === null || isEscaped(value, match.index))
        return undefined;
    return { rest: value.slice(0, match.index), chain: Number(match[1]), element: Number(match[2]) };
}
function isEscaped(value, at) {
    let count = 0;
    while (count < at && value[at - 1 - count] === '\\')
        count += 1;
    return count % 2 === 1;
}
