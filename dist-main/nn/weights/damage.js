/** @file What is wrong with a file of weights: that it is damaged, or made to do harm. */
import { MedspanError } from "../../errors.js";
/** What a file says against its format. */
export function damaged(path, message, at) {
    return new MedspanError('input', message, {
        where: { path, ...(at === undefined ? {} : { at }) },
        hint: 'Fetch or copy the file again: it is damaged, or it is not a file of weights.',
    });
}
/** What only a file asks for that was made to do harm. */
export function hostile(path, message, at) {
    return new MedspanError('unsafe-input', message, {
        where: { path, ...(at === undefined ? {} : { at }) },
        hint: 'Do not use this file, and ask where it comes from.',
    });
}
/**
 * The most bytes of a text that describes a model: a configuration, a header, an index. A header of a thousand tensors
 * takes 0.1 MB, the index of DeepSeek-V3's 91,000 tensors 9 MB. A hostile one takes forty times its size in memory.
 */
const maxDescriptionBytes = 2 ** 24;
/** @throws MedspanError `unsafe-input` where what describes a model is longer than that of any. */
export function checkDescription(bytes, path) {
    if (bytes > maxDescriptionBytes)
        throw hostile(path, `expected at most ${maxDescriptionBytes} bytes that describe a model, got ${bytes}`);
}
/** @throws MedspanError `input` for what is no JSON */
export function parseDescription(text, path) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new MedspanError('input', `expected JSON: ${reason}`, { where: { path }, cause });
    }
}
