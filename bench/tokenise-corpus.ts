/** @file The sentences that bench/tokenise.ts encodes: words, tags and their labels' numbers. */
import { createLabelSet, type LabelSet } from '../src/corpus/labels.ts'
import { pubtatorFormat } from '../src/formats/pubtator.ts'
import { silent } from '../src/progress.ts'
import type { Corpus } from '../src/text/document.ts'
import { type LabelledSentence, tagCorpus } from '../src/train/data/examples.ts'

export interface BenchCorpus {
  readonly documents: Corpus
  readonly labels: LabelSet
}

/** The documents of PubTator files. */
export async function readBenchCorpus(paths: readonly string[]): Promise<BenchCorpus> {
  const parts = await Promise.all(paths.map(path => pubtatorFormat.read(path, { progress: silent })))
  const documents = parts.flat()
  const types = documents.flatMap(({ mentions }) => mentions.flatMap(mention => mention.types.slice(0, 1)))
  return { documents, labels: createLabelSet(new Set(types)) }
}

/** Their sentences; every call makes the words' texts anew, as a training has them once. */
export function sentencesOf({ documents }: BenchCorpus): LabelledSentence[] {
  return tagCorpus(documents, { corpus: { overlap: 'longest' } }, silent)
}
