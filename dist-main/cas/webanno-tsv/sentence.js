/**
 * @file The lines of a sentence in WebAnno TSV 3: its units, and where in the document it stands.
 *
 * The file gives a sentence's text and the offsets of its words, but not the sentence's own: it stands where all of
 * its words are found.
 */
import { MedspanError } from "../../errors.js";
import { unescapeJava, unescapeTsvText } from "./escapes.js";
/** Places of a sentence that are tried; the first one fits, unless the file is broken or very odd. */
const MAX_TRIES = 100;
/** @throws MedspanError `input` where the line is no unit or lacks columns */
export function readRow(line, layers, where) {
    const cells = line.split('\t');
    const unit = /^\d+-\d+(\.\d+)?$/.exec(cells[0] ?? '');
    const offsets = /^(\d{1,9})-(\d{1,9})$/.exec(cells[1] ?? '');
    if (unit === null || offsets === null || Number(offsets[1]) > Number(offsets[2]))
        throw new MedspanError('input', `expected a word such as 1-1<TAB>0-4<TAB>text, got ${cells.slice(0, 2).join(' ').slice(0, 60)}`, { where });
    const last = layers.at(-1);
    const expected = last === undefined ? 3 : last.at + last.columns.length;
    if (cells.length < expected)
        throw new MedspanError('input', `expected ${expected} columns, got ${cells.length}`, {
            where,
            hint: 'the file is truncated; export it again',
        });
    return {
        name: cells[0],
        isToken: unit[1] === undefined,
        begin: Number(offsets[1]),
        end: Number(offsets[2]),
        cells,
        where,
    };
}
/**
 * The text of a sentence, and where it begins.
 *
 * @param lines its text, as written; a line break lies between two lines
 * @param after where the sentence before it ends
 * @param most how many characters may lie between; more is a broken offset, not white space
 * @throws MedspanError `input` where there is no place at which its words are found
 */
export function placeSentence(lines, rows, after, version, most) {
    const where = rows[0].where;
    const tokens = rows.filter(row => row.isToken);
    if (tokens.length === 0 || tokens[0] !== rows[0])
        throw new MedspanError('input', 'a sentence begins with a part of a word, whose word is missing', {
            where,
        });
    const strict = lines.map(unescapeTsvText).join('\n');
    const java = lines.map(unescapeJava).join('\n');
    for (const text of strict === java ? [strict] : version < 3.2 ? [java, strict] : [strict, java])
        for (const begin of placesOf(text, tokens[0]))
            if (begin >= after && begin <= after + most && tokens.every(row => isAt(row, text, begin))) {
                checkParts(rows, begin + text.length);
                return { begin, text };
            }
    throw explain(strict, tokens, after, most, where);
}
/** Where the sentence would begin for each place in it that has the word, in order. */
function placesOf(text, row) {
    const places = [];
    const word = row.cells[2] ?? '';
    // A word of no characters is found at the end of the text again and again.
    for (const form of new Set([word, unescapeTsvText(word), unescapeJava(word)]))
        for (let at = text.indexOf(form); at >= 0 && at <= row.begin && places.length < MAX_TRIES; at = text.indexOf(form, at + 1))
            places.push(row.begin - at);
    return [...new Set(places)].sort((a, b) => b - a);
}
/** Whether a word stands where it says; as written, or with its escapes taken back. */
function isAt({ begin, end, cells }, text, start) {
    const word = cells[2] ?? '';
    const found = text.slice(Math.max(0, begin - start), Math.max(0, end - start));
    if (begin < start || end > start + text.length)
        return false;
    return found === word || found === unescapeTsvText(word) || found === unescapeJava(word);
}
function checkParts(rows, end) {
    for (const row of rows)
        if (row.end > end)
            throw new MedspanError('input', `a unit ends at ${row.end}, but its sentence at ${end}`, {
                where: row.where,
                hint: 'the offsets do not fit the text; export the document again',
            });
}
function explain(text, tokens, after, most, where) {
    const hint = 'the offsets do not fit the text; export the document again';
    const first = tokens[0];
    const begin = placesOf(text, first)[0] ?? first.begin;
    if (begin < after || begin > after + most)
        return new MedspanError('input', `a sentence begins at ${begin}, but the one before it ends at ${after}`, { where, hint });
    const wrong = tokens.find(row => !isAt(row, text, begin)) ?? first;
    const found = text.slice(Math.max(0, wrong.begin - begin), Math.max(0, wrong.end - begin)).slice(0, 40);
    return new MedspanError('input', `expected ${JSON.stringify(found)} at ${wrong.begin}-${wrong.end}, got ${JSON.stringify((wrong.cells[2] ?? '').slice(0, 40))}`, { where: wrong.where, hint });
}
