/**
 * @file The scores of a tagger on gold documents that it has not been trained with.
 */
import type { Tagger } from '../predict/tagger.ts'
import type { Corpus, Document } from '../text/document.ts'
import { type CorpusScores, type ScoreOptions, scoreCorpora } from './score.ts'

/** Tags gold documents anew, on their own words, and scores what is found; see `scoreCorpora`. */
export async function scoreTagger(
  tagger: Tagger,
  gold: Corpus,
  options: Omit<ScoreOptions, 'known'>,
): Promise<CorpusScores> {
  const { progress } = options
  const words = gold.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const task = progress.task('Tagging', words, 'words')
  const predicted: Document[] = []
  const advance = (count: number) => task.advance(count)
  for await (const document of tagger.tag(gold, { advance })) predicted.push(document)
  task.end()
  return scoreCorpora(gold, predicted, { ...options, known: tagger.types })
}
