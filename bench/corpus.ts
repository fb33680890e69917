/**
 * @file `npm run bench -- corpus [part]`: from files to a corpus, against the library that people use for it. Each
 * part is a file in bench/corpus.
 */
import { measureInto } from './corpus/into.ts'
import { measureJson } from './corpus/json.ts'
import { measureMetathesaurus } from './corpus/metathesaurus.ts'
import { measureParquet } from './corpus/parquet.ts'
import { measureStratify } from './corpus/stratify.ts'
import { measureText } from './corpus/text.ts'
import { measureWords } from './corpus/words.ts'
import { measureXmi } from './corpus/xmi.ts'
import type { Measurement } from './results.ts'

const parts: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  parquet: measureParquet,
  json: measureJson,
  stratify: measureStratify,
  metathesaurus: measureMetathesaurus,
  text: measureText,
  words: measureWords,
  xmi: measureXmi,
  into: measureInto,
}

/** Runs a part, or all of them one after the other. */
export async function* run(part: string | undefined): AsyncGenerator<Measurement> {
  const chosen = part === undefined ? Object.keys(parts) : [part]
  for (const name of chosen) {
    const measure = parts[name]
    if (measure === undefined)
      throw new Error(`expected one of the parts ${Object.keys(parts).join(', ')}, got ${name}`)
    yield* await measure()
  }
}
