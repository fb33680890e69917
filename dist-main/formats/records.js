/**
 * @file Records: rows of `{tokens, ner_tags, doc_id}`, as a JSON array or as one JSON object a line.
 *
 * Columns of other names are known too (`columnNames` in rows.ts) or can be given. Tags are texts, or numbers
 * whose names the data set or the user says. What becomes of rows is in rows.ts.
 */
import { MedspanError } from "../errors.js";
import { readValues } from "../text/json.js";
import { columnNames, createRows, findColumns, nameTags, writeRows } from "./rows.js";
import { findTagNames } from "./tag-names.js";
function describe(value) {
    if (value === undefined)
        return 'nothing';
    if (value === null)
        return 'null';
    return Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
            ? 'an object'
            : `${JSON.stringify(value)}`;
}
/** A list whose items are all texts; undefined when they are all whole numbers and those may be. */
function texts(value, key, allowNumbers, where) {
    const wanted = allowNumbers ? 'texts, or of numbers' : 'texts';
    if (!Array.isArray(value))
        throw new MedspanError('input', `expected ${key}: a list of ${wanted}, got ${describe(value)}`, { where });
    let odd = -1;
    for (let i = 0; i < value.length && odd < 0; i++)
        if (typeof value[i] !== 'string')
            odd = i;
    if (odd < 0)
        return value;
    if (odd === 0 && allowNumbers) {
        odd = value.findIndex(item => !Number.isInteger(item));
        if (odd < 0)
            return undefined;
    }
    throw new MedspanError('input', `expected ${key}: a list of ${wanted}, got ${describe(value[odd])} in it`, {
        where: { ...where, at: `${where.at} ${key}[${odd}]` },
    });
}
function readRow(fields, columns, namesOf, where) {
    const tokens = texts(fields[columns.tokens], columns.tokens, false, where);
    const given = fields[columns.tags];
    const tags = texts(given, columns.tags, true, where) ??
        nameTags(given, namesOf(columns.tags), where);
    if (tokens.length !== tags.length)
        throw new MedspanError('input', `expected as many tags as tokens, got ${tokens.length} tokens and ${tags.length} tags`, { where });
    const id = columns.document === undefined ? undefined : fields[columns.document];
    if (id === undefined || id === null || id === '')
        return { tokens, tags, document: undefined };
    if (typeof id !== 'string' && typeof id !== 'number')
        throw new MedspanError('input', `expected ${columns.document}: a text or a number, got ${describe(id)}`, {
            where,
        });
    return { tokens, tags, document: String(id) };
}
/**
 * The documents of a file of records, in the order in which they first occur.
 *
 * Counted notices: those of `createRows`.
 * @throws MedspanError (`input`) for JSON that is none (with line and column), rows of another shape, lists of
 * different length, numbered tags without names, and (`data`) tags of another form (with the row's number from 1).
 */
export async function readRecords(path, options) {
    const rows = createRows(path, options);
    const { tagNames } = options;
    const namesOf = tagNames === undefined ? await findTagNames(path) : () => tagNames;
    let columns;
    for await (const { value, where: place, number } of readValues(path)) {
        const where = { path, line: place.line, at: `row ${number}` };
        if (typeof value !== 'object' || value === null || Array.isArray(value))
            throw new MedspanError('input', `expected an object with tokens and tags, got ${describe(value)}`, {
                where,
            });
        const fields = value;
        if (columns === undefined) {
            const isText = (name) => {
                const column = fields[name];
                return Array.isArray(column) && column.every(item => typeof item === 'string');
            };
            columns = findColumns(Object.keys(fields), options.columns, isText, where);
        }
        rows.add(readRow(fields, columns, namesOf, where), where, columns.document === 'id');
    }
    return rows.finish();
}
const decoder = new TextDecoder();
const known = [...columnNames.tokens, ...columnNames.tags, ...columnNames.document, 'pos_tags', 'chunk_tags'];
// The first key is one of these; other JSON, such as a tokenizer's, may have `tokens` further inside.
const firstKey = new RegExp(`^\\uFEFF?\\s*(\\[\\s*)?\\{\\s*"(?:${known.join('|')})"\\s*:`, 'u');
const columnKey = new RegExp(`"(?:${[...columnNames.tokens, ...columnNames.tags].join('|')})"\\s*:\\s*\\[`, 'u');
/** The beginning of records: `[` for an array, empty for lines; undefined for anything else. */
function recognise({ isFolder, head }) {
    if (isFolder)
        return undefined;
    const text = decoder.decode(head);
    const match = firstKey.exec(text);
    if (match === null || !columnKey.test(text))
        return undefined;
    return match[1] === undefined ? '' : '[';
}
function* formatArray(corpus, options) {
    let separator = '[\n';
    for (const row of writeRows(corpus, options)) {
        yield separator + JSON.stringify(row);
        separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
}
function* formatLines(corpus, options) {
    for (const row of writeRows(corpus, options))
        yield `${JSON.stringify(row)}\n`;
}
/** The reference project's JSON, which team curations are kept in; reads JSON lines too. */
export const recordsFormat = {
    name: 'records',
    description: 'JSON or JSONL rows of {tokens, ner_tags, doc_id}, one sentence each',
    accepts: candidate => recognise(candidate) !== undefined,
    read: readRecords,
    writer: { holds: 'corpus', extension: '.json', format: formatArray },
};
/** The same rows, one a line. */
export const jsonlFormat = {
    name: 'jsonl',
    description: 'JSON lines of {tokens, ner_tags, doc_id}, one sentence each',
    accepts: candidate => recognise(candidate) === '',
    read: readRecords,
    writer: { holds: 'corpus', extension: '.jsonl', format: formatLines },
};
