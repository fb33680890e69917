/**
 * @file Vocabularies as text: vocab.txt of WordPiece, merges.txt of byte-pair encoding, as Hugging Face's tokenizers
 * (Rust) read them.
 */
import { badTokenizer, checkPieceCount } from "./json-value.js";
import { stripSpace } from "./normalizer.js";
/**
 * A piece a line, its id is the number of the line from 0; white space at its end does not count. Of equal pieces
 * the last one counts.
 * @throws MedspanError `input` when there are more lines than ids.
 */
export function parseVocabulary(text, path) {
    const pieces = Object.create(null);
    let count = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        checkPieceCount(++count, path);
    for (const [id, line] of linesOf(text).entries())
        pieces[stripSpace(line, false, true)] = id;
    return pieces;
}
/**
 * A pair of pieces a line, the first learnt first; a line that begins with `#version` is passed over.
 * @returns the pairs, each with one blank between its pieces
 * @throws MedspanError `input` for a line that is no pair.
 */
export function parseMerges(text, path) {
    const merges = [];
    for (const [index, line] of linesOf(text).entries()) {
        if (line.startsWith('#version'))
            continue;
        if (line.split(' ').length !== 2)
            throw badTokenizer(`expected two pieces in line ${index + 1}, got ${JSON.stringify(line.slice(0, 60))}`, path);
        merges.push(line);
    }
    return merges;
}
/** Lines without their ends; what follows the last line break is a line only if it is not empty. */
function linesOf(text) {
    const lines = text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
    if (lines.at(-1) === '')
        lines.pop();
    return lines;
}
