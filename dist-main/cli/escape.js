/**
 * @file What others have written, as text that cannot steer a terminal: it may come from a document, a model or a log.
 */
import { escapeUnits } from "../text/escapes.js";
/**
 * Controls but tab and line end (C0, DEL, C1), with which a terminal moves its cursor, is given a title or fills the clipboard,
 * and what makes the characters of a line stand in another order (Unicode Standard Annex #9, section 2).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const steering = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/g;
/** Each of these as `\u001b`, which within a string of JSON is the same value. */
export function escapeControls(text) {
    return escapeUnits(text, steering);
}
/** The same on one line. */
export function escapeLine(text) {
    return escapeControls(text.replace(/[^\S ]/gu, ' '));
}
