/** @file JSON records, JSON lines and corpus files of 1.3 million tokens to a corpus. */
import { corpusFormat } from '../../src/formats/corpus.ts'
import { jsonFormat } from '../../src/formats/json.ts'
import { jsonlFormat, recordsFormat } from '../../src/formats/records.ts'
import type { Measurement } from '../results.ts'
import { makeDocuments } from './made-documents.ts'
import { timeReading } from './reading.ts'

export async function measureJson(): Promise<Measurement[]> {
  const documents = makeDocuments()
  const measurements: Measurement[] = []
  // As the reference project writes its curated sentences: json.dump(..., indent=4).
  const indent = (pieces: Buffer[]): Buffer[] => {
    const rows: unknown[] = JSON.parse(Buffer.concat(pieces).toString('utf8'))
    return rows.map((row, i) =>
      Buffer.from(
        `${i === 0 ? '[\n' : ',\n'}${JSON.stringify(row, null, 4).replace(/^/gm, '    ')}${i === rows.length - 1 ? '\n]' : ''}`,
      ),
    )
  }
  const bar = 'at least 30'
  const cases = [
    { title: 'records, indented', format: recordsFormat, change: indent, bar },
    { title: 'records, a row a line', format: recordsFormat, bar },
    { title: 'jsonl', format: jsonlFormat, bar },
    { title: 'corpus', format: corpusFormat, bar },
    // Words and sentences are found here, which takes most of the time.
    { title: 'json', format: jsonFormat },
  ]
  for (const { title, format, change, ...common } of cases) {
    const { firstSeconds, seconds, megabytes } = await timeReading(format, documents, change)
    const versions = { node: process.version }
    measurements.push(
      {
        claim: `${title} (${megabytes.toFixed(0)} MB) to a corpus, MB/s`,
        ours: megabytes / seconds,
        ...common,
        versions,
      },
      { claim: `${title}, the first reading, MB/s`, ours: megabytes / firstSeconds, ...common, versions },
    )
  }
  return measurements
}
