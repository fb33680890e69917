import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writeRows } from "./rows.js";
/** Sentences in a row group: some MB. */
const groupRows = 10_000;
const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
const list = (name) => [
    {
        name,
        repetition_type: 'OPTIONAL',
        num_children: 1,
        converted_type: 'LIST',
        logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...text },
];
/** The schema of the table, and the features by which `datasets` knows it. */
const schema = [
    { name: 'schema', num_children: 3 },
    ...list('tokens'),
    ...list('ner_tags'),
    { name: 'doc_id', repetition_type: 'OPTIONAL', ...text },
];
const value = { dtype: 'string', _type: 'Value' };
const sequence = { feature: value, _type: 'Sequence' };
const features = { tokens: sequence, ner_tags: sequence, doc_id: value };
export function* formatParquet(corpus, options) {
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({
        writer: bytes,
        schema,
        createdBy: 'medspan',
        kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    });
    let rows = [];
    const flush = () => {
        if (rows.length === 0)
            return;
        const names = ['tokens', 'ner_tags', 'doc_id'];
        writer.write({
            columnData: names.map(name => ({ name, data: rows.map(row => row[name]) })),
            rowGroupSize: groupRows,
        });
        rows = [];
    };
    for (const row of writeRows(corpus, options)) {
        rows.push(row);
        if (rows.length === groupRows)
            flush();
    }
    flush();
    writer.finish();
    yield bytes.getBytes();
}
