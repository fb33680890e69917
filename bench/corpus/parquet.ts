/** @file A Parquet file of 1.3 million tokens in lists, tags as texts, packed with snappy, to a corpus. */
import { readFileSync } from 'node:fs'
import { parquetFormat } from '../../src/formats/parquet.ts'
import type { Measurement } from '../results.ts'
import { makeDocuments } from './made-documents.ts'
import { timeReading } from './reading.ts'

export async function measureParquet(): Promise<Measurement[]> {
  const { firstSeconds, seconds, megabytes, tokens } = await timeReading(parquetFormat, makeDocuments())
  const entry = new URL(import.meta.resolve('hyparquet'))
  const { version } = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8')) as {
    version: string
  }
  const size = `${(tokens / 1e6).toFixed(1)} M tokens, ${megabytes.toFixed(1)} MB`
  const versions = { hyparquet: version }
  return [
    { claim: `Parquet (${size}) to a corpus, seconds`, ours: seconds, bar: 'at most 3', versions },
    { claim: 'Parquet, the first reading, seconds', ours: firstSeconds, bar: 'at most 3', versions },
  ]
}
