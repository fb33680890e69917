/**
 * @file A value of a JSON file together with its place, so that whoever asks for what is not there is told where.
 *
 * Tokenizer files come from strangers: every field is checked where it is used, and every error names file and field.
 */
import { ownValue } from "../dictionary.js";
import { MedspanError } from "../errors.js";
export function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** More than any vocabulary has (XLM-V: 901,629 pieces); a larger id would only ask for memory. */
export const largestId = 2 ** 21 - 1;
/** One value inside a JSON file. */
export class Part {
    value;
    path;
    at;
    constructor(value, path, at = '') {
        this.value = value;
        this.path = path;
        this.at = at;
    }
    /** Whether the value is left out or null. */
    get missing() {
        return this.value === undefined || this.value === null;
    }
    /** A field of an object; missing where there is none. Inherited names such as `constructor` are none. */
    get(key) {
        const { value } = this;
        const at = this.at === '' ? key : `${this.at}.${key}`;
        return new Part(isObject(value) ? ownValue(value, key) : undefined, this.path, at);
    }
    object() {
        return isObject(this.value) ? this.value : this.expected('an object');
    }
    list() {
        return Array.isArray(this.value) ? this.value : this.expected('a list');
    }
    /** The elements of a list. */
    parts() {
        return this.list().map((value, index) => new Part(value, this.path, `${this.at}[${index}]`));
    }
    string(fallback) {
        if (this.missing && fallback !== undefined)
            return fallback;
        return typeof this.value === 'string' ? this.value : this.expected('a string');
    }
    boolean(fallback) {
        if (this.missing && fallback !== undefined)
            return fallback;
        return typeof this.value === 'boolean' ? this.value : this.expected('true or false');
    }
    /** A number of a piece: an integer from 0 to `largestId`. */
    id() {
        return isId(this.value) ? this.value : this.expected(`an id from 0 to ${largestId}`);
    }
    /** One of some words. */
    oneOf(words, fallback) {
        if (this.missing && fallback !== undefined)
            return fallback;
        const found = words.find(word => word === this.value);
        return found ?? this.expected(`one of ${words.join(', ')}`);
    }
    expected(what) {
        const text = JSON.stringify(this.value) ?? 'nothing';
        return this.fail(`expected ${what}, got ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`);
    }
    fail(message) {
        throw badTokenizer(message, this.path, this.at);
    }
}
/** The most steps of one kind: each of them goes over every text, and published tokenizers have ten at most. */
const mostSteps = 100;
/** Counts the steps that a file asks for, inside others too. */
export class Steps {
    #taken = 0;
    /** @throws MedspanError `input` where there are too many */
    take(part) {
        if (++this.#taken > mostSteps)
            part.fail(`expected at most ${mostSteps} steps, also inside others`);
    }
}
export function isId(value) {
    return Number.isInteger(value) && value >= 0 && value <= largestId;
}
/** @throws MedspanError `input` for more pieces than there are ids */
export function checkPieceCount(count, path, at) {
    if (count > largestId + 1)
        throw badTokenizer(`expected at most ${largestId + 1} pieces, got ${count} or more`, path, at);
}
/** The error of a file that describes no tokenizer that is supported. */
export function badTokenizer(message, path, at) {
    return new MedspanError('input', message, {
        where: at === undefined || at === '' ? { path } : { path, at },
        hint: 'Save the tokenizer again with a recent version of transformers.',
    });
}
/** @throws MedspanError `input` for bytes that are no UTF-8 */
export function parseText(bytes, path) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new MedspanError('input', `expected text in UTF-8: ${messageOf(cause)}`, { where: { path }, cause });
    }
}
/** @throws MedspanError `input` for anything but one object in JSON */
export function parseObject(bytes, path) {
    const text = parseText(bytes, path);
    if (isNestedDeep(text))
        throw new MedspanError('input', `expected JSON that is nested at most ${deepest} deep`, {
            where: { path },
        });
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new MedspanError('input', `expected JSON: ${messageOf(cause)}`, {
            where: { path },
            hint: 'The file may be cut short, or a Git LFS pointer instead of the file itself.',
            cause,
        });
    }
    if (!isObject(value))
        throw new MedspanError('input', 'expected a JSON object', { where: { path } });
    return new Part(value, path);
}
/** Tokenizer files need a dozen levels; what is written by calls inside calls fills the stack with thousands. */
const deepest = 100;
/** Whether lists and objects are nested deeper than that; brackets inside strings do not count. */
function isNestedDeep(text) {
    let depth = 0;
    let inString = false;
    for (let at = 0; at < text.length; at++) {
        const unit = text[at];
        if (inString) {
            if (unit === '\\')
                at++;
            else if (unit === '"')
                inString = false;
        }
        else if (unit === '"')
            inString = true;
        else if (unit === '[' || unit === '{') {
            if (++depth > deepest)
                return true;
        }
        else if (unit === ']' || unit === '}')
            depth--;
    }
    return false;
}
function messageOf(cause) {
    return cause instanceof Error ? cause.message : String(cause);
}
