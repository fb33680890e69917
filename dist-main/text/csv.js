/**
 * @file Rows as CSV (RFC 4180), of which a spreadsheet takes no text for a formula; and tables that a user has made.
 */
import { MedspanError } from "../errors.js";
/**
 * Where a formula begins, at the beginning of a cell, or behind a semicolon, where spreadsheets of many countries begin another
 * one. (OWASP, CSV Injection; the wide forms count in Japanese ones.)
 */
const formula = /(^|;)( *)(?=[=+\-@\t\r\n＝＋－＠])/g;
/** Rows as lines that end in CR LF. Numbers stay numbers; in a text an apostrophe stands before what would be a formula. */
export function formatCsv(rows) {
    let csv = '';
    for (const row of rows)
        csv += `${row.map(formatCell).join(',')}\r\n`;
    return csv;
}
function formatCell(cell) {
    if (typeof cell === 'number')
        return String(cell);
    const text = cell.replace(formula, "$1$2'");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
/**
 * The rows of a table, the header among them; those without any text are left out. Cells are separated by tabs, semicolons or
 * commas, whichever the first line has most of, and may stand in quotes.
 * @param path where the text is from, for errors
 * @throws MedspanError (`input`) with line and column for quotes that do not end, or end before the cell does
 */
export function parseCsv(text, path) {
    const head = text.slice(0, text.search(/[\r\n]|$/));
    const separator = ['\t', ';', ','].reduce((best, one) => head.split(one).length > head.split(best).length ? one : best);
    const plain = new RegExp(`[^${separator}\\r\\n]*`, 'y');
    const rows = [];
    let row = [];
    let [at, line, lineBegin] = [0, 1, 0];
    const read = (pattern) => {
        pattern.lastIndex = at;
        const found = pattern.exec(text)?.[0] ?? '';
        at += found.length;
        return found;
    };
    const refuse = (expected, place) => new MedspanError('input', expected, {
        where: { path, line: place.line, column: place.column },
        hint: 'a quote within quotes is written twice',
    });
    const readQuoted = (place) => {
        const begin = at + 1;
        let end = begin;
        for (;; end += 2) {
            end = text.indexOf('"', end);
            if (end < 0)
                throw refuse('expected a closing quote, got the end of the file', place);
            if (text[end + 1] !== '"')
                break;
        }
        const content = text.slice(begin, end);
        for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) {
            line++;
            lineBegin = next + 1;
        }
        at = end + 1;
        const after = { line, column: at - lineBegin + 1 };
        if (read(plain).trim() !== '')
            throw refuse('expected the end of the cell after its closing quote', after);
        return content.replaceAll('""', '"');
    };
    for (;;) {
        read(/[^\S\t\r\n]*/y);
        const place = { line, column: at - lineBegin + 1 };
        row.push({ text: (text[at] === '"' ? readQuoted(place) : read(plain)).trim(), ...place });
        if (text[at] === separator) {
            at++;
            continue;
        }
        if (row.some(cell => cell.text !== ''))
            rows.push(row);
        row = [];
        if (at >= text.length)
            return rows;
        if (text.startsWith('\r\n', at))
            at++;
        at++;
        line++;
        lineBegin = at;
    }
}
