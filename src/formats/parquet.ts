/**
 * @file Parquet files of rows of tokens and tags, as data sets on the Hugging Face hub have them. The libraries for them are
 * loaded with the first such file: they would take a fourth of the time in which a command starts.
 */
import type { Candidate, DocumentFormat } from '../text/format.ts'

/** At the beginning and at the end of each file. */
const magic = Buffer.from('PAR1')

/** What data sets on the Hugging Face hub are kept in. */
export const parquetFormat: DocumentFormat = {
  name: 'parquet',
  description: 'Parquet rows of tokens, ner_tags (texts or numbers) and doc_id, one sentence each',
  accepts: ({ isFolder, head }: Candidate) => !isFolder && magic.equals(head.subarray(0, 4)),
  read: async (path, options) => (await import('./parquet-reader.ts')).readParquet(path, options),
  writer: {
    holds: 'corpus',
    extension: '.parquet',
    async *format(corpus, options) {
      const { formatParquet } = await import('./parquet-writer.ts')
      yield* formatParquet(corpus, options)
    },
  },
}
