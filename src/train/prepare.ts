/**
 * @file From the sources of a configuration to the three parts of a corpus: import, link, merge, split.
 *
 * The same configuration and the same files always give the same parts. A source's fingerprint is over what was
 * read from it, not over its path, so that a project can be moved.
 */
import { createHash } from 'node:crypto'
import { mergeCorpora } from '../corpus/merge.ts'
import { splitCorpus } from '../corpus/split.ts'
import { MedspanError } from '../errors.ts'
import { formatDocument } from '../formats/corpus.ts'
import { importCorpus } from '../formats/index.ts'
import type { Progress } from '../progress.ts'
import type { Corpus, Document } from '../text/document.ts'
import { linkCorpus, wantedConcepts } from '../umls/link.ts'
import { readMrsty } from '../umls/mrsty.ts'
import { type Config, PARTS, type Part } from './config.ts'

/** What was read from a source. */
export interface SourceFingerprint {
  readonly name: string
  readonly documents: number
  /** SHA-256 over the linked documents, in hexadecimal. */
  readonly sha256: string
}

export interface PreparedCorpus {
  readonly parts: Readonly<Record<Part, Corpus>>
  readonly sources: readonly SourceFingerprint[]
}

/**
 * Reads, links, merges and splits. A source that names its part goes there whole; the documents of all others are
 * divided by the ratios.
 * @throws MedspanError where a file cannot be read, or of code `data` when a part is left without documents
 */
export async function prepareCorpus(
  config: Config['corpus'],
  options: { progress: Progress; signal?: AbortSignal | undefined },
): Promise<PreparedCorpus> {
  const { progress, signal } = options
  const imported: { name: string; part: Part | undefined; documents: Corpus }[] = []
  for (const source of config.sources) {
    signal?.throwIfAborted()
    const documents = await importCorpus([source.path], {
      ...(source.format === undefined ? {} : { format: source.format }),
      ...(source.concept === undefined ? {} : { concept: source.concept }),
      ...(source.type_system === undefined ? {} : { typeSystem: source.type_system }),
      progress,
    })
    if (documents.length === 0) {
      throw new MedspanError('data', 'there is no document in this source', { where: { path: source.path } })
    }
    imported.push({ name: source.name, part: source.split, documents })
  }
  if (config.link !== undefined) {
    signal?.throwIfAborted()
    const wanted = wantedConcepts(imported.flatMap(source => source.documents))
    const types = await readMrsty(config.link.mrsty, { wanted })
    for (const source of imported) source.documents = linkCorpus(source.documents, types, { progress })
  }
  signal?.throwIfAborted()
  const sources = imported.map(({ name, documents }) => ({
    name,
    documents: documents.length,
    sha256: fingerprintOf(documents),
  }))
  return { parts: divide(imported, config, progress), sources }
}

function fingerprintOf(documents: Corpus): string {
  const hash = createHash('sha256')
  for (const { source: _, ...document } of documents) hash.update(`${formatDocument(document)}\n`)
  return hash.digest('hex')
}

function divide(
  sources: readonly { name: string; part: Part | undefined; documents: Corpus }[],
  config: Config['corpus'],
  progress: Progress,
): Record<Part, Corpus> {
  const merged = mergeCorpora(sources, { progress })
  const parts: Record<Part, Document[]> = { train: [], validation: [], test: [] }
  const undecided: Document[] = []
  let first = 0
  for (const { part, documents } of sources) {
    const own = merged.slice(first, first + documents.length)
    first += documents.length
    const place = part === undefined ? undecided : parts[part]
    for (const document of own) place.push(document)
  }
  if (undecided.length > 0) {
    const { ratios, seed } = config.split
    const split = splitCorpus(undecided, { ratios, seed })
    for (const part of PARTS) for (const document of split[part]) parts[part].push(document)
  }
  for (const part of PARTS) {
    if (parts[part].length > 0) continue
    throw new MedspanError('data', `the ${part} part has no documents`, {
      where: { at: 'corpus.split' },
      hint: `Give it a share in corpus.split.ratios, or name a source that is the ${part} part (split: ${part}).`,
    })
  }
  return parts
}
