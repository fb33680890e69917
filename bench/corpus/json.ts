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
  const formats = [
    { format: recordsFormat, bar: 'at least 30' },
    { format: jsonlFormat, bar: 'at least 30' },
    { format: corpusFormat, bar: 'at least 30' },
    // Words and sentences are found here, which takes most of the time.
    { format: jsonFormat, bar: undefined },
  ]
  for (const { format, bar } of formats) {
    const { firstSeconds, seconds, megabytes } = await timeReading(format, documents)
    const versions = { node: process.version }
    const claim = `${format.name} (${megabytes.toFixed(0)} MB) to a corpus, MB/s`
    const common = { versions, ...(bar === undefined ? {} : { bar }) }
    measurements.push(
      { claim, ours: megabytes / seconds, ...common },
      { claim: `${format.name}, the first reading, MB/s`, ours: megabytes / firstSeconds, ...common },
    )
  }
  return measurements
}
