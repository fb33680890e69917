/**
 * @file JSON as Python's `json` module writes and reads it, for what two languages keep in one place.
 *
 * ASCII only; NaN and the infinities are words of their own; a number that is whole is an int of Python. Texts may hold
 * halves of surrogate pairs, which are escapes then.
 */
import { ownValue } from "../dictionary.js";
import { formatAsciiJson } from "../text/escapes.js";
/** A float as Python's `repr` has it: `1.0`, `1e-05`, `1e+16`. */
export function formatPythonFloat(value) {
    if (Number.isNaN(value))
        return 'NaN';
    if (!Number.isFinite(value))
        return value > 0 ? 'Infinity' : '-Infinity';
    if (value === 0)
        return Object.is(value, -0) ? '-0.0' : '0.0';
    const [mantissa, exponent] = value.toExponential().split('e');
    const power = Number(exponent);
    if (power < -4 || power >= 16)
        return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
    const text = power < 0 ? value.toFixed(mantissa.replace(/^-|\./g, '').length - 1 - power) : String(value);
    return text.includes('.') ? text : `${text}.0`;
}
/**
 * A value as `json.dumps` has it; entries of objects that are undefined are left out.
 *
 * @param separators what stands between entries and after keys: Python's default, or `[',', ':']`
 */
export function formatPythonJson(value, separators = [', ', ': ']) {
    const [comma, colon] = separators;
    if (typeof value === 'string')
        return formatAsciiJson(value);
    if (typeof value === 'number')
        return Number.isSafeInteger(value) ? String(value) : formatPythonFloat(value);
    if (value === null || typeof value === 'boolean')
        return String(value);
    if (isList(value))
        return `[${value.map(item => formatPythonJson(item, separators)).join(comma)}]`;
    const entries = Object.entries(value).flatMap(([key, item]) => item === undefined ? [] : [`${formatAsciiJson(key)}${colon}${formatPythonJson(item, separators)}`]);
    return `{${entries.join(comma)}}`;
}
/** Reads what `json.dumps` has written. @throws SyntaxError */
export function parsePythonJson(text) {
    try {
        return JSON.parse(text);
    }
    catch (error) {
        // The words for what is no number are rare, and looking for them takes longer than all else.
        if (!/NaN|Infinity/.test(text))
            throw error;
        return parseWithWords(text);
    }
}
const notNumbers = {
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    '-Infinity': Number.NEGATIVE_INFINITY,
};
function parseWithWords(text) {
    const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, token => token.startsWith('"') ? token : `{"\\u0000number":"${token}"}`);
    return JSON.parse(marked, (_key, value) => {
        const name = value?.['\u0000number'];
        return typeof name === 'string' ? ownValue(notNumbers, name) : value;
    });
}
function isList(value) {
    return Array.isArray(value);
}
