/**
 * @file A pool of documents, of which those that nobody has annotated are tagged and measured. Of a document its text and what the
 * model makes of it stay in memory, and of an annotated one its text alone.
 */
import type { Tagger } from '../predict/tagger.ts'
import type { Progress } from '../progress.ts'
import { coveredText, type Document, type Mention } from '../text/document.ts'
import type { Candidate } from './selection.ts'
import { uncertaintyOf } from './uncertainty.ts'

/** So much of a sentence is shown, in characters. */
const LONGEST_SHOWN = 200

export interface PoolDocument {
  readonly document: Document
  /** Whether somebody has annotated it, or has begun to. */
  readonly isAnnotated: boolean
}

/** A document that may be chosen. */
export interface RankedDocument extends Candidate {
  readonly source: string | undefined
  /** The text of the sentence of which the model is least sure, or its beginning. */
  readonly sentence: string
  /** What the model has found, with scores. */
  readonly mentions: readonly Mention[]
}

export interface Pool {
  readonly ranked: readonly RankedDocument[]
  /** The texts of documents that are annotated. */
  readonly known: readonly string[]
  /** How many documents have no word. */
  readonly empty: number
}

export interface PoolOptions {
  readonly tagger: Tagger
  readonly progress: Progress
}

/** Tags the documents of a pool that are not annotated, as they come, and says how unsure the model is of each. */
export async function rankPool(
  documents: AsyncIterable<PoolDocument> | Iterable<PoolDocument>,
  { tagger, progress }: PoolOptions,
): Promise<Pool> {
  const known: string[] = []
  const ranked: RankedDocument[] = []
  let empty = 0
  async function* unannotated(): AsyncGenerator<Document> {
    for await (const { document, isAnnotated } of documents)
      if (isAnnotated) known.push(document.text)
      else yield document
  }
  const task = progress.task('Tagging', undefined, 'words')
  const advance = (words: number): void => task.advance(words)
  for await (const document of tagger.tag(unannotated(), { advance, confidence: true })) {
    const measured = uncertaintyOf(document)
    if (measured === undefined) {
      empty++
      continue
    }
    const { id, text, source, mentions } = document
    const sentence = beginningOf(coveredText(document, measured.sentence))
    ranked.push({ id, text, source, mentions, sentence, uncertainty: measured.uncertainty })
    task.advance(0, `${ranked.length.toLocaleString('en-US')} documents`)
  }
  task.end()
  return { ranked, known, empty }
}

/** What is shown of a sentence, which may be as long as a document: whole characters. */
function beginningOf(sentence: string): string {
  return [...sentence.slice(0, 2 * LONGEST_SHOWN)].slice(0, LONGEST_SHOWN).join('')
}
