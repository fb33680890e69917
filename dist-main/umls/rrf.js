/**
 * @file Rich Release Format: the tables of a Metathesaurus release as text.
 *
 * One row a line, each column with a bar after it, no quoting, UTF-8 (UMLS Reference Manual, chapter 3). Files are
 * read as streams; every row is checked, and what is wrong with one is said by column.
 */
import { basename } from 'node:path';
import { MedspanError } from "../errors.js";
import { forEachLine } from "../text/source.js";
/** The pattern and the words for a column that holds a CUI. */
export const cuiColumn = { pattern: 'C\\d{7}', expected: 'a CUI such as C0010674' };
/** `C0010674` of 10674. */
export function formatCui(number) {
    return `C${String(number).padStart(7, '0')}`;
}
/** 10674 of `C0010674`; the CUI must be well formed. */
export function cuiNumber(cui) {
    return Number(cui.slice(1));
}
const anything = '[^|]*';
/** Rows between two looks at the clock and the signal. */
const stride = 1 << 16;
/** An error about a column of a row, counted from 0. */
export function rowError(table, line, column, message, where) {
    const before = line.split('|').slice(0, column);
    return new MedspanError('input', message, {
        where: { ...where, column: before.reduce((length, field) => length + field.length + 1, 1) },
        hint: `expected rows of ${table.name}: ${table.columns.map(({ name }) => `${name}|`).join('')}`,
    });
}
/** Says what is wrong with a row that does not fit. */
function brokenRow(table, line, path, number) {
    const fields = line.split('|');
    const { columns } = table;
    const where = { path, line: number };
    if (fields.length !== columns.length + 1 || fields.at(-1) !== '') {
        const message = `expected ${columns.length} columns, each with a bar after it, got ${fields.length - 1} bars`;
        const broken = rowError(table, line, 0, message, where);
        return new MedspanError('input', message, {
            where: { ...where, column: line.length + 1 },
            hint: broken.hint,
        });
    }
    const wrong = columns.findIndex(({ pattern }, i) => pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(fields[i]));
    const { expected, name } = columns[wrong];
    return rowError(table, line, wrong, `expected ${expected ?? name}, got ${JSON.stringify(fields[wrong].slice(0, 40))}`, where);
}
/**
 * Calls `visit` with the kept columns of each row: `row[1]` is the first of them. Empty lines are passed over.
 *
 * @returns the number of rows.
 * @throws MedspanError (`input`) with line and column for a broken row, and for a file without rows.
 */
export async function forEachRow(path, table, visit, options) {
    const pattern = new RegExp(`^${table.columns
        .map(column => column.kept === true
        ? `(${column.pattern ?? anything})\\|`
        : column.pattern === undefined
            ? `${anything}\\|`
            : `(?:${column.pattern})\\|`)
        .join('')}$`, 'u');
    const { progress, signal } = options;
    const task = progress.task(`Reading ${basename(path)}`, undefined, 'rows');
    let rows = 0;
    let reported = 0;
    try {
        await forEachLine(path, (line, number) => {
            if (line === '')
                return;
            const row = pattern.exec(line);
            if (row === null)
                throw brokenRow(table, line, path, number);
            visit(row, line, number);
            rows++;
            if (rows % stride === 0) {
                signal?.throwIfAborted();
                task.advance(rows - reported);
                reported = rows;
            }
        });
        task.advance(rows - reported);
    }
    finally {
        task.end();
    }
    signal?.throwIfAborted();
    if (rows === 0)
        throw new MedspanError('input', `expected rows of ${table.name}, got an empty file`, { where: { path } });
    return rows;
}
