/**
 * @file The scores of a tagger on gold documents that it has not been trained with.
 */
import type { Tagger } from '../predict/tagger.ts';
import type { Corpus } from '../text/document.ts';
import { type CorpusScores, type ScoreOptions } from './score.ts';
/** Tags gold documents anew, on their own words, and scores what is found; see `scoreCorpora`. */
export declare function scoreTagger(tagger: Tagger, gold: Corpus, options: Omit<ScoreOptions, 'known'>): Promise<CorpusScores>;
