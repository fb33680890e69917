/**
 * @file Reading Parquet files of rows of tokens and tags.
 *
 * Columns are lists of texts, tags also lists of whole numbers, whose names stand in the file's own metadata (key
 * `huggingface`), beside the file, or are given. hyparquet reads the metadata, after their bounds were checked;
 * parquet-pages.ts reads the values, one row group at a time.
 */
import { open } from 'node:fs/promises';
import { parquetMetadata } from 'hyparquet';
import { MedspanError } from "../errors.js";
import { addTo } from "../lists.js";
import { inputError } from "../text/source.js";
import { readChunk } from "./parquet-pages.js";
import { createRows, findColumns, nameTags } from "./rows.js";
import { findTagNames, namesInMetadata } from "./tag-names.js";
import { checkThrift } from "./thrift.js";
/** `PAR1`, at the beginning and at the end of each file. */
const magic = Buffer.from('PAR1');
/** Metadata beyond this are no table of sentences. */
const maxMetadataBytes = 2 ** 28;
/** Values of all columns that a file may say it has: some, and so many for each byte of it. */
const freeValues = 2 ** 20;
const valuesPerByte = 16;
const damaged = 'the file looks damaged or cut off: export or download it again';
async function readBytes(file, begin, length, where) {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, begin + done);
        if (bytesRead === 0)
            throw new MedspanError('input', 'expected more bytes, got the end of the file', {
                where,
                hint: damaged,
            });
        done += bytesRead;
    }
    return bytes;
}
async function readMetadata(file, size, where) {
    const refuse = (message, cause) => new MedspanError('input', message, { where, hint: damaged, cause });
    if (size < 12)
        throw refuse(`expected a Parquet file, got ${size} bytes`);
    const head = await readBytes(file, 0, 4, where);
    const tail = await readBytes(file, size - 8, 8, where);
    if (!magic.equals(head) || !magic.equals(tail.subarray(4)))
        throw refuse('expected PAR1 at the beginning and at the end of a Parquet file');
    const length = new DataView(tail.buffer).getUint32(0, true);
    if (length > size - 12)
        throw refuse(`expected metadata within the file, got ${length} bytes of them`);
    if (length > maxMetadataBytes)
        throw new MedspanError('unsafe-input', `expected at most ${maxMetadataBytes} bytes of metadata, got ${length}`, {
            where,
        });
    const footer = await readBytes(file, size - 8 - length, length + 8, where);
    if (checkThrift(footer, 0, length) === undefined)
        throw refuse('expected the metadata of a Parquet file');
    try {
        return parquetMetadata(footer, { geoparquet: false });
    }
    catch (cause) {
        throw refuse('expected the metadata of a Parquet file', cause);
    }
}
/** How deep a schema may nest; a list is three levels. */
const maxSchemaDepth = 16;
/** The columns that have one leaf, by name. */
function columnsOf({ schema }, where) {
    const leaves = new Map();
    /** Takes the element at `index` and all below it, and gives the index after them. */
    function walk(index, above, depth) {
        const element = schema[index];
        if (element === undefined || depth > maxSchemaDepth)
            throw new MedspanError('input', 'expected the schema of a table', { where, hint: damaged });
        const repeated = element.repetition_type === 'REPEATED';
        const maxDefinition = above.maxDefinition + (element.repetition_type === 'REQUIRED' ? 0 : 1);
        const own = {
            name: depth === 1 ? element.name : above.name,
            path: depth === 1 ? element.name : `${above.path}.${element.name}`,
            type: element.type,
            maxRepetition: above.maxRepetition + (repeated ? 1 : 0),
            maxDefinition,
            listDefinition: repeated ? maxDefinition : above.listDefinition,
        };
        let next = index + 1;
        const children = element.num_children ?? 0;
        if (children === 0)
            addTo(leaves, own.name, own);
        for (let i = 0; i < children; i++)
            next = walk(next, own, depth + 1);
        return next;
    }
    const root = {
        name: '',
        path: '',
        type: undefined,
        maxRepetition: 0,
        maxDefinition: 0,
        listDefinition: 0,
    };
    let next = 1;
    for (let i = schema[0]?.num_children ?? 0; i > 0; i--)
        next = walk(next, root, 1);
    return new Map([...leaves].flatMap(([name, own]) => (own.length === 1 ? [[name, own[0]]] : [])));
}
function isSupported(type) {
    return type === 'BYTE_ARRAY' || type === 'INT32' || type === 'INT64';
}
/** Reads a column of a row group. */
async function readColumn(file, size, group, column, where) {
    const meta = group.columns.find(one => one.meta_data?.path_in_schema.join('.') === column.path)?.meta_data;
    const refuse = (message) => new MedspanError('input', message, { where, hint: damaged });
    if (meta === undefined)
        throw refuse('expected the column in each row group');
    if (!isSupported(column.type) || column.maxRepetition > 1)
        throw new MedspanError('input', 'expected texts or whole numbers, alone or in a list', { where });
    const begin = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const length = Number(meta.total_compressed_size);
    if (!(begin >= 4 && length >= 0 && begin + length <= size))
        throw refuse('expected a column within the file');
    const bytes = await readBytes(file, begin, length, where);
    const lists = readChunk(bytes, {
        type: column.type,
        codec: meta.codec,
        count: Number(meta.num_values),
        maxRepetition: column.maxRepetition === 0 ? 0 : 1,
        maxDefinition: column.maxDefinition,
        listDefinition: column.listDefinition,
    }, where);
    if (lists.offsets.length - 1 !== Number(group.num_rows))
        throw refuse(`expected ${group.num_rows} rows, got ${lists.offsets.length - 1}`);
    return lists;
}
/** Refuses a file that says it has more values than one of its size can have. */
function checkCounts(metadata, size, where) {
    let values = 0;
    for (const group of metadata.row_groups)
        for (const { meta_data: meta } of group.columns)
            if (meta !== undefined)
                values += Math.max(0, Number(meta.num_values));
    const limit = freeValues + valuesPerByte * size;
    if (values > limit)
        throw new MedspanError('unsafe-input', `expected at most ${limit} values in a file of ${size} bytes, got ${values}`, {
            where,
        });
}
/** The names of numbered tags: given, in the file's metadata, or in files beside it. */
async function tagNames(path, metadata, column, options) {
    if (options.tagNames !== undefined)
        return options.tagNames;
    const text = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
    const own = text === undefined ? undefined : namesInMetadata(text, column, path);
    return own ?? (await findTagNames(path))(column);
}
/**
 * The documents of a Parquet file, in the order in which they first occur.
 *
 * Counted notices: those of `createRows`.
 * @throws MedspanError (`input`) when the file is damaged or cut off, has no columns of tokens and tags, or has
 * numbered tags without names; (`unsafe-input`) when it says counts or sizes that cannot be; (`data`) for tags of
 * another form, with the row's number from 1.
 */
export async function readParquet(path, options) {
    let file;
    try {
        file = await open(path);
    }
    catch (error) {
        throw inputError(error, path);
    }
    try {
        const { size } = await file.stat();
        const metadata = await readMetadata(file, size, { path });
        const columns = columnsOf(metadata, { path });
        checkCounts(metadata, size, { path });
        const isText = (name) => columns.get(name)?.type === 'BYTE_ARRAY';
        const chosen = findColumns([...columns.keys()], options.columns, isText, { path });
        const names = isText(chosen.tags) ? undefined : await tagNames(path, metadata, chosen.tags, options);
        const rows = createRows(path, options);
        let number = 0;
        for (const group of metadata.row_groups) {
            const read = (name) => readColumn(file, size, group, columns.get(name), { path, at: name });
            const tokens = await read(chosen.tokens);
            const tags = await read(chosen.tags);
            const ids = chosen.document === undefined ? undefined : await read(chosen.document);
            for (const [name, lists] of [[chosen.tokens, tokens], [chosen.tags, tags]])
                if (lists.nulls > 0)
                    throw new MedspanError('input', `expected texts, got ${lists.nulls} nulls among them`, {
                        where: { path, at: name },
                    });
            for (let i = 0; i < tokens.offsets.length - 1; i++) {
                number++;
                const where = { path, at: `row ${number}` };
                const words = texts(tokens, i, where);
                const given = valuesOf(tags, i);
                if (words.length !== given.length)
                    throw new MedspanError('input', `expected as many tags as tokens, got ${words.length} tokens and ${given.length} tags`, { where });
                rows.add({
                    tokens: words,
                    tags: isText(chosen.tags) ? texts(tags, i, where) : nameTags(given.map(Number), names, where),
                    document: ids === undefined ? undefined : idOf(ids, i),
                }, where, chosen.document === 'id');
            }
        }
        return rows.finish();
    }
    finally {
        await file.close();
    }
}
function valuesOf({ values, offsets }, row) {
    return values.slice(offsets[row], offsets[row + 1]);
}
function texts(lists, row, where) {
    const values = valuesOf(lists, row);
    if (values.every(value => typeof value === 'string'))
        return values;
    throw new MedspanError('input', 'expected a list of texts, got numbers', { where });
}
function idOf(ids, row) {
    const [id] = valuesOf(ids, row);
    return id === undefined || id === '' ? undefined : String(id);
}
