/**
 * @file What the corpus commands share: reading documents from the command line's paths, and writing a corpus.
 */
import { basename, resolve } from 'node:path'
import { corpusStats } from '../corpus/stats.ts'
import { formatCorpus } from '../formats/corpus.ts'
import { importCorpus } from '../formats/index.ts'
import { writeFileWhole } from '../output.ts'
import type { Corpus } from '../text/document.ts'
import type { CommandContext } from './io.ts'

/** What a command that makes a corpus reports. */
export interface WrittenCorpus {
  readonly output: string
  readonly documents: number
  readonly sentences: number
  readonly tokens: number
  readonly mentions: number
}

/** Reads paths of the command line; formats are recognised. */
export function readPaths(paths: readonly string[], { io, progress }: CommandContext): Promise<Corpus> {
  return importCorpus(
    paths.map(path => resolve(io.cwd, path)),
    { progress },
  )
}

/** Writes a corpus file and says what is in it. */
export async function writeCorpus(
  corpus: Corpus,
  output: string,
  { io }: CommandContext,
): Promise<WrittenCorpus> {
  await writeFileWhole(resolve(io.cwd, output), formatCorpus(corpus))
  const { documents, sentences, tokens, mentions } = corpusStats(corpus)
  return { output, documents, sentences, tokens, mentions }
}

/** `corpus.jsonl: 60 documents, 300 sentences, 6,000 tokens, 800 mentions`. */
export function renderWritten({ output, documents, sentences, tokens, mentions }: WrittenCorpus): string {
  const counts = Object.entries({ documents, sentences, tokens, mentions })
  return `${output}: ${counts.map(([unit, count]) => `${count.toLocaleString('en-US')} ${unit}`).join(', ')}`
}

/** A path's last part without what follows its first dot: the name of a source. */
export function nameOf(path: string): string {
  return basename(path).replace(/(?<=.)\..*$/, '')
}
