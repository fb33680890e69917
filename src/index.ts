/**
 * @file The door: everything that a program may use, by name. No logic.
 */
export { createLabelSet, decideLabels, type LabelSet } from './corpus/labels.ts'
export { mergeCorpora } from './corpus/merge.ts'
export { type Splits, splitCorpus } from './corpus/split.ts'
export { type CorpusStats, corpusStats } from './corpus/stats.ts'
export { type ErrorCode, formatError, MedspanError, type Notice, Notices, type Where } from './errors.ts'
export { formatCorpus } from './formats/corpus.ts'
export type { Candidate, ConceptSetting, DocumentFormat, ReadOptions } from './formats/format.ts'
export {
  type ExportOptions,
  exportCorpus,
  formats,
  type ImportOptions,
  importCorpus,
  writableFormats,
} from './formats/index.ts'
export { createDictionary, type Dictionary } from './metrics/dictionary.ts'
export { type Score, type Scores, scoreTags } from './metrics/spans.ts'
export { renderScoreTable, scoreRows } from './metrics/table.ts'
export { predictFiles } from './predict/predict.ts'
export { openTagger, type Tagger } from './predict/tagger.ts'
export { type Progress, silent, type Task } from './progress.ts'
export type { Corpus, Document, Mention, Span } from './text/document.ts'
export { spansToTags, type TaggedSentence, type TaggedSpan, tagSentences, tagsToSpans } from './text/tags.ts'
export { segment, splitSentences, tokenizeWords } from './text/words.ts'
export { type Config, formatConfig, parseConfig, readConfig } from './train/config.ts'
export { evaluateRun, type RunEvaluation } from './train/evaluate.ts'
export type { PartResult, PartScores, RunSummary } from './train/results.ts'
export { type TrainOptions, train } from './train/run.ts'
export { linkCorpus } from './umls/link.ts'
export { openMrsty } from './umls/mrsty.ts'
