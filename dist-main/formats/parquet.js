/** At the beginning and at the end of each file. */
const magic = Buffer.from('PAR1');
/** What data sets on the Hugging Face hub are kept in. */
export const parquetFormat = {
    name: 'parquet',
    description: 'Parquet rows of tokens, ner_tags (texts or numbers) and doc_id, one sentence each',
    accepts: ({ isFolder, head }) => !isFolder && magic.equals(head.subarray(0, 4)),
    read: async (path, options) => (await import("./parquet-reader.js")).readParquet(path, options),
    writer: {
        holds: 'corpus',
        extension: '.parquet',
        async *format(corpus, options) {
            const { formatParquet } = await import("./parquet-writer.js");
            yield* formatParquet(corpus, options);
        },
    },
};
